internal import CSpelling
package import Desk
import Foundation

/// The dictionaries of this machine and the words this person added; nothing where there are none.
///
/// A dictionary is opened when it is first needed. Of each language there is one: the shop's own
/// region where that is installed.
package actor Speller {
  private let installed: [Lexicon]
  private let own: String?
  private var opened: [String: Opened] = [:]
  private var learnt: Set<String>?

  /// The dictionaries in folders, the first to be looked in first.
  /// - Parameters:
  ///   - home: the language and region of the shop: `de_AT`.
  ///   - only: the names of those to be used; all where it is empty.
  ///   - own: the file of words the person added; `nil` where none can be kept.
  package init(folders: [String], home: String, only: [String] = [], own: String?) {
    var found: [String: Lexicon] = [:]
    for folder in folders {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for file in names where file.hasSuffix(".dic") {
        let name = String(file.dropLast(4))
        guard found[name] == nil, names.contains("\(name).aff"), only.isEmpty || only.contains(name)
        else { continue }
        found[name] = Lexicon(
          name: name, affixes: "\(folder)/\(name).aff", words: "\(folder)/\(name).dic")
      }
    }
    let order = Lexicon.order(home: home)
    var languages: Set<String> = []
    installed = found.values.sorted { order($0.name) < order($1.name) }.filter {
      !only.isEmpty || languages.insert(Self.language($0.name)).inserted
    }
    names = installed.map(\.name)
    self.own = own
  }

  /// The names of the dictionaries, the shop's own first.
  package nonisolated let names: [String]

  private static func language(_ name: String) -> String {
    String(name.prefix { $0 != "_" && $0 != "-" })
  }
}

/// A dictionary's two files.
private struct Lexicon {
  var name: String
  var affixes: String
  var words: String

  /// The shop's region first, then its language, then each language's own country, then the rest.
  static func order(home: String) -> (String) -> String {
    let language = String(home.prefix { $0 != "_" && $0 != "-" })
    return { name in
      let parts = name.split(separator: "_").map(String.init)
      let isEponymous = parts.count == 2 && parts[0] == parts[1].lowercased()
      let rank =
        switch name {
        case home: "0"
        case _ where parts.first == language: isEponymous ? "1" : "2"
        default: isEponymous ? "3" : "4"
        }
      return rank + name
    }
  }
}

// MARK: - Looking up

extension Speller {
  /// Which of the words may be misspelt, and in which language they were looked up.
  ///
  /// That language is the one asked for; else the one that knows most of what the customer wrote,
  /// where it knows half of it; else the shop's own.
  package func check(_ wish: SpellingWish) -> SpellingFindings {
    guard let name = name(for: wish), let speller = opened(name) else { return SpellingFindings() }
    let learnt = known()
    let wrong = wish.words.filter {
      !learnt.contains($0.lowercased()) && !speller.knows($0)
    }
    return SpellingFindings(language: name, checked: wish.words, misspelt: Set(wrong))
  }

  /// Other spellings of a word, best first, at most nine.
  package func suggestions(for word: String, in language: String) -> [String] {
    Array((opened(language)?.suggestions(for: word) ?? []).prefix(9))
  }

  /// Takes a word into this person's own, for good where there is a file for them.
  /// - Returns: whether it could be written down.
  package func learn(_ word: String) -> Bool {
    var words = known()
    guard words.insert(word.lowercased()).inserted else { return true }
    learnt = words
    guard let own else { return false }
    let folder = URL(filePath: own).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = words.sorted().map { $0 + "\n" }.joined()
    return (try? text.write(toFile: own, atomically: true, encoding: .utf8)) != nil
  }

  private func known() -> Set<String> {
    if let learnt { return learnt }
    let text = own.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    let words = Set(text.split(whereSeparator: \.isNewline).map { $0.lowercased() })
    learnt = words
    return words
  }

  private func name(for wish: SpellingWish) -> String? {
    if let language = wish.language {
      return installed.first { $0.name == language }?.name
        ?? installed.first { Self.language($0.name) == Self.language(language) }?.name
    }
    guard installed.count > 1, wish.sample.count >= 5 else { return installed.first?.name }
    let shares = installed.map { dictionary -> (name: String, share: Double) in
      guard let speller = opened(dictionary.name) else { return (dictionary.name, 0) }
      let known = wish.sample.count { speller.knows($0) }
      return (dictionary.name, Double(known) / Double(wish.sample.count))
    }
    guard let best = shares.max(by: { $0.share < $1.share }), best.share >= 0.5 else {
      return installed.first?.name
    }
    // The first of equals, which is the shop's own.
    return shares.first { $0.share == best.share }?.name
  }

  private func opened(_ name: String) -> Opened? {
    if let speller = opened[name] { return speller }
    guard let lexicon = installed.first(where: { $0.name == name }),
      let speller = Opened(lexicon)
    else { return nil }
    opened[name] = speller
    return speller
  }
}

/// A dictionary that is open.
private final class Opened {
  private let speller: OpaquePointer

  init?(_ lexicon: Lexicon) {
    guard let speller = csp_open(lexicon.affixes, lexicon.words) else { return nil }
    self.speller = speller
  }

  deinit { csp_close(speller) }

  func knows(_ word: String) -> Bool { csp_knows(speller, word) == 1 }

  func suggestions(for word: String) -> [String] {
    guard let text = csp_suggest(speller, word) else { return [] }
    defer { csp_free(text) }
    return String(cString: text).split(separator: "\n").map(String.init)
  }
}

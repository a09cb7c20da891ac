package import Domain
import Terminal

/// Finds a file that is included by its name, other than those that are being read: a person's own
/// `default.keys` may include the one it stands in front of. `nil` where there is none.
package typealias IncludedFile = (_ name: String, _ besides: [String]) -> (
  path: String, text: String
)?

/// Reads a keymap from text.
///
/// A line in brackets names the place (`[inbox]`); the lines below it say `KEYS = COMMAND ARGUMENT`,
/// `unbind KEYS` or `include NAME`. `#` at the start of a line begins a remark.
package struct KeymapText {
  /// What was read so far.
  package private(set) var keymap: Keymap
  /// What was wrong, in the order of the lines.
  package private(set) var problems: [Problem] = []
  private var context = Context.everywhere
  private var file: String
  private var line = 0
  private var own: [Place: Int] = [:]
  private let reading: [String]
  private let included: IncludedFile

  private struct Place: Hashable {
    var context: Context
    var keys: [Key]
  }

  /// Reads `text`; `included` finds another keymap by its name.
  package static func read(
    _ text: String, file: String, included: IncludedFile = { _, _ in nil }
  ) -> (keymap: Keymap, problems: [Problem]) {
    withoutActuallyEscaping(included) { included in
      var reader = KeymapText(keymap: Keymap(), file: file, reading: [file], included: included)
      reader.read(text)
      return (reader.keymap, reader.problems)
    }
  }

  private init(
    keymap: Keymap, file: String, reading: [String], included: @escaping IncludedFile
  ) {
    self.keymap = keymap
    self.file = file
    self.reading = reading
    self.included = included
  }
}

// MARK: - Lines

extension KeymapText {
  private mutating func read(_ text: String) {
    for (index, content) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    )
    .enumerated() {
      line = index + 1
      let words = content.trimmed
      if words.isEmpty || words.hasPrefix("#") { continue }
      if words.hasPrefix("["), words.hasSuffix("]"), words.count > 2 {
        enter(words.dropFirst().dropLast().trimmed, content)
      } else if words.hasPrefix("unbind ") {
        unbind(words.dropFirst(7).trimmed, content)
      } else if words.hasPrefix("include ") {
        include(words.dropFirst(8).trimmed, content)
      } else {
        bind(words, content)
      }
    }
  }

  private mutating func enter(_ name: Substring, _ content: Substring) {
    guard let place = Context(rawValue: String(name)) else {
      let nearest = Problem.nearest(to: String(name), among: Context.allCases.map(\.rawValue))
      report(
        name, content, "there is no place named \(name)",
        nearest.map { "did you mean [\($0)]" } ?? "")
      return
    }
    context = place
  }

  private mutating func bind(_ words: Substring, _ content: Substring) {
    guard let sign = separator(words) else {
      report(words, content, "no meaning", "write KEYS = COMMAND, unbind KEYS or include NAME")
      return
    }
    let spelling = words[..<sign].trimmed
    let command = words[sign...].dropFirst().trimmed
    guard let keys = keys(spelling, content) else { return }
    do {
      let call = try CommandCall(reading: command, column: column(command, content))
      guard mayStand(call, keys, command, content) else { return }
      note(keys, spelling, content)
      keymap.bind(keys, in: context, to: call, by: Keymap.Source(file: file, line: line))
    } catch {
      report(
        command, content, "there is no command named \(error.name)",
        error.nearest.map { "did you mean \($0.rawValue)" } ?? ":help lists all of them")
    }
  }

  private mutating func unbind(_ spelling: Substring, _ content: Substring) {
    guard let keys = keys(spelling, content) else { return }
    own[Place(context: context, keys: keys)] = nil
    if !keymap.unbind(keys, in: context) {
      report(spelling, content, "\(spelling) has no meaning here that could be taken away")
    }
  }

  private mutating func include(_ name: Substring, _ content: Substring) {
    guard let found = included(String(name), reading) else {
      let isThere = included(String(name), []) != nil
      report(
        name, content,
        isThere ? "\(name) includes itself" : "there is no keymap named \(name)",
        isThere ? "" : "look into Keymaps")
      return
    }
    var inner = KeymapText(
      keymap: keymap, file: found.path, reading: reading + [found.path], included: included)
    inner.read(found.text)
    keymap = inner.keymap
    problems += inner.problems
  }
}

// MARK: - Checking

extension KeymapText {
  /// The `=` between keys and command: it stands alone, not at the very start, and the last of
  /// several side by side, so that the key `=` can be bound.
  private func separator(_ words: Substring) -> Substring.Index? {
    var index = words.index(after: words.startIndex)
    while index < words.endIndex {
      let next = words.index(after: index)
      let isAlone = words[words.index(before: index)] == " "
      let rest = words[next...]
      if words[index] == "=", isAlone, rest.first ?? " " == " ", !rest.hasPrefix(" = ") {
        return index
      }
      index = next
    }
    return nil
  }

  private mutating func keys(_ spelling: Substring, _ content: Substring) -> [Key]? {
    if let keys = Key.sequence(String(spelling)) { return keys }
    let wrong = spelling.split(separator: " ").first { Key(spelling: String($0)) == nil }
    report(
      wrong ?? spelling, content, "\(wrong ?? spelling) is no key",
      "keys are spelt x, C-x, M-x, S-Tab, Enter, Esc, Space, PageDown, F1")
    return nil
  }

  /// A command must work where its keys are bound.
  private mutating func mayStand(
    _ call: CommandCall, _ keys: [Key], _ command: Substring, _ content: Substring
  ) -> Bool {
    let works = call.command.works(in: context)
    if !works {
      let places = call.command.entry.contexts.map { "[\($0.rawValue)]" }.joined(separator: ", ")
      report(
        command, content, "\(call.command.rawValue) does nothing in [\(context.rawValue)]",
        "it works in \(places)")
    }
    if works, context.isForText, keys.count > 0, keys[0].character != nil {
      report(command, content, "\(keys[0].spelling) writes a letter here", "bind a control key")
      return false
    }
    return works
  }

  /// Within one file every sequence has one meaning, and none is the beginning of another.
  private mutating func note(_ keys: [Key], _ spelling: Substring, _ content: Substring) {
    for (place, line) in own.sorted(by: { $0.value < $1.value }) where place.context == context {
      if place.keys == keys {
        report(spelling, content, "\(spelling) already has a meaning on line \(line)", "keep one")
      } else if place.keys.starts(with: keys) || keys.starts(with: place.keys) {
        let other = place.keys.map(\.spelling).joined(separator: " ")
        report(
          spelling, content, "\(spelling) collides with \(other) on line \(line)",
          "one is the beginning of the other; the shorter one would never wait")
      }
    }
    own[Place(context: context, keys: keys)] = line
  }

  private mutating func report(
    _ part: Substring, _ content: Substring, _ what: String, _ remedy: String = ""
  ) {
    problems.append(
      Problem(file: file, line: line, column: column(part, content), what, remedy: remedy))
  }

  private func column(_ part: Substring, _ content: Substring) -> Int {
    content.distance(from: content.startIndex, to: part.startIndex) + 1
  }
}

extension Command {
  /// Whether it does something in a place, of its own or because it does so everywhere.
  package func works(in context: Context) -> Bool {
    let places = entry.contexts
    if context == .everywhere {
      return !places.allSatisfy { [.composer, .review, .palette, .templates, .line].contains($0) }
    }
    return context.inherited.contains { places.contains($0) }
  }
}

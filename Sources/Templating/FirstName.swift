import Foundation

/// The name one greets a person by.
package enum FirstName {
  /// The first name in a full one; `nil` where it is a user name, an address or a company's.
  package static func of(_ full: String) -> String? {
    let name = full.split(separator: ",", maxSplits: 1)
    let ordered = name.count == 2 ? "\(name[1]) \(name[0])" : full
    let words = ordered.split(whereSeparator: \.isWhitespace).map(String.init)
    let plain = words.drop { titles.contains($0.lowercased().filter { $0 != "." }) }
    guard let first = plain.first, first.count >= 2, isName(first) else { return nil }
    guard !plain.contains(where: { companies.contains($0.lowercased().filter { $0 != "." }) })
    else { return nil }
    return cased(first)
  }

  /// A word that is all small or all large, with a large first letter; others are left alone.
  static func cased(_ word: String, locale: Locale? = nil) -> String {
    guard word == word.lowercased(with: locale) || word == word.uppercased(with: locale) else {
      return word
    }
    var letters = 0
    return word.map { character in
      // An apostrophe begins a name after one letter only: O'Neill, but not don't.
      let isApostrophe = character == "'" || character == "’"
      defer { letters = character.isLetter || (isApostrophe && letters > 1) ? letters + 1 : 0 }
      let text = String(character)
      return letters == 0 ? text.uppercased(with: locale) : text.lowercased(with: locale)
    }.joined()
  }

  private static func isName(_ word: String) -> Bool {
    word.allSatisfy { $0.isLetter || "-'’".contains($0) } && word.contains(where: \.isLetter)
  }

  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "m", "mme", "mlle", "sr",
    "sra", "sig", "signor", "signora", "dott",
  ]
  private static let companies: Set<String> = [
    "ltd", "limited", "inc", "llc", "gmbh", "ag", "ug", "kg", "sarl", "sas", "sa", "sl", "srl",
    "spa", "bv", "plc", "company", "co",
  ]
}

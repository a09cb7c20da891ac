import Foundation

/// A domain taken apart: what its owner registered, and what stands before and behind it.
struct DomainName: Hashable, Sendable {
  /// The labels before what was registered, decoded, such as `marketplace`.
  var before: [String]
  /// The label that its owner chose, decoded, such as `amazon`.
  var label: String
  /// What stands behind it, such as `co.uk`; empty for a single word.
  var suffix: String

  /// The registered name, such as `amazon.co.uk`.
  var registered: String { suffix.isEmpty ? label : "\(label).\(suffix)" }

  /// `nil` for what has no labels.
  init?(_ domain: String) {
    let labels = domain.split(separator: ".").map(String.init)
    guard let last = labels.last else { return nil }
    let isPaired = labels.count > 2 && Self.isCountry(last) && Self.isShared(labels.dropLast().last)
    let behind = min(labels.count - 1, isPaired ? 2 : 1)
    label = labels[labels.count - 1 - behind]
    suffix = labels.suffix(behind).joined(separator: ".")
    before = Array(labels.dropLast(behind + 1))
  }

  /// Below `uk` and others people register names under a second word, as in `co.uk`. Where that
  /// word is only somebody's own name, the country's registry gives names out directly.
  private static func isCountry(_ label: String) -> Bool {
    label.utf8.count == 2 && !["de", "se", "nl", "ch", "dk", "cz", "eu"].contains(label)
  }

  private static func isShared(_ label: String?) -> Bool {
    let words: Set = [
      "co", "com", "org", "net", "ac", "gov", "gob", "edu", "or", "ne", "go", "nom", "ltd", "plc",
      "gr", "in", "web", "info",
    ]
    return label.map(words.contains) ?? false
  }

  /// Whether a suffix is one under which the same brand is often at home in another country.
  static func isAbroad(_ suffix: String) -> Bool {
    let last = suffix.split(separator: ".").last ?? ""
    return last.unicodeScalars.count == 2 || suffix == "com"
  }
}

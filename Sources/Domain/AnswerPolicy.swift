/// What the owner of a channel allows in the words of an answer, as it was on a day.
package struct AnswerPolicy: Hashable, Sendable {
  /// What an owner may forbid.
  package enum Matter: String, Hashable, Sendable, CaseIterable {
    /// Links that lead to elsewhere.
    case links
    /// Mail addresses.
    case addresses
    /// Phone numbers.
    case phones
    /// Advertising, and asking for a kind review.
    case advertising
  }

  /// Whose rules these are, as people call them.
  package var owner: String
  /// What is forbidden.
  package var forbidden: Set<Matter>
  /// The names whose hosts are not elsewhere, lower case: `amazon` for www.amazon.co.uk.
  package var homes: Set<String>
  /// The language an answer is in, such as `en`; any where it is `nil`.
  package var language: String?
  /// The day on which the owner's rules were read last, as `2026-11-28`.
  package var checked: String

  /// A policy.
  package init(
    owner: String, forbidden: Set<Matter> = [], homes: Set<String> = [], language: String? = nil,
    checked: String
  ) {
    self.owner = owner
    self.forbidden = forbidden
    self.homes = homes
    self.language = language
    self.checked = checked
  }

  /// Customers cannot be sent elsewhere to look or to call.
  package var forbidsContact: Bool { !forbidden.isDisjoint(with: [.links, .phones]) }
}

/// How long an answer may be.
package struct AnswerLength: Hashable, Sendable {
  /// In what it is counted.
  package enum Unit: String, Hashable, Sendable {
    /// Unicode scalars.
    case characters
    /// UTF-16 code units, as most of the web counts.
    case units
    /// UTF-8 bytes.
    case bytes
  }

  /// So many at most.
  package var most: Int
  /// In what that is counted.
  package var unit: Unit

  /// At most so many.
  package init(_ most: Int, _ unit: Unit) {
    self.most = most
    self.unit = unit
  }

  /// How long a text is.
  package func length(of text: String) -> Int {
    switch unit {
    case .characters: text.unicodeScalars.count
    case .units: text.utf16.count
    case .bytes: text.utf8.count
    }
  }

  /// Why a text cannot go out through a channel that people call so, as a sentence without its full
  /// stop; `nil` where it can.
  package func obstacle(to text: String, by channel: String) -> String? {
    let length = length(of: text)
    guard length > most else { return nil }
    let unit = unit == .bytes ? "bytes" : "characters"
    return
      "an answer by \(channel) has at most \(most) \(unit), this one has \(length): shorten it, "
      + "or send it in two"
  }
}

package import Domain
package import Terminal

/// A theme with its rules: what roles look like, and which rows and words are set apart.
package struct DeskTheme: Hashable, Sendable {
  /// What a rule looks at.
  package enum Sign: Hashable, Sendable {
    /// A tag; one that ends in `*` stands for all that begin so.
    case tag(String)
    /// The channel a ticket came by.
    case channel(String)
    /// The last message is older than this.
    case age(Domain.Span)
  }

  /// One rule: later ones win, and among ages the oldest.
  package struct Rule: Hashable, Sendable {
    /// What it looks at.
    package var sign: Sign
    /// It holds for the customer and the subject, not only for the word itself.
    package var isForRow: Bool
    /// The theme's accent, from 1.
    package var accent: UInt8
  }

  /// The looks.
  package var looks: Theme
  /// The rules, in the order of their lines.
  package var rules: [Rule]

  /// A theme.
  package init(_ looks: Theme, rules: [Rule] = []) {
    self.looks = looks
    self.rules = rules
  }

  /// The name by which it is chosen.
  package var name: String { looks.name }

  /// The default, which needs no file.
  package static let terminal = DeskTheme(.terminal)
  /// Without any colour, which needs no file.
  package static let mono = DeskTheme(.mono)
}

// MARK: - What the rules say

extension DeskTheme {
  /// The accent of a tag's word; 0 for none.
  func accent(ofTag word: String) -> UInt8 {
    accent { !$0.isForRow && $0.isAbout(tag: word) }
  }

  /// The accent of a channel's word.
  func accent(ofChannel channel: ChannelName) -> UInt8 {
    accent { !$0.isForRow && $0.sign == .channel(channel.rawValue) }
  }

  /// The accent of an age.
  func accent(ofAge age: Domain.Span) -> UInt8 { oldest(age, isForRow: false) }

  /// The accent of a row's customer and subject.
  func accent(of row: InboxRow, at now: Instant) -> UInt8 {
    let byWord = accent { rule in
      rule.isForRow
        && (rule.sign == .channel(row.channel.rawValue)
          || row.tags.contains { rule.isAbout(tag: $0.word) })
    }
    return byWord > 0 ? byWord : oldest(now - row.lastMessageAt, isForRow: true)
  }

  private func accent(_ holds: (Rule) -> Bool) -> UInt8 { rules.last(where: holds)?.accent ?? 0 }

  private func oldest(_ age: Domain.Span, isForRow: Bool) -> UInt8 {
    var best: (span: Domain.Span, accent: UInt8)?
    for rule in rules where rule.isForRow == isForRow {
      guard case .age(let span) = rule.sign, span <= age, span >= best?.span ?? span else {
        continue
      }
      best = (span, rule.accent)
    }
    return best?.accent ?? 0
  }
}

extension DeskTheme.Rule {
  fileprivate func isAbout(tag word: String) -> Bool {
    guard case .tag(let pattern) = sign else { return false }
    return pattern.last == "*" ? word.hasPrefix(pattern.dropLast()) : word == pattern
  }
}

package import Domain

/// What a reader should change in a reply before it goes out through a channel.
package struct ReplyFinding: Hashable, Sendable {
  /// How much it weighs.
  package enum Weight: String, Hashable, Sendable, Comparable {
    /// It reads badly.
    case hint
    /// The marketplace may punish it.
    case warning
    /// It must not go out.
    case stop

    package static func < (left: Weight, right: Weight) -> Bool {
      let order: [Weight] = [.hint, .warning, .stop]
      return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }
  }

  /// How much it weighs.
  package let weight: Weight
  /// The line, from 1.
  package let line: Int
  /// The words it is about.
  package let excerpt: String
  /// What is wrong, as a sentence without its full stop.
  package let what: String
}

/// Reads a finished reply as the marketplace would, and as a tired customer would.
package enum ReplyLint {
  /// How long a reply may be before it is called long, in words.
  package static let longReply = 250

  /// What to change in `text` before it goes out where `policy` holds, in the text's order.
  package static func findings(in text: String, policy: AnswerPolicy?) -> [ReplyFinding] {
    var findings: [ReplyFinding] = []
    var words = 0
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let reader = ReplyLine(text: line.prefix(5000), number: index + 1)
      words += reader.words.count
      findings += reader.unfinished() + reader.robotic()
      if let policy { findings += reader.forbidden(by: policy) }
    }
    if let policy, let wanted = policy.language, let found = LanguageGuess.language(of: text),
      found != wanted
    {
      findings.append(
        ReplyFinding(
          weight: .warning, line: 1, excerpt: LanguageGuess.name(of: found),
          what: "\(policy.owner) wants answers in \(LanguageGuess.name(of: wanted))"))
    }
    if words > longReply {
      findings.append(
        ReplyFinding(
          weight: .hint, line: 1, excerpt: "\(words) words",
          what: "this is long; people read the first three lines"))
    }
    return findings
  }

  /// What the channel's owner would mind, a sentence each, for whoever is about to send `text`; what
  /// stops it is told apart.
  package static func warnings(in text: String, policy: AnswerPolicy?) -> [String] {
    findings(in: text, policy: policy).filter { $0.weight == .warning }.map {
      "line \($0.line), “\($0.excerpt)”: \($0.what)"
    }
  }
}

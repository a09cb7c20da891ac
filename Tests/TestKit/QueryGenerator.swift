package import Domain
import Foundation

/// Grows searches from a seed, over a vocabulary that hits some tickets and misses others.
package struct QueryGenerator {
  /// What values are drawn from.
  package struct Vocabulary {
    package var words: [String]
    package var tags: [String]
    package var agents: [String]
    package var people: [String]
    package var orders: [String]
    package var skus: [String]
    package var tracking: [String]
    package var dates: [SearchDate]

    /// A vocabulary.
    package init(
      words: [String], tags: [String], agents: [String], people: [String], orders: [String],
      skus: [String], tracking: [String], dates: [SearchDate]
    ) {
      self.words = words
      self.tags = tags
      self.agents = agents
      self.people = people
      self.orders = orders
      self.skus = skus
      self.tracking = tracking
      self.dates = dates
    }
  }

  private let vocabulary: Vocabulary
  private var mint: Mint

  /// The same searches for the same seed.
  package init(seed: UInt64, _ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    mint = Mint(seed: seed)
  }

  /// The next search, as a parser would build it: no group within a like group, no double denial.
  package mutating func next() -> Condition {
    condition(depth: Int.random(in: 0...3, using: &mint), inside: nil)
  }

  private enum Kind: CaseIterable {
    case all
    case any
    case not
    case term
    /// Words side by side, as people search most.
    case words
  }

  private mutating func condition(depth: Int, inside outer: Kind?) -> Condition {
    let kinds =
      depth == 0
      ? [Kind.term]
      : Kind.allCases.filter { $0 != outer && ($0 != .words || outer != .all) }
    switch kinds.randomElement(using: &mint) ?? .term {
    case .all: return .all(parts(depth, .all))
    case .any: return .any(parts(depth, .any))
    case .not: return .not(condition(depth: depth - 1, inside: .not))
    case .term: return .term(term())
    case .words: return sideBySide()
    }
  }

  private mutating func parts(_ depth: Int, _ kind: Kind) -> [Condition] {
    (0..<Int.random(in: 2...3, using: &mint)).map { _ in
      condition(depth: depth - 1, inside: kind)
    }
  }

  private mutating func sideBySide() -> Condition {
    var parts = (0..<Int.random(in: 2...3, using: &mint)).map { _ in
      Condition.term(.text(words(), in: one(of: [.anywhere, .anywhere, .body]) ?? .anywhere))
    }
    if Bool.random(using: &mint) {
      let common = vocabulary.words[vocabulary.words.count - 4]
      parts.append(.term(.text(Pattern(common), in: .anywhere)))
    }
    return .all(parts)
  }

  // MARK: Terms

  private mutating func term() -> Term {
    switch Int.random(in: 0..<26, using: &mint) {
    case 0...4: .text(words(), in: one(of: Term.TextField.allCases) ?? .anywhere)
    case 5: .text(pattern(vocabulary.people), in: one(of: [.from, .to, .customer]) ?? .from)
    case 6: .tag(pattern(vocabulary.tags))
    case 7: .channel(pattern(ChannelName.all.map(\.rawValue)))
    case 8: .account(pattern(["support", "Amazon-DE"]))
    case 9: .status(one(of: Status.allCases) ?? .new)
    case 10: .priority(one(of: Priority.allCases) ?? .normal)
    case 11: .assignee(assignee())
    case 12, 13: .order(pattern(vocabulary.orders))
    case 14: .sku(pattern(vocabulary.skus))
    case 15: .tracking(pattern(vocabulary.tracking))
    case 16: .language(pattern(["de", "en"]))
    case 17: .type(pattern(["wismo", "refund"]))
    case 18: .has(one(of: Term.Having.allCases) ?? .note)
    case 19, 20: .is(one(of: Term.Being.allCases) ?? .open)
    case 21: dated()
    case 22, 23: value()
    case 24: .sla(clock())
    default: .id(.number(Int.random(in: 1...250, using: &mint)))
    }
  }

  private mutating func words() -> Pattern {
    let count = one(of: [1, 1, 1, 2, 3]) ?? 1
    let start = Int.random(in: 0..<max(1, vocabulary.words.count - count), using: &mint)
    let words = vocabulary.words[start...].prefix(count).joined(separator: " ")
    return shortened(words)
  }

  private mutating func pattern(_ choices: [String]) -> Pattern {
    shortened(one(of: choices) ?? "x")
  }

  private mutating func shortened(_ text: String) -> Pattern {
    guard Bool.random(using: &mint), Bool.random(using: &mint) else { return Pattern(text) }
    var start = text.prefix(Int.random(in: 1...max(1, text.count), using: &mint))
    while let last = start.last, !last.isLetter, !last.isNumber { start.removeLast() }
    return start.isEmpty ? Pattern(text) : Pattern(String(start), isBeginning: true)
  }

  private mutating func assignee() -> Term.AssigneeTerm {
    let agents = vocabulary.agents.map { Term.AssigneeTerm.agent(AgentID($0)) }
    return one(of: [.me, .nobody] + agents) ?? .me
  }

  private mutating func dated() -> Term {
    let date = one(of: vocabulary.dates) ?? .today
    return one(of: [.before(date), .after(date), .on(date), .updated(date)]) ?? .on(date)
  }

  private mutating func value() -> Term {
    let amount = Decimal(Int.random(in: 0...400, using: &mint)) / 2
    return .value(one(of: Term.Comparison.allCases) ?? .equal, amount)
  }

  private mutating func clock() -> Term.SLATerm {
    let span = Span.hours(Int64.random(in: 1...72, using: &mint))
    return one(of: [.breached, .dueWithin(span), .dueAfter(span)]) ?? .breached
  }

  private mutating func one<Choice>(of choices: [Choice]) -> Choice? {
    choices.randomElement(using: &mint)
  }
}

import Foundation

/// What a condition is of a ticket: unknown where the ticket lacks what it asks about, so that
/// neither a term nor its negation matches (B4).
package enum Truth: Hashable, Sendable {
  case yes
  case no
  case unknown

  /// A plain yes or no.
  package init(_ holds: Bool) {
    self = holds ? .yes : .no
  }

  /// Yes and no change places; unknown stays.
  package static prefix func ! (truth: Truth) -> Truth {
    switch truth {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}

extension Query {
  /// Whether a list of this search shows a ticket: it matches, and is in sight or asked for.
  package func includes(_ subject: SearchSubject, now: Instant, agent: AgentID?) -> Bool {
    let ticket = subject.ticket
    return ticket.trashedAt == nil && (!ticket.isSpam || condition.asksFor(.spam))
      && (!ticket.isQuarantined || condition.asksFor(.quarantined))
      && condition.truth(for: subject, vantage(now: now, agent: agent)) == .yes
  }

  /// The vantage of a question of this search.
  package func vantage(now: Instant, agent: AgentID?) -> Vantage {
    Vantage(now: now, zone: zone, agent: agent)
  }
}

extension Condition {
  /// This condition held against one ticket.
  package func truth(for subject: SearchSubject, _ vantage: Vantage) -> Truth {
    switch self {
    case .everything: return .yes
    case .term(let term): return term.truth(for: subject, vantage)
    case .not(let part): return !part.truth(for: subject, vantage)
    case .all(let parts): return Self.first(.no, of: parts, subject, vantage)
    case .any(let parts): return Self.first(.yes, of: parts, subject, vantage)
    }
  }

  /// Whether it asks for what lists otherwise leave out: it names it without denying it.
  package func asksFor(_ being: Term.Being, isDenied: Bool = false) -> Bool {
    switch self {
    case .everything: false
    case .term(let term): !isDenied && term == .is(being)
    case .not(let part): part.asksFor(being, isDenied: !isDenied)
    case .all(let parts), .any(let parts):
      parts.contains { $0.asksFor(being, isDenied: isDenied) }
    }
  }

  /// `deciding` if one part is that, else unknown if one part is that, else the opposite.
  private static func first(
    _ deciding: Truth, of parts: [Condition], _ subject: SearchSubject, _ vantage: Vantage
  ) -> Truth {
    var result = !deciding
    for part in parts {
      let truth = part.truth(for: subject, vantage)
      if truth == deciding { return deciding }
      if truth == .unknown { result = .unknown }
    }
    return result
  }
}

extension Term {
  /// This term held against one ticket.
  package func truth(for subject: SearchSubject, _ vantage: Vantage) -> Truth {
    let ticket = subject.ticket
    return switch self {
    case .text(let pattern, let field): Truth(subject.has(pattern, in: field))
    case .tag(let pattern): Truth(ticket.tags.contains { pattern.matches($0.word) })
    case .channel(let pattern): Truth(pattern.matches(ticket.channel.rawValue))
    case .account(let pattern): Truth(pattern.matchesName(ticket.account))
    case .status(let status): Truth(ticket.status == status)
    case .priority(let priority): Truth(ticket.priority == priority)
    case .assignee(let wanted): Truth(wanted.matches(ticket.assignee, vantage))
    case .has(let having): Truth(subject.has(having))
    case .is(let being): Truth(subject.is(being, vantage))
    case .before(let date): Truth(ticket.lastMessageAt < date.start(vantage))
    case .after(let date): Truth(ticket.lastMessageAt >= date.start(vantage))
    case .on(let date): Truth(Self.lies(ticket.lastMessageAt, date.span(vantage)))
    case .updated(let date): Truth(Self.lies(subject.updatedAt, date.change(vantage)))
    case .id(.number(let number)): Truth(ticket.number == number)
    case .id(.id(let id)): Truth(ticket.id == id)
    case .order, .sku, .tracking, .language, .type, .value, .sla:
      truth(forWhatMayLack: subject, vantage)
    }
  }

  private func truth(forWhatMayLack subject: SearchSubject, _ vantage: Vantage) -> Truth {
    switch self {
    case .order(let pattern): Self.one(of: subject.orderNumbers, pattern.matchesCode)
    case .sku(let pattern): Self.one(of: subject.skus, pattern.matchesCode)
    case .tracking(let pattern): Self.one(of: subject.trackingNumbers, pattern.matchesCode)
    case .language(let pattern):
      Self.one(of: [subject.language].compactMap(\.self), pattern.matches)
    case .type(let pattern): Self.one(of: [subject.type].compactMap(\.self), pattern.matches)
    case .value(let comparison, let amount):
      Self.one(of: subject.orders.map(\.total.amount)) { comparison.holds($0, amount) }
    case .sla(let wanted):
      Self.one(of: [subject.ticket.due].compactMap(\.self)) { wanted.holds($0, vantage.now) }
    default: .unknown
    }
  }

  /// Unknown where there is nothing to compare.
  private static func one<Value>(of values: [Value], _ holds: (Value) -> Bool) -> Truth {
    values.isEmpty ? .unknown : Truth(values.contains(where: holds))
  }

  private static func lies(_ moment: Instant, _ span: (from: Instant, upTo: Instant?)) -> Bool {
    moment >= span.from && (span.upTo.map { moment < $0 } ?? true)
  }
}

// MARK: - Comparing

extension Pattern {
  /// Whether a word of the house (a tag, a channel) is this one; both in lower case.
  func matches(_ word: String) -> Bool {
    isBeginning ? word.utf8.starts(with: text.utf8) : word.utf8.elementsEqual(text.utf8)
  }

  /// The same for a name a person chose: case does not count in ASCII.
  func matchesName(_ name: String) -> Bool {
    Pattern(Self.lowercased(text), isBeginning: isBeginning).matches(Self.lowercased(name))
  }

  /// The same for a number, however it is spaced and dashed.
  func matchesCode(_ number: String) -> Bool {
    let code = SearchText.code(number)
    return !code.isEmpty
      && Pattern(SearchText.code(text), isBeginning: isBeginning).matches(code)
  }

  private static func lowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { 65...90 ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}

extension Term.AssigneeTerm {
  fileprivate func matches(_ assignee: AgentID?, _ vantage: Vantage) -> Bool {
    switch self {
    case .me: assignee != nil && assignee == vantage.agent
    case .nobody: assignee == nil
    case .agent(let agent): assignee == agent
    }
  }
}

extension Term.Comparison {
  fileprivate func holds(_ left: Decimal, _ right: Decimal) -> Bool {
    switch self {
    case .less: left < right
    case .atMost: left <= right
    case .equal: left == right
    case .atLeast: left >= right
    case .more: left > right
    }
  }
}

extension Term.SLATerm {
  fileprivate func holds(_ due: Instant, _ now: Instant) -> Bool {
    switch self {
    case .breached: due < now
    case .dueWithin(let span): due < now + span
    case .dueAfter(let span): due > now + span
    }
  }
}

extension SearchSubject {
  fileprivate var skus: [String] { orders.flatMap(\.items).map(\.sku).filter(Self.isCode) }
  fileprivate var trackingNumbers: [String] {
    orders.flatMap(\.shipments).map(\.trackingNumber).filter(Self.isCode)
  }

  private static func isCode(_ text: String) -> Bool { !SearchText.code(text).isEmpty }

  fileprivate func has(_ having: Term.Having) -> Bool {
    switch having {
    case .attachment: hasAttachment
    case .order: !ticket.orders.isEmpty
    case .draft: hasDraft
    case .note: hasNote
    }
  }

  fileprivate func `is`(_ being: Term.Being, _ vantage: Vantage) -> Bool {
    switch being {
    case .unread: isUnread
    case .open: ticket.status.isOpen
    case .overdue: ticket.isOverdue(at: vantage.now)
    case .snoozed: ticket.isSnoozed(at: vantage.now)
    case .quarantined: ticket.isQuarantined
    case .spam: ticket.isSpam
    case .mine: ticket.assignee != nil && ticket.assignee == vantage.agent
    case .unassigned: ticket.assignee == nil
    }
  }
}

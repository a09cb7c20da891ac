package import Foundation

/// The search language as a tree; `QueryParser` makes it, `QueryCompiler` and `truth(for:)` read it.
package indirect enum Condition: Hashable, Sendable {
  /// True of every ticket.
  case everything
  /// All of them hold.
  case all([Condition])
  /// At least one holds.
  case any([Condition])
  /// It does not hold; unknown stays unknown.
  case not(Condition)
  /// One term.
  case term(Term)
}

/// What a value must be: the whole of something, or its beginning (`refund*`).
package struct Pattern: Hashable, Sendable {
  /// The words or characters, as typed, without quotation marks and star.
  package var text: String
  /// Anything that begins so will do.
  package var isBeginning: Bool

  /// A pattern.
  package init(_ text: String, isBeginning: Bool = false) {
    self.text = text
    self.isBeginning = isBeginning
  }
}

/// One term of the search language.
package enum Term: Hashable, Sendable {
  /// Words in a row, in one text of that field.
  case text(Pattern, in: TextField)
  /// One of its tags.
  case tag(Pattern)
  case channel(Pattern)
  case account(Pattern)
  case status(Status)
  case assignee(AssigneeTerm)
  case priority(Priority)
  /// The number of one of its orders, however it is spaced; unknown without orders.
  case order(Pattern)
  /// An article of one of its orders; unknown where none is known.
  case sku(Pattern)
  /// A parcel of one of its orders; unknown without parcels.
  case tracking(Pattern)
  /// The customer's language; unknown until it has been recognised.
  case language(Pattern)
  /// What the customer wants; unknown until it has been recognised.
  case type(Pattern)
  case has(Having)
  case `is`(Being)
  /// The newest message is older than the date's beginning.
  case before(SearchDate)
  /// The newest message is not older than the date's beginning.
  case after(SearchDate)
  /// The newest message came on that day, in that month or year.
  case on(SearchDate)
  /// The last change came on that day, in that month or year, or since so many days.
  case updated(SearchDate)
  /// The total of one of its orders, in that order's currency; unknown without orders.
  case value(Comparison, Decimal)
  /// The nearest running clock; unknown without one.
  case sla(SLATerm)
  case id(TicketName)

  /// Where words are looked for; each is also the name of its term.
  package enum TextField: String, Hashable, Sendable, CaseIterable {
    /// Subject, visible text, customer and orders.
    case anywhere = ""
    /// The ticket's and its messages' subjects.
    case subject
    /// What was newly written, without quotations and signature.
    case body
    /// Quotations and signatures.
    case quoted
    /// Name and address of whoever wrote to us.
    case from
    /// Names and addresses a customer's message was sent to.
    case to
    /// The customer's name and addresses.
    case customer
  }

  /// Whose a ticket is.
  package enum AssigneeTerm: Hashable, Sendable {
    case me
    case nobody
    case agent(AgentID)
  }

  /// What a ticket has.
  package enum Having: String, Hashable, Sendable, CaseIterable {
    case attachment
    case order
    /// An answer that the asking agent has begun.
    case draft
    case note
  }

  /// What a ticket is.
  package enum Being: String, Hashable, Sendable, CaseIterable {
    /// A customer wrote after the asking agent last looked.
    case unread
    /// Neither solved nor closed.
    case open
    /// Its nearest clock has run out.
    case overdue
    case snoozed
    case quarantined
    case spam
    /// The asking agent's.
    case mine
    case unassigned
  }

  /// How a number is compared.
  package enum Comparison: String, Hashable, Sendable, CaseIterable {
    case less = "<"
    case atMost = "<="
    case equal = "="
    case atLeast = ">="
    case more = ">"
  }

  /// How a clock stands.
  package enum SLATerm: Hashable, Sendable {
    /// It has run out.
    case breached
    /// Less than that is left, or nothing.
    case dueWithin(Span)
    /// More than that is left.
    case dueAfter(Span)
  }

  /// How a person names one ticket.
  package enum TicketName: Hashable, Sendable {
    case number(Int)
    case id(TicketID)
  }
}

/// A search: what was typed, the tree it means, and whose days its dates are.
package struct Query: Hashable, Sendable {
  /// What was typed.
  package var text: String
  /// What it means.
  package var condition: Condition
  /// Where its days begin.
  package var zone: TimeZone

  /// A query from a tree; `text` is what a person would have typed.
  package init(text: String, condition: Condition, zone: TimeZone = .gmt) {
    self.text = text
    self.condition = condition
    self.zone = zone
  }

  /// Every ticket in sight.
  package static let everything = Query(text: "", condition: .everything)
  /// The first view: every ticket that is open and awake.
  package static let inbox = Query(
    text: "is:open -is:snoozed",
    condition: .all([.term(.is(.open)), .not(.term(.is(.snoozed)))]))
}

/// Who asks, when and where: what `me`, `today` and `overdue` mean.
package struct Vantage: Hashable, Sendable {
  /// The moment of the question.
  package var now: Instant
  /// Where days begin.
  package var zone: TimeZone
  /// Who asks; `nil` where nobody does (a rule).
  package var agent: AgentID?

  /// A vantage.
  package init(now: Instant, zone: TimeZone, agent: AgentID?) {
    self.now = now
    self.zone = zone
    self.agent = agent
  }
}

/// What a list is sorted by.
package enum Sort: String, Hashable, Sendable, Codable, CaseIterable {
  /// The nearest running clock first, those without one last.
  case due
  /// The newest message first; of a search for words, the newest that has them.
  case newest
  /// The oldest message first.
  case oldest
  /// The newest ticket first.
  case created
  /// The most pressing first, then by due.
  case priority
  /// Of a search for words, the tickets that answer it best first (`Relevance`), among the newest
  /// that match; without words as `newest`.
  case relevance
}

/// A query plus and minus some tickets.
package struct Selection: Hashable, Sendable {
  /// All that match, where there is one.
  package var query: Query?
  /// These too.
  package var plus: Set<TicketID>
  /// But not these.
  package var minus: Set<TicketID>

  /// A selection.
  package init(query: Query? = nil, plus: Set<TicketID> = [], minus: Set<TicketID> = []) {
    self.query = query
    self.plus = plus
    self.minus = minus
  }
}

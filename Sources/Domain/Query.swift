/// The search language as a tree; `QueryParser` makes it, `QueryCompiler` and `matches` read it.
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

/// One term of the search language.
package enum Term: Hashable, Sendable {
  /// Words in subject, visible text, customer or order: every word, a phrase, or a prefix.
  case text(TextMatch, in: TextField)
  /// The sender of a customer's message.
  case from(String)
  /// A recipient of a customer's message.
  case to(String)
  case tag(String)
  case channel(String)
  case account(String)
  case status(Status)
  case assignee(AssigneeTerm)
  /// An order number, or a part of it from the start; unknown without orders.
  case order(String)
  case sku(String)
  case tracking(String)
  /// A part of the customer's name or address.
  case customer(String)
  case language(String)
  case type(String)
  case priority(Priority)
  case has(Having)
  case `is`(Being)
  /// Of the newest message.
  case before(Instant)
  case after(Instant)
  /// Within a day, a month or a year: from, up to but not including.
  case within(Instant, Instant)
  /// Of the ticket's last change.
  case updated(Instant, Instant?)
  /// The order's total, in its own currency's units; unknown without orders.
  case value(Comparison, String)
  /// A running clock: over time, or due within a span; unknown without a running clock.
  case sla(SLATerm)
  /// A ticket's number or identifier.
  case id(String)

  /// Words, and how they must stand.
  package enum TextMatch: Hashable, Sendable {
    case word(String)
    case phrase(String)
    case prefix(String)
  }

  /// Where words are looked for.
  package enum TextField: String, Hashable, Sendable {
    case anywhere
    case subject
    case body
    case quoted
  }

  /// Whose a ticket is.
  package enum AssigneeTerm: Hashable, Sendable {
    case me
    case nobody
    case agent(String)
  }

  /// What a ticket has.
  package enum Having: String, Hashable, Sendable, CaseIterable {
    case attachment
    case order
    case draft
    case note
  }

  /// What a ticket is.
  package enum Being: String, Hashable, Sendable, CaseIterable {
    case unread
    case open
    case overdue
    case snoozed
    case quarantined
    case spam
    case mine
    case unassigned
  }

  /// How a number is compared.
  package enum Comparison: String, Hashable, Sendable {
    case less = "<"
    case atMost = "<="
    case equal = "="
    case atLeast = ">="
    case more = ">"
  }

  /// How a clock stands.
  package enum SLATerm: Hashable, Sendable {
    case breached
    case dueWithin(Span)
    case dueAfter(Span)
  }
}

/// A search: what was typed, and the tree it means.
package struct Query: Hashable, Sendable {
  /// What was typed.
  package var text: String
  /// What it means.
  package var condition: Condition

  /// A query from a tree; `text` is what a person would have typed.
  package init(text: String, condition: Condition) {
    self.text = text
    self.condition = condition
  }

  /// Every ticket in sight.
  package static let everything = Query(text: "", condition: .everything)
  /// The first view: every ticket that is open and awake.
  package static let inbox = Query(
    text: "is:open -is:snoozed",
    condition: .all([.term(.is(.open)), .not(.term(.is(.snoozed)))]))
}

/// What a list is sorted by.
package enum Sort: String, Hashable, Sendable, Codable, CaseIterable {
  /// The nearest running clock first, those without one last.
  case due
  /// The newest message first.
  case newest
  /// The oldest message first.
  case oldest
  /// The newest ticket first.
  case created
  /// The most pressing first, then by due.
  case priority
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

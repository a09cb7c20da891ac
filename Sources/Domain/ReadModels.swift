package import Foundation

/// What one may ask the store, once or for as long as one watches.
package enum Question: Hashable, Sendable {
  /// A page of a list, as an agent sees it.
  ///
  /// Where a row near it is known, it is found beside that one, however far down the list.
  case inbox(
    Query, sort: Sort, offset: Int, limit: Int, agent: AgentID, near: Landmark? = nil)
  /// How many match; exact.
  case count(Query, agent: AgentID)
  /// One ticket, whole.
  case ticket(TicketID, agent: AgentID)
  /// The ticket with a number or an identifier.
  case find(String)
  /// The person whom a customer is, with all that we had to do with them.
  case customer(CustomerID, agent: AgentID)
  /// The people with an address or a phone number, or whose a ticket is (`#12`).
  case customers(named: String)
  /// The numbers of the status line.
  case counts(agent: AgentID)
  /// Replies that wait for a machine or a person, oldest first; all of them where asked.
  case outbox(includingSent: Bool)
  /// How every account is doing.
  case accounts
  /// Every tag in use, the most used first.
  case tags
  /// Who else has which ticket in front of them, but for this agent at a desk of this process.
  case presence(agent: AgentID)
  /// Orders with one of these numbers, addresses or tracking numbers.
  case orders(numbers: [String], addresses: [String], tracking: [String])
  /// The tickets of a selection, frozen.
  case selected(Selection, agent: AgentID)
  /// The tickets of a list from a place on, at most so many, in its order.
  case stretch(Query, sort: Sort, offset: Int, limit: Int, agent: AgentID)
  /// An agent's steps of undo, newest first; everybody's without one.
  case undoSteps(agent: AgentID?)
  /// What bears on each of these incoming messages, in their order.
  case match([MatchKeys])
  /// Where an account's pull left off.
  case cursor(AccountName)
  /// The mails that came from an account's server, by folder and UID.
  case serverMail(AccountName)
  /// What is to be done on an account's server, of these kinds, at most so many: for tickets that
  /// were left alone since a moment.
  case errands(AccountName, Set<ServerErrand.Kind>, quietSince: Instant, limit: Int)
  /// What an account's customer list is to be told, at most so much: of tickets that were opened
  /// since a moment and left alone since another.
  case listNews(AccountName, since: Instant, quietSince: Instant, limit: Int)
  /// Where the mails with these bytes lie on their servers.
  case places(sha256: [String])
  /// The bytes under a hash.
  case bytes(sha256: String)
  /// Events after a place in the log, oldest first, at most so many.
  case events(after: EventNumber, limit: Int)
  /// What happened in the shop before an event, newest first, at most so many; the newest without
  /// one.
  case log(before: EventNumber?, limit: Int)
  /// How many fetched messages met which fate.
  case ledger
  /// The same by account and by day in a zone, the newest day first, as far back as a moment.
  case ledgerDays(since: Instant, TimeZone)
  /// How every channel has done since a moment, by name.
  case channels(since: Instant)
}

/// What the store answers.
package enum Answer: Hashable, Sendable {
  case inbox(InboxPage)
  case count(Int)
  case ticket(TicketSheet?)
  case found(TicketID?)
  case customer(CustomerSheet?)
  case customers([Customer])
  case counts(Counts)
  case outbox([OutboxRow])
  case accounts([AccountState])
  case tags([TagCount])
  case presence([Presence])
  case orders([Order])
  case selected([TicketID])
  case undoSteps([UndoStep])
  case match([MatchContext])
  case cursor(Cursor?)
  case serverMail([ServerMail])
  case errands([ServerErrand])
  case listNews([TicketNews])
  case bytes(Data?)
  case events([Event])
  case log([TicketEvent])
  case ledger([LedgerEntry.Fate: Int])
  case ledgerDays([LedgerDay])
  case channels([ChannelHealth])
}

/// A page of a list.
package struct InboxPage: Hashable, Sendable {
  /// The rows in sight.
  package var rows: [InboxRow]
  /// Where the first of them stands in the whole list, from 0.
  package var offset: Int
  /// How many there are in all; as far as these rows go where they are not counted yet.
  package var total: Int
  /// The last event the store had written when it answered.
  package var seen: EventNumber
  /// All are counted; the rows themselves do not wait for that.
  package var isCounted: Bool
  /// There are more than `total`, which is as far as they were counted.
  package var hasMore = false

  /// Lists are counted as far as this; who needs to know exactly asks for the count.
  package static let mostCounted = 10_000

  /// A page.
  package init(
    rows: [InboxRow], offset: Int, total: Int, seen: EventNumber, isCounted: Bool = true
  ) {
    self.rows = rows
    self.offset = offset
    self.total = total
    self.seen = seen
    self.isCounted = isCounted
  }
}

/// One line of a list.
package struct InboxRow: Hashable, Sendable {
  /// The ticket.
  package var id: TicketID
  /// Its number.
  package var number: Int
  /// Its subject, as sent: clean it before it is drawn.
  package var subject: String
  /// The customer's name or address, as sent.
  package var customer: String
  /// The customer's address on this channel, as sent; empty where none is known.
  package var address: String
  /// The customer's channel.
  package var channel: ChannelName
  /// The account it came through.
  package var account: AccountName
  /// Where it stands.
  package var status: Status
  /// How much it presses.
  package var priority: Priority
  /// Its labels, in order.
  package var tags: [Tag]
  /// Whose it is.
  package var assignee: AgentID?
  /// The numbers of its orders.
  package var orders: [String]
  /// When its next clock ends.
  package var due: Instant?
  /// When something was last said.
  package var lastMessageAt: Instant
  /// Messages said.
  package var messages: Int
  /// A customer message after the agent's read mark.
  package var isUnread: Bool
  /// This agent has begun an answer.
  package var hasDraft: Bool
  /// A file came with it.
  package var hasAttachment: Bool
  /// Asleep until then.
  package var snoozedUntil: Instant?
  /// The state of a reply that someone or something must see to.
  package var outbox: Delivery?
  /// The beginning of the newest visible text, on one line.
  package var preview: String
  /// The ticket that it is shown within since it was merged.
  package var mergedInto: TicketID?
  /// Its place in the list that it came with.
  package var place: ListPlace?

  /// A row.
  package init(
    id: TicketID, number: Int, subject: String, customer: String, address: String = "",
    channel: ChannelName,
    account: AccountName, status: Status, priority: Priority = .normal, tags: [Tag] = [],
    assignee: AgentID? = nil, orders: [String] = [], due: Instant? = nil, lastMessageAt: Instant,
    messages: Int = 1, isUnread: Bool = false, hasDraft: Bool = false, hasAttachment: Bool = false,
    snoozedUntil: Instant? = nil, outbox: Delivery? = nil, preview: String = ""
  ) {
    self.id = id
    self.number = number
    self.subject = subject
    self.customer = customer
    self.address = address
    self.channel = channel
    self.account = account
    self.status = status
    self.priority = priority
    self.tags = tags
    self.assignee = assignee
    self.orders = orders
    self.due = due
    self.lastMessageAt = lastMessageAt
    self.messages = messages
    self.isUnread = isUnread
    self.hasDraft = hasDraft
    self.hasAttachment = hasAttachment
    self.snoozedUntil = snoozedUntil
    self.outbox = outbox
    self.preview = preview
  }
}

/// One ticket, whole: all that its pane shows.
package struct TicketSheet: Hashable, Sendable {
  /// The ticket.
  package var ticket: Ticket
  /// Whose matter it is.
  package var customer: Customer?
  /// Everything said, oldest first; replies of ours only once they are sent.
  package var messages: [Message]
  /// Its replies that have not arrived yet, oldest first.
  package var outbox: [OutboxRow]
  /// Its orders, newest first.
  package var orders: [Order]
  /// Orders it may be about beside those, the likeliest first.
  package var candidates: [OrderCandidate] = []
  /// What customer lists said of the customer, by account.
  package var contacts: [ContactEntry] = []
  /// The customer's other tickets, newest first.
  package var earlier: [InboxRow]
  /// What this agent has begun.
  package var draft: Draft?
  /// Its events, oldest first.
  package var events: [Event]
  /// The tickets that are shown within it.
  package var merged: [MergedTicket] = []
  /// What we had to do with its customer, in numbers.
  package var dealings = Dealings()
  /// Who may be the same person as its customer, the likeliest first.
  package var doubles: [CustomerCandidate] = []
  /// The last event this agent has read.
  package var readUpTo: EventNumber = 0

  /// A sheet.
  package init(
    ticket: Ticket, customer: Customer?, messages: [Message], outbox: [OutboxRow] = [],
    orders: [Order] = [], earlier: [InboxRow] = [], draft: Draft? = nil, events: [Event] = []
  ) {
    self.ticket = ticket
    self.customer = customer
    self.messages = messages
    self.outbox = outbox
    self.orders = orders
    self.earlier = earlier
    self.draft = draft
    self.events = events
  }

  /// The last thing the customer said.
  package var lastInbound: Message? {
    messages.last { $0.isFromHumanCustomer } ?? messages.last { $0.direction == .inbound }
  }
}

/// The numbers of the status line.
package struct Counts: Hashable, Sendable {
  /// Open and awake.
  package var open = 0
  /// Of these, over time.
  package var overdue = 0
  /// Of these, due within the next 24 hours.
  package var dueSoon = 0
  /// Replies on their way.
  package var toSend = 0
  /// Replies that someone must look at.
  package var stuck = 0

  /// No tickets at all.
  package init() {}
}

/// An event with the ticket it happened to, as the shop's log tells it.
package struct TicketEvent: Hashable, Sendable {
  /// What happened.
  package var event: Event
  /// The ticket's number.
  package var number: Int
  /// Its subject, as sent: clean it before it is drawn.
  package var subject: String
  /// The customer's name or address, as sent.
  package var customer: String
  /// The number of the other ticket, where it was merged into one or split.
  package var other: Int?
  /// The name of the other customer, as sent, where its customer was joined with one or parted.
  package var otherCustomer = ""

  /// An event with its ticket.
  package init(_ event: Event, number: Int, subject: String, customer: String, other: Int? = nil) {
    self.event = event
    self.number = number
    self.subject = subject
    self.customer = customer
    self.other = other
  }
}

/// A tag and how many tickets bear it.
package struct TagCount: Hashable, Sendable {
  /// The tag.
  package var tag: Tag
  /// How many tickets bear it.
  package var count: Int

  /// A tag and its count.
  package init(tag: Tag, count: Int) {
    self.tag = tag
    self.count = count
  }
}

/// What became of a commit.
package struct Outcome: Hashable, Sendable {
  /// What happened, reactions included.
  package var events: [Event]
  /// What was left alone, and why.
  package var leftAlone: [LeftAlone]
  /// The step of undo it made, if it made one.
  package var undo: UndoID?

  /// An outcome.
  package init(events: [Event] = [], leftAlone: [LeftAlone] = [], undo: UndoID? = nil) {
    self.events = events
    self.leftAlone = leftAlone
    self.undo = undo
  }

  /// The tickets that changed.
  package var changed: Set<TicketID> {
    Set(events.lazy.filter { !$0.act.isOfCustomer }.map(\.ticket))
  }
}

/// A change that did not happen.
package struct LeftAlone: Hashable, Sendable {
  /// The ticket.
  package var ticket: TicketID
  /// Why.
  package var why: Refusal

  /// A change that did not happen.
  package init(ticket: TicketID, why: Refusal) {
    self.ticket = ticket
    self.why = why
  }
}

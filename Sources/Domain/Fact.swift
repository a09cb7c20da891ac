/// Working state outside log and undo: a rebuild leaves it alone.
package enum Fact: Hashable, Sendable {
  /// An order as a shop or an import last told it; replaces the older one.
  case order(Order)
  /// A customer and their identities; merged with what is known of them.
  case contact(Customer)
  /// What a customer list said of somebody; replaces what it said before.
  case listed(ContactEntry)
  /// A customer list is being told of a ticket, or knows of it, or need not know.
  case told(AccountName, TicketNews, isDone: Bool)
  /// Where a pull left off.
  case cursor(AccountName, Cursor)
  /// What an account's server says of mails that were fetched earlier.
  case server(AccountName, FolderNews)
  /// What was done on a server, or need not be done any more.
  case errandsDone([ServerErrand])
  /// How an account is doing.
  case account(AccountState)
  /// An answer or note begun; replaces the agent's older one on that ticket.
  case draft(Draft)
  /// The draft was sent or thrown away.
  case draftDropped(TicketID, AgentID)
  /// An agent has read a ticket up to an event.
  case read(TicketID, AgentID, upTo: EventNumber)
  /// An agent at a desk of this process has a ticket in front of them, and no other.
  case present(Presence)
  /// They have none.
  case absent(AgentID)
  /// A fetched message's fate; every fetched message has exactly one.
  case ingested(LedgerEntry)
  /// A message's or attachment's bytes, kept exactly, by hash.
  case bytes(RawBytes)
}

/// What became of one fetched message.
package struct LedgerEntry: Hashable, Sendable, Codable {
  /// Its fate.
  package enum Fate: String, Hashable, Sendable, Codable, CaseIterable {
    /// It is in a ticket.
    case ticketed
    /// It was here already.
    case duplicate
    /// It could not be read, or must be looked at; its bytes are kept.
    case quarantined
  }

  /// The account it came through.
  package var account: AccountName
  /// What it is called there: folder, UIDVALIDITY and UID, or an import's file and position.
  package var source: String
  /// Its fate.
  package var fate: Fate
  /// Its Message-ID, where it has one.
  package var externalID: String?
  /// SHA-256 of its bytes in hex.
  package var raw: String
  /// Why, for a quarantined one.
  package var reason: String
  /// When it came.
  package var at: Instant
  /// Where it lies on its server, where it came from one.
  package var place: ServerPlace?

  /// An entry.
  package init(
    account: AccountName, source: String, fate: Fate, externalID: String?, raw: String,
    reason: String = "", at: Instant, place: ServerPlace? = nil
  ) {
    self.account = account
    self.source = source
    self.fate = fate
    self.externalID = externalID
    self.raw = raw
    self.reason = reason
    self.at = at
    self.place = place
  }
}

/// What came through one account on one day, and what became of it.
package struct LedgerDay: Hashable, Sendable {
  /// The account.
  package var account: AccountName
  /// When the last of it came.
  package var latest: Instant
  /// How many met which fate; together they are all that was fetched.
  package var fates: [LedgerEntry.Fate: Int]
  /// Why some are in quarantine, and how many for each reason.
  package var reasons: [String: Int]

  /// A day of an account.
  package init(
    account: AccountName, latest: Instant, fates: [LedgerEntry.Fate: Int],
    reasons: [String: Int] = [:]
  ) {
    self.account = account
    self.latest = latest
    self.fates = fates
    self.reasons = reasons
  }

  /// All that was fetched.
  package var fetched: Int { fates.values.reduce(0, +) }

  /// How many met a fate.
  package subscript(fate: LedgerEntry.Fate) -> Int { fates[fate] ?? 0 }
}

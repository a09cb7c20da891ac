package import Domain
package import Foundation

/// The questions asked most, with their answers as values.
extension Store {
  /// A page of a list.
  package func inbox(
    _ query: Query = .inbox, sort: Sort = .due, offset: Int = 0, limit: Int = 100,
    agent: AgentID, near: Landmark? = nil
  ) async throws(StoreError) -> InboxPage {
    let question = Question.inbox(
      query, sort: sort, offset: offset, limit: limit, agent: agent, near: near)
    guard case .inbox(let page) = try await ask(question) else { throw mixedUp }
    return page
  }

  /// One ticket, whole; `nil` where there is none.
  package func ticket(_ id: TicketID, agent: AgentID) async throws(StoreError) -> TicketSheet? {
    guard case .ticket(let sheet) = try await ask(.ticket(id, agent: agent)) else {
      throw mixedUp
    }
    return sheet
  }

  /// The ticket with a number or an identifier, as a person types it.
  package func find(_ text: String) async throws(StoreError) -> TicketID? {
    guard case .found(let id) = try await ask(.find(text)) else { throw mixedUp }
    return id
  }

  /// Replies that wait, oldest first; those that left too where asked.
  package func outbox(includingSent: Bool = false) async throws(StoreError) -> [OutboxRow] {
    guard case .outbox(let rows) = try await ask(.outbox(includingSent: includingSent)) else {
      throw mixedUp
    }
    return rows
  }

  /// The tickets of a selection, frozen.
  package func selected(_ selection: Selection, agent: AgentID) async throws(StoreError)
    -> [TicketID]
  {
    guard case .selected(let ids) = try await ask(.selected(selection, agent: agent)) else {
      throw mixedUp
    }
    return ids
  }

  /// What bears on incoming messages, in their order.
  package func match(_ keys: [MatchKeys]) async throws(StoreError) -> [MatchContext] {
    guard case .match(let contexts) = try await ask(.match(keys)) else { throw mixedUp }
    return contexts
  }

  /// How every account is doing, by name.
  package func accounts() async throws(StoreError) -> [AccountState] {
    guard case .accounts(let states) = try await ask(.accounts) else { throw mixedUp }
    return states
  }

  /// How every channel has done since a moment, by name.
  package func channels(since: Instant) async throws(StoreError) -> [ChannelHealth] {
    guard case .channels(let found) = try await ask(.channels(since: since)) else { throw mixedUp }
    return found
  }

  /// Orders with one of these numbers, newest first.
  package func orders(numbers: [String]) async throws(StoreError) -> [Order] {
    let question = Question.orders(numbers: numbers, addresses: [], tracking: [])
    guard case .orders(let found) = try await ask(question) else { throw mixedUp }
    return found
  }

  /// The person whom a customer is, with all that we had to do with them.
  package func customer(_ id: CustomerID, agent: AgentID) async throws(StoreError)
    -> CustomerSheet?
  {
    guard case .customer(let sheet) = try await ask(.customer(id, agent: agent)) else {
      throw mixedUp
    }
    return sheet
  }

  /// The people with an address or a phone number, or whose a ticket is.
  package func customers(named text: String) async throws(StoreError) -> [Customer] {
    guard case .customers(let found) = try await ask(.customers(named: text)) else { throw mixedUp }
    return found
  }

  /// Where an account's pull left off; `nil` at its beginning.
  package func cursor(of account: AccountName) async throws(StoreError) -> Cursor? {
    guard case .cursor(let cursor) = try await ask(.cursor(account)) else { throw mixedUp }
    return cursor
  }

  /// The bytes under a hash, checked against it; `nil` where there are none.
  package func bytes(sha256: String) async throws(StoreError) -> Data? {
    guard case .bytes(let bytes) = try await ask(.bytes(sha256: sha256)) else { throw mixedUp }
    return bytes
  }

  /// Events after a place in the log, oldest first, at most so many.
  package func events(after number: EventNumber, limit: Int) async throws(StoreError) -> [Event] {
    guard case .events(let events) = try await ask(.events(after: number, limit: limit)) else {
      throw mixedUp
    }
    return events
  }

  private var mixedUp: StoreError {
    .broken(path: place.path, what: "an answer to another question")
  }
}

// MARK: - Tokens

extension Store {
  /// One of our addresses with a ticket's signed token behind a plus sign: what is sent there
  /// finds the ticket.
  package func address(_ address: String, for ticket: TicketID) -> String {
    tokens.address(address, for: ticket)
  }

  /// A ticket's mark for subjects, `[#1234-k7f2]`; it counts only from a sender known there.
  package func subjectToken(number: Int, ticket: TicketID) -> String {
    tokens.subjectToken(number: number, ticket: ticket)
  }
}

extension Store {
  /// How many tickets match.
  package func count(_ query: Query, agent: AgentID) async throws(StoreError) -> Int {
    guard case .count(let count) = try await ask(.count(query, agent: agent)) else { throw mixedUp }
    return count
  }
}

package import ChannelKit
package import Domain
import Foundation
package import Store

/// Takes fetched mail into the store: read on all cores, sorted, committed piece by piece.
package struct Reception: Sendable {
  private let store: Store
  private let account: Account
  private let relays: Relays
  private let place: MailMessage.Place
  private let elsewhere: Set<AccountName>
  private let policy: Intake.Policy
  private var mint: Mint

  /// A reception for one account of `all` that are set up.
  package init(
    store: Store, account: Account, among all: [Account] = [], relays: Relays, mint: Mint,
    from place: MailMessage.Place
  ) {
    elsewhere = Set(
      all.filter { $0.channel == account.channel && $0.name != account.name }.map(\.name))
    self.store = store
    self.account = account
    self.relays = relays
    self.place = place
    self.mint = mint
    policy = place == .archive ? .archive(account) : Intake.Policy(account)
  }

  /// What became of so many messages.
  package struct Tally: Hashable, Sendable {
    /// Messages taken in.
    package var messages = 0
    /// Tickets that began.
    package var tickets = 0
    /// Messages that were here already.
    package var duplicates = 0
    /// Messages that must be looked at.
    package var quarantined = 0

    /// Nothing yet.
    package init() {}

    package static func += (left: inout Tally, right: Tally) {
      left.messages += right.messages
      left.tickets += right.tickets
      left.duplicates += right.duplicates
      left.quarantined += right.quarantined
    }
  }

  /// As many as are committed at once: what is committed survives, whatever happens next.
  static let piece = 400
}

// MARK: - Reading

extension Reception {
  /// An arrival, and what its message will be called here.
  typealias Job = (arrival: Arrival, id: MessageID)

  /// The arrivals with identifiers of their own.
  mutating func jobs(_ arrivals: [Arrival]) -> [Job] {
    arrivals.map { ($0, mint.id(at: $0.receivedAt)) }
  }

  /// The arrivals as messages, in their order, read on all cores.
  func read(_ jobs: [Job]) async -> [MailMessage] {
    let (account, relays, place, elsewhere) = (account, relays, place, elsewhere)
    return await jobs.mapOnAllCores { job in
      var mail = MailMessage(
        job.arrival, account: account, relays: relays, id: job.id, from: place)
      // A mail is the same in whichever mailbox it lies.
      if mail.isPosted { mail.keys.elsewhere = elsewhere }
      return mail
    }
  }
}

// MARK: - Committing

extension Reception {
  /// Commits messages and, with the last of them, `closing` (a cursor, how the account does).
  package mutating func take(
    _ mails: [MailMessage], prepared: Prepared = Prepared(), closing: [Fact] = []
  ) async throws(StoreError) -> Tally {
    guard !mails.isEmpty else {
      if !closing.isEmpty { try await store.commit([], facts: closing, by: .system) }
      return Tally()
    }
    var tally = Tally()
    for start in stride(from: 0, to: mails.count, by: Self.piece) {
      let end = min(start + Self.piece, mails.count)
      tally += try await takePiece(
        Array(mails[start..<end]), prepared, closing: end == mails.count ? closing : [])
    }
    return tally
  }

  private mutating func takePiece(
    _ mails: [MailMessage], _ prepared: Prepared, closing: [Fact]
  ) async throws(StoreError) -> Tally {
    do throws(StoreError) {
      return try await commit(mails, prepared, closing: closing)
    } catch .broken(let path, let what) where !Task.isCancelled {
      // One message that the store cannot take stops no other.
      guard mails.count > 1 else { return try await setAside(mails, why: what, closing: closing) }
      var tally = Tally()
      for (index, mail) in mails.enumerated() {
        tally += try await takePiece(
          [mail], prepared, closing: index == mails.count - 1 ? closing : [])
      }
      precondition(tally.messages == mails.count, "\(path): every message has its fate")
      return tally
    }
  }

  private mutating func commit(
    _ mails: [MailMessage], _ prepared: Prepared, closing: [Fact]
  ) async throws(StoreError) -> Tally {
    let contexts = try await contexts(of: mails)
    let intake = Intake.plan(mails, contexts, policy: policy, mint: &mint)
    for (index, step) in intake.steps.enumerated() {
      let isLast = index == intake.steps.count - 1
      try await store.commit(
        step.changes, facts: step.facts + (isLast ? closing : []), by: step.actor,
        prepared: prepared)
    }
    return Tally(intake)
  }

  private func contexts(of mails: [MailMessage]) async throws(StoreError) -> [MatchContext] {
    guard case .match(let contexts) = try await store.ask(.match(mails.map(\.keys))) else {
      throw .broken(path: store.place.path, what: "a question was answered with another's answer")
    }
    return contexts
  }

  private func setAside(
    _ mails: [MailMessage], why: String, closing: [Fact]
  ) async throws(StoreError) -> Tally {
    var facts = closing
    for mail in mails {
      facts += mail.kept.prefix(1).map { .bytes($0) }
      facts.append(
        .ingested(
          LedgerEntry(
            account: account.name, source: mail.source, fate: .quarantined, externalID: nil,
            raw: mail.keys.raw, reason: "the store could not take it: \(why)",
            at: mail.message.receivedAt, place: mail.origin)))
    }
    try await store.commit([], facts: facts, by: .system)
    var tally = Tally()
    tally.messages = mails.count
    tally.quarantined = mails.count
    return tally
  }
}

extension Prepared {
  /// Mails prepared for their commit, on all cores.
  init(_ mails: [MailMessage]) async {
    await self.init(mails.map(\.message), mails: mails.map(\.kept))
  }
}

extension Reception.Tally {
  fileprivate init(_ intake: Intake) {
    messages = intake.ledger.count
    tickets = intake.begun
    duplicates = intake.ledger.count { $0.fate == .duplicate }
    quarantined = intake.ledger.count { $0.fate == .quarantined }
  }
}

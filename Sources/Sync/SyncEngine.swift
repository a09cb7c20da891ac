package import ChannelKit
package import Domain
import Foundation
package import Store

/// Keeps the store and the outside in step: which account, when.
///
/// One engine works on a store at a time: the others are told who does. Everything it learns goes
/// into the store before anything else happens, so it may be stopped at any moment.
package actor SyncEngine {
  let store: Store
  let accounts: [SyncAccount]
  /// All that are set up, those among them that this engine leaves alone.
  private let known: [Account]
  let relays: Relays
  let timepiece: Timepiece
  private let lockPath: String?
  private var mint: Mint
  /// Orders are brought up to date one batch after the other.
  var keeping: Task<Void, Never>?
  /// Messages are taken in one batch after the other: two accounts that hear of a customer for the
  /// first time at once would make two of them.
  private var receiving: Task<Void, Never>?
  /// When whoever follows parcels was last asked about each.
  var parcelsAsked: [String: Instant] = [:]
  /// How long lists that failed are left alone.
  var listRests: [AccountName: ListRest] = [:]
  /// When the orders of each account that also brings messages were last pulled.
  var ordersPulledAt: [AccountName: Instant] = [:]
  private var channels: [AccountName: any Channel] = [:]
  private var openings: [AccountName: Task<any Channel, any Error>] = [:]
  var reports: [AccountName: AccountReport] = [:]
  /// What a person should know of an account's server.
  var notices: [AccountName: AccountState.Notice] = [:]
  /// What reads each account's quota, and how it last stood.
  let meters: [AccountName: QuotaMeter]
  var quotas: [AccountName: Quota] = [:]
  /// Accounts whose present look was put off because little of their quota is left.
  var putOff: Set<AccountName> = []
  /// Why an account cannot send, beside how its mail comes in.
  private var sendTroubles: [AccountName: ChannelError] = [:]
  /// Breaches that are written down, so that they are not looked at again.
  var knownBreaches: [TicketID: Instant] = [:]
  var bells: [AccountName: [Bell]] = [:]
  /// When each account's outbox is looked at next by itself.
  var alarms: [AccountName: Instant] = [:]

  /// An engine.
  ///
  /// - Parameters:
  ///   - known: all accounts that are set up, where these are only some of them.
  ///   - lock: the file whose lock says who syncs; `nil` for a store that nobody else can open.
  ///   - seed: what identifiers are minted from.
  package init(
    store: Store, accounts: [SyncAccount], among known: [Account]? = nil, relays: Relays,
    lock: String?, seed: UInt64, timepiece: Timepiece = .system
  ) {
    self.store = store
    self.accounts = accounts
    self.known = known ?? accounts.map(\.account)
    self.relays = relays
    self.timepiece = timepiece
    lockPath = lock
    meters = Dictionary(
      accounts.compactMap { account in account.meter.map { (account.account.name, $0) } }
    ) { first, _ in first }
    mint = Mint(seed: seed)
    for account in accounts {
      reports[account.account.name] = AccountReport(account: account.account.name)
    }
  }

  /// How every account has done so far, in their order.
  package var standing: [AccountReport] {
    accounts.compactMap { reports[$0.account.name] }
  }

  /// An identifier of its own.
  func newID<Subject>() -> ID<Subject> { mint.id(at: timepiece.now()) }

  func lock() throws(SyncError) -> SyncLock? {
    guard let lockPath else { return nil }
    return try SyncLock(at: lockPath)
  }
}

// MARK: - Channels

extension SyncEngine {
  /// The account's channel, opened where it is not open; two who ask at once get the same.
  func channel(of account: SyncAccount) async throws(ChannelError) -> any Channel {
    let name = account.account.name
    if let channel = channels[name] { return channel }
    let opening = openings[name] ?? Task { try await account.open() as any Channel }
    openings[name] = opening
    defer { openings[name] = nil }
    do {
      let channel = try await opening.value
      channels[name] = channel
      return channel
    } catch let error as ChannelError {
      throw error
    } catch {
      throw .unreachable(reason: "\(error)")
    }
  }

  /// The account's channel, where it is open.
  func opened(_ account: AccountName) -> (any Channel)? { channels[account] }

  func forget(_ account: AccountName, after error: ChannelError) {
    // A new secret is asked for only when the channel is opened again.
    if case .signedOut = error { channels[account] = nil }
  }
}

// MARK: - Bringing in

extension SyncEngine {
  func reception(for account: SyncAccount) -> Reception {
    Reception(
      store: store, account: account.account, among: known, relays: relays,
      mint: Mint(seed: mint.next()), from: .server)
  }

  /// Pulls until there is no more; every batch is committed with its cursor.
  ///
  /// While one batch is committed, the next is fetched, read and prepared; not where asking for it
  /// lets the other side forget the first.
  func pull(_ account: SyncAccount, _ reception: inout Reception) async throws(ChannelError) {
    let name = account.account.name
    putOff.remove(name)
    do throws(ChannelError) {
      let channel = try await channel(of: account)
      let trouble = try await orderTrouble(account, channel)
      guard let source = channel as? any MessageSource else {
        if let trouble { throw trouble }
        try await tryList(channel, of: name)
        if !putOff.contains(name) { await tell(name, .synced) }
        return
      }
      var cursor = try await stored { () throws(StoreError) in try await self.cursor(of: name) }
      var coming = await load(from: source, after: cursor, for: account)
      while let load = try coming?.get() {
        let batch = load.batch
        // A page that repeats itself would go on for ever.
        let goesOn = batch.hasMore && (batch.next != cursor || !batch.arrivals.isEmpty)
        let next = batch.next ?? cursor
        cursor = next
        let asksAhead = goesOn && !batch.isKeptByAsking && !Task.isCancelled
        async let further = asksAhead ? self.load(from: source, after: next, for: account) : nil
        try await take(load, of: name, goesOn: goesOn, &reception)
        coming = await further
        if goesOn, batch.isKeptByAsking, !Task.isCancelled {
          coming = await self.load(from: source, after: next, for: account)
        }
      }
      if let trouble { throw trouble }
    } catch {
      forget(name, after: error)
      await tell(name, error: error)
      throw error
    }
  }

  /// What is wrong with an account's orders: its messages are asked for nevertheless, unless it is
  /// the account itself that nobody may ask.
  private func orderTrouble(
    _ account: SyncAccount, _ channel: any Channel
  ) async throws(ChannelError) -> ChannelError? {
    do throws(ChannelError) {
      try await pullOrders(of: account, through: channel)
      return nil
    } catch {
      switch error {
      case .signedOut, .slowDown: throw error
      case .unreachable, .unreadable, .postponed, .refused, .unsure: return error
      }
    }
  }

  /// A batch with its mails as they read, prepared for the store.
  private struct Load {
    var batch: Batch
    var mails: [MailMessage]
    var prepared: Prepared
  }

  private func load(
    from source: any MessageSource, after cursor: Cursor?, for account: SyncAccount
  ) async -> Result<Load, ChannelError>? {
    guard await mayGoOn(with: account.account.name) else { return nil }
    do throws(ChannelError) {
      let batch = try await source.messages(after: cursor)
      var reader = reception(for: account)
      let mails = await reader.read(reader.jobs(batch.arrivals))
      // The orders that mails speak of are known before the mails are taken in.
      await lookUp(mails)
      return .success(Load(batch: batch, mails: mails, prepared: await Prepared(mails)))
    } catch {
      return .failure(error)
    }
  }

  private func take(
    _ load: Load, of name: AccountName, goesOn: Bool, _ reception: inout Reception
  ) async throws(ChannelError) {
    reports[name]?.fetched += load.batch.arrivals.count
    reports[name]?.state = goesOn ? .syncing : .synced
    reports[name]?.error = ""
    reports[name]?.isPassing = false
    if let text = load.batch.notices.last {
      notices[name] = AccountState.Notice(text, at: timepiece.now())
      reports[name]?.notices += load.batch.notices
    }
    await hearQuota(of: name)
    let closing = load.batch.next.map { [Fact.cursor(name, $0)] } ?? []
    let news = load.batch.news.map { Fact.server(name, $0) }
    let facts = closing + news + [.account(state(of: name, remaining: load.batch.remaining))]
    let before = receiving
    let work = Task { [reception] () -> (Reception, StoreError?) in
      await before?.value
      var working = reception
      do throws(StoreError) {
        _ = try await working.take(load.mails, prepared: load.prepared, closing: facts)
        return (working, nil)
      } catch {
        return (working, error)
      }
    }
    receiving = Task { _ = await work.value }
    let (after, error) = await work.value
    reception = after
    if let error { try await stored { () throws(StoreError) in throw error } }
  }

  func cursor(of name: AccountName) async throws(StoreError) -> Cursor? {
    guard case .cursor(let cursor) = try await store.ask(.cursor(name)) else { return nil }
    return cursor
  }

  /// What the store cannot do now it may be able to do later: for syncing that is like a network
  /// that is away.
  func stored<Value>(
    _ work: () async throws(StoreError) -> Value
  ) async throws(ChannelError) -> Value {
    do throws(StoreError) {
      return try await work()
    } catch {
      throw .unreachable(reason: error.sentence)
    }
  }
}

// MARK: - Sending

extension SyncEngine {
  /// Flushes an account's outbox once.
  func flush(
    _ outbox: inout Outbox, of account: SyncAccount
  ) async throws(ChannelError) -> Outbox.Report {
    let name = account.account.name
    let channel = try await channel(of: account)
    guard channel is any ReplySink else { return Outbox.Report() }
    var working = outbox
    defer { outbox = working }
    let report = try await stored { () throws(StoreError) in
      try await working.flush(through: channel)
    }
    reports[name]?.sent += report.sent
    reports[name]?.failed += report.failed
    if report.trouble != sendTroubles[name] {
      sendTroubles[name] = report.trouble
      if let trouble = report.trouble { forget(name, after: trouble) }
      await tell(name, reports[name]?.state ?? .idle)
    }
    return report
  }

  /// What an ended process left half-sent is settled before anything is sent.
  func recover(_ outbox: inout Outbox) async throws(ChannelError) {
    var working = outbox
    defer { outbox = working }
    try await stored { () throws(StoreError) in try await working.recover() }
  }
}

// MARK: - Telling

extension SyncEngine {
  func state(of name: AccountName, remaining: Int? = nil) -> AccountState {
    let report = reports[name] ?? AccountReport(account: name)
    var state = AccountState(
      account: name, phase: report.state, at: timepiece.now(), fetched: report.fetched,
      remaining: remaining, error: report.error)
    state.notice = notices[name]
    state.quota = quotas[name]
    if state.error.isEmpty, let trouble = sendTroubles[name] {
      state.phase = trouble.wait(after: 1, chance: 0) == nil ? .failed : .waiting
      state.error = "sending does not work: \(trouble.sentence)"
    }
    return state
  }

  func tell(_ name: AccountName, error: ChannelError) async {
    let isPassing = error.wait(after: 1, chance: 0) != nil
    reports[name]?.error = error.sentence
    reports[name]?.isPassing = isPassing
    await tell(name, isPassing ? .waiting : .failed)
  }

  func tell(_ name: AccountName, _ phase: AccountState.Phase) async {
    reports[name]?.state = phase
    await hearQuota(of: name)
    // Where even this cannot be written, the report still says it.
    _ = try? await store.commit([], facts: [.account(state(of: name))], by: .system)
  }

  /// The report with what hinders sending in it.
  func report(of name: AccountName) -> AccountReport {
    var report = reports[name] ?? AccountReport(account: name)
    let state = state(of: name)
    report.state = state.phase
    report.error = state.error
    if let trouble = sendTroubles[name], !report.isPassing {
      report.isPassing = trouble.wait(after: 1, chance: 0) != nil
    }
    return report
  }
}

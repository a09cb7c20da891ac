import ChannelKit
import Mail
import Wire

/// A live connection to an IMAP server.
///
/// It signs in when first needed, and anew after a failure; one errand at a time.
actor IMAPConnection {
  private let transport: any Transport
  private let endpoint: Endpoint
  private let access: MailboxAccess
  private var stream: (any ByteStream)?
  private var dialogue: IMAPDialogue?
  private var isBusy = false
  private var queue: [CheckedContinuation<Void, Never>] = []

  /// The folder that is open, as far as we know it.
  var folder: OpenFolder?
  /// The folders there are, once they have been asked for.
  var known: [IMAPFolder]?

  /// A connection that is opened by its first errand.
  init(transport: any Transport, endpoint: Endpoint, access: MailboxAccess) {
    self.transport = transport
    self.endpoint = endpoint
    self.access = access
  }

  /// The server's name, for messages.
  nonisolated var host: String { endpoint.host }

  /// How much the next pull brings at most; it grows while the connection holds.
  var reach = PullWindow.first

  /// When a folder's flags were last read one by one, on a server that does not count changes.
  var reviewed: [String: ContinuousClock.Instant] = [:]

  /// When a folder's withheld mails were last asked for again.
  var askedAgain: [String: ContinuousClock.Instant] = [:]

  /// The withheld mails that a notice has named, by folder.
  var named: [String: Set<UInt32>] = [:]

  /// There is a connection, or room for one that is only to be waited on.
  var hasRoom: Bool {
    get async { if stream != nil { true } else { await transport.hasRoom(for: endpoint) } }
  }
  /// The server can push news.
  var canIdle: Bool { dialogue?.canIdle ?? false }
  /// The server counts the changes of each folder (CONDSTORE).
  var countsChanges: Bool { dialogue?.capabilities.contains("CONDSTORE") ?? false }
  /// The server is Gmail's: it has labels, and files copies of what is sent by itself.
  var isGmail: Bool { dialogue?.capabilities.contains("X-GM-EXT-1") ?? false }
  /// The server moves mails at once (RFC 6851).
  var canMove: Bool { dialogue?.capabilities.contains("MOVE") ?? false }
  /// The server can remove single mails (RFC 4315).
  var canExpungeSome: Bool { dialogue?.capabilities.contains("UIDPLUS") ?? false }
  /// The server tells which UIDs are gone (QRESYNC, and it is on).
  var tellsVanished: Bool { dialogue?.enabled.contains("QRESYNC") ?? false }
}

// MARK: - Errands

extension IMAPConnection {
  /// Runs `work` alone and signed in. A connection that had grown stale is opened again, once.
  func errand<Value: Sendable>(
    _ work: () async throws(ChannelError) -> Value
  ) async throws(ChannelError) -> Value {
    await enter()
    defer { leave() }
    let wasOpen = stream != nil
    let value: Value
    do {
      value = try await attempt(work)
    } catch {
      guard wasOpen, case .unreachable = error, !Task.isCancelled else { throw error }
      value = try await attempt(work)
    }
    if await stream?.isWanted() == true { await part() }
    return value
  }

  private func part() async {
    _ = try? await run(.logout)
    await drop()
  }

  private func attempt<Value: Sendable>(
    _ work: () async throws(ChannelError) -> Value
  ) async throws(ChannelError) -> Value {
    do {
      try await open()
      return try await work()
    } catch {
      if !error.keepsConnection { await drop() }
      throw error
    }
  }

  /// Says goodbye where there is a connection.
  func close() async {
    await enter()
    defer { leave() }
    guard stream != nil else { return }
    await part()
  }

  /// Forgets the connection.
  func drop() async {
    let old = stream
    stream = nil
    folder = nil
    reviewed = [:]
    reach = .first
    await old?.close()
  }

  private func enter() async {
    guard isBusy else {
      isBusy = true
      return
    }
    await withCheckedContinuation { queue.append($0) }
  }

  private func leave() {
    if queue.isEmpty {
      isBusy = false
    } else {
      queue.removeFirst().resume()
    }
  }
}

// MARK: - Talking

extension IMAPConnection {
  /// Connects and signs in where there is no connection.
  func open() async throws(ChannelError) {
    guard stream == nil else { return }
    let login = try await access.login()
    do {
      try await signIn(login)
    } catch {
      guard await access.mayTryAgain(login, after: error) else { throw error }
      await drop()
      try await signIn(try await access.login())
    }
    // A server that refuses it after all is read without.
    if dialogue?.capabilities.isSuperset(of: ["ENABLE", "QRESYNC"]) == true {
      try await run(.enableQResync)
    }
  }

  private func signIn(_ login: MailLogin) async throws(ChannelError) {
    dialogue = IMAPDialogue(login: login, protection: MailProtection(endpoint.security))
    let stream = try await transport.call(endpoint)
    self.stream = stream
    while true {
      switch try await event() {
      case .startTLS:
        try await stream.secure(with: host)
        dialogue?.secured()
      case .ready:
        return
      case .data, .notice, .idling, .done:
        continue
      }
    }
  }

  /// Says `command` and waits for its end; `each` sees what comes meanwhile.
  @discardableResult
  func run(
    _ command: IMAPCommand, each: (IMAPDatum) -> Void = { _ in }
  ) async throws(ChannelError) -> IMAPStatus {
    let tag = try start(command)
    while true {
      switch try await event() {
      case .data(let datum):
        note(datum)
        each(datum)
      case .notice(let status):
        note(status)
      case .done(let done, let status) where done == tag:
        note(status)
        return status
      case .done, .startTLS, .ready, .idling:
        continue
      }
    }
  }

  /// Queues `command` and returns its tag.
  func start(_ command: IMAPCommand) throws(ChannelError) -> String {
    do {
      if let tag = try dialogue?.start(command) { return tag }
    } catch {
      throw ChannelError(error, host: host)
    }
    throw .unreachable(reason: "\(host): the connection is closed")
  }

  /// The next event, sending what is due and waiting up to `limit` for more bytes.
  func event(within limit: Duration = .seconds(60)) async throws(ChannelError)
    -> IMAPDialogue.Event
  {
    while true {
      do {
        if let event = try dialogue?.next() { return event }
      } catch {
        throw ChannelError(error, host: host)
      }
      try await flush()
      guard let stream else { throw .unreachable(reason: "\(host): the connection is closed") }
      let bytes = try await stream.heard(from: host, within: limit)
      dialogue?.receive(bytes)
    }
  }

  /// Ends IDLE from outside of the errand that idles.
  func endIdle() async throws(ChannelError) {
    guard stream != nil else { return }
    dialogue?.endIdle()
    try await flush()
  }

  private func flush() async throws(ChannelError) {
    guard let stream, let bytes = dialogue?.output() else { return }
    try await stream.say(bytes, to: host)
  }

  private func note(_ datum: IMAPDatum) {
    switch datum {
    case .exists(let count):
      folder?.exists = count
    case .expunge:
      if let count = folder?.exists, count > 0 { folder?.exists = count - 1 }
    case .vanished(let uids, earlier: false):
      folder?.lose(uids)
    case .capability, .folder, .search, .found, .flags, .recent, .vanished, .message, .enabled,
      .other:
      break
    }
  }

  private func note(_ status: IMAPStatus) {
    switch status.code {
    case .uidValidity(let number)?: folder?.validity = number
    // The first is that of EXAMINE: what changes later is asked for from there.
    case .highestModSeq(let count)? where countsChanges && folder?.modSeq == nil:
      folder?.modSeq = count
    default: break
    }
  }
}

import ChannelKit
import Domain
import Foundation
import Mailbox
import Sockets
import Store
import Sync
import TestKit
import Testing
import Wire

/// A shop's mailbox on a real server, and all that reads it, in this process.
struct Stand: Sendable {
  /// The shop.
  static let shop = "support@shop.example"
  /// A customer, who has a mailbox on the same server.
  static let ada = "ada@customer.example"

  let certificates: TestCertificates
  let server: any RealMailbox
  let folder: TestFolder
  let loops = Loops()
  let transport: LiveTransport

  /// Runs a test with a server, and cleans up whatever comes of it.
  static func with(
    _ claim: TestCertificates.Claim = .loopback, days: Int = 2, on server: MailServer = .dovecot,
    shares: Bool = false, _ test: (Stand) async throws -> Void
  ) async throws {
    let certificates = try #require(try TestCertificates(claim, days: days))
    let stand = try Stand(
      certificates: certificates, server: await server.start(certificates, shares: shares),
      folder: TestFolder("stand"))
    let result = await Swift.Result { () async throws in try await test(stand) }
    try await stand.remove()
    try result.get()
  }

  private init(
    certificates: TestCertificates, server: any RealMailbox, folder: TestFolder
  ) throws {
    self.certificates = certificates
    self.server = server
    self.folder = folder
    transport = try LiveTransport(on: loops)
  }

  /// The server, for a test that runs on Dovecot only.
  var dovecot: Dovecot {
    guard let dovecot = server as? Dovecot else { preconditionFailure("this is no Dovecot") }
    return dovecot
  }

  private func remove() async throws {
    await transport.shutDown()
    await loops.shutDown()
    try await server.remove()
    folder.remove()
    certificates.remove()
  }

  /// Runs a test with a Postfix that delivers into this Dovecot.
  func withPostfix(_ test: (Postfix) async throws -> Void) async throws {
    let postfix = try await Postfix(
      certificates, delivering: [Self.shop, Self.ada, "bob@customer.example"], to: dovecot)
    let result = await Swift.Result { () async throws in try await test(postfix) }
    try await postfix.remove()
    try result.get()
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous block returns or throws.
  init(_ work: () async throws -> Success) async {
    do { self = .success(try await work()) } catch { self = .failure(error) }
  }
}

// MARK: - Accounts and channels

extension Stand {
  /// The shop's account; over TLS from the first byte unless other addresses are given.
  func account(
    imap: String? = nil, smtp: String? = nil, trusting ca: String?? = nil,
    folders: [String] = ["INBOX"]
  ) -> Account {
    var account = Account(
      name: "support", type: "mail", address: Self.shop, displayName: "Northlight",
      folders: folders)
    let user = "support%40shop.example"
    account.settings["imap"] =
      imap ?? "imaps://\(user)@localhost:\(server.securePort)"
    account.settings["smtp"] = smtp ?? "smtp://\(user)@127.0.0.1:1"
    account.settings["sent"] = "Sent"
    account.settings["ca"] = ca ?? certificates.root
    return account
  }

  /// A channel of that account, over real sockets unless another transport is given.
  func channel(
    _ account: Account, password: String = Dovecot.password, over other: (any Transport)? = nil
  ) -> MailboxChannel {
    MailboxChannel(
      account: account, transport: other ?? transport,
      credentials: .password(user: account.address, Secret(password)))
  }

  /// A store in a file; the same one each time unless it is given another name.
  func store(_ name: String = "store") throws -> Store {
    try Store.open(
      .file(folder["\(name).sqlite"]), clock: { Instant(Date()) },
      seed: .random(in: .min ... .max))
  }

  /// An engine that keeps the account in step, waiting no longer than a test may.
  func engine(
    _ store: Store, _ account: Account, password: String = Dovecot.password,
    over other: (any Transport)? = nil, timepiece: Timepiece = .system
  ) -> SyncEngine {
    let opened = SyncAccount(account: account) { () throws(ChannelError) in
      channel(account, password: password, over: other)
    }
    return SyncEngine(
      store: store, accounts: [opened], relays: relays, lock: nil,
      seed: .random(in: .min ... .max), timepiece: timepiece)
  }

  private var relays: Relays { Relays.read([Relays.File(path: "mail.relay", text: mail)]).0 }
  private var mail: String { "channel: email\norder: [0-9]{4,8} after order, order number" }
}

extension SyncEngine {
  /// Syncs once without waiting for anything, and returns what came of the one account.
  @discardableResult
  func once() async throws -> AccountReport {
    let reports = try await runOnce(waitingForWindowsUpTo: .seconds(0))
    return try #require(reports.first)
  }
}

// MARK: - What the store holds

extension Store {
  /// Each mail that is still on the server in these folders by its place, with its flags.
  func kept(in folders: [String]) async throws -> [String: String] {
    let there = try await serverMail(of: "support").filter {
      $0.isThere && folders.contains($0.place.folder)
    }
    return Dictionary(uniqueKeysWithValues: there.map { ($0.place.source, "\($0.place.flags)") })
  }

  /// All tickets.
  func tickets() async throws -> [InboxRow] {
    let all = Query(text: "", condition: .everything)
    return try await inbox(all, limit: 10_000, agent: AgentID("test")).rows
  }
}

// MARK: - Answers

extension Store {
  /// Accepts an answer to the only ticket.
  @discardableResult
  func queue(_ text: String, cc: [String] = []) async throws -> Reply {
    let agent = AgentID("ana")
    let row = try #require(try await tickets().first)
    let sheet = try #require(try await ticket(row.id, agent: agent))
    let last = try #require(sheet.lastInbound)
    var mint = Mint(seed: .random(in: .min ... .max))
    let reply = Reply(
      id: mint.id(at: Instant(Date())), ticket: row.id, channel: .email, account: "support",
      from: Party(name: "Northlight", address: Stand.shop), to: [last.from],
      cc: cc.map { Party(address: $0) }, subject: "Re: \(row.subject)", text: text,
      inReplyTo: [last.externalID].compactMap { $0 },
      references: last.references + [last.externalID].compactMap { $0 }, author: agent)
    let outcome = try await commit(
      [.replyQueued(reply)], by: .agent(agent), seen: sheet.ticket.lastEvent)
    #expect(outcome.leftAlone.isEmpty)
    return reply
  }
}

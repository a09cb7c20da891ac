import ChannelKit
import Demo
import Desk
import Domain
import Foundation
import Mailbox
import Rules
import Store
import Sync
import TestKit
import Testing
import Wire

@testable import App

/// What happens in the demo while somebody looks, by the channels themselves.
@Suite struct DemoLifeTests {
  private static let agent = AgentID("ana")
  private static let support = Account(
    name: "support", type: "mail", address: SampleShop.address, displayName: SampleShop.name,
    settings: [
      "imap": "imap://support%40\(SampleShop.domain)@localhost:143",
      "smtp": "smtp://support%40\(SampleShop.domain)@localhost:25",
      "authserv_id": SampleShop.mailServer,
    ])

  private let clock = StageClock(at: Stage.morning)
  private let store: Store
  private let life: DemoLife
  private let mailbox = MailboxSimulator(user: SampleShop.address, password: "no secret at all")
  private let engine: SyncEngine
  private let accounts: [Account]

  init() throws {
    let clock = clock
    store = try Store.open(
      .memory, clock: { clock.now }, seed: 72 << 40, reactions: [SLAClock()])
    life = DemoLife(at: clock.now, timepiece: clock.timepiece)
    let transport = MailboxSimulatorTransport(mailbox)
    let mail = SyncAccount(account: Self.support) { () throws(ChannelError) in
      MailboxChannel(
        account: Self.support, transport: transport,
        credentials: .password(user: SampleShop.address, Secret("no secret at all")))
    }
    accounts = [Self.support] + life.accounts.map(\.account)
    engine = SyncEngine(
      store: store, accounts: [mail] + life.accounts,
      relays: try Self.relays(), lock: nil, seed: 73 << 40,
      timepiece: clock.timepiece)
  }

  /// What the program knows of marketplaces that speak by mail.
  private static func relays() throws -> Relays {
    let folder = "\(ShopbellProgram.checkout)/Share/relays"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let files = try names.filter { $0.hasSuffix(".relay") }.sorted().map { name in
      let path = "\(folder)/\(name)"
      return Relays.File(path: path, text: try String(contentsOfFile: path, encoding: .utf8))
    }
    return Relays.read(files).0
  }

  /// Lives for as long as the story lasts.
  private func live(_ story: () async throws -> Void) async throws {
    _ = try await engine.runOnce(waitingForWindowsUpTo: .zero)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await life.go(on: engine, mailbox) }
      group.addTask { try? await engine.run() }
      defer { group.cancelAll() }
      try await story()
    }
  }

  /// Waits while time passes.
  private func eventually(_ what: String, _ isSo: () async throws -> Bool) async throws {
    try await TestKit.eventually(what) {
      clock.pass(.seconds(1))
      return try await isSo()
    }
  }

  private func sheet(_ query: String) async throws -> TicketSheet? {
    let page = try await store.inbox(
      try Query.parse(query, zone: .gmt), sort: .newest, limit: 9, agent: Self.agent)
    guard let row = page.rows.first else { return nil }
    return try await store.ticket(row.id, agent: Self.agent)
  }

  @Test func somebodyWritesOnTheMarketplaceIsAnsweredAndThanksUs() async throws {
    try await live {
      #expect(try await sheet("is:open") == nil)
      try await eventually("a message is here") { try await sheet("channel:carrefour") != nil }
      let ticket = try #require(try await sheet("channel:carrefour"))
      #expect(ticket.customer?.name == "Inês Duarte")
      #expect(ticket.orders.first?.shipments.first?.state == .inTransit)
      let envelope = try #require(Envelope(ticket, accounts: accounts, rules: AnswerRules()))
      var mint = Mint(seed: 74 << 40)
      let reply = envelope.reply(
        id: mint.id(at: clock.now), text: "It comes on Friday.", author: Self.agent, template: nil,
        thenStatus: .pending, window: .seconds(10))
      try await store.commit(
        [.replyQueued(reply)], by: .agent(Self.agent), seen: ticket.ticket.lastEvent)
      try await eventually("the answer is there") {
        try await store.outbox(includingSent: true).first?.state == .sent
      }
      try await eventually("she thanks us") {
        try await sheet("channel:carrefour")?.messages.count == 3
      }
      let words = try await sheet("channel:carrefour")?.messages.map(\.body.visible) ?? []
      #expect(words.last == SampleLife.thanks.words && words[1] == "It comes on Friday.")
    }
  }

  @Test func anOrderThatAMailNamesIsLookedUpAndItsParcelFollowed() async throws {
    try await live {
      try await eventually("the mail is here with its order") {
        try await sheet("channel:email")?.orders.isEmpty == false
      }
      let order = try #require(try await sheet("channel:email")?.orders.first)
      #expect(order.number == "90991" && order.id.channel == .woocommerce)
      #expect(order.shipments.first?.state == .outForDelivery)
    }
  }
}

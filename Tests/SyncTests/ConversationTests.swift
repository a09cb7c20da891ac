import ChannelKit
import Domain
import Foundation
import Mirakl
import Store
import Testing
import Wire

@testable import Sync

/// A marketplace whose messages come by its own interface: in, ticket with its order, answer out,
/// into the right conversation, once.
@Suite struct ConversationTests {
  // MARK: In

  @Test func aMessageIsATicketWithItsOrder() async throws {
    let desk = try Desk()
    let shop = marketplace()
    _ = try await desk.sync(shop)
    let sheet = try await desk.ticket()
    #expect(sheet.ticket.channel == ChannelName(rawValue: "carrefour"))
    #expect(sheet.ticket.subject == "Where is my order?")
    #expect(sheet.orders.map(\.id) == [OrderID(channel: sheet.ticket.channel, number: "A-100")])
    #expect(sheet.orders.first?.shipments.map(\.trackingNumber) == ["T100"])
    #expect(sheet.customer?.name == "Ada Byron")
    #expect(sheet.messages.map(\.body.visible) == ["Has it shipped?"])
    #expect(sheet.messages.first?.warnings == [])
    #expect(sheet.messages.first?.orderNumbers == ["A-100"])
    #expect(try await desk.ledger() == [.ticketed: 1])
  }

  @Test func whatIsSaidLaterJoinsItsTicketWhoeverSaysIt() async throws {
    let desk = try Desk()
    let shop = marketplace()
    _ = try await desk.sync(shop)
    await shop.later { $0.say("Please answer her.", in: "t1", by: .marketplace) }
    await shop.later { $0.say("Still nothing.", in: "t1") }
    await shop.later { $0.say("It left us.", in: "t1", by: .us) }
    _ = try await desk.sync(shop)
    let sheet = try await desk.ticket()
    #expect(
      sheet.messages.map(\.body.visible) == [
        "Has it shipped?", "Please answer her.", "Still nothing.", "It left us.",
      ])
    #expect(sheet.messages.map(\.direction) == [.inbound, .inbound, .inbound, .outbound])
    #expect(try await desk.ledger() == [.ticketed: 4])
  }

  @Test func anotherConversationIsAnotherTicketUnlessItIsAboutTheSameOrder() async throws {
    let desk = try Desk()
    let shop = marketplace()
    await shop.later { $0.say("Do you sell mugs?", in: "t2", subject: "Mugs") }
    await shop.later { $0.say("And about my order:", in: "t3", order: "A-100", subject: "Again") }
    _ = try await desk.sync(shop)
    #expect(
      try await desk.ticket(1).messages.map(\.body.visible)
        == ["Has it shipped?", "And about my order:"])
    #expect(try await desk.ticket(2).messages.map(\.body.visible) == ["Do you sell mugs?"])
  }

  @Test func twoMarketplacesWithTheSameOrderNumberAreNotMixedUp() async throws {
    let desk = try Desk()
    let (one, other) = (marketplace(), marketplace(price: "77.00"))
    var decathlon = MiraklSimulator.account
    decathlon.name = "decathlon"
    decathlon.settings["marketplace"] = "decathlon"
    let accounts = [desk.account(one), desk.account(other, decathlon)]
    _ = try await desk.engine(nil, accounts).runOnce(waitingForWindowsUpTo: .seconds(0))
    for number in 1...2 {
      let sheet = try await desk.ticket(number)
      #expect(sheet.orders.map(\.id.channel) == [sheet.ticket.channel])
      #expect(sheet.messages.count == 1)
      #expect(
        sheet.orders.map(\.total.decimalText)
          == [sheet.ticket.channel.rawValue == "carrefour" ? "35.00" : "77.00"])
    }
  }

  // MARK: Out

  @Test func anAnswerGoesIntoItsConversationOnceAndDoesNotComeBack() async throws {
    let desk = try Desk()
    let shop = marketplace()
    _ = try await desk.sync(shop)
    await shop.later { $0.say("Something else", in: "t2", subject: "Mugs") }
    let reply = try await desk.answer("It left us this morning.")
    for _ in 0..<3 { _ = try await desk.sync(shop) }
    #expect(try await desk.row(reply).state == .sent)
    #expect(await shop.said(in: "t1") == ["Has it shipped?", "It left us this morning."])
    #expect(await shop.said(in: "t2") == ["Something else"])
    #expect(try await desk.ticket().messages.count == 2)
    #expect(try await desk.ticket().ticket.status == .pending)
  }

  @Test func anAnswerTakesItsFilesAlong() async throws {
    let desk = try Desk()
    let shop = marketplace()
    _ = try await desk.sync(shop)
    let bytes = RawBytes(Data("label".utf8))
    _ = try await desk.store.commit([], facts: [.bytes(bytes)], by: .agent(desk.ana))
    let file = Domain.Attachment(
      sha256: bytes.sha256, filename: "Étiquette \"1\".pdf", contentType: "application/pdf",
      bytes: 5)
    let reply = try await desk.answer("Here is the label.", files: [file])
    _ = try await desk.sync(shop)
    #expect(try await desk.row(reply).state == .sent)
    let said = await shop.state.talks.first?.words.last
    #expect(said?.files.map(\.bytes) == [Array("label".utf8)])
    #expect(said?.files.map(\.type) == ["application/pdf"])
    #expect(said?.files.first?.name.hasPrefix("Étiquette") == true)
  }

  @Test func anAnswerWhoseFateNobodyToldIsFoundInTheConversation() async throws {
    let desk = try Desk()
    let shop = marketplace()
    _ = try await desk.sync(shop)
    let reply = try await desk.answer("It left us.")
    await shop.plan(.lostAnswer)
    // The pull of this very run, or the look into the conversation, finds it.
    for _ in 0..<3 {
      _ = try await desk.sync(shop)
      desk.clock.advance(.minutes(10))
    }
    let row = try await desk.row(reply)
    #expect(row.state == .sent)
    #expect(await shop.said(in: "t1") == ["Has it shipped?", "It left us."])
    #expect(
      try await desk.ticket().messages.map(\.body.visible) == ["Has it shipped?", "It left us."])
  }

  /// Whoever looks first, the pull or the search for what is unsure, it is told once.
  @Test func theEchoOfAnUnsureAnswerSettlesIt() async throws {
    let desk = try Desk()
    let shop = marketplace()
    _ = try await desk.sync(shop)
    let reply = try await desk.answer("It left us.")
    let engine = desk.engine(nil, [desk.account(shop)])
    await shop.change { $0.now = $0.now + .seconds(2) }
    await shop.plan(.lostAnswer)
    var outbox = Outbox(
      store: desk.store, account: MiraklSimulator.account, timepiece: desk.timepiece)
    _ = try await outbox.flush(through: MiraklSimulator.channel(at: shop))
    #expect(try await desk.row(reply).state == .unsure)
    var reception = await engine.reception(for: desk.account(shop))
    try await engine.pull(desk.account(shop), &reception)
    let row = try await desk.row(reply)
    #expect(row.state == .sent)
    #expect(
      try await desk.ticket().messages.map(\.body.visible) == ["Has it shipped?", "It left us."])
  }

  @Test func theSameWordsTwiceAreTwoAnswers() async throws {
    let desk = try Desk()
    let shop = marketplace()
    _ = try await desk.sync(shop)
    let first = try await desk.answer("Thank you!")
    _ = try await desk.sync(shop)
    desk.clock.advance(.minutes(1))
    await shop.change { $0.now = desk.clock.now }
    let second = try await desk.answer("Thank you!")
    // It is not there: what is there is the first.
    await shop.plan(.status(502))
    for _ in 0..<3 {
      _ = try await desk.sync(shop)
      desk.clock.advance(.minutes(10))
    }
    #expect(try await desk.row(first).state == .sent)
    #expect(try await desk.row(second).state == .unsure)
    #expect(await shop.said(in: "t1") == ["Has it shipped?", "Thank you!"])
  }

  @Test func whatTheMarketplaceRefusesSaysWhy() async throws {
    let desk = try Desk()
    let shop = marketplace()
    _ = try await desk.sync(shop)
    let reply = try await desk.answer("It left us.", to: "C-77")
    _ = try await desk.sync(shop)
    let row = try await desk.row(reply)
    #expect(row.state == .refused)
    #expect(row.lastError.contains("to is not authorized"), "\(row.lastError)")
  }

  // MARK: A fault at each step

  static let mishaps: [SmallShop.Mishap] = [
    .away, .lostAnswer, .cut, .short, .status(500), .status(503), .page(status: 502), .signedOut,
    .slowDown(retryAfter: "30"),
  ]

  /// One mishap, at any request of all that it takes: all comes in, and the answer goes out once, or
  /// its agent is told that nobody knows.
  @Test(arguments: Self.mishaps.indices, 0..<8)
  func oneMishapAnywhereNeitherLosesNorDoubles(_ which: Int, _ at: Int) async throws {
    let desk = try Desk()
    let shop = marketplace()
    await shop.plan(Self.mishaps[which], at: at)
    for _ in 0..<3 { try await desk.goOn(shop) }
    #expect(try await desk.ledger() == [.ticketed: 1])
    let reply = try await desk.answer("It left us.")
    for _ in 0..<4 { try await desk.goOn(shop) }
    let row = try await desk.row(reply)
    let said = await shop.said(in: "t1").filter { $0 == "It left us." }.count
    switch row.state {
    case .sent: #expect(said == 1)
    case .unsure: #expect(said == 0)
    default: Issue.record("\(row.state): \(row.lastError)")
    }
    let sheet = try await desk.ticket()
    #expect(
      sheet.messages.map(\.body.visible).sorted()
        == Array(["Has it shipped?", "It left us."].prefix(1 + said)))
    #expect(sheet.orders.map(\.number) == ["A-100"])
    #expect(try await desk.ledger()[.ticketed] == 1)
  }

  /// The same while the answer is on its way.
  @Test(arguments: Self.mishaps.indices, 0..<4)
  func oneMishapWhileAnsweringNeitherLosesNorDoubles(_ which: Int, _ at: Int) async throws {
    let desk = try Desk()
    let shop = marketplace()
    try await desk.goOn(shop)
    let reply = try await desk.answer("It left us.")
    await shop.plan(Self.mishaps[which], at: at)
    for _ in 0..<6 { try await desk.goOn(shop) }
    let row = try await desk.row(reply)
    let said = await shop.said(in: "t1").filter { $0 == "It left us." }.count
    switch row.state {
    case .sent: #expect(said == 1)
    case .unsure: #expect(said == 0)
    default: Issue.record("\(row.state): \(row.lastError)")
    }
    #expect(try await desk.ticket().messages.count == 1 + said)
  }
}

// MARK: - The marketplace

private func marketplace(price: String = "35.00") -> SmallShop {
  var state = SmallShop.State(now: noon)
  state.put(
    Order(
      id: OrderID(channel: .email, number: "A-100"), createdAt: noon - .days(3), state: .shipped,
      customerName: "Ada Byron", customerEmail: "C-9", address: ["4 Harbour Lane", "Dublin"],
      total: Money(price, "EUR") ?? Money(0, "EUR"),
      items: [OrderItem(title: "Mug", sku: "MUG", quantity: 2, price: Money("15.00", "EUR"))],
      shipments: [
        Shipment(
          carrier: "ups", trackingNumber: "T100", state: .inTransit, shippedAt: noon - .days(1))
      ], asOf: noon))
  state.say("Has it shipped?", in: "t1", order: "A-100")
  return SmallShop(state)
}

extension SmallShop {
  /// A minute later.
  fileprivate func later(_ body: @Sendable (inout State) -> Void) {
    change { state in
      state.now = state.now + .minutes(1)
      body(&state)
    }
  }

  fileprivate func said(in talk: String) -> [String] {
    state.talks.first { $0.id == talk }?.words.map(\.text) ?? []
  }
}

extension Desk {
  fileprivate func account(
    _ shop: SmallShop, _ account: Account = MiraklSimulator.account
  ) -> SyncAccount {
    SyncAccount(account: account) { () throws(ChannelError) in
      MiraklChannel(
        account: account, transport: SimulatedTransport(MiraklSimulator.self, shop),
        credentials: MiraklSimulator.credentials)
    }
  }

  fileprivate func sync(_ shop: SmallShop) async throws -> [AccountReport] {
    try await engine(nil, [account(shop)]).runOnce(waitingForWindowsUpTo: .seconds(0))
  }

  /// Once more after a while, by both clocks.
  fileprivate func goOn(_ shop: SmallShop) async throws {
    _ = try await sync(shop)
    clock.advance(.minutes(20))
    let now = clock.now
    await shop.change { $0.now = now }
  }

  /// Ana answers the first ticket as the desk would.
  fileprivate func answer(
    _ text: String, to customer: String? = nil, files: [Domain.Attachment] = []
  ) async throws -> ReplyID {
    let sheet = try await ticket()
    let last = try #require(sheet.messages.last { $0.direction == .inbound })
    var mint = Mint(seed: 91 << 40)
    _ = mint.next()
    let reply = Reply(
      id: mint.id(at: clock.now), ticket: sheet.ticket.id, channel: sheet.ticket.channel,
      account: MiraklSimulator.account.name, from: Party(address: ""),
      to: [customer.map { Party(address: $0) } ?? last.from],
      subject: "Re: \(sheet.ticket.subject)",
      text: text, attachments: files, inReplyTo: last.externalID.map { [$0] } ?? [],
      references: last.references + (last.externalID.map { [$0] } ?? []), author: ana)
    try await store.commit([.replyQueued(reply)], by: .agent(ana), seen: sheet.ticket.lastEvent)
    return reply.id
  }
}

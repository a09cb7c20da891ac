import Domain
import Foundation
import GRDB
import Glibc
import Seal
import Testing

@testable import Store

/// A customer is erased, and nothing of them is left anywhere in the file.
struct ErasingTests {
  /// A shop with Ada, who is to be erased, and Ben, who stays.
  struct World {
    static let words = [
      "subjectcanary", "bodycanary", "quotedcanary", "signaturecanary", "filecanary",
      "headercanary",
      "htmlcanary", "ordercanary", "draftcanary", "notecanary", "replycanary", "waitingcanary",
      "Canarywing", "ada.canary@mail.example", "ada.second@other.example", "reasoncanary",
      "streetcanary", "messageidcanary", "CANARY-4711", "trackingcanary", "answercanary",
      "ledgercanary",
    ]

    let folder: Folder
    let clock = HandClock()
    var shop: Shop
    let ada: CustomerID
    let ben: CustomerID
    var first = TicketID(high: 0, low: 0)
    var second = TicketID(high: 0, low: 0)
    var bens = TicketID(high: 0, low: 0)
    var raws: [String] = []
    var shared: RawBytes
    var path: String { folder.file.path }

    init() async throws {
      folder = try Folder()
      shop = try Shop(folder.file, clock: clock)
      ada = shop.mint.id(at: clock.now)
      ben = shop.mint.id(at: clock.now)
      shared = shop.raw("a picture that both sent")
      try await people()
      try await adas()
      try await bensOwn()
    }

    private mutating func people() async throws {
      let now = clock.now
      try await shop.store.commit(
        [],
        facts: [
          .contact(
            Customer(
              id: ada, name: "Ada Canarywing",
              identities: [
                Identity(channel: .email, address: "ada.canary@mail.example"),
                Identity(channel: .email, address: "ada.second@other.example"),
              ], since: now)),
          .contact(
            Customer(
              id: ben, name: "Ben Benson",
              identities: [Identity(channel: .email, address: "ben@mail.example")], since: now)),
          .order(order("CANARY-4711", "ada.canary@mail.example", "Ada Canarywing")),
          .order(order("1002", "ben@mail.example", "Ben Benson")), .bytes(shared),
        ], by: .system)
    }

    private func order(_ number: String, _ address: String, _ name: String) -> Order {
      let isAda = number != "1002"
      return Order(
        id: OrderID(channel: .email, number: number), createdAt: clock.now, state: .paid,
        customerName: name, customerEmail: address,
        address: [isAda ? "7 Streetcanary Lane" : "9 Other Street"], total: Money(12, "EUR"),
        items: [OrderItem(title: "Kettle", sku: "K-1", quantity: 1, price: nil)],
        shipments: [
          Shipment(
            carrier: "Post", trackingNumber: isAda ? "TRACKINGCANARY1" : "OTHER1",
            state: .inTransit)
        ], asOf: clock.now, extra: isAda ? ["gift": "ordercanary with love"] : [:])
    }

    /// A message with bytes of its own, its fate, and where it lies on the server.
    private mutating func mail(
      from address: String, _ name: String, _ subject: String, _ text: String, id: String,
      to cc: [Party] = [], source: String
    ) -> (Message, [Fact]) {
      var message = shop.message(from: address, subject: subject, says: text, externalID: id)
      message.from = Party(name: name, address: address)
      message.cc = cc
      let bytes = shop.raw(
        "From: \(name) <\(address)>\r\nX-Headercanary: 1\r\n\r\n<b>htmlcanary</b> \(text)"
          + String(repeating: " and so on", count: 40))
      message.raw = bytes.sha256
      raws.append(bytes.sha256)
      let entry = LedgerEntry(
        account: "support", source: source, fate: .ticketed, externalID: id, raw: bytes.sha256,
        reason: name.contains("Ada") ? "reasoncanary" : "", at: clock.now,
        place: ServerPlace(folder: "INBOX", validity: 1, uid: UInt32(raws.count)))
      return (message, [.bytes(bytes), .ingested(entry)])
    }

    private mutating func adas() async throws {
      let opening = shop.opening("About my subjectcanary", customer: ada)
      first = opening.id
      var (message, facts) = mail(
        from: "ada.canary@mail.example", "Ada Canarywing", "About my subjectcanary",
        "My bodycanary is late. Order CANARY-4711.", id: "messageidcanary.1@mail.example",
        source: "INBOX/1/1")
      message.body.quoted = "> a quotedcanary"
      message.body.signature = "Ada, signaturecanary"
      let file = shop.raw("filecanary inside a file")
      message.attachments = [
        Attachment(
          sha256: file.sha256, filename: "filecanary.txt", contentType: "text/plain", bytes: 24),
        Attachment(sha256: shared.sha256, filename: "us.png", contentType: "image/png", bytes: 24),
      ]
      raws.append(file.sha256)
      try await shop.store.commit(
        [.created(opening, at: clock.now), Change(first, .received(message))],
        facts: facts + [.bytes(file)], by: .customer)
      let number = OrderID(channel: .email, number: "CANARY-4711")
      try await shop.act(
        first, .linkedOrder(number), .unlinkedOrder(number), .tagged(tag("late")))
      try await shop.act(first, .linkedOrder(number))
      try await shop.act(
        first, .noted(shop.message(.note, from: "ana@shop.example", says: "A notecanary")))
      try await answers()
      let later = shop.opening("Another subjectcanary", customer: ada)
      second = later.id
      let (again, more) = mail(
        from: "ada.second@other.example", "A. Canarywing", "Another subjectcanary",
        "Once more the bodycanary", id: "messageidcanary.2@mail.example",
        source: "archive/ledgercanary ada.second@other.example.eml:1")
      try await shop.store.commit(
        [.created(later, at: clock.now), Change(second, .received(again))], facts: more,
        by: .customer)
    }

    private mutating func answers() async throws {
      var sent = shop.reply(to: first, text: "Dear Ada, the replycanary", window: .seconds(0))
      sent.to = [Party(name: "Ada Canarywing", address: "ada.canary@mail.example")]
      let parcel = shop.raw("the parcel of the replycanary")
      raws.append(parcel.sha256)
      try await shop.store.commit(
        [.replyQueued(sent)], facts: [.bytes(parcel)], by: .agent(Shop.ana))
      for act: Act in [
        .replySending(sent.id, attempt: 1, parcel: parcel.sha256),
        .replySent(
          sent.id,
          Receipt(
            at: clock.now, answer: "250 answercanary",
            refused: ["ada.second@other.example": "550 no"])),
      ] { try await shop.store.commit([Change(first, act)], by: .system) }
      var waiting = shop.reply(to: first, text: "A waitingcanary", window: .seconds(600))
      waiting.to = sent.to
      try await shop.store.commit([.replyQueued(waiting)], by: .agent(Shop.ana))
      let draft = Draft(
        ticket: first, agent: Shop.ben, kind: .reply, text: "A draftcanary", base: 1,
        savedAt: clock.now)
      try await shop.store.commit([], facts: [.draft(draft)], by: .agent(Shop.ben))
    }

    private mutating func bensOwn() async throws {
      let opening = shop.opening("Where is my chair?", customer: ben)
      bens = opening.id
      var (message, facts) = mail(
        from: "ben@mail.example", "Ben Benson", "Where is my chair?",
        "It was ordered with ada.canary@mail.example, who is Ada Canarywing.",
        id: "ben.1@mail.example",
        to: [Party(name: "Ada Canarywing", address: "ada.canary@mail.example")],
        source: "INBOX/1/9")
      message.attachments = [
        Attachment(sha256: shared.sha256, filename: "us.png", contentType: "image/png", bytes: 24)
      ]
      try await shop.store.commit(
        [.created(opening, at: clock.now), Change(bens, .received(message))], facts: facts,
        by: .customer)
      var (hers, more) = mail(
        from: "ada.canary@mail.example", "Ada Canarywing", "Re: Where is my chair?",
        "I ask too, with a bodycanary.", id: "messageidcanary.3@mail.example",
        source: "INBOX/1/10")
      hers.inReplyTo = ["ben.1@mail.example"]
      try await shop.store.commit([Change(bens, .received(hers))], facts: more, by: .customer)
      var (his, most) = mail(
        from: "ben@mail.example", "Ben Benson", "Re: Where is my chair?", "Well, both of us.",
        id: "ben.2@mail.example", source: "INBOX/1/11")
      his.references = ["ben.1@mail.example", "messageidcanary.3@mail.example"]
      try await shop.store.commit([Change(bens, .received(his))], facts: most, by: .customer)
      let alone = shop.opening("Only mine", customer: ben)
      let (own, last) = mail(
        from: "ben@mail.example", "Ben Benson", "Only mine", "Nothing of hers is in here.",
        id: "ben.3@mail.example", source: "INBOX/1/12")
      try await shop.store.commit(
        [.created(alone, at: clock.now), Change(alone.id, .received(own))], facts: last,
        by: .customer)
    }

    /// Erases as the program does, with nobody else at the store.
    func erase(_ text: String, keeping: Domain.Tag = tag("legal-hold")) throws -> Erasure? {
      shop.store.close()
      let clock = clock
      return try Store.erase(
        .customer(text), keeping: keeping, at: path, by: .agent(Shop.ana), clock: { clock.now },
        seed: 77)
    }

    /// The canaries that lie anywhere in the file or beside it.
    func found() throws -> [String] {
      var bytes = Data()
      for file in [path, path + "-wal", path + "-shm"] {
        bytes += (try? Data(contentsOf: URL(filePath: file))) ?? Data()
      }
      let text = String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x20 }, as: UTF8.self).lowercased()
      return Self.words.filter { text.contains($0.lowercased()) }
    }
  }

  @Test func nothingIsLeftAnywhere() async throws {
    let world = try await World()
    #expect(try await world.shop.store.checkIntegrity(full: true).allSatisfy { $0.isFine })
    let told = try #require(
      try await world.shop.store.erasure(
        of: .customer("ada.canary@mail.example"), keeping: tag("legal-hold")))
    #expect(told.foundAfter == nil && told.tickets == [1, 2] && told.shared == [3])
    let before = try world.found()
    #expect(before.count > 12, "the canaries are there at first: \(before)")
    let done = try #require(try world.erase("Ada.Canary@mail.example"))
    #expect(done.foundAfter == 0)
    #expect(done.customer == world.ada && done.tickets == [1, 2] && done.shared == [3])
    #expect(done.messages == told.messages && done.raw == told.raw && done.orders == 1)
    #expect(done.unsent == 1 && done.lookedFor > 20)
    let after = try world.found()
    #expect(after == [])
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    for raw in world.raws.prefix(4) { #expect(try await shop.store.bytes(sha256: raw) == nil) }
    let findings = try await shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
  }

  @Test func aRebuildMakesTheSameLists() async throws {
    let world = try await World()
    _ = try world.erase(world.ada.description)
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    let before = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == before)
    let sheet = try await shop.sheet(world.first)
    #expect(sheet.ticket.number == 1 && sheet.ticket.status == .closed)
    #expect(sheet.ticket.erasedAt == world.clock.now && sheet.ticket.tags == [tag("late")])
    #expect(sheet.messages.map(\.body.visible).allSatisfy { $0 == "erased" })
    #expect(sheet.customer?.name == "erased customer" && sheet.customer?.identities == [])
    #expect(try await shop.texts("SELECT type FROM event WHERE type LIKE '%era%'").count == 2)
  }

  @Test func othersKeepWhatIsTheirs() async throws {
    let world = try await World()
    let before = try await world.shop.sheet(world.bens)
    _ = try world.erase("ada.canary@mail.example")
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    let sheet = try await shop.sheet(world.bens)
    #expect(sheet.ticket.status == before.ticket.status && sheet.ticket.erasedAt == nil)
    #expect(sheet.messages.count == 3 && sheet.customer?.name == "Ben Benson")
    #expect(
      sheet.messages[0].body.visible
        == "It was ordered with erased, who is erased customer.")
    #expect(sheet.messages[0].cc == [] && sheet.messages[0].from.address == "ben@mail.example")
    #expect(sheet.messages[1].body.visible == "erased")
    #expect(sheet.messages[2].references == ["ben.1@mail.example"])
    #expect(try await shop.store.bytes(sha256: world.shared.sha256) == world.shared.contents)
    #expect(try await shop.number("SELECT count(*) FROM order_cache") == 1)
    let own = try #require(try await shop.store.find("4"))
    let message = try #require(try await shop.sheet(own).messages.first)
    #expect(message.body.visible == "Nothing of hers is in here.")
    let raw = try #require(message.raw)
    #expect(try await shop.store.bytes(sha256: raw) != nil)
    try await shop.act(world.bens, .tagged(tag("on")))
    #expect(try await shop.ticket(world.bens).tags == [tag("on")])
  }

  @Test func nothingHappensToAnErasedTicketAnyMore() async throws {
    var world = try await World()
    try await world.shop.act(world.second, .moved(.solved, .asked), .tagged(tag("x")))
    _ = try world.erase("ada.canary@mail.example")
    var shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    #expect(try await shop.store.undo(by: Shop.ana).events.isEmpty)
    #expect(try await shop.act(world.first, .tagged(tag("y"))).refusals == [.isErased])
    let reply = shop.reply(to: world.first)
    let outcome = try await shop.store.commit([.replyQueued(reply)], by: .agent(Shop.ana))
    #expect(outcome.events.isEmpty)
    #expect(try await shop.store.outbox().isEmpty)
    #expect(try await shop.sheet(world.first).draft == nil)
    let merged = try await shop.act(world.bens, .merged(into: world.first))
    #expect(merged.events.isEmpty)
    world.shop = shop
    #expect(try world.erase("ada.canary@mail.example") == nil, "nobody is known by that name")
  }

  @Test func itDoesNotComeAgain() async throws {
    let world = try await World()
    let sheet = try await world.shop.sheet(world.first)
    let mail = try #require(sheet.messages.first)
    let ours = try #require(sheet.messages.first { $0.direction == .outbound })
    _ = try world.erase("ada.canary@mail.example")
    var shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    func keys(_ message: Message) -> MatchKeys {
      var keys = MatchKeys(
        channel: .email, account: "support", externalID: message.externalID,
        raw: message.raw ?? "", answers: message.references + [ours.externalID ?? ""],
        recipients: [], subject: message.subject, customer: message.from.address, orders: [],
        receivedAt: world.clock.now)
      keys.said = message.said
      return keys
    }
    var moved = mail
    moved.raw = String(repeating: "ab", count: 32)
    var other = mail
    other.raw = String(repeating: "cd", count: 32)
    other.body.visible = "Something new"
    let found = try await shop.store.match([keys(mail), keys(moved), keys(ours), keys(other)])
    #expect(found.map(\.duplicate) == [.erased, .erased, .erasedReply, nil])
    #expect(found.allSatisfy { $0.candidates.isEmpty && $0.customer == nil })
    let id = try await shop.arrive(from: "ada.canary@mail.example", says: "I am new here")
    #expect(try await shop.ticket(id).number == 5)
  }

  @Test func whatMustBeKeptIsNamed() async throws {
    let world = try await World()
    try await world.shop.act(world.second, .tagged(tag("legal-hold")))
    let done = try #require(try world.erase("ada.canary@mail.example"))
    #expect(done.held == [2] && done.foundAfter == nil)
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    #expect(try await shop.sheet(world.first).customer?.name == "Ada Canarywing")
  }

  @Test func itNeedsTheStoreAlone() async throws {
    let world = try await World()
    let clock = world.clock
    #expect {
      try Store.erase(
        .customer("ada.canary@mail.example"), keeping: tag("legal-hold"), at: world.path,
        by: .system, clock: { clock.now }, seed: 7)
    } throws: { error in
      guard case .inUse(world.path, _)? = error as? StoreError else { return false }
      return true
    }
    #expect(try await world.shop.sheet(world.first).customer?.name == "Ada Canarywing")
  }

  @Test func whatWasEndedTooEarlyIsSweptTheNextTime() async throws {
    let world = try await World()
    try await world.shop.tamper("INSERT INTO house (key, value) VALUES ('unswept', x'01')")
    let findings = try await world.shop.store.checkIntegrity()
    #expect(findings.contains { !$0.isFine && $0.detail.contains("shopbell erase") })
    #expect(try world.erase("nobody@mail.example") == nil)
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    #expect(try await shop.store.checkIntegrity().allSatisfy { $0.isFine })
  }

  @Test func copiesThatStillHoldThemAreNamed() async throws {
    let world = try await World()
    let (copy, gone) = (world.folder.path + "/copy.sqlite", world.folder.path + "/gone.sqlite")
    try await world.shop.store.backup(to: copy)
    try await world.shop.store.remember(copyAt: copy)
    try await world.shop.store.remember(copyAt: gone)
    let done = try #require(try world.erase("ada.canary@mail.example"))
    #expect(done.copies == [KeptCopy(path: copy, at: world.clock.now)])
  }

  /// Whatever happened before.
  @Test(arguments: 0..<6)
  func anyHistoryIsRebuiltTheSame(seed: UInt64) async throws {
    let folder = try Folder()
    var history = try await History(seed: seed, place: folder.file)
    let customer: CustomerID = history.shop.mint.id(at: history.shop.clock.now)
    history.ids.append(
      try await history.shop.arrive(
        from: "cora@mail.example", subject: "Cora's", customer: customer,
        facts: [
          .contact(
            Customer(
              id: customer, name: "Cora Corason",
              identities: [Identity(channel: .email, address: "cora@mail.example")],
              since: history.shop.clock.now))
        ]))
    for step in 0..<150 {
      try await history.live()
      if step % 20 == 0 {
        try await history.shop.act(history.ids[5], .merged(into: history.ids[0]))
      }
    }
    history.shop.store.close()
    let clock = history.shop.clock
    let done = try Store.erase(
      .customer("cora@mail.example"), keeping: tag("legal-hold"), at: folder.file.path,
      by: .agent(Shop.ana), clock: { clock.now }, seed: 5)
    #expect(done?.foundAfter == 0)
    let shop = try Shop(folder.file, clock: clock, seed: 91)
    let before = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == before)
    #expect(try await shop.store.checkIntegrity(full: true).allSatisfy { $0.isFine })
    for _ in 0..<10 { try await shop.store.undo(by: Shop.ana) }
    let then = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == then)
  }
}

import Domain
import Foundation
import Seal
import Testing

@testable import Store

/// A customer is erased, and nothing of them is left anywhere in the file.
struct ErasingTests {
  @Test func nothingIsLeftAnywhere() async throws {
    let world = try await ErasedWorld()
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
    let world = try await ErasedWorld()
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

  /// An address that is the end of somebody else's is told from it.
  @Test func aLongerAddressIsSomebodyElse() async throws {
    var world = try await ErasedWorld()
    let other = try await world.shop.arrive(from: "nada.canary@mail.example", says: "Hello there")
    let done = try #require(try world.erase("ada.canary@mail.example"))
    #expect(done.foundAfter == 0)
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    #expect(try await shop.sheet(other).messages.first?.from.address == "nada.canary@mail.example")
  }

  /// A file of an erased mail stays where another mail is kept without its text.
  @Test func aFileThatStandsInAnotherMailStays() async throws {
    var world = try await ErasedWorld()
    let file = Data((0..<4_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) })
    let raw = RawBytes(sha256: Digest.sha256(file).hex, contents: file, isHashed: true)
    let text = file.base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
    var mails: [RawBytes] = []
    for name in ["ada.canary@mail.example", "ben@mail.example"] {
      let bytes = Data("From: \(name)\n\n\(text)\n".utf8)
      let mail = RawBytes(sha256: Digest.sha256(bytes).hex, contents: bytes, isHashed: true)
      var message = world.shop.message(from: name, says: "with a file")
      message.raw = mail.sha256
      let isAda = mails.isEmpty
      if isAda {
        message.attachments = [
          Attachment(sha256: raw.sha256, filename: "a.bin", contentType: "x/y", bytes: 4_000)
        ]
      }
      let opening = world.shop.opening("A file", customer: isAda ? world.ada : world.ben)
      try await world.shop.store.commit(
        [.created(opening, at: world.clock.now), Change(opening.id, .received(message))],
        facts: [.bytes(mail)], by: .customer,
        prepared: await Prepared([message], mails: [[mail, raw]]))
      mails.append(mail)
    }
    #expect(try await world.shop.number("SELECT count(*) FROM raw_part") == 2)
    #expect(try world.erase("ada.canary@mail.example")?.foundAfter == 0)
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    #expect(try await shop.store.bytes(sha256: mails[0].sha256) == nil)
    #expect(try await shop.store.bytes(sha256: mails[1].sha256) == mails[1].contents)
    #expect(try await shop.number("SELECT count(*) FROM raw_part") == 1)
    #expect(try await shop.store.checkIntegrity(full: true).allSatisfy { $0.isFine })
  }

  @Test func othersKeepWhatIsTheirs() async throws {
    let world = try await ErasedWorld()
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
    #expect(try await shop.number("SELECT count(*) FROM contact_cache") == 1)
    #expect(sheet.contacts.first?.contact?.properties == [.init("note", "married to erased")])
    let own = try #require(try await shop.store.find("4"))
    let message = try #require(try await shop.sheet(own).messages.first)
    #expect(message.body.visible == "Nothing of hers is in here.")
    let raw = try #require(message.raw)
    #expect(try await shop.store.bytes(sha256: raw) != nil)
    try await shop.act(world.bens, .tagged(tag("on")))
    #expect(try await shop.ticket(world.bens).tags == [tag("on")])
  }

  @Test func nothingHappensToAnErasedTicketAnyMore() async throws {
    var world = try await ErasedWorld()
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
    let world = try await ErasedWorld()
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
    let world = try await ErasedWorld()
    try await world.shop.act(world.second, .tagged(tag("legal-hold")))
    let done = try #require(try world.erase("ada.canary@mail.example"))
    #expect(done.held == [2] && done.foundAfter == nil)
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    #expect(try await shop.sheet(world.first).customer?.name == "Ada Canarywing")
  }

  @Test func itNeedsTheStoreAlone() async throws {
    let world = try await ErasedWorld()
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
    let world = try await ErasedWorld()
    try await world.shop.tamper("INSERT INTO house (key, value) VALUES ('unswept', x'01')")
    let findings = try await world.shop.store.checkIntegrity()
    #expect(findings.contains { !$0.isFine && $0.detail.contains("shopbell erase") })
    #expect(try world.erase("nobody@mail.example") == nil)
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 90)
    #expect(try await shop.store.checkIntegrity().allSatisfy { $0.isFine })
  }

  @Test func copiesThatStillHoldThemAreNamed() async throws {
    let world = try await ErasedWorld()
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

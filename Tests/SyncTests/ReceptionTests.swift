import ChannelKit
import Domain
import Foundation
import Mail
import Store
import Sync
import Testing

/// Intake, matching and the real store together.
@Suite struct ReceptionTests {
  @Test func aConversationStaysOneTicketWhateverTheRelayStrips() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let ours = try #require(try await desk.row(id).reply.externalID)
    // By our signed Message-ID, from an address we have never seen.
    try await desk.receive([Letter(from: "ada@work.example", id: "m2@x", answers: [ours])])
    // By what the customer wrote before.
    try await desk.receive([Letter(id: "m3@x", answers: ["m1@example.com"])])
    let sheet = try await desk.ticket()
    #expect(sheet.messages.count == 4)
    #expect(sheet.ticket.status == .open)
    #expect(
      sheet.messages.filter { !$0.warnings.isEmpty }.map(\.from.address) == ["ada@work.example"])
  }

  @Test func aForgedIDOfOursJoinsNothing() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    let ours = try #require(try await desk.row(id).reply.externalID)
    let at = try #require(ours.firstIndex(of: "@"))
    let forged = "\(ours[..<at].dropLast())\(ours[..<at].last == "a" ? "b" : "a")\(ours[at...])"
    try await desk.receive([
      Letter(from: "mallory@evil.example", id: "evil@x", answers: [forged, "m1@example.com"])
    ])
    #expect(try await desk.ticket(1).messages.count == 1)
    let second = try await desk.ticket(2)
    #expect(second.ticket.mayBelongTo == (try await desk.ticket(1).ticket.id))
  }

  @Test func pullingAgainBringsNothingNew() async throws {
    let desk = try Desk()
    let letters = (0..<120).map { Letter(subject: "\($0)", id: "m\($0)@example.com") }
    #expect(try await desk.receive(letters).tickets == 120)
    let again = try await desk.receive(letters)
    #expect(again.duplicates == 120)
    #expect(again.tickets == 0)
    #expect(try await desk.ledger().values.reduce(0, +) == 120)
  }

  @Test func oneMailByTwoWaysIsOneAndOtherWordsAreTwo() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    var otherWay = Letter(fields: ["Received: from mx2.example; Fri, 27 Nov 2026 10:00:00 +0000"])
    otherWay.at = noon + .seconds(1)
    #expect(try await desk.receive([otherWay]).duplicates == 1)
    let otherWords = try await desk.receive([Letter(text: "Something else", at: noon + .hours(1))])
    #expect(otherWords.duplicates == 0)
    #expect(otherWords.tickets == 1)
  }

  @Test func aClosedTicketIsContinuedInANewOne() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let ticket = try await desk.ticket().ticket.id
    try await desk.store.commit([Change(ticket, .moved(.closed, .asked))], by: .agent(desk.ana))
    try await desk.receive([Letter(id: "m2@example.com", answers: ["m1@example.com"])])
    let second = try await desk.ticket(2).ticket
    #expect(second.followUpOf == ticket)
    #expect(second.customer == (try await desk.ticket(1).ticket.customer))
  }

  @Test func outOfOfficeAfterSolvingChangesNothing() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let ticket = try await desk.ticket().ticket.id
    try await desk.store.commit([Change(ticket, .moved(.solved, .asked))], by: .agent(desk.ana))
    try await desk.receive([
      Letter(id: "auto@example.com", answers: ["m1@example.com"], fields: outOfOffice)
    ])
    let sheet = try await desk.ticket()
    #expect(sheet.ticket.status == .solved)
    #expect(sheet.ticket.reopenCount == 0)
    #expect(sheet.messages.count == 2)
  }

  @Test func aHardBounceOfOurReplyOpensItsTicketAgain() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let ours = try #require(try await desk.row(id).reply.externalID)
    try await desk.receive([bounce(of: ours)])
    let ticket = try await desk.ticket().ticket
    #expect(ticket.status == .open)
    #expect(ticket.isUndelivered)
  }

  @Test func aColleaguesAnswerEndsTheWait() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    try await desk.receive([
      Letter(
        from: "support@shop.example", to: "ada@example.com", id: "own@shop.example",
        answers: ["m1@example.com"], isSent: true, at: noon + .minutes(30))
    ])
    let ticket = try await desk.ticket().ticket
    #expect(ticket.status == .pending)
    #expect(ticket.clocks.map(\.state) == [.met])
  }

  @Test func quarantinedMailIsOutOfSightAndComesBackWhenItsSenderIsAPerson() async throws {
    let desk = try Desk()
    let tally = try await desk.receive([Letter(fields: outOfOffice)])
    #expect(tally.quarantined == 1)
    #expect(try await desk.ticket().ticket.isQuarantined)
    try await desk.receive([Letter(id: "m2@example.com", answers: ["m1@example.com"])])
    let ticket = try await desk.ticket().ticket
    #expect(!ticket.isQuarantined)
    #expect(ticket.clocks.map(\.state) == [.running])
  }

  @Test func anUnreadableMailIsKeptToTheByteAndStopsNothing() async throws {
    let desk = try Desk()
    let bytes: [UInt8] = [0, 255, 13, 10, 0]
    let odd = MailMessage(
      Arrival(source: "INBOX/1/9", bytes: Data(bytes), receivedAt: noon), account: support,
      relays: relays, id: ID(high: 9, low: 9))
    var reception = Reception(
      store: desk.store, account: support, relays: relays, mint: Mint(seed: 1), from: .server)
    let tally = try await reception.take([odd, Letter().mail()])
    #expect(tally.messages == 2)
    #expect(tally.quarantined == 1)
    guard case .bytes(let kept?) = try await desk.store.ask(.bytes(sha256: odd.keys.raw)) else {
      Issue.record("its bytes are gone")
      return
    }
    #expect([UInt8](kept) == bytes)
  }

  @Test(arguments: 0..<6)
  func whatIsFetchedIsTicketedOrDuplicateOrQuarantined(seed: Int) async throws {
    let desk = try Desk()
    var chance = Mint(seed: UInt64(seed))
    var sources: Set<String> = []
    for _ in 0..<8 {
      let letters = (0..<20).map { _ in IntakePropertyTests.letter(&chance) }
      let tally = try await desk.receive(letters)
      #expect(tally.messages == letters.count)
      sources.formUnion(letters.map(\.source))
      #expect(try await desk.ledger().values.reduce(0, +) == sources.count)
    }
  }
}

// MARK: - Import

@Suite struct ImportTests {
  private func archive(_ letters: [Letter]) throws -> MailArchive {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "import-\(UInt64.random(in: .min ... .max)).mbox")
    var bytes: [UInt8] = []
    for letter in letters {
      bytes += Array("From ada@example.com Fri Nov 27 10:00:00 2026\n".utf8)
      bytes += letter.bytes.filter { $0 != 13 } + Array("\n".utf8)
    }
    try Data(bytes).write(to: path)
    return MailArchive(path: path.path)
  }

  @Test func oldMailComesInWithOurAnswersAndASecondTimeNothing() async throws {
    let desk = try Desk()
    let date = "Date: Mon, 05 Jan 2026 10:00:00 +0000"
    let conversation = [
      Letter(fields: [date]),
      Letter(
        from: "support@shop.example", to: "ada@example.com", id: "r1@shop.example",
        answers: ["m1@example.com"], fields: ["Date: Mon, 05 Jan 2026 11:00:00 +0000"]),
    ]
    let many = (0..<450).map {
      Letter(from: "c\($0)@example.com", subject: "\($0)", id: "c\($0)@example.com", fields: [date])
    }
    let archive = try archive(conversation + many)
    defer { _ = archive.path.map { try? FileManager.default.removeItem(atPath: $0) } }
    var work = Import(
      into: desk.store, account: support, relays: relays, seed: 1, timepiece: desk.timepiece)
    var steps: [Int] = []
    let tally = try await work.run(archive) { steps.append($0.messages) }
    #expect(tally.messages == 452)
    #expect(tally.tickets == 451)
    #expect(steps == [400, 452])
    let sheet = try await desk.ticket()
    #expect(sheet.messages.map(\.direction) == [.inbound, .outbound])
    #expect(sheet.ticket.status == .pending)
    #expect(sheet.ticket.createdAt == Instant(rfc3339: "2026-01-05T10:00:00Z"))
    #expect(sheet.events.first?.actor == .importer)
    var again = Import(
      into: desk.store, account: support, relays: relays, seed: 2, timepiece: desk.timepiece)
    let second = try await again.run(archive)
    #expect(second.duplicates == 452)
    #expect(second.tickets == 0)
  }
}

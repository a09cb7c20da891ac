import ChannelKit
import Domain
import Foundation
import Store
import Sync
import Testing

@Suite struct OutboxTests {
  @Test func aWaitingReplyIsSentOnceAndItsCopyFiled() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    var outbox = desk.outbox()
    let report = try await outbox.flush(through: desk.channel)
    #expect(report.sent == 1)
    #expect(report.next == nil)
    let row = try await desk.row(id)
    #expect(row.state == .sent)
    #expect(row.isFiled)
    #expect(row.attempts == 1)
    #expect(desk.outside.copies.values.map(\.self) == [1])
    #expect(desk.outside.sent.count == 1)
    #expect(try await outbox.flush(through: desk.channel).sent == 0)
    #expect(desk.outside.sink.count == 1)
    let sheet = try await desk.ticket()
    #expect(sheet.ticket.status == .pending)
    #expect(sheet.ticket.clocks.map(\.state) == [.met])
    #expect(sheet.messages.last?.receivedAt == desk.clock.now, "whatever time the server says")
  }

  @Test func theBytesAreDurableBeforeAnythingIsSent() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.lostAnswer] }
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let row = try await desk.row(id)
    let hash = try #require(row.parcel)
    guard case .bytes(let bytes?) = try await desk.store.ask(.bytes(sha256: hash)) else {
      Issue.record("the bytes are gone")
      return
    }
    #expect([UInt8](bytes) == desk.outside.sink.first?.bytes)
  }

  @Test func aReplyWaitsOutItsWindow() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply(window: .seconds(10))
    var outbox = desk.outbox()
    let report = try await outbox.flush(through: desk.channel)
    #expect(report.next == noon + .seconds(10))
    #expect(desk.outside.sink.isEmpty)
    desk.clock.advance(.seconds(10))
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).state == .sent)
  }

  /// A clock that was wrong when the reply was accepted, or put off, is not waited for.
  @Test(arguments: [false, true])
  func aReplyDoesNotWaitForAClockThatWasSetBack(_ isPutOff: Bool) async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    desk.clock.advance(.days(3))
    let id = try await desk.reply(window: .seconds(10))
    var outbox = desk.outbox()
    if isPutOff {
      desk.clock.advance(.seconds(10))
      desk.outside.with { $0.sends = [.fails(.unreachable(reason: "no route"))] }
      #expect(try await outbox.flush(through: desk.channel).sent == 0)
      #expect(try await desk.row(id).state == .retry)
    }
    desk.clock.advance(.days(-3))
    #expect(try await outbox.flush(through: desk.channel).sent == 1)
    #expect(try await desk.row(id).state == .sent)
    #expect(desk.outside.sink.count == 1)
  }

  /// An hour back, as where the zone was wrong: the window is kept, and over when it is over.
  @Test func aReplyKeepsItsWindowWhenTheClockIsSetBackALittle() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply(window: .seconds(10))
    desk.clock.advance(.hours(-1))
    var outbox = desk.outbox()
    let report = try await outbox.flush(through: desk.channel)
    #expect(report.next == noon + .seconds(10) && desk.outside.sink.isEmpty)
    desk.clock.advance(.seconds(3_610))
    #expect(try await outbox.flush(through: desk.channel).sent == 1)
    #expect(try await desk.row(id).state == .sent)
  }

  @Test func aReplyTakenBackWithinItsWindowNeverLeaves() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply(window: .seconds(10))
    try await desk.store.undo(by: desk.ana)
    desk.clock.advance(.seconds(10))
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    #expect(desk.outside.sink.isEmpty)
    #expect(try await desk.row(id).state == .recalled)
  }

  @Test func aReplyIsHeldWhenTheCustomerWritesWithinItsWindow() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply(window: .seconds(10))
    desk.clock.advance(.seconds(5))
    try await desk.receive([
      Letter(id: "m2@example.com", answers: ["m1@example.com"], text: "Never mind", at: noon)
    ])
    desk.clock.advance(.seconds(5))
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).state == .held)
    #expect(desk.outside.sink.isEmpty)
    let ticket = try await desk.ticket().ticket.id
    try await desk.store.commit([Change(ticket, .replyReleased(id))], by: .agent(desk.ana))
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).state == .sent)
    #expect(desk.outside.sink.count == 1)
  }

  @Test func anAutomaticAnswerMeanwhileHoldsNothing() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply(window: .seconds(10))
    try await desk.receive([
      Letter(id: "auto@example.com", answers: ["m1@example.com"], fields: outOfOffice)
    ])
    desk.clock.advance(.seconds(10))
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).state == .sent)
  }

  @Test(
    arguments: [
      (ChannelError.unreachable(reason: "no route"), Delivery.retry, 2),
      (.postponed(reason: "451 later"), .retry, 2),
      (.slowDown(for: .seconds(90)), .retry, 90),
      (.signedOut(reason: "wrong password"), .retry, 900),
      (.refused(reason: "550 no"), .refused, nil),
      (.unsure(reason: "cut"), .unsure, 0),
      (.unreadable(excerpt: "???"), .unsure, 0),
    ] as [(ChannelError, Delivery, Int64?)])
  func everyFailureHasItsState(error: ChannelError, state: Delivery, after: Int64?) async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.fails(error)] }
    var outbox = desk.outbox()
    let report = try await outbox.flush(through: desk.channel)
    let row = try await desk.row(id)
    #expect(row.state == state)
    #expect(!row.lastError.isEmpty)
    #expect(report.failed == 1)
    #expect(report.next == after.map { noon + .seconds($0) })
  }

  @Test func aFailureBeforeTheDotIsTriedAgainByItself() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    let away = ChannelError.unreachable(reason: "no route")
    desk.outside.with { $0.sends = [.fails(away), .fails(away), .taken] }
    var outbox = desk.outbox()
    for _ in 0..<3 {
      let report = try await outbox.flush(through: desk.channel)
      if let next = report.next { desk.clock.advance(next - desk.clock.now) }
    }
    let row = try await desk.row(id)
    #expect(row.state == .sent)
    #expect(row.attempts == 3)
    #expect(desk.outside.sink.count == 1)
  }

  @Test func whileTheServerIsAwayTheOthersWaitToo() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    for number in 1...4 { try await desk.reply("Answer \(number)") }
    desk.outside.with { $0.sends = [.fails(.unreachable(reason: "no route"))] }
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    _ = try await outbox.flush(through: desk.channel)
    #expect(desk.outside.sink.isEmpty)
    desk.clock.advance(.seconds(2))
    _ = try await outbox.flush(through: desk.channel)
    #expect(desk.outside.sink.count == 4)
  }

  @Test func aReplyThatAnAgentHasTriedAgainEndsTheWaitOfAll() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let first = try await desk.reply("Answer 1")
    let second = try await desk.reply("Answer 2")
    desk.outside.with { $0.sends = [.fails(.unreachable(reason: "no route"))] }
    var outbox = desk.outbox()
    #expect(try await outbox.flush(through: desk.channel).trouble != nil)
    let again = Act.replyDeferred(first, until: desk.clock.now, reason: "asked to try again now")
    try await desk.store.commit(
      [Change(desk.row(first).reply.ticket, again)], by: .agent(desk.ana))
    let report = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(first).state == .sent)
    #expect(report.trouble == nil)
    #expect(report.next == desk.clock.now)
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(second).state == .sent)
  }

  @Test func aServerThatWasAwayIsNotSaidToBeAwayForEver() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.fails(.unreachable(reason: "no route"))] }
    var outbox = desk.outbox()
    #expect(try await outbox.flush(through: desk.channel).trouble != nil)
    try await desk.store.commit(
      [Change(desk.row(id).reply.ticket, .replyRecalled(id))], by: .agent(desk.ana))
    // Nothing is left to send, and nobody would come back otherwise.
    let next = try #require(try await outbox.flush(through: desk.channel).next)
    desk.clock.advance(next - desk.clock.now)
    #expect(try await outbox.flush(through: desk.channel).trouble == nil)
  }

  @Test func whoIsPutOffKeepsNobodyElseWaiting() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let first = try await desk.reply("Answer 1")
    let second = try await desk.reply("Answer 2")
    let later = ChannelError.postponed(reason: "mx: not now: 451 greylisted")
    desk.outside.with { $0.sends = [.fails(later), .taken, .fails(later), .taken] }
    var outbox = desk.outbox()
    let report = try await outbox.flush(through: desk.channel)
    #expect(report.trouble == nil)
    #expect(try await desk.row(first).state == .retry)
    #expect(try await desk.row(second).state == .sent)
    // A reply that comes while the first is tried again goes before it.
    let third = try await desk.reply("Answer 3")
    desk.outside.with { $0.sends = [.taken, .fails(later)] }
    desk.clock.advance(.seconds(2))
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(third).state == .sent)
    #expect(try await desk.row(first).state == .retry)
  }

  @Test func whatHasFailedComesAfterWhatWasNeverTried() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let first = try await desk.reply("Answer 1")
    let second = try await desk.reply("Answer 2")
    let away = ChannelError.unreachable(reason: "mx: 452 no room")
    desk.outside.with { $0.sends = [.fails(away), .taken, .fails(away)] }
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(second).state == .accepted)
    desk.clock.advance(.seconds(3))
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(second).state == .sent)
    #expect(try await desk.row(first).state == .retry)
  }

  @Test func whoIsPutOffForFourDaysIsGivenUp() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    let later = ChannelError.postponed(reason: "mx: not now: 452 mailbox full")
    desk.outside.with { $0.sends = Array(repeating: .fails(later), count: 2000) }
    var outbox = desk.outbox()
    var tries = 0
    while try await desk.row(id).state == .retry || tries == 0 {
      let report = try await outbox.flush(through: desk.channel)
      tries += 1
      guard let next = report.next else { break }
      desk.clock.advance(next - desk.clock.now)
    }
    let row = try await desk.row(id)
    #expect(row.state == .refused)
    #expect(row.lastError.contains("given up after 4 days: mx: not now: 452 mailbox full"))
    #expect(tries > 100)
    #expect(desk.clock.now - noon < .hours(97))
  }

  @Test func whatCannotBeWrittenIsRefusedBeforeItLeaves() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply("a\u{0}b")
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).state == .refused)
    #expect(try await desk.ticket().ticket.isUndelivered)
  }

  @Test func aFileWhoseBytesAreGoneIsRefusedByName() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let label = Attachment(
      sha256: String(repeating: "0", count: 64), filename: "label.pdf",
      contentType: "application/pdf", bytes: 3)
    let id = try await desk.reply(attachments: [label])
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).lastError.contains("label.pdf"))
  }

  @Test func filesGoAlong() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let bytes = RawBytes(Data("abc".utf8))
    try await desk.store.commit([], facts: [.bytes(bytes)], by: .agent(desk.ana))
    try await desk.reply(attachments: [
      Attachment(
        sha256: bytes.sha256, filename: "label.pdf", contentType: "application/pdf", bytes: 3)
    ])
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let sent = try #require(desk.outside.sink.first)
    #expect(String(decoding: sent.bytes, as: UTF8.self).contains("label.pdf: 3"))
  }

  @Test func whatWasTakenIsWrittenDownEvenWhereTheTaskIsCancelledMeanwhile() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.takenWhileCancelled] }
    await Task {
      var outbox = desk.outbox()
      _ = try? await outbox.flush(through: desk.channel)
    }.value
    #expect(try await desk.row(id).state == .sent)
    var restarted = desk.outbox()
    try await restarted.recover()
    _ = try await restarted.flush(through: desk.channel)
    #expect(try await desk.row(id).isFiled)
    #expect(desk.outside.sink.count == 1)
  }

  @Test func anotherAccountsRepliesAreLeftAlone() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    var other = support
    other.name = "other"
    var outbox = Outbox(store: desk.store, account: other, timepiece: desk.timepiece)
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).state == .accepted)
  }
}

// MARK: - Unsure

@Suite struct UnsureTests {
  @Test func aLostAnswerIsNeverSentAgainByItself() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.lostAnswer] }
    for _ in 0..<5 {
      var outbox = desk.outbox()
      try await outbox.recover()
      for _ in 0..<5 {
        _ = try await outbox.flush(through: desk.channel)
        desk.clock.advance(.hours(3))
      }
    }
    #expect(try await desk.row(id).state == .unsure)
    #expect(desk.outside.sink.count == 1)
  }

  @Test func foundAmongTheSentItIsSettledWithTheMomentItLeft() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.lostAnswer] }
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    desk.outside.with { $0.sent = $0.sink }
    desk.clock.advance(.days(2))
    var restarted = desk.outbox()
    try await restarted.recover()
    _ = try await restarted.flush(through: desk.channel)
    _ = try await restarted.flush(through: desk.channel)
    let row = try await desk.row(id)
    #expect(row.state == .sent)
    #expect(row.isFiled)
    #expect(row.sentAt == noon)
    #expect(try await desk.ticket().ticket.clocks.map(\.state) == [.met])
  }

  @Test func whileTheBookCannotBeReadItStaysUnsureAndIsLookedForLater() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with {
      $0.sends = [.lostAnswer]
      $0.isBookClosed = true
    }
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let report = try await outbox.flush(through: desk.channel)
    #expect(report.next != nil)
    #expect(try await desk.row(id).state == .unsure)
    desk.outside.with {
      $0.isBookClosed = false
      $0.sent = $0.sink
    }
    desk.clock.advance(.minutes(1))
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).state == .sent)
  }

  @Test func aPersonMaySendItAgain() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.fails(.unsure(reason: "cut"))] }
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let ticket = try await desk.ticket().ticket.id
    try await desk.store.commit([Change(ticket, .replyRepeated(id))], by: .agent(desk.ana))
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).state == .sent)
    #expect(desk.outside.sink.count == 1)
  }

  @Test func ourCopyInTheSentFolderSettlesItWhenItIsFetched() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.lostAnswer] }
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let externalID = try #require(try await desk.row(id).reply.externalID)
    let tally = try await desk.receive([
      Letter(from: "support@shop.example", to: "ada@example.com", id: externalID, isSent: true)
    ])
    #expect(tally.duplicates == 1)
    #expect(try await desk.row(id).state == .sent)
  }
}

// MARK: - Filing

@Suite struct FilingTests {
  @Test func aCopyThatCannotBeFiledNowIsFiledLaterAndNothingIsSentAgain() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.fileErrors = [.unreachable(reason: "no route")] }
    var outbox = desk.outbox()
    let report = try await outbox.flush(through: desk.channel)
    #expect(report.next == noon + .seconds(2))
    #expect(try await desk.row(id).isFiled == false)
    desk.clock.advance(.seconds(2))
    _ = try await outbox.flush(through: desk.channel)
    #expect(try await desk.row(id).isFiled)
    #expect(desk.outside.sink.count == 1)
  }

  @Test func aCopyThatWasNeverFiledIsFiledAfterARestart() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.fileErrors = [.unreachable(reason: "no route")] }
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    var restarted = desk.outbox()
    try await restarted.recover()
    _ = try await restarted.flush(through: desk.channel)
    #expect(try await desk.row(id).isFiled)
    #expect(desk.outside.sent.count == 1)
  }
}

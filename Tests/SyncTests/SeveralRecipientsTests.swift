import ChannelKit
import Domain
import Store
import Sync
import Testing

/// R2: recipients are settled one by one, and who has it never gets it again.
@Suite struct SeveralRecipientsTests {
  private let later = "450 4.2.1 mailbox busy"
  private let never = "550 5.1.1 no such user"

  private func desk(
    _ sends: Outside.Send...
  ) async throws -> (desk: Desk, id: ReplyID) {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply(cc: ["bob@example.com", "eve@example.com"])
    desk.outside.with { $0.sends = sends }
    return (desk, id)
  }

  /// How often each recipient got it.
  private func copies(_ desk: Desk) -> [String: Int] {
    Dictionary(desk.outside.sink.flatMap(\.to).map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// Flushes until nothing is due any more; gives the states that were passed.
  private func flush(_ desk: Desk, _ id: ReplyID, times: Int = 6) async throws -> [Delivery] {
    var states: [Delivery] = []
    for _ in 1...times {
      // As after a restart, each time.
      var outbox = desk.outbox()
      try await outbox.recover()
      let report = try await outbox.flush(through: desk.channel)
      states.append(try await desk.row(id).state)
      guard let next = report.next else { break }
      desk.clock.advance(next - desk.clock.now)
    }
    return states
  }

  @Test func whoIsRefusedIsNamedAndTheTicketMarked() async throws {
    let (desk, id) = try await desk(.takenBut(["bob@example.com": never]))
    #expect(try await flush(desk, id) == [.sent])
    let row = try await desk.row(id)
    #expect(row.lastError == "not taken for bob@example.com: \(never)")
    #expect(row.isFiled)
    let sheet = try await desk.ticket()
    #expect(sheet.ticket.isUndelivered)
    #expect(sheet.messages.last?.warnings == [row.lastError])
    #expect(copies(desk) == ["ada@example.com": 1, "eve@example.com": 1])
  }

  @Test func whoIsPutOffGetsItLaterAndAlone() async throws {
    let (desk, id) = try await desk(
      .takenBut(["bob@example.com": later, "eve@example.com": never]),
      .fails(.unreachable(reason: "no route")), .takenBut(["bob@example.com": later]), .taken)
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let first = try await desk.row(id)
    #expect(first.state == .retry && first.notBefore > desk.clock.now && first.isFiled)
    #expect(
      first.lastError
        == "not taken for eve@example.com: \(never); not yet taken for bob@example.com: \(later)")
    #expect(try await desk.ticket().messages.count == 2)
    desk.clock.advance(.hours(1))
    #expect(try await flush(desk, id) == [.retry, .retry, .sent])
    #expect(copies(desk) == ["ada@example.com": 1, "bob@example.com": 1])
    let row = try await desk.row(id)
    #expect(row.sentAt == noon && row.attempts == 4)
    #expect(row.lastError == "not taken for eve@example.com: \(never)")
    #expect(try await desk.ticket().messages.count == 2)
    #expect(desk.outside.sent.count == 1)
  }

  @Test func whoIsRefusedInTheEndIsNamed() async throws {
    let (desk, id) = try await desk(
      .takenBut(["bob@example.com": later]), .fails(.refused(reason: never)))
    #expect(try await flush(desk, id) == [.retry, .sent])
    #expect(try await desk.row(id).lastError == "not taken for bob@example.com: \(never)")
    #expect(try await desk.ticket().ticket.isUndelivered)
  }

  /// Our copy was filed when the first had it: it proves nothing about the one it is unsure for.
  @Test func whereItIsUnsureForOneItIsUnsure() async throws {
    let (desk, id) = try await desk(
      .takenBut(["bob@example.com": later]), .fails(.unsure(reason: "cut")))
    #expect(try await flush(desk, id).suffix(1) == [.unsure])
    let externalID = try #require(try await desk.row(id).reply.externalID)
    try await desk.receive([
      Letter(from: "support@shop.example", to: "ada@example.com", id: externalID, isSent: true)
    ])
    desk.clock.advance(.hours(5))
    #expect(try await flush(desk, id).suffix(1) == [.unsure])
    #expect(copies(desk) == ["ada@example.com": 1, "eve@example.com": 1])
    let ticket = try await desk.ticket().ticket.id
    try await desk.store.commit([Change(ticket, .replyRepeated(id))], by: .agent(desk.ana))
    #expect(try await flush(desk, id).suffix(1) == [.sent])
    #expect(copies(desk) == ["ada@example.com": 1, "bob@example.com": 1, "eve@example.com": 1])
  }

  /// What somebody has cannot be taken back; what the customer says meanwhile stays unanswered.
  @Test func whatSomebodyHasIsNotTakenBackAndAnswersNothingLater() async throws {
    let (desk, id) = try await desk(.takenBut(["bob@example.com": later]), .taken)
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let ticket = try await desk.ticket().ticket.id
    let outcome = try await desk.store.commit(
      [Change(ticket, .replyRecalled(id))], by: .agent(desk.ana))
    #expect(outcome.leftAlone.map(\.why) == [.replyIs(.retry)])
    desk.clock.advance(.minutes(1))
    try await desk.receive([
      Letter(id: "m2@example.com", answers: ["m1@example.com"], at: desk.clock.now)
    ])
    desk.clock.advance(.hours(1))
    #expect(try await flush(desk, id) == [.sent])
    #expect(try await desk.ticket().ticket.waitingSince == noon + .minutes(1))
  }

  /// All of it follows from the log alone.
  @Test func itIsTheSameAfterARebuild() async throws {
    let (desk, id) = try await desk(.takenBut(["bob@example.com": later]))
    var outbox = desk.outbox()
    _ = try await outbox.flush(through: desk.channel)
    let row = try await desk.row(id)
    try await desk.store.rebuild()
    #expect(try await desk.row(id) == row)
    #expect(try await desk.ticket().messages.count == 2)
  }
}

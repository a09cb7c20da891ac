import Domain
import Foundation
import Store
import Sync
import TestKit
import Testing

/// Nothing is sent because of a restore (R16).
@Suite struct RestoreTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder("restore") }

  /// The desk over what is restored from a backup of another one.
  private func restored(_ desk: Desk) throws -> Desk {
    let place = folder["there/store.sqlite"]
    let clock = desk.clock
    _ = try Store.restore(
      folder["backup"], to: place, replacing: false, clock: { clock.now }, seed: 3)
    return try Desk(.file(place))
  }

  @Test func nothingIsSentUntilAPersonSaysSo() async throws {
    defer { folder.remove() }
    let desk = try Desk(.file(folder["store.sqlite"]))
    try await desk.receive([Letter()])
    let id = try await desk.reply(window: .seconds(10))
    try await desk.store.backup(to: folder["backup"])
    let back = try restored(desk)
    for _ in 0..<3 {
      back.clock.advance(.hours(1))
      let report = try await back.engine().runOnce(waitingForWindowsUpTo: .seconds(15))
      #expect(report.map(\.sent) == [0])
    }
    #expect(back.outside.sink.isEmpty)
    #expect(try await back.row(id).state == .held)
    let ticket = try await back.ticket().ticket.id
    try await back.store.commit([Change(ticket, .replyReleased(id))], by: .agent(back.ana))
    let report = try await back.engine().runOnce(waitingForWindowsUpTo: .seconds(15))
    #expect(report.map(\.sent) == [1])
    #expect(back.outside.sink.count == 1)
  }

  /// The reply left after the backup: its copy among the sent messages says so.
  @Test func whatLeftAfterTheBackupIsNotSentTwice() async throws {
    defer { folder.remove() }
    let desk = try Desk(.file(folder["store.sqlite"]))
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    try await desk.store.backup(to: folder["backup"])
    var outbox = desk.outbox()
    #expect(try await outbox.flush(through: desk.channel).sent == 1)
    let name = try #require(try await desk.row(id).reply.externalID)
    let back = try restored(desk)
    try await back.receive([
      Letter(
        from: "support@shop.example", to: "ada@example.com", id: name, text: "It is on its way",
        isSent: true)
    ])
    #expect(try await back.row(id).state == .sent)
    _ = try await back.engine().runOnce(waitingForWindowsUpTo: .seconds(15))
    #expect(back.outside.sink.isEmpty)
  }
}

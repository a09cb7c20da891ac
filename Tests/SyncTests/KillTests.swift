import ChannelKit
import Domain
import Foundation
import Store
import Sync
import Synchronization
import Testing
import Wire

/// A channel in front of another that stops the whole engine at a chosen moment: the call that
/// meets it never comes back, as if the process had been killed there.
private struct KillingChannel: ReplySink, SentBook {
  static let profile = ScriptedChannel.profile

  enum Moment: CaseIterable {
    case beforeTheDot
    case afterTheDot
    case beforeFiling
    case afterFiling
    case beforeLooking
  }

  let inner: ScriptedChannel
  let moment: Moment
  let died: AsyncStream<Void>.Continuation

  init(_ inner: ScriptedChannel, _ moment: Moment, died: AsyncStream<Void>.Continuation) {
    self.inner = inner
    self.moment = moment
    self.died = died
  }

  init(account: Account, transport: any Transport, credentials: Credentials?) {
    inner = ScriptedChannel(Outside())
    moment = .beforeTheDot
    died = AsyncStream<Void>.makeStream().continuation
  }

  /// Never returns, and ends with the test.
  private func die() async {
    died.yield()
    died.finish()
    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
  }

  func parcel(for reply: Reply, files: [AttachedFile]) throws(ChannelError) -> Parcel {
    try inner.parcel(for: reply, files: files)
  }

  func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    if moment == .beforeTheDot { await die() }
    let receipt = try await inner.send(parcel)
    if moment == .afterTheDot { await die() }
    return receipt
  }

  func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    if moment == .beforeLooking { await die() }
    return try await inner.receipt(of: parcel, besides: known)
  }

  func file(_ parcel: Parcel) async throws(ChannelError) {
    if moment == .beforeFiling { await die() }
    try await inner.file(parcel)
    if moment == .afterFiling { await die() }
  }
}

/// R1 and R2: whenever the engine ends, each accepted reply is at the other side once, or in the
/// outbox in a state that says so.
@Suite struct KillTests {
  @Test(arguments: KillingChannel.Moment.allCases, [false, true])
  fileprivate func whereverItEndsNothingIsLostAndNothingSentTwice(
    moment: KillingChannel.Moment, isBookTruthful: Bool
  ) async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    if moment == .beforeLooking { desk.outside.with { $0.sends = [.lostAnswer] } }
    let (deaths, died) = AsyncStream<Void>.makeStream()
    let killing = KillingChannel(desk.channel, moment, died: died)
    let first = desk.outbox()
    Task { [first] in
      var outbox = first
      _ = try? await outbox.flush(through: killing)
      _ = try? await outbox.flush(through: killing)
    }
    for await _ in deaths {}
    // Where a copy lies in the Sent folder although we never filed it (Gmail does that).
    if isBookTruthful { desk.outside.with { $0.sent = $0.sink } }

    for _ in 0..<4 {
      var outbox = desk.outbox()
      try await outbox.recover()
      for _ in 0..<4 {
        _ = try await outbox.flush(through: desk.channel)
        desk.clock.advance(.hours(1))
      }
    }
    let row = try await desk.row(id)
    let copies = desk.outside.sink.count
    #expect(copies <= 1)
    switch row.state {
    case .sent: #expect(copies == 1)
    case .unsure: #expect(!row.lastError.isEmpty)
    default: Issue.record("lost in \(row.state)")
    }
    if moment == .beforeTheDot { #expect(copies == 0 && row.state == .unsure) }
    if moment == .afterTheDot { #expect((row.state == .sent) == isBookTruthful) }
    if row.state == .sent { #expect(row.isFiled && desk.outside.sent.count == 1) }
  }
}

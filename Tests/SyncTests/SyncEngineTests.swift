import ChannelKit
import Domain
import Foundation
import Store
import Sync
import Testing
import Wire

private func letters(_ count: Int) -> [Letter] {
  (0..<count).map { Letter(subject: "Number \($0)", id: "m\($0)@example.com") }
}

@Suite struct RunOnceTests {
  @Test func pullsAllThereIsAndASecondTimeNothingNew() async throws {
    let desk = try Desk()
    desk.outside.with { $0.mails = letters(10).map(\.arrival) }
    let first = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(15))
    #expect(first.map(\.fetched) == [10])
    #expect(first.map(\.state) == [.synced])
    #expect(first.map(\.error) == [""])
    #expect(try await desk.ledger() == [.ticketed: 10])
    let second = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(15))
    #expect(second.map(\.fetched) == [0])
    guard case .accounts(let states) = try await desk.store.ask(.accounts) else { return }
    #expect(states.map(\.phase) == [.synced])
  }

  @Test func anErrorInTheMiddleKeepsWhatIsThereAndGoesOnFromThere() async throws {
    let desk = try Desk()
    desk.outside.with {
      $0.mails = letters(9).map(\.arrival)
      $0.pullErrors = [nil, .unreachable(reason: "cannot connect to imap.example")]
    }
    let first = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(first.map(\.fetched) == [3])
    #expect(first.map(\.state) == [.waiting])
    #expect(first.map(\.error) == ["cannot connect to imap.example"])
    #expect(first.map(\.isPassing) == [true])
    #expect(try await desk.ledger() == [.ticketed: 3])
    let second = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(second.map(\.fetched) == [6])
    #expect(try await desk.ledger() == [.ticketed: 9])
  }

  @Test func whatHasComeIsKeptWhenTheSyncIsToldToStop() async throws {
    let desk = try Desk()
    let came = letters(3).map(\.arrival)
    let account = SyncAccount(account: support) { () throws(ChannelError) in
      StoppingChannel(arrivals: came)
    }
    let engine = desk.engine(nil, [account])
    // Only its own task may be cancelled, or the questions below would fail, too.
    _ = try await Task { try await engine.runOnce(waitingForWindowsUpTo: .seconds(0)) }.value
    #expect(try await desk.ledger() == [.ticketed: 3])
  }

  @Test func aWrongPasswordWaitsForAPersonAndSaysSo() async throws {
    let desk = try Desk()
    let account = SyncAccount(account: support) { () throws(ChannelError) in
      throw .signedOut(reason: "the server does not take the password of support")
    }
    let reports = try await desk.engine(nil, [account]).runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(reports.map(\.state) == [.failed])
    #expect(reports.map(\.isPassing) == [false])
    guard case .accounts(let states) = try await desk.store.ask(.accounts) else { return }
    #expect(states.map(\.error) == ["the server does not take the password of support"])
  }

  @Test func oneAccountsFaultStopsNoOther() async throws {
    let desk = try Desk()
    desk.outside.with { $0.mails = letters(2).map(\.arrival) }
    var broken = support
    broken.name = "broken"
    let outside = desk.outside
    let reports = try await desk.engine(
      nil,
      [
        SyncAccount(account: broken) { () throws(ChannelError) in
          throw .unreachable(reason: "no route")
        },
        SyncAccount(account: support) { () throws(ChannelError) in ScriptedChannel(outside) },
      ]
    ).runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(reports.map(\.account) == ["broken", "support"])
    #expect(reports.map(\.fetched) == [0, 2])
  }

  @Test func waitsForAWindowThatEndsSoonButForNoLongerOne() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let soon = try await desk.reply("Soon", window: .seconds(10))
    let late = try await desk.reply("Late", window: .minutes(10))
    let reports = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(15))
    #expect(reports.map(\.sent) == [1])
    #expect(try await desk.row(soon).state == .sent)
    #expect(try await desk.row(late).state == .accepted)
    #expect(desk.clock.slept == [.seconds(10)])
  }

  @Test(arguments: [ChannelError.unreachable(reason: "no route"), .unsure(reason: "cut")])
  func waitsForNothingThatHasJustFailed(_ error: ChannelError) async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply()
    desk.outside.with { $0.sends = [.fails(error)] }
    let reports = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(600))
    #expect(reports.map(\.failed) == [1])
    #expect([.retry, .unsure].contains(try await desk.row(id).state))
    #expect(desk.clock.slept.allSatisfy { $0 == .zero })
  }

  @Test func anAnswerIsHeldByWhatThePullBrings() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    let id = try await desk.reply(window: .seconds(10))
    desk.outside.with {
      $0.mails = [Letter(id: "m2@example.com", answers: ["m1@example.com"], text: "Done").arrival]
    }
    _ = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(15))
    #expect(try await desk.row(id).state == .held)
    #expect(desk.outside.sink.isEmpty)
  }

  @Test func aPasswordThatSendingNeedsIsTold() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    try await desk.reply()
    desk.outside.with { $0.sends = [.fails(.signedOut(reason: "no relay for support"))] }
    let reports = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(reports.map(\.failed) == [1])
    #expect(reports.map(\.state) == [.failed])
    #expect(reports.first?.error.contains("no relay for support") == true)
  }

  @Test func breachesAreWrittenDownOnceAtTheirInstant() async throws {
    let desk = try Desk()
    try await desk.receive([Letter()])
    desk.clock.advance(.hours(5))
    for _ in 0..<2 {
      _ = try await desk.engine().runOnce(waitingForWindowsUpTo: .seconds(0))
    }
    let breaches = try await desk.ticket().events.filter { $0.act.type == "sla.breach" }
    #expect(breaches.map(\.occurredAt) == [noon + .hours(2)])
    #expect(breaches.map(\.actor) == [.timer])
  }

  @Test func aPageThatRepeatsItselfEndsThePull() async throws {
    let desk = try Desk()
    let reports = try await desk.engine(
      nil,
      [SyncAccount(account: support) { () throws(ChannelError) in RepeatingChannel() }]
    ).runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(reports.map(\.state) == [.synced])
  }
}

/// A source whose last page says for ever that there is more.
private struct RepeatingChannel: MessageSource {
  static let profile = ScriptedChannel.profile
  init() {}
  init(account: Account, transport: any Transport, credentials: Credentials?) {}
  func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    Batch(arrivals: [], next: Cursor("same"), hasMore: true)
  }
}

/// A source whose pull is told to stop just as something has come.
private struct StoppingChannel: MessageSource {
  static let profile = ScriptedChannel.profile
  let arrivals: [Arrival]
  init(arrivals: [Arrival]) { self.arrivals = arrivals }
  init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.init(arrivals: [])
  }
  func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    withUnsafeCurrentTask { $0?.cancel() }
    return Batch(arrivals: arrivals, next: Cursor("end"), hasMore: false)
  }
}

// MARK: - Who syncs

@Suite struct SyncLockTests {
  private func path() -> String {
    FileManager.default.temporaryDirectory
      .appending(path: "sync-lock-\(UInt64.random(in: .min ... .max))").path
  }

  @Test func aSecondOneIsToldWhoSyncs() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let lock = try SyncLock(at: path)
    #expect(throws: SyncError.someoneElseSyncs(process: getpid())) { _ = try SyncLock(at: path) }
    _ = consume lock
    #expect(throws: Never.self) { _ = try SyncLock(at: path) }
  }

  @Test func aLockThatCannotBeMadeSaysWhy() {
    #expect(throws: SyncError.self) { _ = try SyncLock(at: "/nowhere/at/all/lock") }
  }

  @Test func anEngineThatMayNotSyncDoesNothing() async throws {
    let desk = try Desk()
    desk.outside.with { $0.mails = letters(1).map(\.arrival) }
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let lock = try SyncLock(at: path)
    await #expect(throws: SyncError.self) {
      try await desk.engine(path).runOnce(waitingForWindowsUpTo: .seconds(0))
    }
    #expect(desk.outside.with { $0.pulls } == 0)
    _ = consume lock
    let reports = try await desk.engine(path).runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(reports.map(\.fetched) == [1])
  }
}

// MARK: - Until cancelled

@Suite(.timeLimit(.minutes(5))) struct RunTests {
  /// Waits until the store's answer to a question satisfies the test.
  private func wait(
    _ store: Store, _ question: Question, until isThere: (Answer) -> Bool
  ) async {
    for await answer in store.watch(question) where isThere(answer) { return }
  }

  /// A timepiece that never runs out: what wakes the engine is news, the outbox, or a bell.
  private func still(_ desk: Desk) -> Timepiece {
    let clock = desk.clock
    return Timepiece(
      now: { clock.now },
      sleep: { _ in
        let (forever, _) = AsyncStream<Void>.makeStream()
        for await _ in forever {}
      }, chance: { 1 })
  }

  private func engine(_ desk: Desk) -> SyncEngine {
    let outside = desk.outside
    return SyncEngine(
      store: desk.store,
      accounts: [
        SyncAccount(account: support) { () throws(ChannelError) in ScriptedChannel(outside) }
      ],
      relays: relays, lock: nil, seed: 5, timepiece: still(desk))
  }

  @Test func bringsInWhatIsThereAndSendsWhatIsQueuedUntilCancelled() async throws {
    let desk = try Desk()
    desk.outside.with { $0.mails = letters(4).map(\.arrival) }
    let engine = engine(desk)
    let running = Task { try? await engine.run() }
    await wait(desk.store, .ledger) { $0 == .ledger([.ticketed: 4]) }
    let id = try await desk.reply()
    await wait(desk.store, .outbox(includingSent: true)) { answer in
      guard case .outbox(let rows) = answer else { return false }
      return rows.contains { $0.reply.id == id && $0.state == .sent && $0.isFiled }
    }
    #expect(desk.outside.sink.count == 1)
    running.cancel()
    await running.value
  }

  @Test func anAccountThatWaitsForAPersonIsTriedAgainWhenAsked() async throws {
    let desk = try Desk()
    desk.outside.with {
      $0.mails = letters(1).map(\.arrival)
      $0.pullErrors = [.signedOut(reason: "wrong password")]
    }
    let engine = engine(desk)
    let running = Task { try? await engine.run() }
    await wait(desk.store, .accounts) { answer in
      guard case .accounts(let states) = answer else { return false }
      return states.contains { $0.phase == .failed && $0.error == "wrong password" }
    }
    await engine.tryAgain("support")
    await wait(desk.store, .ledger) { $0 == .ledger([.ticketed: 1]) }
    #expect(desk.outside.with { $0.opened } >= 2)
    running.cancel()
    await running.value
  }
}

import ChannelKit
import Domain
import Mailbox
import Synchronization
import Wire

/// What a mailbox was asked for, by the hour.
final class PullBook: Sendable {
  private struct State {
    var calls = 0
    var pulls: [Int64: Int] = [:]
    var fetched: [String: Int] = [:]
  }

  private let clock: StageClock
  private let state = Mutex(State())

  init(_ clock: StageClock) {
    self.clock = clock
  }

  /// Nobody is asking for anything.
  var isIdle: Bool { state.withLock { $0.calls == 0 } }
  /// How often mail was asked for.
  var pulls: Int { state.withLock { $0.pulls.values.reduce(0, +) } }
  /// How often in each hour since 1970.
  var pullsByHour: [Int64: Int] { state.withLock(\.pulls) }
  /// How often each place's mail was fetched.
  var fetched: [String: Int] { state.withLock(\.fetched) }

  fileprivate func pulling() {
    let hour = clock.elapsed.hour
    state.withLock { $0.pulls[hour, default: 0] += 1 }
  }

  fileprivate func note(_ batch: Batch) {
    state.withLock { state in
      for arrival in batch.arrivals { state.fetched[arrival.source, default: 0] += 1 }
    }
  }

  fileprivate func during<Value>(
    _ work: () async throws(ChannelError) -> Value
  ) async throws(ChannelError) -> Value {
    state.withLock { $0.calls += 1 }
    defer { state.withLock { $0.calls -= 1 } }
    return try await work()
  }
}

extension Instant {
  /// The hour since 1970.
  var hour: Int64 { milliseconds / 3_600_000 }
}

/// The real mailbox, whose waits between two looks are counted by the test's clock.
struct PacedMailbox: NewsSource, ReplySink, SentBook {
  static let profile = MailboxChannel.profile

  let mailbox: MailboxChannel
  let clock: StageClock
  let book: PullBook

  init(_ mailbox: MailboxChannel, _ clock: StageClock, _ book: PullBook) {
    self.mailbox = mailbox
    self.clock = clock
    self.book = book
  }

  init(account: Account, transport: any Transport, credentials: Credentials?) {
    let clock = StageClock(at: Stage.morning)
    self.init(
      MailboxChannel(account: account, transport: transport, credentials: credentials), clock,
      PullBook(clock))
  }

  func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    book.pulling()
    let batch = try await book.during { () throws(ChannelError) in
      try await mailbox.messages(after: cursor)
    }
    book.note(batch)
    return batch
  }

  func news(after cursor: Cursor?) async throws(ChannelError) {
    let first = await withTaskGroup(of: Result<Void, ChannelError>.self) { group in
      group.addTask {
        do throws(ChannelError) {
          return .success(try await mailbox.news(after: cursor))
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        await clock.sleep(Self.profile.pollInterval)
        return .success(())
      }
      let first = await group.next() ?? .success(())
      group.cancelAll()
      return first
    }
    try first.get()
  }

  func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    try mailbox.parcel(for: reply, files: files)
  }

  func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    try await book.during { () throws(ChannelError) in try await mailbox.send(parcel) }
  }

  func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    try await book.during { () throws(ChannelError) in
      try await mailbox.receipt(of: parcel, besides: known)
    }
  }

  func file(_ parcel: Parcel) async throws(ChannelError) {
    try await book.during { () throws(ChannelError) in try await mailbox.file(parcel) }
  }
}

import ChannelKit
import Domain
import Foundation
import Synchronization
import Wire

/// The outside as a test writes it: what lies on the server, what its answers are, what arrived.
final class Outside: Sendable {
  struct State {
    /// What lies on the server, in its order; a pull gives `page` of them.
    var mails: [Arrival] = []
    var page = 3
    /// Errors of the next pulls, `nil` for one that goes well.
    var pullErrors: [ChannelError?] = []
    /// What the next sends do; afterwards all go well.
    var sends: [Send] = []
    /// Every parcel that reached the other side, in order: the truth about what was sent.
    var sink: [Parcel] = []
    /// The Sent folder.
    var sent: [Parcel] = []
    var fileErrors: [ChannelError?] = []
    var isBookClosed = false
    var pulls = 0
    var opened = 0
    var news = 0
  }

  enum Send {
    case taken
    /// The other side has it, but not for these recipients, and says why.
    case takenBut([String: String])
    /// The other side has it; its answer is lost.
    case lostAnswer
    /// The other side has it, and the task that sends is cancelled at that very moment.
    case takenWhileCancelled
    case fails(ChannelError)
  }

  private let state = Mutex(State())

  @discardableResult
  func with<Value>(_ body: (inout sending State) -> sending Value) -> sending Value {
    state.withLock { body(&$0) }
  }

  var sink: [Parcel] { with { $0.sink } }
  var sent: [Parcel] { with { $0.sent } }

  /// How often each Message-ID reached the other side.
  var copies: [String: Int] {
    Dictionary(sink.map { ($0.externalID, 1) }, uniquingKeysWith: +)
  }
}

/// A channel's double, over an `Outside`.
struct ScriptedChannel: MessageSource, ReplySink, SentBook {
  static let profile = Profile(
    type: "scripted", title: "Scripted", pollInterval: .seconds(60), attachmentLimit: 10 << 20)

  let outside: Outside

  init(_ outside: Outside) {
    self.outside = outside
    outside.with { $0.opened += 1 }
  }

  init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.init(Outside())
  }

  func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    let start = cursor.flatMap { Int($0.text) } ?? 0
    let (error, batch) = outside.with { state -> (ChannelError?, Batch) in
      state.pulls += 1
      let error = state.pullErrors.isEmpty ? nil : state.pullErrors.removeFirst()
      let end = min(start + state.page, state.mails.count)
      let page = start < end ? Array(state.mails[start..<end]) : []
      return (
        error,
        Batch(
          arrivals: page, next: Cursor("\(end)"), hasMore: end < state.mails.count,
          remaining: state.mails.count - end)
      )
    }
    if let error { throw error }
    return batch
  }

  func parcel(for reply: Reply, files: [AttachedFile]) throws(ChannelError) -> Parcel {
    guard let id = reply.externalID, !reply.text.contains("\u{0}") else {
      throw .refused(reason: "the text cannot be written")
    }
    let lines = ["Message-ID: <\(id)>", "Subject: \(reply.subject)", "", reply.text]
    let names = files.map { "\($0.attachment.filename): \($0.bytes.count)" }
    return Parcel(
      reply: reply.id, externalID: id, from: reply.from.address,
      to: reply.recipients.map(\.address),
      bytes: Array((lines + names).joined(separator: "\r\n").utf8))
  }

  func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    let step = outside.with { state -> Outside.Send in
      let step = state.sends.isEmpty ? .taken : state.sends.removeFirst()
      switch step {
      case .taken, .lostAnswer, .takenWhileCancelled: state.sink.append(parcel)
      case .takenBut(let refused):
        var taken = parcel
        taken.to.removeAll { refused[$0] != nil }
        state.sink.append(taken)
      case .fails: break
      }
      return step
    }
    switch step {
    case .taken: break
    case .takenBut(let refused):
      return Receipt(at: Instant(milliseconds: 0), answer: "250 ok", refused: refused)
    case .takenWhileCancelled: withUnsafeCurrentTask { $0?.cancel() }
    case .lostAnswer: throw .unsure(reason: "the connection ended before the answer")
    case .fails(let error): throw error
    }
    return Receipt(at: Instant(milliseconds: 0), answer: "250 ok")
  }

  func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    let (isClosed, holds) = outside.with { state in
      (state.isBookClosed, state.sent.contains { $0.externalID == parcel.externalID })
    }
    if isClosed { throw .unreachable(reason: "no route") }
    return holds
      ? Receipt(at: Instant(milliseconds: 0), answer: "found in the Sent folder") : nil
  }

  func file(_ parcel: Parcel) async throws(ChannelError) {
    let error = outside.with { state -> ChannelError? in
      if !state.fileErrors.isEmpty, let error = state.fileErrors.removeFirst() { return error }
      if !state.sent.contains(where: { $0.externalID == parcel.externalID }) {
        state.sent.append(parcel)
      }
      return nil
    }
    if let error { throw error }
  }
}

/// A clock that a test turns: sleeping turns it.
final class TestClock: Sendable {
  private let time: Mutex<Instant>
  private let sleeps = Mutex<[Duration]>([])

  init(_ now: Instant = noon) {
    time = Mutex(now)
  }

  var now: Instant { time.withLock { $0 } }
  var slept: [Duration] { sleeps.withLock { $0 } }

  func advance(_ span: Span) {
    time.withLock { $0 = $0 + span }
  }

  func sleep(_ span: Duration) {
    sleeps.withLock { $0.append(span) }
    advance(
      Span(
        milliseconds: span.components.seconds * 1000
          + span.components.attoseconds / 1_000_000_000_000_000))
  }
}

import Domain
import Synchronization
import Wire

/// The line between one process and the mail server: it can be down, it can be cut, and it can
/// stand still in the middle of a word, which is where its process is ended.
final class Line: Transport {
  private struct State {
    var isDown = false
    var left: Int?
    var isFrozen = false
    var next = 0
    var streams: [Int: any ByteStream] = [:]
  }

  private let simulator: any Transport
  private let state = Mutex(State())

  init(to simulator: any Transport) {
    self.simulator = simulator
  }

  /// It has come to where it stands still.
  var isFrozen: Bool { state.withLock(\.isFrozen) }

  /// Whether it can be had at all; what is open stays open.
  func set(isDown: Bool) { state.withLock { $0.isDown = isDown } }

  /// Stands still for ever after so many bytes, both ways together.
  func freeze(after bytes: Int) { state.withLock { $0.left = bytes } }

  /// Cuts what is open.
  func cut() async {
    let streams = state.withLock { state in
      defer { state.streams = [:] }
      return Array(state.streams.values)
    }
    for stream in streams { await stream.close() }
  }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    throw .unreachable(reason: "a mail server speaks no HTTP")
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    guard state.withLock({ !$0.isDown }) else { throw .unreachable(reason: "the line is down") }
    let stream = try await simulator.connect(endpoint, within: limit)
    let number = state.withLock { state in
      state.next += 1
      state.streams[state.next] = stream
      return state.next
    }
    return Call(line: self, stream: stream, number: number)
  }

  /// Counts bytes; false where the line stands still before them.
  fileprivate func passes(_ bytes: Int) -> Bool {
    state.withLock { state in
      guard let left = state.left else { return true }
      state.left = left - bytes
      if left < bytes { state.isFrozen = true }
      return left >= bytes
    }
  }

  fileprivate func forget(_ number: Int) {
    _ = state.withLock { $0.streams.removeValue(forKey: number) }
  }

  /// Returns when the task is cancelled: nothing else ever happens on a line that stands still.
  fileprivate func standStill() async {
    let (forever, hold) = AsyncStream<Void>.makeStream()
    for await _ in forever {}
    hold.finish()
  }
}

/// One connection over a line.
private struct Call: ByteStream {
  let line: Line
  let stream: any ByteStream
  let number: Int

  func read(within limit: Duration) async throws(TransportError) -> [UInt8] {
    let bytes = try await stream.read(within: limit)
    guard line.passes(bytes.count) else {
      await line.standStill()
      throw .closed(reason: "cancelled")
    }
    return bytes
  }

  func write(_ bytes: [UInt8], within limit: Duration) async throws(TransportError) {
    guard line.passes(bytes.count) else {
      await line.standStill()
      throw .closed(reason: "cancelled")
    }
    try await stream.write(bytes, within: limit)
  }

  func upgradeToTLS(within limit: Duration) async throws(TransportError) {
    try await stream.upgradeToTLS(within: limit)
  }

  func close() async {
    line.forget(number)
    await stream.close()
  }
}

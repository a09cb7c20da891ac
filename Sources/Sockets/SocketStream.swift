import NIOCore
import Wire

/// A byte stream over one socket.
struct SocketStream: ByteStream {
  private let channel: any Channel
  private let handler: NIOLoopBound<StreamHandler>
  private let peer: String

  /// Takes `channel` over; on its event loop only.
  static func bound(
    to channel: any Channel, peer: String, protection: Protection
  ) throws -> SocketStream {
    let handler = StreamHandler(channel: channel, peer: peer, protection: protection)
    try channel.pipeline.syncOperations.addHandler(handler)
    return SocketStream(
      channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop), peer: peer)
  }

  func read(within limit: Duration) async throws(TransportError) -> [UInt8] {
    try await perform { $0.read(within: TimeAmount(limit)) }
  }

  func write(_ bytes: [UInt8], within limit: Duration) async throws(TransportError) {
    guard !bytes.isEmpty else { return }
    try await perform { $0.write(ByteBuffer(bytes: bytes), within: TimeAmount(limit)) }
  }

  func upgradeToTLS(within limit: Duration) async throws(TransportError) {
    try await perform { $0.upgrade(within: TimeAmount(limit)) }
  }

  func close() async {
    try? await channel.close().get()
  }

  /// Runs `work` on the event loop; a cancelled task closes the channel, which ends the work.
  private func perform<Value: Sendable>(
    _ work: @escaping @Sendable (StreamHandler) -> EventLoopFuture<Value>
  ) async throws(TransportError) -> Value {
    guard !Task.isCancelled else {
      await close()
      throw .closed(reason: "cancelled")
    }
    let future = channel.eventLoop.flatSubmit { [handler] in work(handler.value) }
    do {
      let value = try await withTaskCancellationHandler {
        try await future.get()
      } onCancel: {
        channel.close(promise: nil)
      }
      guard !Task.isCancelled else { throw TransportError.closed(reason: "cancelled") }
      return value
    } catch {
      guard !Task.isCancelled else { throw .closed(reason: "cancelled") }
      throw TransportError(error, host: peer)
    }
  }
}

import NIOCore
import NIOTLS
import Wire

/// Keeps what arrived until somebody reads it, and stops reading the socket while too much waits.
///
/// Lives on its channel's event loop, as the last handler of the pipeline.
final class StreamHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer

  private static let mostWaiting = 256 << 10

  private let channel: any Channel
  private let peer: String
  private let protection: Protection
  private var arrived = ByteBuffer()
  private var reader: EventLoopPromise<[UInt8]>?
  private var handshake: EventLoopPromise<Void>?
  private var failure: TransportError?
  private var isEnded = false
  private var holdsRead = false

  init(channel: any Channel, peer: String, protection: Protection) {
    self.channel = channel
    self.peer = peer
    self.protection = protection
  }
}

// MARK: - What a stream asks for

extension StreamHandler {
  func read(within limit: TimeAmount) -> EventLoopFuture<[UInt8]> {
    let promise = channel.eventLoop.makePromise(of: [UInt8].self)
    precondition(reader == nil, "Only one task may read a stream.")
    reader = promise
    serve()
    return timed(promise, within: limit)
  }

  func write(_ bytes: ByteBuffer, within limit: TimeAmount) -> EventLoopFuture<Void> {
    let promise = channel.eventLoop.makePromise(of: Void.self)
    if isEnded {
      promise.fail(failure ?? .closed(reason: "\(peer) hung up"))
    } else {
      channel.writeAndFlush(bytes, promise: promise)
    }
    return timed(promise, within: limit)
  }

  func upgrade(within limit: TimeAmount) -> EventLoopFuture<Void> {
    let promise = channel.eventLoop.makePromise(of: Void.self)
    if isEnded {
      promise.fail(failure ?? .closed(reason: "\(peer) hung up"))
      return promise.futureResult
    }
    handshake = promise
    if arrived.readableBytes > 0, !protection.isServer {
      let count = arrived.readableBytes
      fail(.closed(reason: "\(peer) sent \(count) bytes in the clear where TLS was due"))
    } else {
      do {
        try protection.add(to: channel)
        if arrived.readableBytes > 0 {
          // A client may speak TLS as soon as it has read our go-ahead.
          let hello = arrived
          arrived.clear()
          channel.pipeline.fireChannelRead(hello)
        }
      } catch {
        fail(TransportError(error, host: peer))
      }
    }
    return timed(promise, within: limit)
  }

  private func timed<Value: Sendable>(
    _ promise: EventLoopPromise<Value>, within limit: TimeAmount
  ) -> EventLoopFuture<Value> {
    let alarm = channel.eventLoop.assumeIsolated().scheduleTask(in: limit) { [self] in
      promise.fail(TransportError.timedOut)
      fail(.timedOut)
    }
    promise.futureResult.whenComplete { _ in alarm.cancel() }
    return promise.futureResult
  }
}

// MARK: - What the channel tells

extension StreamHandler {
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    arrived.writeBuffer(&bytes)
    serve()
  }

  func read(context: ChannelHandlerContext) {
    if arrived.readableBytes >= StreamHandler.mostWaiting {
      holdsRead = true
    } else {
      context.read()
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? TLSUserEvent, case .handshakeCompleted = event {
      handshake?.succeed(())
      handshake = nil
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(TransportError(error, host: peer))
  }

  func channelInactive(context: ChannelHandlerContext) {
    isEnded = true
    serve()
    handshake?.fail(failure ?? .closed(reason: "\(peer) hung up before TLS was set up"))
    handshake = nil
    context.fireChannelInactive()
  }

  /// Hands what arrived to the reader, and lets the socket be read again.
  private func serve() {
    if let reader {
      if arrived.readableBytes > 0 {
        reader.succeed(Array(arrived.readableBytesView))
        arrived.clear()
        self.reader = nil
      } else if let failure {
        reader.fail(failure)
        self.reader = nil
      } else if isEnded {
        reader.succeed([])
        self.reader = nil
      }
    }
    if holdsRead, arrived.readableBytes < StreamHandler.mostWaiting {
      holdsRead = false
      channel.read()
    }
  }

  private func fail(_ error: TransportError) {
    if failure == nil { failure = error }
    handshake?.fail(error)
    handshake = nil
    serve()
    channel.close(promise: nil)
  }
}

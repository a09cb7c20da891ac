import NIOCore
import NIOPosix
import NIOSSL
package import Wire

/// A server on a local port, for the demo and the tests: each stream that arrives is served by a
/// function, all at once.
package struct Listener: Sendable {
  /// Who the server claims to be.
  package struct Identity: Hashable, Sendable {
    /// When TLS starts.
    package enum Moment: Hashable, Sendable {
      /// Before the first byte.
      case immediately
      /// When the serving function calls `upgradeToTLS`.
      case onUpgrade
    }

    /// A PEM file with the certificate, then those that vouch for it.
    package var certificate: String
    /// A PEM file with its private key.
    package var key: String
    /// When TLS starts.
    package var moment: Moment

    /// An identity kept in two files.
    package init(certificate: String, key: String, moment: Moment = .immediately) {
      self.certificate = certificate
      self.key = key
      self.moment = moment
    }
  }

  /// The port that the system gave.
  package let port: Int
  private let channel: any Channel
  private let arrivals: AsyncStream<SocketStream>.Continuation
  private let serving: Task<Void, Never>

  /// Listens on `host`; port 0 takes any free one. `serve` may return at any time: its stream is
  /// closed then.
  package static func open(
    on loops: Loops, host: String = "127.0.0.1", port: Int = 0, identity: Identity? = nil,
    serve: @escaping @Sendable (any ByteStream) async -> Void
  ) async throws(TransportError) -> Listener {
    let protection = try identity.map(Protection.server) ?? .none
    let isImmediate = identity?.moment == .immediately
    let (streams, arrivals) = AsyncStream.makeStream(of: SocketStream.self)
    let channel: any Channel
    do {
      channel = try await ServerBootstrap(group: loops.group)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { child in
          child.eventLoop.makeCompletedFuture {
            if isImmediate { try protection.add(to: child) }
            let stream = try SocketStream.bound(
              to: child, peer: "the client", protection: protection)
            arrivals.yield(stream)
          }
        }
        .bind(host: host, port: port).get()
    } catch {
      throw TransportError(error, host: host)
    }
    let serving = Task {
      await withDiscardingTaskGroup { group in
        for await stream in streams {
          group.addTask {
            await serve(stream)
            await stream.close()
          }
        }
        group.cancelAll()
      }
    }
    return Listener(
      port: channel.localAddress?.port ?? port, channel: channel, arrivals: arrivals,
      serving: serving)
  }

  /// Takes no more streams, ends those that are open, and waits for their functions.
  package func close() async {
    try? await channel.close().get()
    arrivals.finish()
    serving.cancel()
    await serving.value
  }
}

extension Protection {
  /// For the streams of a server with this identity.
  static func server(_ identity: Listener.Identity) throws(TransportError) -> Protection {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(identity.certificate)
      var settings = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem)))
      settings.minimumTLSVersion = .tlsv12
      return .server(try NIOSSLContext(configuration: settings))
    } catch {
      throw .certificate(
        host: identity.certificate, reason: "the certificate or its key cannot be used: \(error)")
    }
  }
}

import NIOCore
import NIOPosix
import NIOSSL
import Wire

/// Opens streams to servers, over TLS where the endpoint asks for it.
struct Dialler {
  let loops: Loops

  /// Connects within `limit`; with `.tls` the certificate is verified before this returns.
  func dial(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    if let path = endpoint.path { return try await dial(local: path, within: limit) }
    let protection = try Protection.client(of: endpoint)
    let stream: SocketStream
    do {
      stream = try await ClientBootstrap(group: loops.group)
        .connectTimeout(TimeAmount(limit))
        .channelOption(.socketOption(.tcp_nodelay), value: 1)
        .connect(host: endpoint.host, port: endpoint.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try SocketStream.bound(to: channel, peer: endpoint.host, protection: protection)
          }
        }
    } catch {
      throw TransportError(error, host: endpoint.host)
    }
    if endpoint.security == .tls { try await stream.upgradeToTLS(within: limit) }
    return stream
  }

  /// Connects to a socket of this computer.
  private func dial(
    local path: String, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    // The system keeps such a path in 108 bytes, with a zero behind it.
    guard path.utf8.count < 108 else {
      throw .unreachable(reason: "\(path) is too long for a socket: 107 bytes at most")
    }
    do {
      return try await ClientBootstrap(group: loops.group)
        .connectTimeout(TimeAmount(limit))
        .connect(unixDomainSocketPath: path) { channel in
          channel.eventLoop.makeCompletedFuture {
            try SocketStream.bound(to: channel, peer: path, protection: .none)
          }
        }
    } catch {
      throw TransportError(local: error, path: path)
    }
  }
}

/// What a stream needs to speak TLS, as either side.
enum Protection: Sendable {
  case client(NIOSSLContext, name: String?)
  case server(NIOSSLContext)
  case none

  /// For a stream to `endpoint`; names are checked by name, IP addresses against the
  /// certificate's own addresses.
  static func client(of endpoint: Endpoint) throws(TransportError) -> Protection {
    guard endpoint.security != .plain else { return .none }
    let settings = try TLSConfiguration.verifying(ca: endpoint.ca, host: endpoint.host)
    do {
      let isAddress = (try? SocketAddress(ipAddress: endpoint.host, port: 0)) != nil
      return .client(
        try NIOSSLContext(configuration: settings), name: isAddress ? nil : endpoint.host)
    } catch {
      throw TransportError(error, host: endpoint.host)
    }
  }

  /// We are the side that was called.
  var isServer: Bool {
    if case .server = self { true } else { false }
  }

  /// Puts TLS in front of everything else on `channel`; on its event loop only.
  func add(to channel: any Channel) throws {
    switch self {
    case .client(let context, let name):
      let handler = try NIOSSLClientHandler(context: context, serverHostname: name)
      try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    case .server(let context):
      let handler = NIOSSLServerHandler(context: context)
      try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    case .none:
      throw TransportError.unreachable(reason: "this stream has no certificates to speak TLS with")
    }
  }
}

extension TLSConfiguration {
  /// Verifies certificate and host name, from TLS 1.2 on, trusting the PEM file `ca` too.
  static func verifying(ca: String?, host: String) throws(TransportError) -> TLSConfiguration {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.minimumTLSVersion = .tlsv12
    settings.certificateVerification = .fullVerification
    guard let ca else { return settings }
    do {
      let certificates = try NIOSSLCertificate.fromPEMFile(ca)
      settings.additionalTrustRoots = [.certificates(certificates)]
    } catch {
      throw .certificate(host: host, reason: "the file \(ca) holds no readable certificate")
    }
    return settings
  }
}

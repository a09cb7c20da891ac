/// Carries requests and byte streams to the outside: live sockets, or a simulator in memory.
package protocol Transport: Sendable {
  /// Asks once and returns whatever was answered, errors of the shop included.
  ///
  /// Never retries and never follows a redirect: the caller knows what may be repeated and
  /// which host a key belongs to.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse

  /// Opens a stream of bytes; with `.tls` the certificate has been verified when it returns.
  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream

  /// Whether there is room for a stream that is only to be waited on.
  func hasRoom(for endpoint: Endpoint) async -> Bool
}

extension Transport {
  package func hasRoom(for endpoint: Endpoint) async -> Bool { true }

  /// Opens a stream of bytes, waiting up to 30 seconds.
  package func connect(_ endpoint: Endpoint) async throws(TransportError) -> any ByteStream {
    try await connect(endpoint, within: .seconds(30))
  }
}

/// A two-way stream of bytes, such as a connection to a mail server.
///
/// One task may read while another writes. A read or write that fails, is cancelled or comes too
/// late closes the stream: half an answer is of no use.
package protocol ByteStream: Sendable {
  /// The next bytes, at least one; empty when the other side has closed.
  func read(within limit: Duration) async throws(TransportError) -> [UInt8]
  /// Hands all bytes to the network, waiting while the other side is not taking them.
  func write(_ bytes: [UInt8], within limit: Duration) async throws(TransportError)
  /// Starts TLS on an open stream (STARTTLS) and verifies the certificate.
  ///
  /// Bytes that had arrived in the clear but were not read yet close the stream: someone on the
  /// way may have put them there (RFC 3207, section 6).
  func upgradeToTLS(within limit: Duration) async throws(TransportError)
  /// Whether others wait for a stream to the same host, so that one not in use should be closed.
  func isWanted() async -> Bool
  /// Ends the stream; closing twice is harmless.
  func close() async
}

extension ByteStream {
  package func isWanted() async -> Bool { false }

  /// The next bytes, waiting up to 60 seconds.
  package func read() async throws(TransportError) -> [UInt8] {
    try await read(within: .seconds(60))
  }

  /// Writes all bytes, waiting up to 60 seconds.
  package func write(_ bytes: [UInt8]) async throws(TransportError) {
    try await write(bytes, within: .seconds(60))
  }

  /// Starts TLS, waiting up to 30 seconds.
  package func upgradeToTLS() async throws(TransportError) {
    try await upgradeToTLS(within: .seconds(30))
  }
}

/// Where a stream leads, and how it is protected.
package struct Endpoint: Hashable, Sendable {
  /// How the bytes are protected.
  package enum Security: Hashable, Sendable {
    /// TLS from the first byte.
    case tls
    /// Plain until both sides agree on TLS; nothing secret may be said before.
    case startTLS
    /// Never protected; only to this computer.
    case plain
  }

  /// A name or an IP address, an IPv6 address without brackets.
  package var host: String
  /// 1 to 65535.
  package var port: Int
  /// How the bytes are protected.
  package var security: Security
  /// A PEM file of certificates to trust beside the system's.
  package var ca: String?

  /// An endpoint; only the system's certificates are trusted unless `ca` is given.
  package init(host: String, port: Int, security: Security, ca: String? = nil) {
    self.host = host
    self.port = port
    self.security = security
    self.ca = ca
  }

  /// A socket of this computer, by its path.
  package init(local path: String) {
    self.init(host: path, port: 0, security: .plain)
  }

  /// The path of a socket of this computer; `nil` for a host.
  package var path: String? { host.hasPrefix("/") ? host : nil }

  /// Whether the host is this computer: `localhost`, 127.0.0.0/8 or `::1`. Names are not looked up.
  package var isLoopback: Bool { Endpoint.isLoopback(host) }

  /// Whether `host` is `localhost`, in 127.0.0.0/8, or `::1`. Names are not looked up.
  package static func isLoopback(_ host: String) -> Bool {
    let name = host.lowercased()
    if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "127" else { return false }
    return parts.allSatisfy { part in
      part.utf8.allSatisfy { 0x30...0x39 ~= $0 } && UInt8(part) != nil
    }
  }
}

/// Why a transport failed; each case says who must act.
package enum TransportError: Error, Hashable, Sendable {
  /// No connection. The machine tries again.
  case unreachable(reason: String)
  /// The other side could not prove who it is. A person must look before trusting it.
  case certificate(host: String, reason: String)
  /// Nothing came in time. The machine tries again.
  case timedOut
  /// The connection ended, or the task was cancelled. The machine tries again.
  case closed(reason: String)
  /// The answer is longer than the request allowed. A developer must look.
  case tooLarge(limit: Int)
}

extension TransportError: CustomStringConvertible {
  /// A sentence for people, without any secret.
  package var description: String {
    switch self {
    case .unreachable(let reason): "cannot connect: \(reason)"
    case .certificate(let host, let reason): "the certificate of \(host) is not valid: \(reason)"
    case .timedOut: "no answer in time"
    case .closed(let reason): "the connection ended: \(reason)"
    case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
    }
  }
}

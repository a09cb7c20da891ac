import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Wire

extension TransportError {
  /// What a foreign library's error means for us.
  init(_ error: any Error, host: String) {
    switch error {
    case let known as TransportError:
      self = known
    case is CancellationError:
      self = .closed(reason: "cancelled")
    case let error as HTTPClientError:
      self.init(http: error, host: host)
    case let error as NIOSSLError:
      self.init(tls: error, host: host)
    case let error as NIOSSLExtraError:
      self = .certificate(host: host, reason: TransportError.reason(for: error, host: host))
    case let error as BoringSSLError:
      self = .certificate(host: host, reason: "\(error)")
    case let error as NIOConnectionError:
      self = .unreachable(reason: TransportError.reason(for: error))
    case let error as ChannelError:
      self.init(channel: error, host: host)
    case let error as IOError:
      self = .closed(reason: "\(host): \(TransportError.words(for: error))")
    default:
      self = .unreachable(reason: "\(host): \(error)")
    }
  }

  /// What it means that a socket of this computer cannot be reached.
  init(local error: any Error, path: String) {
    switch error {
    case let error as IOError:
      self = .unreachable(reason: "\(TransportError.words(for: error)): \(path)")
    case let error as NIOConnectionError:
      self = .unreachable(reason: TransportError.reason(for: error))
    default:
      self.init(error, host: path)
    }
  }

  private init(http error: HTTPClientError, host: String) {
    switch error {
    case .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout, .tlsHandshakeTimeout,
      .getConnectionFromPoolTimeout:
      self = .timedOut
    case .cancelled:
      self = .closed(reason: "cancelled")
    case .remoteConnectionClosed:
      self = .closed(reason: "\(host) hung up")
    default:
      self = .unreachable(reason: "\(host): \(error.description)")
    }
  }

  private init(tls error: NIOSSLError, host: String) {
    switch error {
    case .handshakeFailed(let inner):
      let text = "\(inner)"
      if text.contains("CERTIFICATE_VERIFY_FAILED") {
        self = .certificate(
          host: host, reason: "it is expired, or not signed by anyone trusted here")
      } else {
        self = .unreachable(reason: "no secure connection, \(Self.words(for: text))")
      }
    case .unableToValidateCertificate, .noCertificateToValidate, .cannotFindPeerIP:
      self = .certificate(host: host, reason: "it does not name \(host)")
    case .uncleanShutdown:
      self = .closed(reason: "\(host) ended the connection without saying so")
    default:
      self = .unreachable(reason: "no secure connection, \(Self.words(for: "\(error)"))")
    }
  }

  /// What the TLS library means, without its own places and numbers.
  private static func words(for text: String) -> String {
    let reason = text.firstMatch(of: /OPENSSL_internal:([A-Z0-9_ ]+)/).map { String($0.1) } ?? ""
    let known = [
      ("PROTOCOL_VERSION", "the server speaks no TLS from 1.2 on"),
      ("UNSUPPORTED_PROTOCOL", "the server speaks no TLS from 1.2 on"),
      ("WRONG_VERSION_NUMBER", "the server does not speak TLS at this port"),
      ("HANDSHAKE_FAILURE", "the server and we know no cipher in common"),
    ]
    if let found = known.first(where: { reason.contains($0.0) }) { return found.1 }
    return reason.isEmpty ? "TLS failed" : reason.replacing("_", with: " ").lowercased()
  }

  private init(channel error: ChannelError, host: String) {
    switch error {
    case .connectTimeout:
      self = .timedOut
    case .eof, .ioOnClosedChannel, .alreadyClosed, .inputClosed, .outputClosed:
      self = .closed(reason: "\(host) hung up")
    default:
      self = .unreachable(reason: "\(host): \(error)")
    }
  }

  private static func reason(for error: NIOSSLExtraError, host: String) -> String {
    error == .failedToValidateHostname ? "it does not name \(host)" : "\(error)"
  }

  private static func reason(for error: NIOConnectionError) -> String {
    guard let first = error.connectionErrors.first?.error else {
      return "there is no address for \(error.host)"
    }
    return "\(words(for: first)) at port \(error.port)"
  }

  /// What the system says of a failed call, without the library's own words around it.
  private static func words(for error: any Error) -> String {
    guard let error = error as? IOError else { return "\(error)" }
    return String(cString: strerror(error.errnoCode)).lowercased()
  }
}

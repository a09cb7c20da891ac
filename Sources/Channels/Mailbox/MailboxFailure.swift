import ChannelKit
import Mail
import Wire

extension ChannelError {
  /// What a failing connection to `host` means for a channel.
  init(_ error: TransportError, host: String) {
    switch error {
    case .unreachable, .certificate, .timedOut, .closed:
      self = .unreachable(reason: "\(host): \(error.description)")
    case .tooLarge:
      self = .unreadable(excerpt: "\(host): \(error.description)")
    }
  }

  /// What a mail server's fault means for a channel.
  init(_ fault: MailFault, host: String) {
    switch fault {
    case .malformed, .tooLarge:
      self = .unreadable(excerpt: "\(host): \(fault.description)")
    case .unsafe, .unavailable:
      self = .unreachable(reason: "\(host): \(fault.description)")
    case .signedOut:
      self = .signedOut(reason: "\(host): \(fault.description)")
    case .unsayable:
      self = .refused(reason: fault.description)
    }
  }

  /// The connection may be used further: the server understood us and said no.
  var keepsConnection: Bool {
    switch self {
    case .refused: true
    case .unreachable, .postponed, .slowDown, .signedOut, .unsure, .unreadable: false
    }
  }
}

extension MailProtection {
  /// As the endpoint demands.
  init(_ security: Endpoint.Security) {
    switch security {
    case .tls: self = .tls
    case .startTLS: self = .startTLS
    case .plain: self = .plain
    }
  }
}

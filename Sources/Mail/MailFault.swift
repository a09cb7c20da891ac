/// Why a mail server is not listened to any longer; shared by IMAP and SMTP.
package enum MailFault: Error, Hashable, Sendable {
  /// It says what no server may say. A developer must look at the excerpt.
  case malformed(reason: String, excerpt: String)
  /// It says more than we are willing to hold.
  case tooLarge(reason: String)
  /// The connection is not protected as it must be; nothing secret was said.
  case unsafe(reason: String)
  /// It will not let us in. The agent must sign in again.
  case signedOut(reason: String)
  /// It will not talk now. The machine tries again.
  case unavailable(reason: String)
  /// What we wanted to say cannot be said to this server. The agent must change it.
  case unsayable(reason: String)
}

extension MailFault: CustomStringConvertible {
  /// A sentence for people.
  package var description: String {
    switch self {
    case .malformed(let reason, let excerpt):
      excerpt.isEmpty ? reason : "\(reason): \(excerpt)"
    case .tooLarge(let reason), .unsafe(let reason), .signedOut(let reason),
      .unavailable(let reason), .unsayable(let reason):
      reason
    }
  }
}

/// Text from a server for people: UTF-8 where it is any, without control characters, cut.
func readable(_ bytes: some Sequence<UInt8>, limit: Int = 300) -> String {
  let text = String(decoding: Array(bytes.prefix(limit)), as: UTF8.self)
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isControl = scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
    scalars.append(isControl ? "\u{FFFD}" : scalar)
  }
  return String(scalars)
}

package import Foundation

/// Writes a mail strictly: the same value always gives the same bytes, all lines end in CRLF.
package enum MIMEWriter {
  /// The bytes of `mail`. Throws `.unwritable` where a field holds a line break, a control
  /// character or an address that no server would take.
  package static func write(_ mail: OutgoingMail) throws(MailError) -> Data {
    Data()
  }
}

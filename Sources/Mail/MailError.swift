/// Why a mail cannot be written, or a file with mail not be used: the agent must act on each of
/// these. What a server does wrong while it is spoken with is a `MailFault`.
package enum MailError: Error, Hashable {
  /// The mail cannot be written as it stands: the agent must change what `field` holds.
  case unwritable(field: String, why: String)
  /// A file could not be read or written: `path`, and the system's reason.
  case file(path: String, why: String)
}

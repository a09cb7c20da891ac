/// What can go wrong in this room; the agent must act on each of these.
package enum MailError: Error, Hashable {
  /// The mail cannot be written as it stands: the agent must change what `field` holds.
  case unwritable(field: String, why: String)
  /// A file could not be read or written: `path`, and the system's reason.
  case file(path: String, why: String)
}

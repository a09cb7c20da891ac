/// What the parser makes of one mail, in the exact shape that `inspect --json` prints.
package struct Inspection: Hashable, Sendable, Encodable {
  /// Its Message-ID.
  package var messageID: String?
}

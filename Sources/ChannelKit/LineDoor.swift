/// Where a program of the user's takes one line and answers with several (docs/line-protocol.md).
package protocol LineDoor: Sendable {
  /// What people call it, for messages.
  var name: String { get }
  /// Hands over a line and returns all that is answered to it.
  ///
  /// Throws `.unsure` where the line may have been read and `isRepeatable` is false.
  func exchange(_ line: [UInt8], isRepeatable: Bool) async throws(ChannelError) -> [UInt8]
}

extension LineDoor {
  /// What went wrong after the line may have been read.
  package func lost(_ reason: String, isRepeatable: Bool) -> ChannelError {
    isRepeatable ? .unreachable(reason: "\(name) \(reason)") : .unsure(reason: "\(name) \(reason)")
  }
}

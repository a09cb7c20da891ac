package import Foundation
package import Seal

/// A file that came with a mail; its bytes stay encoded until somebody asks for them.
package struct Attachment: Hashable, Sendable {
  /// The name the sender gave, decoded but not cleaned: show and save `safeFilename` instead.
  package var filename: String?
  /// A name that is safe to show and to save under.
  package var safeFilename: String
  /// The media type in lower case, such as `image/png`.
  package var contentType: String
  /// Whether it belongs into the text (a picture in HTML) and not into a list of files.
  package var isInline: Bool
  /// The Content-ID without angle brackets, by which HTML refers to it.
  package var contentID: String?

  private var stored: Data
  private var encoding: TransferEncoding

  /// An attachment whose contents are at hand.
  package init(
    filename: String?, contentType: String, contents: Data, isInline: Bool = false,
    contentID: String? = nil
  ) {
    self.init(
      filename: filename, contentType: contentType, stored: contents, encoding: .identity,
      isInline: isInline, contentID: contentID)
  }

  init(
    filename: String?, contentType: String, stored: Data, encoding: TransferEncoding,
    isInline: Bool, contentID: String?
  ) {
    self.filename = filename
    self.safeFilename = SafeName.name(for: filename, contentType: contentType)
    self.contentType = contentType
    self.isInline = isInline
    self.contentID = contentID
    self.stored = stored
    self.encoding = encoding
  }

  /// The decoded bytes of the file; decoded anew at each call.
  package var contents: Data { encoding.decode(stored) }

  /// How many bytes it has while it is encoded.
  package var encodedBytes: Int { stored.count }

  /// Hands out the decoded bytes piece by piece; ends with the error of `take`.
  package func eachPiece(_ take: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try stored.withUnsafeBytes {
      try encoding.stream($0.bindMemory(to: UInt8.self), into: take)
    }
  }

  /// How many bytes the decoded contents have, and their SHA-256; worked out anew at each call,
  /// piece by piece, so that a large file never lies in memory decoded.
  package var measure: (bytes: Int, sha256: Digest) {
    stored.withUnsafeBytes { encoding.measure($0.bindMemory(to: UInt8.self)) }
  }
}

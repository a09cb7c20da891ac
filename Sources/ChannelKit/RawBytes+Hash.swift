package import Domain
package import Foundation
import Mail
import Seal

extension RawBytes {
  /// Bytes under their own hash.
  package init(_ contents: Data) {
    self.init(sha256: Digest.sha256(contents).hex, contents: contents, isHashed: true)
  }

  /// What came with a mail; what is large stays encoded and is decoded as it is handed out.
  init(_ file: Mail.Attachment) {
    guard file.encodedBytes > 1 << 20 else {
      self.init(file.contents)
      return
    }
    let measure = file.measure
    self.init(sha256: measure.sha256.hex, count: measure.bytes) { try file.eachPiece($0) }
  }
}

extension Parcel {
  /// Its bytes as the store keeps them.
  package var kept: RawBytes { RawBytes(Data(bytes)) }
}

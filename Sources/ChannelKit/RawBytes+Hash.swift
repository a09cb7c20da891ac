package import Domain
package import Foundation
import Seal

extension RawBytes {
  /// Bytes under their own hash.
  package init(_ contents: Data) {
    self.init(sha256: Digest.sha256(contents).hex, contents: contents)
  }
}

extension Parcel {
  /// Its bytes as the store keeps them.
  package var kept: RawBytes { RawBytes(Data(bytes)) }
}

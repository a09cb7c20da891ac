package import Domain
import Foundation

extension Cursor {
  /// A cursor that keeps a value, as JSON with its keys sorted.
  package init(keeping value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    self.init(String(decoding: (try? encoder.encode(value)) ?? Data(), as: UTF8.self))
  }

  /// The value that it keeps; `nil` where it keeps none of that kind.
  package func kept<Value: Decodable>(as _: Value.Type = Value.self) -> Value? {
    try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }
}

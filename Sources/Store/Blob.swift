internal import Domain
internal import Foundation
internal import Seal

extension ID {
  /// The sixteen bytes as they stand in the tables.
  var blob: Data {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) }
  }

  /// Reads sixteen bytes; `nil` for any other number of them.
  init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.init(
      high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
      low: bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// An identifier out of a table, where anything else is damage.
  init(stored bytes: Data) throws(Unreadable) {
    guard let id = ID(bytes: bytes) else {
      throw Unreadable(what: "an identifier of \(bytes.count) bytes")
    }
    self = id
  }
}

extension Data {
  /// A hash from its hexadecimal digits; `nil` for anything else.
  init?(hex: String) {
    guard let bytes = Spelling.bytes(hex: hex) else { return nil }
    self.init(bytes)
  }
}

/// Something in a table that no version of this program wrote.
struct Unreadable: Error, Hashable {
  /// What it is, for the sentence of `StoreError.damaged`.
  var what: String
}

/// How the tables keep values as JSON.
enum JSON {
  /// A value as JSON bytes.
  static func data(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return try encoder.encode(value)
  }

  /// A value as JSON text.
  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try data(value), as: UTF8.self)
  }

  /// A value out of JSON bytes.
  static func value<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw Unreadable(what: "\(type) does not read: \(error)")
    }
  }

  /// A value out of JSON text.
  static func value<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
    try value(type, from: Data(text.utf8))
  }
}

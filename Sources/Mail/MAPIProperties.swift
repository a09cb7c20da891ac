/// The properties of a message or a file inside TNEF (MS-OXTNEF paragraph 2.1.3.4).
struct MAPIProperties {
  enum Tag: Int {
    case body = 0x1000
    case htmlBody = 0x1013
    case compressedRTF = 0x1009
    case displayName = 0x3001
    case contents = 0x3701
    case filename = 0x3704
    case longFilename = 0x3707
    case mediaType = 0x370E
  }

  struct Value {
    var bytes: ArraySlice<UInt8>
    var isWide: Bool
    var isObject: Bool
  }

  private var values: [Int: Value] = [:]

  init(_ bytes: ArraySlice<UInt8>) {
    var reader = LittleEndianReader(bytes)
    guard let count = reader.long() else { return }
    for _ in 0..<min(count, 10_000) {
      guard let type = reader.short(), let id = reader.short() else { return }
      if id >= 0x8000, !MAPIProperties.skipName(&reader) { return }
      guard let value = MAPIProperties.value(of: type, &reader) else { return }
      if Tag(rawValue: id) != nil, values[id] == nil { values[id] = value }
    }
  }

  subscript(tag: Tag) -> Value? { values[tag.rawValue] }

  /// Properties above 0x8000 carry their name: a GUID, and a number or a text.
  private static func skipName(_ reader: inout LittleEndianReader) -> Bool {
    guard reader.take(16) != nil, let kind = reader.long(), let number = reader.long() else {
      return false
    }
    return kind == 0 || reader.takePadded(number) != nil
  }

  private static func value(of type: Int, _ reader: inout LittleEndianReader) -> Value? {
    let isMany = type & 0x1000 != 0
    let base = type & 0x0FFF
    if let size = size(of: base) {
      let count = isMany ? reader.long() : 1
      guard let count, count <= reader.left, let bytes = reader.take(size * count) else {
        return nil
      }
      return Value(bytes: bytes, isWide: false, isObject: false)
    }
    guard [0x0D, 0x1E, 0x1F, 0x102].contains(base), let count = reader.long(),
      count <= reader.left
    else { return nil }
    var first: ArraySlice<UInt8> = []
    for place in 0..<count {
      guard let length = reader.long(), let bytes = reader.takePadded(min(length, reader.left))
      else { return nil }
      if place == 0 { first = bytes }
    }
    return Value(bytes: first, isWide: base == 0x1F, isObject: base == 0x0D)
  }

  /// The bytes of a value whose size its type says, filled up to four.
  private static func size(of type: Int) -> Int? {
    switch type {
    case 0x02, 0x03, 0x04, 0x0A, 0x0B: 4
    case 0x05, 0x06, 0x07, 0x14, 0x40: 8
    case 0x48: 16
    case 0x00, 0x01: 0
    default: nil
    }
  }
}

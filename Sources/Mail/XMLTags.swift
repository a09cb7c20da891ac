import CXML

/// A small XML document from a stranger as tags and text.
///
/// It may define nothing of its own: without a document type there are no entities that grow when
/// they are read, and no files or addresses that they name.
struct XMLTags {
  enum Token: Hashable {
    /// A tag's name, and its attribute `type`, the only one that is wanted.
    case open(String, type: String?)
    case close
    case text(String)
  }

  /// Longer documents are not read.
  static let limit = 64 << 10

  /// Everything in the document, in order; `nil` where it is none, or not to be trusted.
  static func tokens(_ bytes: [UInt8]) -> [Token]? {
    guard bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self),
      !text.utf8.contains(0), !["<!DOCTYPE", "<!ENTITY"].contains(where: { text.contains($0) })
    else { return nil }
    return bytes.withUnsafeBytes { raw in
      let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
      guard let reader = cx_reader_new(start, Int32(raw.count)) else { return nil }
      defer { cx_reader_free(reader) }
      return tokens(of: reader)
    }
  }

  private static func tokens(of reader: OpaquePointer) -> [Token]? {
    var tokens: [Token] = []
    while true {
      let kind = cx_reader_next(reader)
      let value = cx_reader_value(reader).map { String(cString: $0) } ?? ""
      switch Int(kind) {
      case Int(cx_end): return tokens
      case Int(cx_open): tokens.append(.open(value, type: type(in: reader)))
      case Int(cx_close): tokens.append(.close)
      case Int(cx_text): tokens.append(.text(value))
      default: return nil
      }
    }
  }

  private static func type(in reader: OpaquePointer) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { room in
      guard let start = room.baseAddress,
        cx_reader_attribute(reader, "type", start, room.count) == 1
      else { return nil }
      return String(cString: start)
    }
  }
}

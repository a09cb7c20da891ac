/// A form of several parts, as files are sent in (RFC 7578).
package struct Multipart: Hashable, Sendable {
  /// One part.
  package struct Part: Hashable, Sendable {
    /// The field's name.
    package var name: String
    /// The file's name, where it is one.
    package var filename: String?
    /// Its type.
    package var type: String
    /// Its bytes.
    package var bytes: [UInt8]

    /// A part.
    package init(name: String, filename: String? = nil, type: String, bytes: [UInt8]) {
      self.name = name
      self.filename = filename
      self.type = type
      self.bytes = bytes
    }
  }

  /// What stands between the parts; in none of them.
  package let boundary: String
  /// The parts, in order.
  package var parts: [Part]

  /// A form; the same parts give the same bytes.
  package init(_ parts: [Part], boundary seed: String) {
    self.parts = parts
    var boundary = "shopbell-\(seed.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })"
    while parts.contains(where: { Self.first(Array(boundary.utf8), in: $0.bytes[...]) != nil }) {
      boundary += "x"
    }
    self.boundary = boundary
  }

  /// The value of Content-Type.
  package var type: String { "multipart/form-data; boundary=\(boundary)" }

  /// The same for a form as it is sent, which begins with its boundary.
  package static func type(of bytes: [UInt8]) -> String {
    let line = bytes.prefix { $0 != 0x0D }.dropFirst(2)
    return "multipart/form-data; boundary=\(String(decoding: line, as: UTF8.self))"
  }

  /// All of it, as it is sent.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      var head =
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(part.name))\""
      if let filename = part.filename { head += "; filename=\"\(Self.quoted(filename))\"" }
      head += "\r\nContent-Type: \(Self.quoted(part.type))\r\n\r\n"
      bytes += Array(head.utf8) + part.bytes + Array("\r\n".utf8)
    }
    return bytes + Array("--\(boundary)--\r\n".utf8)
  }

  /// As browsers write it: what would end the field is written in percents.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "%22"
      case "\r": quoted += "%0D"
      case "\n": quoted += "%0A"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: quoted += "_"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted
  }
}

// MARK: - Taking one apart

extension Multipart {
  /// The parts of a form that was sent with this Content-Type; `nil` where it is none. For doubles:
  /// strict, as the form above is written.
  package init?(_ bytes: [UInt8], type: String?) {
    guard let mark = type?.firstRange(of: "multipart/form-data; boundary="), let type else {
      return nil
    }
    boundary = String(type[mark.upperBound...])
    parts = []
    let line = Array("--\(boundary)".utf8)
    var rest = bytes[...]
    guard rest.starts(with: line + [0x0D, 0x0A]) else { return nil }
    rest = rest.dropFirst(line.count + 2)
    while let end = Self.first([0x0D, 0x0A] + line, in: rest) {
      guard let part = Part(rest[..<end]) else { return nil }
      parts.append(part)
      rest = rest[end...].dropFirst(line.count + 2)
      guard !rest.starts(with: Array("--\r\n".utf8)) else { return }
      rest = rest.dropFirst(2)
    }
    return nil
  }

  fileprivate static func first(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= needle.count else { return nil }
    return bytes.indices.dropLast(needle.count - 1).first { at in
      bytes[at] == needle[0] && bytes[at..<at + needle.count].elementsEqual(needle)
    }
  }
}

extension Multipart.Part {
  fileprivate init?(_ bytes: ArraySlice<UInt8>) {
    let gap = Array("\r\n\r\n".utf8)
    guard let end = Multipart.first(gap, in: bytes) else { return nil }
    let head = String(decoding: bytes[..<end], as: UTF8.self)
    guard let name = head.firstMatch(of: /; name="([^"]*)"/)?.output.1 else { return nil }
    self.name = String(name)
    filename = head.firstMatch(of: /; filename="([^"]*)"/).map { String($0.output.1) }
    type = head.firstMatch(of: /Content-Type: (.*)/).map { String($0.output.1) } ?? ""
    self.bytes = Array(bytes[end...].dropFirst(gap.count))
  }
}

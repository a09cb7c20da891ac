import Domain
import Foundation
import Terminal

/// How a dump spells texts, one line each: what cannot be seen is written as `\u{9}`, a backslash
/// twice.
enum DumpText {
  /// A text for the rest of a line.
  static func escaped(_ text: some StringProtocol) -> String {
    escaped(text) { TextFlow.isForbidden($0) || $0.properties.generalCategory == .control }
  }

  /// A text without white space.
  static func escapedWord(_ text: String) -> String {
    escaped(text) { TextFlow.isForbidden($0) || $0 <= " " || $0.properties.isWhitespace }
  }

  private static func escaped(
    _ text: some StringProtocol, where isHidden: (Unicode.Scalar) -> Bool
  ) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\\" {
        result.append(contentsOf: "\\\\".unicodeScalars)
      } else if isHidden(scalar) || ["\u{2028}", "\u{2029}"].contains(scalar) {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// The text that was spelt so; `nil` where a backslash means nothing.
  static func plain(_ text: Substring) -> String? {
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        result.append(scalar)
        continue
      }
      switch rest.popFirst() {
      case "\\": result.append("\\")
      case "u":
        guard rest.popFirst() == "{", let end = rest.firstIndex(of: "}"),
          let value = UInt32(String(rest[..<end]), radix: 16), let found = Unicode.Scalar(value)
        else { return nil }
        result.append(found)
        rest = rest[rest.index(after: end)...]
      default: return nil
      }
    }
    return String(result)
  }
}

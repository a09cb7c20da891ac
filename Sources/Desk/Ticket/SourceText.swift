package import Foundation
import Terminal

/// A message as it came, or only its header fields: what one looks at where the ticket's view of it
/// is not enough.
package struct SourceText: Hashable, Sendable {
  /// How much of it is shown.
  package enum Part: Hashable, Sendable {
    /// The header fields.
    case headers
    /// All of it.
    case whole
  }

  /// The most bytes that are shown.
  package static let most = 256_000

  /// SHA-256 of the message's bytes, in hex.
  package let sha256: String
  /// How much of it is shown.
  package let part: Part
  /// Whose message it is, and when it came.
  package let title: String
  /// The first line in sight.
  package private(set) var scroll = 0
  /// The lines, cut to the width they are shown at; empty until the bytes have come.
  package private(set) var lines: [String] = []
  private var text: String?
  private var width = 0
  private var height = 1

  /// A message whose bytes are being fetched.
  package init(sha256: String, part: Part, title: String) {
    self.sha256 = sha256
    self.part = part
    self.title = title
  }

  /// Whether its bytes have come.
  package var isHere: Bool { text != nil }

  /// Takes over the bytes.
  package mutating func answered(_ bytes: Data) {
    text = Self.text(of: bytes, part)
    lines = []
    width = 0
  }

  /// Cuts it to the room there is.
  package mutating func fit(columns: Int, rows: Int) {
    height = max(1, rows)
    if let text, width != columns {
      width = columns
      lines = TextFlow.wrap(text, to: max(10, columns))
    }
    scroll(by: 0)
  }

  /// Goes lines down, or up when negative.
  package mutating func scroll(by rows: Int) {
    scroll = max(0, min(scroll + rows, lines.count - height))
  }

  /// Goes to the first line, or to the last.
  package mutating func scroll(toEnd: Bool) {
    scroll = 0
    if toEnd { scroll(by: lines.count) }
  }

  /// The text behind bytes: UTF-8 where it is that, else a letter for each byte; without control
  /// characters.
  package static func text(of bytes: Data, _ part: Part) -> String {
    let shown = part == .headers ? headers(of: bytes) : bytes.prefix(most)
    let text =
      String(validating: shown, as: UTF8.self)
      ?? String(String.UnicodeScalarView(shown.map { Unicode.Scalar($0) }))
    let rest = bytes.count - shown.count
    let note = part == .whole && rest > 0 ? "\n… \(Wording.size(rest)) more" : ""
    return TextFlow.clean(text) + note
  }

  /// All before the first empty line (RFC 5322, 2.1).
  private static func headers(of bytes: Data) -> Data {
    var end = 0
    for (place, byte) in bytes.prefix(most).enumerated() where byte != 0x0D {
      if byte == 0x0A, end == place || bytes.dropFirst(end).prefix(place - end) == Data([0x0D]) {
        return bytes.prefix(end)
      }
      if byte == 0x0A { end = place + 1 }
    }
    return bytes.prefix(most)
  }
}

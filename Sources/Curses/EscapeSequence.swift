import Terminal

/// An escape sequence that came as single strokes, because the terminal's description lacks it.
///
/// Terminals send keys their description does not list, and answers to questions nobody asked
/// here. The keys are understood, the rest is swallowed: its letters must never act as commands.
enum EscapeSequence: Hashable {
  /// A key.
  case key(Key)
  /// The marker before a paste.
  case pasteBegins
  /// Anything else.
  case unknown

  /// The key it stands for, if any.
  var key: Key? {
    if case .key(let key) = self { key } else { nil }
  }

  /// Takes a sequence off the front of `rest`, the strokes after an escape; nil where there is
  /// none. Its end must have been read at the same time (ECMA-48, 5.4 and 8.3).
  init?(_ rest: inout ArraySlice<Stroke>) {
    guard case .scalar(let introducer) = rest.first, rest.count > 1 else { return nil }
    let body = rest.dropFirst().prefix { $0.scalar != nil }.compactMap(\.scalar)
    let length: Int?
    switch introducer {
    case "[":
      length = body.firstIndex { (0x40...0x7E).contains($0.value) }.map { $0 + 1 }
      self = Self.controlSequence(body.prefix(length ?? 0))
    case "O":
      length = body.isEmpty ? nil : 1
      self = body.first.flatMap(Self.letterKey).map { .key(Key($0)) } ?? .unknown
    case "]", "P", "_", "^":
      length = Self.stringLength(body)
      self = .unknown
    default: return nil
    }
    guard let length else { return nil }
    rest.removeFirst(1 + length)
  }

  /// The scalars up to the end of a control string: BEL, or escape and backslash.
  private static func stringLength(_ body: [Unicode.Scalar]) -> Int? {
    guard let end = body.firstIndex(where: { $0 == "\u{07}" || $0 == "\u{1B}" }) else { return nil }
    if body[end] == "\u{07}" { return end + 1 }
    return end + 1 < body.count && body[end + 1] == "\\" ? end + 2 : nil
  }

  private static func controlSequence(_ sequence: some Collection<Unicode.Scalar>) -> Self {
    let parameters = String(String.UnicodeScalarView(sequence.dropLast()))
      .split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    guard let final = sequence.suffix(1).first, parameters.count <= 2 else { return .unknown }
    let held = Key.Modifiers(xterm: parameters.dropFirst().first.flatMap { $0 } ?? 1)
    if final == "Z" { return .key(Key(.tab, .shift)) }
    if final == "~", let number = parameters.first.flatMap({ $0 }) {
      if number == 200 { return .pasteBegins }
      return numbered[number].map { .key(Key($0, held)) } ?? .unknown
    }
    // With a row and a column it is the cursor's place, and "M" is a mouse.
    let isPlain = sequence.count == 1 || (parameters.first == 1 && final != "R" && held != [])
    guard isPlain, final != "M" else { return .unknown }
    return letterKey(final).map { .key(Key($0, held)) } ?? .unknown
  }

  private static func letterKey(_ letter: Unicode.Scalar) -> Key.Name? {
    switch letter {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H": .home
    case "F": .end
    case "M": .enter
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    default: nil
    }
  }

  private static let numbered: [Int: Key.Name] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]
}

extension Stroke {
  fileprivate var scalar: Unicode.Scalar? {
    if case .scalar(let scalar) = self { scalar } else { nil }
  }
}

extension Key.Modifiers {
  /// What xterm's number says was held: one more than the sum of shift 1, alt 2, control 4.
  init(xterm number: Int) {
    self = []
    guard (2...16).contains(number) else { return }
    if (number - 1) & 1 != 0 { insert(.shift) }
    if (number - 1) & 2 != 0 { insert(.alt) }
    if (number - 1) & 4 != 0 { insert(.control) }
  }
}

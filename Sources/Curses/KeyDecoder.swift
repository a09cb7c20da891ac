package import Terminal

/// One thing the terminal library read.
package enum Stroke: Hashable, Sendable {
  /// A scalar, control characters included.
  case scalar(Unicode.Scalar)
  /// A key, by the library's name for it (`KEY_UP`, `kUP5`).
  case named(String)
  /// What follows is pasted.
  case pasteBegins
  /// The paste is over.
  case pasteEnds
  /// What follows, up to an `M` or an `m`, is what was done with the mouse.
  case mouseBegins
}

/// Turns what the terminal library read into keys and what was done with the mouse.
///
/// It remembers only a paste and a report of the mouse that have not ended yet. Escape and a key read in the same batch are
/// that key with Alt.
package struct KeyDecoder: Sendable {
  private var paste: String.UnicodeScalarView?
  private var mouse: MouseReport?

  /// A decoder outside of any paste.
  package init() {}

  /// What `strokes` mean, all that were waiting at one time.
  package mutating func decode(_ strokes: [Stroke]) -> [ScreenInput] {
    var inputs: [ScreenInput] = []
    var text = String.UnicodeScalarView()
    var rest = strokes[...]
    while let stroke = rest.popFirst() {
      if paste != nil {
        if let key = continuePaste(stroke) { inputs.append(.key(key)) }
        continue
      }
      if mouse != nil, case .scalar(let scalar) = stroke, mouse?.add(scalar) == true {
        if let event = mouse?.event { inputs.append(.mouse(event)) }
        if mouse?.isComplete == true { mouse = nil }
        continue
      }
      mouse = nil
      if case .scalar(let scalar) = stroke, scalar.value >= 0x20, scalar.value != 0x7F {
        text.append(scalar)
        continue
      }
      inputs += String(text).map { .key(Key($0)) }
      text = String.UnicodeScalarView()
      if stroke == .scalar("\u{1B}") {
        if let key = afterEscape(&rest) { inputs.append(.key(key)) }
      } else if stroke == .pasteBegins {
        paste = String.UnicodeScalarView()
      } else if stroke == .mouseBegins {
        mouse = MouseReport()
      } else if let key = Self.key(stroke) {
        inputs.append(.key(key))
      }
    }
    return inputs + String(text).map { .key(Key($0)) }
  }

  /// What an escape and the strokes behind it mean: a sequence the library does not know, a key
  /// with Alt, or the key Escape itself.
  private mutating func afterEscape(_ rest: inout ArraySlice<Stroke>) -> Key? {
    if let sequence = EscapeSequence(&rest) {
      if sequence == .pasteBegins { paste = String.UnicodeScalarView() }
      return sequence.key
    }
    guard let next = rest.first, next != .scalar("\u{1B}"), var key = Self.key(next) else {
      return Key(.escape)
    }
    rest.removeFirst()
    key.modifiers.insert(.alt)
    return key
  }

  private mutating func continuePaste(_ stroke: Stroke) -> Key? {
    switch stroke {
    case .scalar("\r"): paste?.append("\n")
    case .scalar(let scalar): paste?.append(scalar)
    case .named, .pasteBegins, .mouseBegins: break
    case .pasteEnds:
      defer { paste = nil }
      return paste.map { .paste(String($0)) }
    }
    return nil
  }

  private static func key(_ stroke: Stroke) -> Key? {
    switch stroke {
    case .scalar(let scalar): key(scalar)
    case .named(let name): key(named: name)
    case .pasteBegins, .pasteEnds, .mouseBegins: nil
    }
  }

  private static func key(_ scalar: Unicode.Scalar) -> Key {
    switch scalar.value {
    case 0: return .control(" ")
    case 0x09: return Key(.tab)
    case 0x0D: return Key(.enter)
    case 0x1B: return Key(.escape)
    case 0x7F: return Key(.backspace)
    case 0x01...0x1A: return .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x60)))
    case 0x1C...0x1F: return .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x40)))
    default: return Key(Character(scalar))
    }
  }
}

// MARK: - Names

extension KeyDecoder {
  private static func key(named name: String) -> Key? {
    if let key = named[name] { return key }
    if name.hasPrefix("KEY_F("), let number = Int(name.dropFirst(6).dropLast()) {
      return function(number)
    }
    // Keys that terminfo describes beyond the standard, as "kUP5": the digit says what was held.
    guard let digit = name.last?.wholeNumberValue, digit >= 2,
      let key = extended[String(name.dropLast())]
    else { return nil }
    return Key(key, Key.Modifiers(xterm: digit))
  }

  /// xterm counts on: F13 is F1 with shift, F25 with control, F37 with both, F49 with Alt.
  private static func function(_ number: Int) -> Key? {
    guard (1...63).contains(number) else { return nil }
    let held: [Key.Modifiers] = [
      [], .shift, .control, [.control, .shift], .alt, [.alt, .shift],
    ]
    return Key(.function((number - 1) % 12 + 1), held[(number - 1) / 12])
  }

  private static let named: [String: Key] = [
    "KEY_UP": Key(.up), "KEY_DOWN": Key(.down), "KEY_LEFT": Key(.left),
    "KEY_RIGHT": Key(.right), "KEY_HOME": Key(.home), "KEY_END": Key(.end),
    "KEY_FIND": Key(.home), "KEY_SELECT": Key(.end), "KEY_LL": Key(.end),
    "KEY_NPAGE": Key(.pageDown), "KEY_PPAGE": Key(.pageUp), "KEY_IC": Key(.insert),
    "KEY_DC": Key(.delete), "KEY_BACKSPACE": Key(.backspace), "KEY_ENTER": Key(.enter),
    "KEY_A1": Key(.home), "KEY_A3": Key(.pageUp), "KEY_C1": Key(.end), "KEY_C3": Key(.pageDown),
    "KEY_BTAB": Key(.tab, .shift), "KEY_SR": Key(.up, .shift), "KEY_SF": Key(.down, .shift),
    "KEY_SLEFT": Key(.left, .shift), "KEY_SRIGHT": Key(.right, .shift),
    "KEY_SHOME": Key(.home, .shift), "KEY_SEND": Key(.end, .shift),
    "KEY_SNEXT": Key(.pageDown, .shift), "KEY_SPREVIOUS": Key(.pageUp, .shift),
    "KEY_SDC": Key(.delete, .shift), "KEY_SIC": Key(.insert, .shift),
  ]

  private static let extended: [String: Key.Name] = [
    "kUP": .up, "kDN": .down, "kLFT": .left, "kRIT": .right, "kHOM": .home, "kEND": .end,
    "kNXT": .pageDown, "kPRV": .pageUp, "kDC": .delete, "kIC": .insert,
  ]
}

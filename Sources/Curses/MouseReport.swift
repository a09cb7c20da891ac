import Terminal

/// What a terminal says of the mouse: `button;column;row` and `M`, or `m` when the button came up
/// (xterm's SGR form, mode 1006).
///
/// It may arrive in pieces over a slow link; its figures must never act as keys.
struct MouseReport: Hashable {
  /// The longest there is: three numbers of five figures.
  private static let longest = 17

  /// Nothing more belongs to it.
  private(set) var isComplete = false
  /// What was done; `nil` while it is not complete, and for what means nothing here.
  private(set) var event: MouseEvent?
  private var text = ""

  /// Takes the next scalar; false where it does not belong to a report.
  mutating func add(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", ";":
      text.unicodeScalars.append(scalar)
      return text.utf8.count <= Self.longest
    case "M", "m":
      isComplete = true
      event = read(isUp: scalar == "m")
      return true
    default: return false
    }
  }

  /// Bit 5 says that it moved, bit 6 that it is the wheel; bits 2 to 4 are keys held meanwhile.
  private func read(isUp: Bool) -> MouseEvent? {
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).compactMap {
      Int($0)
    }
    guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
    let point = Point(numbers[1] - 1, numbers[2] - 1)
    switch numbers[0] & ~0b1_1100 {
    case 0: return MouseEvent(isUp ? .release : .press, point)
    case 32: return isUp ? nil : MouseEvent(.drag, point)
    case 64: return isUp ? nil : MouseEvent(.wheelUp, point)
    case 65: return isUp ? nil : MouseEvent(.wheelDown, point)
    default: return nil
    }
  }
}

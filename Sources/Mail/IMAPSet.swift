/// Message numbers or UIDs as ranges, such as `3:7,12` (RFC 3501, sequence-set); never empty ranges,
/// never 0.
package struct IMAPSet: Hashable, Sendable {
  /// The ranges in the order given.
  package private(set) var ranges: [ClosedRange<UInt32>]

  /// One range.
  package init(_ range: ClosedRange<UInt32>) {
    precondition(range.lowerBound > 0, "UIDs begin at 1.")
    ranges = [range]
  }

  /// Single numbers, joined to ranges where they follow each other.
  package init(_ numbers: some Sequence<UInt32>) {
    ranges = []
    for number in numbers {
      precondition(number > 0, "UIDs begin at 1.")
      if let last = ranges.last, number > 0, last.upperBound == number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
  }

  /// Reads `3:7,12`; `nil` for anything else. A range may run backwards.
  package init?(_ text: some StringProtocol) {
    ranges = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: ":", omittingEmptySubsequences: false)
      guard 1...2 ~= ends.count, let first = IMAPSet.number(ends[0]) else { return nil }
      guard ends.count == 2 else {
        ranges.append(first...first)
        continue
      }
      guard let last = IMAPSet.number(ends[1]) else { return nil }
      ranges.append(min(first, last)...max(first, last))
    }
  }

  private static func number(_ text: some StringProtocol) -> UInt32? {
    guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = UInt32(text), number > 0
    else { return nil }
    return number
  }

  /// As it is written in commands.
  package var text: String {
    ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound):\(range.upperBound)"
    }
    .joined(separator: ",")
  }

  /// Whether `number` is one of them.
  package func contains(_ number: UInt32) -> Bool {
    ranges.contains { $0.contains(number) }
  }
}

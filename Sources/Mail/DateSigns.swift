/// The dates and times in a line, whatever its language.
struct DateSigns {
  /// Whether it holds a year, a time or a date of numbers.
  private(set) var isDated = false
  /// Whether it names its distance from Greenwich.
  private(set) var hasZone = false
  /// How many characters stand before its first digit.
  private(set) var start = Int.max

  private static let zones = PhraseTable(["gmt", "utc"])

  init(_ text: Substring) {
    var group = 0
    var groups: [(digits: Int, value: Int, after: UInt8)] = []
    var value = 0
    var index = 0
    for byte in text.utf8 {
      if 0x30...0x39 ~= byte {
        if start == .max { start = index }
        group += 1
        value = min(value * 10 + Int(byte - 0x30), 100_000)
      } else if group > 0 {
        groups.append((group, value, byte))
        (group, value) = (0, 0)
      }
      if byte & 0xC0 != 0x80 { index += 1 }
    }
    if group > 0 { groups.append((group, value, 0x20)) }
    hasZone = DateSigns.zones.occurs(in: text)
    isDated =
      groups.contains { $0.digits == 4 && 1990...2099 ~= $0.value } || DateSigns.hasTime(groups)
      || DateSigns.hasNumericDate(groups)
  }

  /// `14:20`, `14.20`, `14h20`.
  private static func hasTime(_ groups: [(digits: Int, value: Int, after: UInt8)]) -> Bool {
    zip(groups, groups.dropFirst()).contains { first, second in
      first.digits <= 2 && first.value < 25 && second.digits == 2 && second.value < 60
        && (first.after == 0x3A || first.after == 0x68)
    }
  }

  /// `16.8.2014`, `6/16/16`.
  private static func hasNumericDate(
    _ groups: [(digits: Int, value: Int, after: UInt8)]
  ) -> Bool {
    guard groups.count >= 3 else { return false }
    return groups.indices.dropLast(2).contains { index in
      let (first, second) = (groups[index], groups[index + 1])
      return "./-".utf8.contains(first.after) && first.after == second.after
        && first.value <= 31 && second.value <= 31
    }
  }
}

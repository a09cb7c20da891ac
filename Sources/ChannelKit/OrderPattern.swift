/// How order numbers of a shop look, and after which words they stand.
///
/// Written as a small part of what regular expressions can say: letters, digits, `-`, `#`, `_`,
/// `.`, `/` mean themselves, `[0-9]` and `[A-Z]` a class, `?`, `{n}` and `{m,n}` how often. Case does not
/// count, and a number never begins or ends in the middle of a longer word or number.
package struct OrderPattern: Hashable, Sendable {
  /// The pattern as written.
  package let text: String
  /// Words one of which must stand before the number, lower case; empty where none must.
  package let labels: [String]
  private let atoms: [Atom]
  private let bytes: [[UInt8]]
  /// What its label or number may begin with: most places in a text are passed by with one look.
  private let starts: ByteSet

  /// A pattern; throws with the reason where it cannot be read.
  package init(_ text: String, after labels: [String] = []) throws(Unreadable) {
    self.text = text
    self.labels = labels.map { $0.lowercased() }.sorted { $0.utf8.count > $1.utf8.count }
    atoms = try Self.atoms(of: text)
    bytes = self.labels.map { Array($0.utf8) }
    starts = Self.starts(of: atoms, bytes)
  }

  /// Why a pattern cannot be read.
  package struct Unreadable: Error, Hashable {
    /// A sentence without its full stop.
    package var reason: String
  }

  /// Whether all of `word` is such a number.
  package func matches(_ word: some StringProtocol) -> Bool {
    let bytes = Array(word.utf8)
    return end(in: bytes, from: 0, atom: 0) == bytes.count
  }
}

// MARK: - Finding numbers

extension OrderPattern {
  /// The numbers in `text` that fit one of `patterns`, first to last, each once, at most `limit`;
  /// a leading `#` is left off.
  package static func numbers(
    in text: String, _ patterns: [OrderPattern], limit: Int = 20
  ) -> [String] {
    let bytes = Array(text.utf8.prefix(maximum))
    var starts = ByteSet()
    for pattern in patterns { starts.formUnion(pattern.starts) }
    var found: [String] = []
    for index in bytes.indices where starts.holds(bytes[index]) && isStart(index, in: bytes) {
      for pattern in patterns where pattern.starts.holds(bytes[index]) {
        guard let range = pattern.number(in: bytes, at: index) else { continue }
        let number = String(decoding: bytes[range].drop { $0 == hash }, as: UTF8.self)
        if !found.contains(number) { found.append(number) }
        if found.count == limit { return found }
      }
    }
    return found
  }

  /// Text beyond this many bytes is not looked at.
  private static var maximum: Int { 256 << 10 }
  private static var hash: UInt8 { 0x23 }

  private func number(in text: [UInt8], at index: Int) -> Range<Int>? {
    guard !labels.isEmpty else { return candidate(in: text, at: index) }
    let first = Self.lower(text[index])
    for label in bytes where label.first == first && Self.stands(label, in: text, at: index) {
      var start = index + label.count
      while start < text.count, Self.isFiller(text[start]) { start += 1 }
      if let range = candidate(in: text, at: start) { return range }
    }
    return nil
  }

  private func candidate(in text: [UInt8], at start: Int) -> Range<Int>? {
    guard start < text.count, let end = end(in: text, from: start, atom: 0), end > start,
      Self.isEnd(end, in: text)
    else { return nil }
    return start..<end
  }

  /// The end of the longest match, trying shorter ones where what follows asks for it.
  private func end(in text: [UInt8], from start: Int, atom: Int) -> Int? {
    guard atom < atoms.count else { return Self.isEnd(start, in: text) ? start : nil }
    let (set, counts) = (atoms[atom].set, atoms[atom].counts)
    var count = 0
    while count < counts.upperBound, start + count < text.count, set.holds(text[start + count]) {
      count += 1
    }
    while count >= counts.lowerBound {
      if let end = end(in: text, from: start + count, atom: atom + 1) { return end }
      count -= 1
    }
    return nil
  }

  private static func isStart(_ index: Int, in text: [UInt8]) -> Bool {
    guard index > 0 else { return true }
    let before = text[index - 1]
    return !isWord(before) && before != 0x2D && before != 0x26
  }

  private static func isEnd(_ index: Int, in text: [UInt8]) -> Bool {
    guard index < text.count else { return true }
    guard !isWord(text[index]) else { return false }
    let joins = text[index] == 0x2D || text[index] == 0x5F
    return !joins || index + 1 == text.count || !isWord(text[index + 1])
  }

  private static func stands(_ label: [UInt8], in text: [UInt8], at index: Int) -> Bool {
    guard index + label.count < text.count else { return false }
    for (offset, byte) in label.enumerated() where lower(text[index + offset]) != byte {
      return false
    }
    guard let last = label.last, isWord(last) else { return true }
    return !isWord(text[index + label.count])
  }

  private static func isFiller(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20, 0x28, 0x2A, 0x2E, 0x3A, 0x3D: true
    default: false
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
    default: false
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    0x41...0x5A ~= byte ? byte | 0x20 : byte
  }
}

// MARK: - Reading the pattern

extension OrderPattern {
  private struct Atom: Hashable, Sendable {
    var set: ByteSet
    var counts: ClosedRange<Int>
  }

  /// ASCII characters as bits.
  private struct ByteSet: Hashable, Sendable {
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// Every byte that is not ASCII.
    var isWide = false

    mutating func add(_ byte: UInt8) {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
    }

    /// Adds a letter in both cases.
    mutating func addFolded(_ byte: UInt8) {
      add(byte)
      if 0x41...0x5A ~= byte { add(byte | 0x20) }
      if 0x61...0x7A ~= byte { add(byte & ~0x20) }
    }

    mutating func formUnion(_ other: ByteSet) {
      low |= other.low
      high |= other.high
      isWide = isWide || other.isWide
    }

    func holds(_ byte: UInt8) -> Bool {
      guard byte < 128 else { return isWide }
      return (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte & 63)) & 1 == 1
    }
  }

  private static func starts(of atoms: [Atom], _ labels: [[UInt8]]) -> ByteSet {
    var starts = ByteSet()
    for first in labels.compactMap(\.first) {
      if first < 128 { starts.addFolded(first) } else { starts.isWide = true }
    }
    guard labels.isEmpty else { return starts }
    for atom in atoms {
      starts.formUnion(atom.set)
      if atom.counts.lowerBound > 0 { break }
    }
    return starts
  }

  private static func atoms(of text: String) throws(Unreadable) -> [Atom] {
    var rest = Array(text.utf8)[...]
    var atoms: [Atom] = []
    while let byte = rest.popFirst() {
      let set = try byte == UInt8(ascii: "[") ? characterClass(&rest) : literal(byte)
      atoms.append(Atom(set: set, counts: try counts(&rest)))
    }
    guard atoms.contains(where: { $0.counts.lowerBound > 0 }) else {
      throw Unreadable(reason: "the pattern \"\(text)\" also fits nothing at all")
    }
    guard atoms.map(\.counts.upperBound).reduce(0, +) <= 64 else {
      throw Unreadable(reason: "the pattern \"\(text)\" fits more than 64 characters")
    }
    return atoms
  }

  private static func literal(_ byte: UInt8) throws(Unreadable) -> ByteSet {
    guard byte < 0x80, isWord(byte) || "-#_./".utf8.contains(byte) else {
      let sign = String(decoding: [byte], as: UTF8.self)
      throw Unreadable(reason: "\"\(sign)\" has no meaning here; write letters, digits or a class")
    }
    var set = ByteSet()
    set.addFolded(byte)
    return set
  }

  private static func characterClass(
    _ rest: inout ArraySlice<UInt8>
  ) throws(Unreadable) -> ByteSet {
    guard let end = rest.firstIndex(of: UInt8(ascii: "]")), end > rest.startIndex else {
      throw Unreadable(reason: "a class such as [0-9] has no end, or is empty")
    }
    var members = rest[..<end]
    rest = rest[(end + 1)...]
    var set = ByteSet()
    while let first = members.popFirst() {
      guard first < 0x80 else { throw Unreadable(reason: "a class holds letters and digits only") }
      guard members.count >= 2, members.first == UInt8(ascii: "-") else {
        set.addFolded(first)
        continue
      }
      members.removeFirst()
      guard let last = members.popFirst(), last < 0x80, first <= last else {
        throw Unreadable(reason: "a range such as 0-9 goes from low to high")
      }
      for byte in first...last { set.addFolded(byte) }
    }
    return set
  }

  private static func counts(
    _ rest: inout ArraySlice<UInt8>
  ) throws(Unreadable) -> ClosedRange<Int> {
    if rest.first == UInt8(ascii: "?") {
      rest.removeFirst()
      return 0...1
    }
    guard rest.first == UInt8(ascii: "{") else { return 1...1 }
    guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
      throw Unreadable(reason: "a count such as {3} has no end")
    }
    let numbers = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
      .split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    rest = rest[(end + 1)...]
    guard (1...2).contains(numbers.count), let low = numbers[0],
      let high = numbers[numbers.count - 1],
      0 <= low, low <= high, high > 0
    else { throw Unreadable(reason: "a count is written {3} or {3,10}") }
    return low...high
  }
}

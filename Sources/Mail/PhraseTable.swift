/// Many phrases looked for at once, byte by byte: texts are long, and phrases are many.
struct PhraseTable: Sendable {
  /// The phrases by their first byte.
  private let buckets: [[[UInt8]]]
  /// The phrases by their last byte.
  private let endings: [[[UInt8]]]
  /// The two bytes that phrases begin with: most places in a text are passed by with one look.
  private let openings: PairSet

  /// A table of phrases in lower case; what it is held against must be in lower case too.
  init(_ phrases: some Sequence<String>) {
    var buckets: [[[UInt8]]] = Array(repeating: [], count: 256)
    var endings = buckets
    var openings = PairSet()
    for phrase in phrases.map({ Array($0.utf8) }) {
      guard let first = phrase.first, let last = phrase.last else { continue }
      buckets[Int(first)].append(phrase)
      endings[Int(last)].append(phrase)
      openings.insert(first, phrase.dropFirst().first)
    }
    self.buckets = buckets
    self.endings = endings
    self.openings = openings
  }

  /// Whether one of them stands anywhere in `line`, whatever its case.
  func occurs(inAnyCase line: Substring) -> Bool {
    PhraseTable.withLowerCase(of: line, occurs) ?? occurs(in: line.lowercased())
  }

  /// Whether one of them stands anywhere in `text`.
  func occurs(in text: some StringProtocol) -> Bool {
    PhraseTable.withBytes(of: text, occurs)
  }

  private func occurs(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var next: UInt8 = 0
    for at in bytes.indices.reversed() {
      let byte = bytes[at]
      defer { next = byte }
      guard openings.holds(byte, next) else { continue }
      for phrase in buckets[Int(byte)] where PhraseTable.stands(phrase, at: at, in: bytes) {
        return true
      }
    }
    return false
  }

  /// Whether `text` begins with one of them.
  func begins(_ text: some StringProtocol) -> Bool {
    PhraseTable.withBytes(of: text) { bytes in
      guard let first = bytes.first else { return false }
      return buckets[Int(first)].contains { PhraseTable.stands($0, at: 0, in: bytes) }
    }
  }

  /// How many bytes of `text` are one of them, the longest; `nil` where it begins with none.
  func beginning(of text: some StringProtocol) -> Int? {
    PhraseTable.withBytes(of: text) { bytes in
      guard let first = bytes.first else { return nil }
      return buckets[Int(first)].filter { PhraseTable.stands($0, at: 0, in: bytes) }
        .map(\.count).max()
    }
  }

  /// Whether `text` is one of them.
  func isOne(_ text: some StringProtocol) -> Bool {
    beginning(of: text) == text.utf8.count
  }

  /// Whether `text` ends with one of them.
  func ends(_ text: some StringProtocol) -> Bool {
    PhraseTable.withBytes(of: text, ends)
  }

  /// Whether `line` ends with one of them, whatever its case.
  func ends(inAnyCase line: Substring) -> Bool {
    PhraseTable.withLowerCase(of: line, ends) ?? ends(line.lowercased())
  }

  private func ends(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let last = bytes.last else { return false }
    return endings[Int(last)].contains { phrase in
      phrase.count <= bytes.count
        && PhraseTable.stands(phrase, at: bytes.count - phrase.count, in: bytes)
    }
  }

  private static func stands(
    _ phrase: [UInt8], at place: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard place + phrase.count <= bytes.count else { return false }
    for offset in phrase.indices where bytes[place + offset] != phrase[offset] { return false }
    return true
  }

  private static func withLowerCase<Result>(
    of line: Substring, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result? {
    withBytes(of: line) { bytes in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { room in
        LowerCase.write(bytes, to: room) ? body(UnsafeBufferPointer(room)) : nil
      }
    }
  }

  private static func withBytes<Result>(
    of text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
    var whole = String(text)
    return whole.withUTF8(body)
  }
}

/// Pairs of bytes, as bits.
private struct PairSet: Sendable {
  private var bits = [UInt64](repeating: 0, count: 1 << 10)

  /// Adds a pair, or every pair that begins with `first`.
  mutating func insert(_ first: UInt8, _ second: UInt8?) {
    for second in second.map({ $0...$0 }) ?? 0...255 {
      let place = Int(first) << 8 | Int(second)
      bits[place >> 6] |= 1 << UInt64(place & 63)
    }
  }

  func holds(_ first: UInt8, _ second: UInt8) -> Bool {
    let place = Int(first) << 8 | Int(second)
    return bits[place >> 6] >> UInt64(place & 63) & 1 == 1
  }
}

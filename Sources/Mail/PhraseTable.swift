/// Many phrases looked for at once, byte by byte: texts are long, and phrases are many.
struct PhraseTable: Sendable {
  /// The phrases by their first byte.
  private let buckets: [[[UInt8]]]
  private let phrases: [[UInt8]]

  /// A table of phrases in lower case; what it is held against must be in lower case too.
  init(_ phrases: some Sequence<String>) {
    self.phrases = phrases.map { Array($0.utf8) }
    var buckets: [[[UInt8]]] = Array(repeating: [], count: 256)
    for phrase in self.phrases {
      if let first = phrase.first { buckets[Int(first)].append(phrase) }
    }
    self.buckets = buckets
  }

  /// Whether one of them stands anywhere in `text`.
  func occurs(in text: some StringProtocol) -> Bool {
    PhraseTable.withBytes(of: text) { bytes in
      for at in bytes.indices {
        for phrase in buckets[Int(bytes[at])] where PhraseTable.stands(phrase, at: at, in: bytes) {
          return true
        }
      }
      return false
    }
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
    PhraseTable.withBytes(of: text) { bytes in
      phrases.contains { phrase in
        phrase.count <= bytes.count
          && PhraseTable.stands(phrase, at: bytes.count - phrase.count, in: bytes)
      }
    }
  }

  private static func stands(
    _ phrase: [UInt8], at place: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard place + phrase.count <= bytes.count else { return false }
    for offset in phrase.indices where bytes[place + offset] != phrase[offset] { return false }
    return true
  }

  private static func withBytes<Result>(
    of text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
    var whole = String(text)
    return whole.withUTF8(body)
  }
}

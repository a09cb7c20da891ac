internal import Foundation

/// Many short texts looked for in bytes at once; ASCII letters are the same in either case.
///
/// An automaton after Aho and Corasick: bytes are read once, however many texts there are, and what
/// lies across the border of two pieces is found too.
struct Needles: Sendable {
  /// The texts, folded, each once.
  let texts: [[UInt8]]
  private let classes: [UInt8]
  private let width: Int
  private var next: [Int32] = []
  /// The text that ends in a state, or -1.
  private var ending: [Int32] = [-1]
  /// The nearest state further back along which another text ends, or 0.
  private var further: [Int32] = [0]

  /// How far the automaton has come between two pieces.
  struct Place {
    fileprivate var state: Int32 = 0
    /// How many bytes came before.
    fileprivate var read = 0

    /// At the beginning.
    init() {}
  }

  /// A text that was found: which, and the bytes it takes up.
  struct Hit {
    /// Its place in `texts`.
    var text: Int
    /// Where it lies, counted from the first byte of the first piece.
    var range: Range<Int>
  }

  /// An automaton for texts; empty ones are left out.
  init(_ wanted: some Sequence<String>) {
    texts = Set(wanted.map { $0.utf8.map(Self.folded) }).filter { !$0.isEmpty }
      .sorted { $0.lexicographicallyPrecedes($1) }
    var classes = [UInt8](repeating: 0, count: 256)
    var count = 1
    for byte in Set(texts.joined()).sorted() {
      classes[Int(byte)] = UInt8(truncatingIfNeeded: count)
      count += 1
    }
    for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") {
      classes[Int(byte)] = classes[Int(Self.folded(byte))]
    }
    self.classes = classes
    width = count
    next = [Int32](repeating: -1, count: count)
    for (number, text) in texts.enumerated() { add(text, number) }
    link()
  }

  /// A byte with ASCII capitals made small.
  static func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private mutating func add(_ text: [UInt8], _ number: Int) {
    var state = 0
    for byte in text {
      let slot = state * width + Int(classes[Int(byte)])
      if next[slot] < 0 {
        next[slot] = Int32(ending.count)
        ending.append(-1)
        further.append(0)
        next += repeatElement(-1, count: width)
      }
      state = Int(next[slot])
    }
    ending[state] = Int32(number)
  }

  private mutating func link() {
    var back = [Int32](repeating: 0, count: ending.count)
    var queue: [Int] = []
    for slot in 0..<width {
      if next[slot] < 0 { next[slot] = 0 } else { queue.append(Int(next[slot])) }
    }
    var first = 0
    while first < queue.count {
      let state = queue[first]
      first += 1
      let behind = Int(back[state])
      further[state] = ending[behind] >= 0 ? Int32(behind) : further[behind]
      for column in 0..<width {
        let slot = state * width + column
        if next[slot] < 0 {
          next[slot] = next[behind * width + column]
        } else {
          back[Int(next[slot])] = next[behind * width + column]
          queue.append(Int(next[slot]))
        }
      }
    }
  }
}

// MARK: - Looking

extension Needles {
  /// Reads on from a place, and hands out what ends within these bytes.
  func read(
    _ bytes: UnsafeRawBufferPointer, from place: inout Place, _ found: (Hit) throws -> Void
  ) rethrows {
    guard !texts.isEmpty else { return }
    var state = place.state
    for (offset, byte) in bytes.enumerated() {
      state = next[Int(state) * width + Int(classes[Int(byte)])]
      guard ending[Int(state)] >= 0 || further[Int(state)] > 0 else { continue }
      var at = state
      repeat {
        let number = ending[Int(at)]
        if number >= 0 {
          let end = place.read + offset + 1
          try found(
            Hit(text: Int(number), range: end - texts[Int(number)].count..<end))
        }
        at = further[Int(at)]
      } while at > 0
    }
    place.state = state
    place.read += bytes.count
  }

  /// Everything found in bytes, those that are only a part of a longer word or address left out
  /// where `isWhole`.
  func hits(in bytes: Data, isWhole: Bool = true) -> [Hit] {
    bytes.withUnsafeBytes { bytes in
      var place = Place()
      var found: [Hit] = []
      read(bytes, from: &place) { hit in
        if !isWhole || Self.isWhole(hit.range, in: bytes) { found.append(hit) }
      }
      return found
    }
  }

  /// Bytes in which every whole text is replaced by what `other` says of it.
  func replaced(in bytes: Data, by other: (Int) -> String) -> Data {
    var result = Data()
    var done = 0
    // The longest of those that begin at one place wins.
    let hits = hits(in: bytes).sorted {
      ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count)
    }
    for hit in hits where hit.range.lowerBound >= done {
      result += bytes.dropFirst(done).prefix(hit.range.lowerBound - done)
      result += Data(other(hit.text).utf8)
      done = hit.range.upperBound
    }
    return result + bytes.dropFirst(done)
  }

  /// Whether what lies there is no part of a longer word, name or address.
  private static func isWhole(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
    let first = range.lowerBound
    if first > 0, isOfWord(bytes[first - 1]), !isEscape(before: first, in: bytes) { return false }
    guard range.upperBound < bytes.count else { return true }
    let after = bytes[range.upperBound]
    if after == UInt8(ascii: "."), range.upperBound + 1 < bytes.count {
      return !isLetter(bytes[range.upperBound + 1])
    }
    return !isLetter(after) && after != UInt8(ascii: "-")
  }

  /// In JSON a letter may be the end of an escape: `\\n`, `\\t`, `\\u001f`.
  private static func isEscape(before place: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    let slash = UInt8(ascii: "\\")
    if place > 1, bytes[place - 2] == slash { return "nrtbf".utf8.contains(bytes[place - 1]) }
    return place > 5 && bytes[place - 6] == slash && bytes[place - 5] == UInt8(ascii: "u")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
      true
    default: false
    }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || "._%+-".utf8.contains(byte)
  }
}

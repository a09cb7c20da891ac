/// Random damage to what a server says, by lines, numbers, words and bytes.
struct Mangling {
  /// What hostile servers of this protocol say.
  var words: [String]
  /// Longer than this nothing grows.
  var most = 100_000

  private static let numbers = [
    "0", "1", "-1", "4294967295", "4294967296", "99999999999", "18446744073709551616", "250", "354",
    "00000000000000000007", "65537", "999",
  ]

  /// `bytes` with one to four damages; `other` is what may be spliced in.
  func mangle(_ bytes: [UInt8], other: [UInt8], with generator: inout SplitMix) -> [UInt8] {
    var result = bytes
    for _ in 0..<1 + generator.below(4) {
      if generator.below(2) == 0 {
        mangleLines(&result, with: &generator)
      } else {
        mangleBytes(&result, other: other, with: &generator)
      }
      if result.count > most { result.removeLast(result.count - most) }
    }
    return result
  }

  private func mangleLines(_ bytes: inout [UInt8], with generator: inout SplitMix) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { Array($0) + [0x0A] }
    lines[lines.count - 1].removeLast()
    let place = generator.below(lines.count)
    switch generator.below(8) {
    case 0: lines.insert(lines[place], at: place)
    case 1: lines.remove(at: place)
    case 2: lines.swapAt(place, generator.below(lines.count))
    case 3: lines.insert(word(&generator), at: place)
    case 4: lines.append(word(&generator))
    case 5:
      let flood = Array(repeating: word(&generator), count: 1 + generator.below(60)).joined()
      lines.insert(Array(flood), at: place)
    case 6: lines[place] = renumbered(lines[place], &generator)
    default:
      let end: [UInt8] = generator.one(of: [
        [0x0A], [0x0D], [], [0x0D, 0x0D, 0x0A], [0x00, 0x0D, 0x0A],
      ])
      while let last = lines[place].last, last == 0x0A || last == 0x0D { lines[place].removeLast() }
      lines[place] += end
    }
    bytes = Array(lines.joined())
  }

  private func mangleBytes(
    _ bytes: inout [UInt8], other: [UInt8], with generator: inout SplitMix
  ) {
    let place = generator.below(bytes.count + 1)
    let end = min(bytes.count, place + 1 + generator.below(40))
    switch generator.below(9) {
    case 0: bytes.removeSubrange(place...)
    case 1 where place < bytes.count: bytes[place] ^= UInt8(1 << generator.below(8))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 4: bytes.insert(contentsOf: word(&generator), at: place)
    case 5:
      let byte: UInt8 = generator.one(of: [
        0x00, 0x0D, 0x0A, 0x1B, 0x80, 0xFF, 0x28, 0x22, 0x5B, 0x7B,
      ])
      let count = generator.one(of: [1, 1, 2, 40, 3_000])
      bytes.insert(contentsOf: [UInt8](repeating: byte, count: count), at: place)
    case 6:
      let begin = generator.below(other.count + 1)
      bytes.insert(contentsOf: other[begin...], at: place)
    case 7: bytes = renumbered(bytes, &generator)
    default: bytes.insert(contentsOf: other, at: generator.one(of: [0, place, bytes.count]))
    }
  }

  private func word(_ generator: inout SplitMix) -> [UInt8] {
    Array(generator.one(of: words).utf8)
  }

  /// One number of the text becomes another.
  private func renumbered(_ bytes: [UInt8], _ generator: inout SplitMix) -> [UInt8] {
    var runs: [Range<Int>] = []
    for (place, byte) in bytes.enumerated() where 0x30...0x39 ~= byte {
      if let last = runs.last, last.upperBound == place {
        runs[runs.count - 1] = last.lowerBound..<place + 1
      } else {
        runs.append(place..<place + 1)
      }
    }
    guard !runs.isEmpty else { return bytes }
    var result = bytes
    let number = generator.one(of: Self.numbers + ["\(generator.below(40))"])
    result.replaceSubrange(generator.one(of: runs), with: number.utf8)
    return result
  }
}

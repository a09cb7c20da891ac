import CGMime

/// Where the boundary lines of a mail's multiparts stand: found in one pass, however many parts ask.
struct BoundaryLines {
  private var places: [[UInt8]: [Int]] = [:]

  /// The lines of `boundaries` in `bytes`; a line must hold nothing else (RFC 2046, section 5.1.1).
  init(_ boundaries: [String], in bytes: UnsafeBufferPointer<UInt8>) {
    for boundary in boundaries { places[Array(boundary.utf8)] = [] }
    let longest = places.keys.reduce(0) { max($0, $1.count) }
    let mark: [UInt8] = [0x0A, 0x2D, 0x2D]
    var at = 0
    while longest > 0, at < bytes.count {
      let rest = UnsafeBufferPointer(rebasing: bytes[at...])
      let place = at + cg_find(rest.baseAddress, rest.count, mark, mark.count)
      guard place < bytes.count else { return }
      at = place + mark.count
      note(Array(bytes[at...].prefix(longest + 80).prefix { $0 != 0x0A }), at: place)
    }
  }

  private mutating func note(_ line: [UInt8], at place: Int) {
    var line = line
    while let last = line.last, [0x20, 0x09, 0x0D].contains(last) { line.removeLast() }
    if places[line] == nil, line.suffix(2).elementsEqual([0x2D, 0x2D]) { line.removeLast(2) }
    places[line]?.append(place)
  }

  /// The line feed before the first line of `boundary` that stands at or after `start`.
  func first(of boundary: String, from start: Int) -> Int? {
    guard let places = places[Array(boundary.utf8)] else { return nil }
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < start { low = middle + 1 } else { high = middle }
    }
    return low < places.count ? places[low] : nil
  }
}

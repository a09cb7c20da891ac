/// How much of a line one part wants, when rows or columns are shared out.
package enum Extent: Hashable, Sendable {
  /// Exactly this many cells, as long as there are that many.
  case fixed(Int)
  /// A share of what is left, in proportion to its weight.
  case share(Int)
  /// At least this many cells, and a share of what is left beyond them.
  case atLeast(Int, share: Int)

  fileprivate var least: Int {
    switch self {
    case .fixed(let cells): max(0, cells)
    case .share: 0
    case .atLeast(let cells, _): max(0, cells)
    }
  }

  fileprivate var weight: Int {
    switch self {
    case .fixed: 0
    case .share(let weight), .atLeast(_, let weight): max(0, weight)
    }
  }
}

/// Cuts a rectangle into rows or columns.
package enum Layout {
  /// Cuts `rect` from top to bottom, one rectangle a part; later parts become empty when it is
  /// too small.
  package static func rows(_ parts: [Extent], in rect: Rect, gap: Int = 0) -> [Rect] {
    var rest = rect
    return lengths(parts, of: rect.rows, gap: gap).enumerated().map { index, length in
      if index > 0 { _ = rest.cutTop(gap) }
      return rest.cutTop(length)
    }
  }

  /// Cuts `rect` from left to right, one rectangle a part.
  package static func columns(_ parts: [Extent], in rect: Rect, gap: Int = 0) -> [Rect] {
    var rest = rect
    return lengths(parts, of: rect.columns, gap: gap).enumerated().map { index, length in
      if index > 0 { _ = rest.cutLeft(gap) }
      return rest.cutLeft(length)
    }
  }

  /// Shares out `total` cells with `gap` cells between parts: first what parts need at least, the
  /// first part first, then the rest by weight. The last cells go to the parts with the largest
  /// remainder, so that no cell is lost.
  package static func lengths(_ parts: [Extent], of total: Int, gap: Int = 0) -> [Int] {
    var left = max(0, total - gap * max(0, parts.count - 1))
    var lengths = parts.map { part in
      let taken = min(part.least, left)
      left -= taken
      return taken
    }
    let weights = parts.reduce(0) { $0 + $1.weight }
    guard left > 0, weights > 0 else { return lengths }
    var remainders: [(remainder: Int, index: Int)] = []
    var given = 0
    for (index, part) in parts.enumerated() where part.weight > 0 {
      lengths[index] += left * part.weight / weights
      given += left * part.weight / weights
      remainders.append((left * part.weight % weights, index))
    }
    remainders.sort { ($0.remainder, $1.index) > ($1.remainder, $0.index) }
    for (_, index) in remainders.prefix(left - given) { lengths[index] += 1 }
    return lengths
  }
}

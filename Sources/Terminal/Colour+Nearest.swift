extension Colour {
  /// One of xterm's 256: on a terminal with 16 the nearest of those.
  package init(palette number: Int) {
    if number < 16 {
      self.init(basic: number)
      return
    }
    let rgb = Self.rgb(ofPalette: number)
    self.init(basic: Self.nearest(to: rgb, among: 0..<16), palette: number, rgb: Self.direct(rgb))
  }

  /// Any colour, as `0xRRGGBB`: on a terminal with fewer the nearest it has.
  package init(rgb: Int) {
    self.init(
      basic: Self.nearest(to: rgb, among: 0..<16),
      // The first 16 look as their owner likes; the others are what xterm says.
      palette: Self.nearest(to: rgb, among: 16..<256), rgb: Self.direct(rgb))
  }

  /// A direct-colour terminal takes 0 to 7 for the first of its palette.
  private static func direct(_ rgb: Int) -> Int { rgb < 8 ? 0x080808 : rgb }

  /// The numbers that are nearest in red, green and blue; the lowest of equals.
  private static func nearest(to rgb: Int, among numbers: Range<Int>) -> Int {
    numbers.min { distance(rgb, Self.rgb(ofPalette: $0)) < distance(rgb, Self.rgb(ofPalette: $1)) }
      ?? numbers.lowerBound
  }

  /// Squares of the differences, weighted roughly as eyes do.
  private static func distance(_ left: Int, _ right: Int) -> Int {
    func part(_ shift: Int) -> Int {
      let difference = (left >> shift & 0xFF) - (right >> shift & 0xFF)
      return difference * difference
    }
    return 3 * part(16) + 6 * part(8) + 2 * part(0)
  }

  /// xterm's table: 16 of its own, a cube of six steps, 24 greys.
  private static func rgb(ofPalette number: Int) -> Int {
    if number < 16 { return first[number] }
    if number >= 232 { return (8 + 10 * (number - 232)) * 0x010101 }
    func step(_ index: Int) -> Int { index == 0 ? 0 : 55 + 40 * index }
    let cube = number - 16
    return step(cube / 36) << 16 | step(cube / 6 % 6) << 8 | step(cube % 6)
  }

  private static let first = [
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
  ]
}

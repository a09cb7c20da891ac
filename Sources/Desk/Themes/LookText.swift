import Domain
import Terminal

/// A look as a theme's file spells it: `red bold`, `#d0d0d0 on #1c1c1c`, `yellow/214/#ffaf00`.
///
/// A colour is a name of the 16 that every terminal has, a number of xterm's 256, or `#rrggbb`; up
/// to three of them with `/` between say it for each kind of terminal, and what is left out is the
/// nearest there.
enum LookText {
  /// Reads it; throws what is wrong, its column counted from 1 within `text`.
  static func read(_ text: Substring) throws(Problem) -> Look {
    var look = Look()
    var seen = (foreground: false, background: false)
    var isBehind = false
    for word in text.split(separator: " ") {
      let column = text.distance(from: text.startIndex, to: word.startIndex) + 1
      if word == "on", !isBehind, !seen.background {
        isBehind = true
      } else if let attribute = attributes[String(word)], !isBehind {
        look.attributes.formUnion(attribute)
      } else if isBehind {
        look.background = try colour(word, column)
        (isBehind, seen.background) = (false, true)
      } else if !seen.foreground {
        look.foreground = try colour(word, column)
        seen.foreground = true
      } else {
        let nearest = Problem.nearest(to: String(word), among: attributes.keys.sorted())
        throw Problem(
          column: column, "\(word) is no attribute",
          remedy: nearest.map { "did you mean \($0)" }
            ?? "they are \(Wording.list(attributes.keys.sorted()))")
      }
    }
    if isBehind {
      throw Problem(column: text.count, "no colour behind “on”", remedy: "write on COLOUR")
    }
    return look
  }

  private static func colour(_ word: Substring, _ column: Int) throws(Problem) -> Colour {
    var (name, number, rgb): (Int?, Int?, Int?)
    var column = column
    for piece in word.split(separator: "/", omittingEmptySubsequences: false) {
      defer { column += piece.count + 1 }
      if let basic = names[String(piece)] {
        guard name == nil else { throw twice(piece, column) }
        name = basic
      } else if piece.first == "#" {
        guard rgb == nil else { throw twice(piece, column) }
        rgb = try hexadecimal(piece, column)
      } else if let value = Int(piece), piece.allSatisfy(\.isNumber) {
        guard number == nil else { throw twice(piece, column) }
        guard value < 256 else {
          throw Problem(column: column, "there is no colour \(piece)", remedy: "0 to 255")
        }
        number = value
      } else {
        throw unknown(piece, column)
      }
    }
    return Self.colour(name, number, rgb)
  }

  /// The richest one given, with what the others say about poorer terminals.
  private static func colour(_ name: Int?, _ number: Int?, _ rgb: Int?) -> Colour {
    var colour =
      rgb.map { Colour(rgb: $0) } ?? number.map { Colour(palette: $0) }
      ?? name.map { $0 < 0 ? .terminal : Colour(basic: $0) } ?? .terminal
    if let number { colour.palette = number }
    if let name { colour.basic = name }
    return colour
  }

  private static func hexadecimal(_ piece: Substring, _ column: Int) throws(Problem) -> Int {
    let digits = piece.dropFirst()
    guard digits.count == 6, digits.allSatisfy(\.isHexDigit), let rgb = Int(digits, radix: 16)
    else {
      throw Problem(
        column: column, "\(piece) is no colour", remedy: "write # and six digits: #ffaf00")
    }
    return rgb
  }

  private static func twice(_ piece: Substring, _ column: Int) -> Problem {
    Problem(
      column: column, "\(piece) says the same kind of colour twice",
      remedy: "one name, one number, one #rrggbb")
  }

  private static func unknown(_ piece: Substring, _ column: Int) -> Problem {
    let known = names.keys.sorted() + attributes.keys.sorted()
    let nearest = Problem.nearest(to: String(piece), among: known)
    return Problem(
      column: column, "\(piece) is no colour and no attribute",
      remedy: nearest.map { "did you mean \($0)" }
        ?? "names are red, bright-blue, default; numbers 0 to 255; #rrggbb")
  }

  /// How letters can be set, by name.
  static let attributes: [String: Attributes] = [
    "bold": .bold, "faint": .faint, "italic": .italic, "underline": .underline,
    "reverse": .reverse, "plain": [],
  ]

  /// The 16 colours that every terminal has, and its own.
  static let names: [String: Int] = [
    "default": -1, "black": 0, "red": 1, "green": 2, "yellow": 3, "blue": 4, "magenta": 5,
    "cyan": 6, "white": 7, "bright-black": 8, "grey": 8, "bright-red": 9, "bright-green": 10,
    "bright-yellow": 11, "bright-blue": 12, "bright-magenta": 13, "bright-cyan": 14,
    "bright-white": 15,
  ]
}

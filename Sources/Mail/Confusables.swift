import Foundation

/// Letters that look like Latin ones, and names as the eye takes them in (UTS #39, section 4, for
/// the letters that stand in names of hosts).
enum Confusables {
  /// Letters that can hardly be told from Latin ones.
  static let twins: [Unicode.Scalar: UInt8] = table([
    // Cyrillic
    "аa", "сc", "ԁd", "еe", "һh", "іi", "јj", "ӏl", "оo", "рp", "ԛq", "ѕs", "уy", "хx", "ԝw",
    "ѵv", "ѡw", "үy", "ԍg", "гr", "ьb",
    // Greek
    "αa", "ιi", "κk", "νv", "οo", "ρp", "σo", "τt", "υu", "χx", "ωw", "γy", "ηn", "ϲc", "ϳj",
    // Armenian
    "օo", "սu", "ոn", "հh", "ցg", "գq", "յj", "լl", "զq",
    // Georgian, Cherokee, Coptic
    "ყy", "ꭺa", "ꭰd", "ꭼe", "ꮋh", "ꮪs", "ⲟo", "ⲣp", "ⲥc", "ⲭx",
  ])

  /// Letters that resemble Latin ones at a glance.
  private static let kin: [Unicode.Scalar: UInt8] = table([
    "вb", "кk", "мm", "нh", "пn", "тt", "шw", "зe", "ґr", "βb", "εe", "ɑa", "ɡg", "ıi", "ɩi",
    "łl", "øo", "đd", "ħh", "ŧt", "ʋu", "ɢg", "ʀr", "ᴏo", "ƅb", "ɫl", "æa", "œo", "ßb", "þp",
  ])

  private static func table(_ pairs: [String]) -> [Unicode.Scalar: UInt8] {
    var table: [Unicode.Scalar: UInt8] = [:]
    for pair in pairs {
      guard let letter = pair.unicodeScalars.first, let latin = pair.utf8.last else { continue }
      table[letter] = latin
    }
    return table
  }

  /// Whether a label has letters of another script only, all of which look like Latin ones.
  static func isDisguise(_ label: some StringProtocol) -> Bool {
    var hasLetter = false
    for scalar in String(label).decomposedStringWithCanonicalMapping.unicodeScalars {
      guard Script(scalar) != nil else { continue }
      guard twins[scalar] != nil else { return false }
      hasLetter = true
    }
    return hasLetter
  }

  /// A name as the eye takes it in: two names with the same picture are easily mistaken.
  ///
  /// Accents go, letters become the Latin ones they resemble, digits the letters, and pairs such
  /// as `rn` the one letter they look like.
  static func picture(_ name: some StringProtocol) -> [UInt8] {
    let isPlain = name.utf8.allSatisfy { $0 < 0x80 }
    let spelt = isPlain ? name.lowercased() : unaccented(name)
    var picture: [UInt8] = []
    for scalar in spelt.unicodeScalars {
      if scalar.isASCII {
        add(UInt8(scalar.value), to: &picture)
      } else if let latin = twins[scalar] ?? kin[scalar] {
        add(latin, to: &picture)
      } else if scalar.properties.generalCategory != .nonspacingMark {
        picture.append(0xFF)
      }
    }
    return picture
  }

  private static func unaccented(_ name: some StringProtocol) -> String {
    String(name).precomposedStringWithCompatibilityMapping.lowercased()
      .decomposedStringWithCanonicalMapping
  }

  private static func add(_ letter: UInt8, to picture: inout [UInt8]) {
    let seen: UInt8 =
      switch letter {
      case UInt8(ascii: "0"): UInt8(ascii: "o")
      case UInt8(ascii: "1"), UInt8(ascii: "i"): UInt8(ascii: "l")
      case UInt8(ascii: "3"): UInt8(ascii: "e")
      case UInt8(ascii: "4"): UInt8(ascii: "a")
      case UInt8(ascii: "5"): UInt8(ascii: "s")
      default: letter
      }
    switch (picture.last, seen) {
    case (UInt8(ascii: "r")?, UInt8(ascii: "n")): picture[picture.count - 1] = UInt8(ascii: "m")
    case (UInt8(ascii: "v")?, UInt8(ascii: "v")): picture[picture.count - 1] = UInt8(ascii: "w")
    case (UInt8(ascii: "c")?, UInt8(ascii: "l")) where letter == UInt8(ascii: "l"):
      picture[picture.count - 1] = UInt8(ascii: "d")
    default: picture.append(seen)
    }
  }
}

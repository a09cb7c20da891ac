/// The armour that PGP puts around text (RFC 9580 paragraph 6): taken off, or named.
enum PGPArmour {
  static let signed = "-----BEGIN PGP SIGNED MESSAGE-----"
  static let encrypted = "-----BEGIN PGP MESSAGE-----"
  private static let signature = "-----BEGIN PGP SIGNATURE-----"
  private static let signatureEnd = "-----END PGP SIGNATURE-----"
  private static let encryptedEnd = "-----END PGP MESSAGE-----"

  /// What is shown where something encrypted stood.
  static let placeholder = "[encrypted: this program cannot read it]"

  /// A text without its armour, and what there was to say of it.
  struct Reading {
    var text: String
    var isSigned = false
    var isEncrypted = false
  }

  private enum Place { case text, head, signed, signature, encrypted }

  static func read(_ text: String) -> Reading {
    var reading = Reading(text: text)
    guard text.utf8.count < 8 << 20, text.holds("-----BEGIN PGP") else { return reading }
    var out: [Substring] = []
    var place = Place.text
    for line in BodyText.lines(text) {
      let bare = QuoteSigns.trim(line)
      switch place {
      case .text where bare == signed:
        reading.isSigned = true
        place = .head
      case .text where bare == encrypted:
        reading.isEncrypted = true
        out.append(placeholder[...])
        place = .encrypted
      case .head:
        if bare.isEmpty { place = .signed }
      case .signed where bare == signature: place = .signature
      case .signed: out.append(line.hasPrefix("- ") ? line.dropFirst(2) : line)
      case .signature:
        if bare == signatureEnd { place = .text }
      case .encrypted:
        if bare == encryptedEnd { place = .text }
      case .text: out.append(line)
      }
    }
    // Armour that does not end as it should is no armour.
    let isWhole = reading.isSigned ? place == .text || place == .signature : place != .head
    guard reading.isSigned || reading.isEncrypted, isWhole else { return Reading(text: text) }
    reading.text = out.joined(separator: "\n")
    return reading
  }
}

/// The lines that introduce a quote: "On Monday, 2 November 2026, Kim <kim@example.com> wrote:".
enum Introduction {
  /// Lines longer than this are somebody's words, never an introduction.
  static let longest = 400

  /// Whether `text` introduces a quote; `isFollowedByQuote` forgives what it leaves out.
  static func isOne(_ text: String, isFollowedByQuote: Bool) -> Bool {
    guard text.utf8.count <= longest else { return false }
    let text = QuoteSigns.trim(text.lowercased()[...])
    let signs = DateSigns(text)
    let hasAddress = holdsAddress(text)
    guard QuoteSigns.endsOpen(text) else {
      return isUnfinished(text, signs: signs, hasAddress: hasAddress)
    }
    let bare = QuoteSigns.trim(text.dropLast())
    if QuotePhrases.verbs.ends(bare) {
      if hasAddress || isFollowedByQuote { return true }
      return signs.isDated && !isOwnWord(bare) && (opens(bare) || signs.start < 24)
    }
    if signs.isDated && hasAddress { return true }
    let isSaid = QuotePhrases.verbs.occurs(in: bare)
    if isFollowedByQuote {
      if signs.isDated || hasAddress {
        return isSaid || signs.start < 30 || QuotePhrases.rareVerbs.ends(bare)
      }
      return isSaid && signs.start != .max && opens(bare)
    }
    return isSaid && signs.isDated && opens(bare) && text.utf8.count < 160 && !isOwnWord(bare)
  }

  /// Programs that end it without a colon: Gmail once wrote "2013/7/20 Ana <ana@example.com>" and
  /// "… GMT+01:00 Ana", others write "On … Ana <ana@example.com> wrote".
  private static func isUnfinished(
    _ text: Substring, signs: DateSigns, hasAddress: Bool
  ) -> Bool {
    guard signs.isDated else { return false }
    if hasAddress, QuotePhrases.verbs.ends(text) { return opens(text) || signs.start < 10 }
    guard signs.start == 0 else { return false }
    if text.hasSuffix(">") && hasAddress { return true }
    return signs.hasZone && text.utf8.count < 120
  }

  /// Whether a line begins as introductions do: "on ", "am ", "le ".
  static func opens(_ text: some StringProtocol) -> Bool {
    QuotePhrases.openers.begins(text)
  }

  /// "On 3 May I wrote:" is told by the writer, and no program's line.
  private static func isOwnWord(_ text: Substring) -> Bool {
    let words = text.split { !$0.isLetter && $0 != "'" && $0 != "’" }
    guard let verb = words.lastIndex(where: { QuotePhrases.verbs.ends($0) }) else { return false }
    let around = words[max(0, verb - 2)..<min(words.count, verb + 2)]
    return around.contains { QuotePhrases.firstPersons.contains(String($0)) }
  }

  /// What stands behind the dashes of `---- On Monday Ana <ana@example.com> wrote ----`, or of
  /// `-----Ana wrote: -----`.
  static func isDashed(_ words: Substring) -> Bool {
    var bare = words
    while let last = bare.last, "-–— :*".contains(last) { bare.removeLast() }
    let end = words[bare.endIndex...]
    guard end.contains(where: { "-–—".contains($0) }) else { return false }
    return QuotePhrases.verbs.ends(bare.lowercased())
  }

  static func holdsAddress(_ text: some StringProtocol) -> Bool {
    var before: UInt8 = 0x20
    var isAt = false
    for byte in text.utf8 {
      if isAt, byte > 0x20, byte != 0x3E, byte != 0x2C { return true }
      isAt = byte == 0x40 && before > 0x20 && before != 0x3C
      before = byte
    }
    return false
  }
}

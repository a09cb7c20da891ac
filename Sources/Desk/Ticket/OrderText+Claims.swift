import Domain
import Terminal

// MARK: - What is asked back, what was noted, and who bought

extension OrderText.Writer {
  /// So many notes are shown.
  private static let mostNotes = 5

  /// What the customer asked back; what is open stands out.
  mutating func write(_ claim: Claim) {
    let style: Style = claim.isOpen ? .error : .plain
    line(
      "\(claim.isOpen ? "! " : "")\(Wording.claim(claim))", style,
      Wording.urgency(of: claim, at: now), claim.isOpen ? .error : .dim)
    let lines = [
      Wording.standing(of: claim), claim.wanted,
      Wording.times(of: claim, at: now, in: setting.zone),
    ]
    for words in lines where !words.isEmpty { text("  \(words)", .dim) }
  }

  /// Who bought, as the shop knows them.
  mutating func write(_ buyer: Buyer) {
    let facts = Wording.buyer(buyer, at: now, in: setting.zone)
    if !facts.isEmpty { text("In this shop \(facts)", .plain) }
    if !buyer.tags.isEmpty { text("  \(buyer.tags.joined(separator: ", "))", .dim) }
    if !buyer.note.isEmpty { text("  \(buyer.note)", .plain) }
  }

  /// What was noted, the newest first, and whether the customer saw it.
  mutating func write(_ notes: [OrderNote]) {
    for note in notes.prefix(Self.mostNotes) {
      text("Note · \(Wording.source(of: note, at: now, in: setting.zone))", .dim)
      text("  \(note.text)", .plain)
    }
    let left = notes.count - Self.mostNotes
    if left > 0 { text("and \(Wording.count(left, "older note"))", .dim) }
  }
}

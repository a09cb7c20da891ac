import Foundation
import Mail
import Terminal
import Testing

/// R14, S1: whatever is done to the mails of the corpora, they are read, and alike each time.
///
/// Every mail gets its share of edits: some dozens in CI, 20,000 under `make faults`. FUZZ_MAIL (a
/// case of the corpora, such as `bounce-sisimai/arf-12`) and FUZZ_CASE bring a case back. Should a
/// case end the process, a file in the temporary folder names it.
@Suite struct MessageFuzzTests {
  @Test(.timeLimit(.minutes(600)), arguments: FuzzScale.seeds)
  func editedMailsAreRead(seed: Int) throws {
    let wished = FuzzScale.environment("FUZZ_MAIL")
    let journal = CaseJournal(seed: seed)
    for (place, mail) in MessageEdits.mails.enumerated()
    where place % FuzzScale.seeds.count == seed - 1 && (wished == nil || wished == mail.id) {
      try edit(mail, place: place, journal: journal)
    }
    journal.close()
  }

  private func edit(_ mail: MessageEdits.Original, place: Int, journal: CaseJournal) throws {
    // Edits of a big mail are dear, and most of its bytes are a file.
    let share = max(1, mail.bytes.count / 100_000)
    let edits = max(8, FuzzScale.editsOfEachMail / share)
    var (done, number) = (0, FuzzScale.wishedCase ?? 0)
    while done < edits {
      var generator = FuzzScale.generator(seed: place + 1, number: number)
      let count = 1 + generator.below(8)
      let other = generator.one(of: MessageEdits.mails).bytes.prefix(300_000)
      let bytes = MessageEdits.edited(
        mail.bytes, count: count, other: other, with: &generator)
      journal.write("FUZZ_MAIL=\(mail.id) FUZZ_CASE=\(number)")
      try check(bytes, isTwice: number % 8 == 0, name: "\(mail.id), case \(number)")
      if FuzzScale.wishedCase != nil { return }
      done += count
      number += 1
    }
  }

  private func check(_ bytes: Data, isTwice: Bool, name: String) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let inspection = Inspection(of: bytes)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(inspection)
    if clock.now - start > .seconds(20) { Issue.record("\(name): took longer than 20 s") }
    if isTwice {
      let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
      #expect(object?.count == 20, "\(name)")
      let again = try encoder.encode(Inspection(of: bytes))
      #expect(json == again, "\(name): read otherwise the second time")
    }
    for flaw in Self.flaws(of: inspection) { Issue.record("\(name): \(flaw)") }
  }

  private static func flaws(of inspection: Inspection) -> [String] {
    let message = inspection.message
    var flaws: [String] = []
    let split = inspection.split
    for text in [message.subject, message.text, split.visible, split.quoted, split.signature] {
      let shown = TextFlow.clean(text ?? "")
      if shown.unicodeScalars.contains(where: TextFlow.isForbidden) {
        flaws.append("a control character would be shown")
      }
    }
    for name in message.attachments.map(\.safeFilename) {
      let isSafe =
        !name.isEmpty && name.utf8.count <= 255 && !name.utf8.contains(0x2F)
        && ![0x2E, 0x2D].contains(name.utf8.first)
        && !name.unicodeScalars.contains(where: TextFlow.isForbidden)
      if !isSafe { flaws.append("an unsafe file name") }
    }
    for mailbox in message.from + message.to + message.cc + message.replyTo
    where mailbox.address.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" || $0 == "\0" })
    {
      flaws.append("a line break in an address: \(mailbox)")
    }
    for id in [message.messageID].compactMap({ $0 }) + message.references + message.inReplyTo
    where id.contains(where: \.isNewline) {
      flaws.append("a line break in a Message-ID")
    }
    return flaws
  }
}

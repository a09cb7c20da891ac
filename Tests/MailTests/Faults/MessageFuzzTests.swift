import Foundation
import Mail
import Terminal
import Testing

/// R14, S1: whatever is done to the mails of the corpora, they are read, and alike each time.
@Suite struct MessageFuzzTests {
  /// FUZZ_CASE and the seed bring a case back.
  @Test(.timeLimit(.minutes(60)), arguments: FuzzScale.seeds)
  func editedMailsAreRead(seed: Int) throws {
    guard !MessageEdits.mails.isEmpty else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for number in FuzzScale.numbers(1_000, share: 50) {
      var generator = FuzzScale.generator(seed: seed, number: number)
      let (mail, other) = (
        generator.one(of: MessageEdits.mails), generator.one(of: MessageEdits.mails)
      )
      let bytes = MessageEdits.edited(mail, other: other, with: &generator)
      let inspection = Inspection(of: bytes)
      let json = try encoder.encode(inspection)
      let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
      #expect(object?.count == 20, "seed \(seed), case \(number)")
      if number % 4 == 0 {
        let again = try encoder.encode(Inspection(of: bytes))
        #expect(json == again, "seed \(seed), case \(number): read otherwise the second time")
      }
      for flaw in Self.flaws(of: inspection) {
        Issue.record("seed \(seed), case \(number): \(flaw)")
      }
    }
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
      flaws.append("a line break in an address")
    }
    for id in [message.messageID].compactMap({ $0 }) + message.references + message.inReplyTo
    where id.contains(where: \.isNewline) {
      flaws.append("a line break in a Message-ID")
    }
    return flaws
  }
}

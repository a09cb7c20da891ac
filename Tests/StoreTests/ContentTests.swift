import Domain
import Foundation
import Testing

@testable import Store

/// What is written by hand is what the types themselves would write.
struct ContentTests {
  private static let texts = [
    "", "plain", "\"quoted\" \\ and / slash", "\u{0}\u{1}\u{8}\t\n\r\u{1F}\u{7F}",
    "Größe 退款 🎉\u{2028}",
    "e\u{301}\u{FEFF}",
  ]

  private static func message(_ text: String, isFull: Bool) -> Message {
    var mint = Mint(seed: 7)
    let moment = Instant(milliseconds: 1_780_000_000_000)
    var message = Message(
      id: mint.id(at: moment), direction: isFull ? .inbound : .note, channel: .amazon,
      account: text, from: Party(name: text, address: "ana@mail.example"), subject: text,
      receivedAt: moment, body: Body(visible: text))
    guard isFull else { return message }
    message.kind = .bounce
    message.to = [Party(address: text), Party(name: text, address: text)]
    message.cc = [Party(address: text)]
    message.bcc = [Party(address: text)]
    message.replyTo = [Party(address: text)]
    message.date = Instant(milliseconds: -1)
    message.externalID = text
    message.inReplyTo = [text, "a"]
    message.references = ["b", text]
    message.body = Body(visible: text, quoted: text, signature: text, isFromHTML: true)
    message.attachments = [
      Attachment(sha256: "ab", filename: text, contentType: "image/png", bytes: .max)
    ]
    message.raw = text
    message.orderNumbers = [text]
    message.warnings = [text]
    message.bounced = text
    message.isHardBounce = true
    return message
  }

  @Test(arguments: texts, [false, true])
  func aMessage(_ text: String, _ isFull: Bool) throws {
    let message = Self.message(text, isFull: isFull)
    let written = message.content
    #expect(try JSON.value(Message.self, from: written) == message)
    let fields = try #require(try JSONSerialization.jsonObject(with: written) as? NSDictionary)
    #expect(
      fields == (try JSONSerialization.jsonObject(with: JSON.data(message)) as? NSDictionary))
  }

  @Test(arguments: texts)
  func words(_ text: String) throws {
    #expect(try JSON.value(Words.self, from: Words(text: text).content).text == text)
  }
}

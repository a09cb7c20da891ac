import Foundation
import Mail
import Testing

@Suite struct MIMEWriterTests {
  private static func sample(
    text: String = "Hello", subject: String = "Your order",
    to: [Mailbox] = [Mailbox(name: "Kim Buyer", address: "kim@b.example")],
    attachments: [OutgoingMail.File] = [], extra: [OutgoingMail.Field] = []
  ) -> OutgoingMail {
    OutgoingMail(
      from: Mailbox(name: "Shop", address: "help@shop.example"), to: to, subject: subject,
      date: MailDate(instant: Date(timeIntervalSince1970: 1_793_610_000), offset: 3_600),
      messageID: "t1.m2.abc@shop.example", inReplyTo: "q@b.example",
      references: ["p@b.example", "q@b.example"], text: text, attachments: attachments,
      extraHeaders: extra)
  }

  @Test func aPlainMailByteForByte() throws {
    let bytes = try MIMEWriter.write(Self.sample())
    let expected = """
      Date: Mon, 02 Nov 2026 10:00:00 +0100
      From: Shop <help@shop.example>
      To: Kim Buyer <kim@b.example>
      Subject: Your order
      Message-ID: <t1.m2.abc@shop.example>
      In-Reply-To: <q@b.example>
      References: <p@b.example> <q@b.example>
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: 7bit

      Hello

      """.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test func theSameValueGivesTheSameBytes() throws {
    let file = OutgoingMail.File(
      filename: "a.pdf", contentType: "application/pdf", contents: Data([1, 2, 3]))
    let mail = Self.sample(text: "Grüße", attachments: [file])
    #expect(try MIMEWriter.write(mail) == MIMEWriter.write(mail))
  }

  static let texts = [
    "Hello", "", "one\ntwo\n", "Grüße aus Köln", "日本語のメール", "a\r\nb\rc",
    String(repeating: "long ", count: 400), String(repeating: "x", count: 3_000), ".\n..\n.x\n.",
    "From here on\n>From", "trailing  \nspace\t\n", "=3D = equals", "-- \nKim",
    "👍🏽 " + String(repeating: "ü", count: 500), "\u{FEFF}bom",
  ]

  @Test(arguments: texts)
  func textComesBackAsItWas(text: String) throws {
    let bytes = try MIMEWriter.write(Self.sample(text: text))
    let back = MIMEParser.parse(bytes)
    let even = text.replacingOccurrences(of: "\r\n", with: "\n")
      .replacingOccurrences(of: "\r", with: "\n")
    #expect(back.text == (even.hasSuffix("\n") || even.isEmpty ? even : even + "\n"))
    #expect(back.warnings.isEmpty)
  }

  @Test(arguments: texts)
  func bytesAreFitForEveryServer(text: String) throws {
    let file = OutgoingMail.File(
      filename: "Ein sehr langer Name mit Ümläuten und \"Zeichen\" drin.pdf",
      contentType: "application/pdf", contents: Data(repeating: 7, count: 5_000))
    for bytes in [
      try MIMEWriter.write(Self.sample(text: text)),
      try MIMEWriter.write(Self.sample(text: text, attachments: [file])),
    ] {
      #expect(bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
      var isAfterReturn = false
      for byte in bytes {
        if (byte == 0x0A) != isAfterReturn {
          Issue.record("a bare CR or LF")
          break
        }
        isAfterReturn = byte == 0x0D
      }
      let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
      #expect(lines.allSatisfy { $0.utf8.count <= 998 })
      #expect(bytes.suffix(2) == Data([0x0D, 0x0A]))
    }
  }

  @Test(arguments: [
    "Hello", "Grüße", "=?utf-8?q?fake?=",
    "Ünïcödé " + String(repeating: "lang ", count: 60) + "Ende",
    String(repeating: "日本", count: 80), "two  spaces", String(repeating: "x", count: 300),
    "emoji 👍🏽 family 👨‍👩‍👧", "tab", "",
  ])
  func subjectsComeBackAsTheyWere(subject: String) throws {
    let bytes = try MIMEWriter.write(Self.sample(subject: subject))
    #expect(MIMEParser.parse(bytes).subject == subject)
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 78 || !$0.contains("=?") })
  }

  @Test(arguments: [
    "Kim", "Kim Buyer", "Buyer, Kim", "Kim \"K\" Buyer", "Kím", "back\\slash", "a@b.example", "(x)",
    "=?utf-8?q?x?=", String(repeating: "Very Long Ñame ", count: 20) + "end", "田中", "O'Neil",
  ])
  func namesComeBackAsTheyWere(name: String) throws {
    let to = [Mailbox(name: name, address: "kim@b.example"), Mailbox(address: "x@y.example")]
    let back = MIMEParser.parse(try MIMEWriter.write(Self.sample(to: to)))
    #expect(back.to == to)
  }

  /// S7: nothing that customers write can add a field or a recipient.
  @Test(arguments: [
    "x\r\nBcc: evil@b.example", "x\nBcc: evil@b.example", "x\rBcc: evil@b.example",
    "x\r\n\r\nbody", "x\u{2028}Bcc: e@b.example", "x\0y", "x\u{85}Bcc: e@b.example",
    "\u{1B}]0;t\u{7}", "x\r\n .\r\n",
  ])
  func nothingIsInjected(payload: String) throws {
    var mail = Self.sample(
      subject: payload, to: [Mailbox(name: payload, address: "kim@b.example")],
      attachments: [
        OutgoingMail.File(filename: payload, contentType: payload, contents: Data([1]))
      ])
    mail.inReplyTo = payload
    mail.references = [payload, "p@b.example"]
    let back = MIMEParser.parse(try MIMEWriter.write(mail))
    #expect(
      back.headers.map(\.name) == [
        "Date", "From", "To", "Subject", "Message-ID", "References", "MIME-Version",
        "Content-Type",
      ])
    #expect(back.to.map(\.address) == ["kim@b.example"])
    #expect(back.references == ["p@b.example"])
    #expect(back.text == "Hello\n")
    #expect(back.attachments.count == 1)
  }

  @Test(arguments: [
    "no address", "a@b.example, c@d.example", "a b@c.example", "a@b.example\r\nBcc: x@y",
    "@b.example",
    "a@", "a@b..example", "<a@b.example>", "a@b.example>", "ü\u{202E}@b.example", "a\0@b.example",
    "\"a\"b\"@c.example", "a@b.example (x)", "",
  ])
  func addressesThatNoServerTakesAreRefused(address: String) {
    let mail = Self.sample(to: [Mailbox(address: address)])
    #expect(throws: MailError.self) { try MIMEWriter.write(mail) }
  }

  @Test(arguments: ["a@müller.example", "\"a b\"@c.example", "a+tag@[192.0.2.1]", "a..b@c.example"])
  func unusualAddressesPass(address: String) throws {
    _ = try MIMEWriter.write(Self.sample(to: [Mailbox(address: address)]))
  }

  @Test(arguments: [
    ("Bcc", "x@y.example"), ("Subject", "x"), ("X-A", "x\r\nBcc: y@z"), ("X A", "x"), ("", "x"),
    ("X-A:", "x"), ("X-A", "x\0"), ("Content-Type", "text/html"),
  ])
  func extraFieldsThatHideOthersAreRefused(name: String, value: String) {
    let mail = Self.sample(extra: [OutgoingMail.Field(name: name, value: value)])
    #expect(throws: MailError.self) { try MIMEWriter.write(mail) }
  }

  @Test func extraFieldsAreWritten() throws {
    let mail = Self.sample(extra: [
      OutgoingMail.Field(name: "Auto-Submitted", value: "auto-replied"),
      OutgoingMail.Field(name: "X-Auto-Response-Suppress", value: "All"),
    ])
    let back = MIMEParser.parse(try MIMEWriter.write(mail))
    #expect(back.headers.first("auto-submitted")?.raw == "auto-replied")
    #expect(!AutoReplyPolicy(for: back).allowed)
  }

  @Test(arguments: ["", "a b@c", "a\r\n@b", "<a@b>", "a@b\0"])
  func anIDThatIsNoneIsRefused(id: String) {
    var mail = Self.sample()
    mail.messageID = id
    #expect(throws: MailError.self) { try MIMEWriter.write(mail) }
  }

  @Test func filesComeBackAsTheyWere() throws {
    let files = [
      OutgoingMail.File(
        filename: "Grüße & Rechnung.pdf", contentType: "application/pdf",
        contents: Data((0..<3_001).map { UInt8(truncatingIfNeeded: $0) })),
      OutgoingMail.File(filename: "empty.txt", contentType: "text/plain", contents: Data()),
      OutgoingMail.File(
        filename: String(repeating: "lång ", count: 30) + ".png", contentType: "image/png",
        contents: Data([1, 2, 3])),
      OutgoingMail.File(
        filename: "m.eml", contentType: "message/rfc822", contents: Data("x: y".utf8)),
    ]
    let back = MIMEParser.parse(try MIMEWriter.write(Self.sample(attachments: files)))
    #expect(back.attachments.map(\.contents) == files.map(\.contents))
    #expect(back.attachments.first?.filename == "Grüße _ Rechnung.pdf")
    #expect(back.attachments.last?.contentType == "application/octet-stream")
    #expect(back.text == "Hello\n")
  }

  @Test func aLongConversationKeepsItsFirstAndItsLastMails() throws {
    var mail = Self.sample()
    mail.references = (0..<100).map { "id\($0)@b.example" }
    let back = MIMEParser.parse(try MIMEWriter.write(mail))
    #expect(back.references.first == "id0@b.example")
    #expect(back.references.last == "id99@b.example")
    #expect(back.references.count == 40)
  }
}

import Foundation
import Mail
import Seal
import Testing

@Suite struct MIMEParserTests {
  private static let alternative = """
    From: Kim <kim@b.example>
    Subject: both
    Content-Type: multipart/alternative; boundary=B

    --B
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    Gr=C3=BC=C3=9Fe=
     aus K=C3=B6ln
    --B
    Content-Type: text/html; charset=iso-8859-1

    <p>Other words</p>
    --B--
    """

  @Test func plainTextIsPreferredAndHTMLKept() {
    let message = mail(whole: Self.alternative)
    #expect(message.text == "Grüße aus Köln")
    #expect(message.html?.contains("<p>Other words</p>") == true)
    #expect(message.attachments.isEmpty)
    #expect(
      message.parts.map(\.contentType) == ["multipart/alternative", "text/plain", "text/html"])
    #expect(message.parts.map(\.parent) == [nil, 0, 0])
  }

  @Test func everyByteOfAnOldCharacterSetIsItsCharacter() throws {
    let bytes = Data((0x20...0xFF).filter { $0 != 0x7F }.map { UInt8($0) })
    let head = "Content-Type: text/plain; charset=windows-1252\r\n\r\n"
    let text = try #require(MIMEParser.parse(Data(head.utf8) + bytes).text)
    let scalars = Array(text.unicodeScalars)
    try #require(scalars.count == bytes.count)
    for (byte, scalar) in zip(bytes, scalars) {
      // What that set leaves free is kept as the control character of that number.
      let known = String(bytes: [byte], encoding: .windowsCP1252)?.unicodeScalars.first
      #expect(scalar == known ?? Unicode.Scalar(byte), "\(byte)")
    }
  }

  @Test func htmlAloneIsTurnedIntoText() {
    let message = mail("Content-Type: text/html", body: "<p>One</p><p>Two &amp; three</p>")
    #expect(message.text == "One\n\nTwo & three")
  }

  @Test func anEmptyTextBesideHTMLIsNotPreferred() {
    let message = mail(
      "Content-Type: multipart/alternative; boundary=B",
      body: "--B\r\n\r\n \r\n--B\r\nContent-Type: text/html\r\n\r\n<p>words</p>\r\n--B--\r\n")
    #expect(message.text == "words")
  }

  @Test func severalTextPartsAreOneText() {
    let message = mail(
      "Content-Type: multipart/mixed; boundary=B",
      body:
        "--B\r\n\r\nfirst\r\n--B\r\nContent-Type: image/png; name=a.png\r\n\r\nPNG\r\n--B\r\n\r\n"
        + "second\r\n--B--\r\n")
    #expect(message.text == "first\nsecond")
    #expect(message.attachments.map(\.filename) == ["a.png"])
  }

  @Test func filesComeWithTheirBytes() throws {
    let contents = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    let encoded = contents.base64EncodedString(options: [.lineLength76Characters])
    let message = mail(
      "Content-Type: multipart/mixed; boundary=B",
      body: "--B\r\n\r\nsee file\r\n--B\r\nContent-Type: application/pdf\r\nContent-Disposition: "
        + "attachment; filename*=utf-8''R%C3%A9sum%C3%A9.pdf\r\nContent-Transfer-Encoding: base64\r\n"
        + "\r\n\(encoded)\r\n--B--\r\n")
    let file = try #require(message.attachments.first)
    #expect(file.filename == "Résumé.pdf")
    #expect(file.contentType == "application/pdf")
    #expect(file.measure.bytes == contents.count)
    #expect(file.measure.sha256 == Digest.sha256(contents))
    #expect(file.contents == contents)
    #expect(!file.isInline)
  }

  @Test func picturesOfTheHTMLAreInline() {
    let message = mail(
      "Content-Type: multipart/related; boundary=B",
      body:
        "--B\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:logo@x\">hello\r\n--B\r\nContent-Type:"
        + " image/png; name=logo.png\r\nContent-ID: <logo@x>\r\n\r\nPNG\r\n--B--\r\n")
    #expect(message.attachments.map(\.isInline) == [true])
    #expect(message.attachments.first?.contentID == "logo@x")
  }

  @Test func enclosedMailsAreReadAndCanBeSaved() throws {
    let inner = "From: a@b.example\r\nSubject: inner\r\n\r\ninner text"
    let message = mail(
      "Subject: outer\nContent-Type: multipart/mixed; boundary=B",
      body:
        "--B\r\n\r\nouter text\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n\(inner)\r\n--B--\r\n")
    #expect(message.text == "outer text")
    #expect(message.nested.map(\.subject) == ["inner"])
    #expect(message.nested.first?.text == "inner text")
    let file = try #require(message.attachments.first)
    #expect(file.contents == Data(inner.utf8))
    #expect(file.safeFilename == "message.eml")
  }

  @Test func anEncodedEnclosedMailIsReadToo() {
    let inner = Data("Subject: inner\r\n\r\ntext".utf8).base64EncodedString()
    let message = mail(
      "Content-Type: multipart/mixed; boundary=B",
      body: "--B\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + "\(inner)\r\n--B--\r\n")
    #expect(message.nested.map(\.subject) == ["inner"])
  }

  @Test(arguments: [
    ("iso-8859-1", [0x80, 0xE4], "€ä"), ("windows-1251", [0xCF, 0xF0], "Пр"),
    ("gb2312", [0xC4, 0xE3], "你"), ("shift_jis", [0x93, 0xFA], "日"), ("big5", [0xA4, 0xA4], "中"),
    ("euc-kr", [0xC7, 0xD1], "한"), ("iso-8859-9", [0xFD], "ı"), ("utf-8", [0xC3, 0xBC], "ü"),
    ("", [0xC3, 0xBC], "ü"), ("", [0xFC], "ü"), ("utf-8", [0x66, 0xFC, 0x72], "für"),
    ("no-such-set", [0x66, 0xFC, 0x72], "für"), ("utf-8//IGNORE", [0x61], "a"),
    ("koi8-r", [0xF0], "П"), ("tis-620", [0xA1], "ก"),
  ])
  func characterSets(name: String, bytes: [UInt8], text: String) {
    let head = "Content-Type: text/plain; charset=\"\(name)\"\r\n\r\n"
    #expect(MIMEParser.parse(Array(head.utf8) + bytes).text == text)
  }

  @Test func aMistakenBoundaryIsMended() {
    let message = mail(
      "Subject: s\nContent-Type: multipart/mixed; boundary=declared",
      body: "--real\r\nContent-Type: text/plain\r\n\r\nwords\r\n--real\r\n"
        + "Content-Type: application/pdf; name=a.pdf\r\n\r\nPDF\r\n--real--\r\n")
    #expect(message.text == "words")
    #expect(message.attachments.map(\.filename) == ["a.pdf"])
    #expect(message.warnings.contains(.brokenParts))
    #expect(message.headers.map(\.name) == ["Subject", "Content-Type"])
  }

  @Test func partsWithoutABoundaryAreShownAsText() {
    let message = mail("Content-Type: multipart/mixed", body: "just words")
    #expect(message.text == "just words")
    #expect(message.warnings.contains(.brokenParts))
  }

  @Test func softLineBreaksAreJoined() {
    let message = mail(
      "Content-Type: text/plain; format=flowed",
      body: "one \r\ntwo\r\n> quoted \r\n> still\r\n-- \r\nKim\r\n")
    #expect(message.text == "one two\n> quoted still\n-- \nKim\n")
  }

  @Test func fileHeadsAreSkipped() {
    for head in ["From kim@b.example Mon Nov  2 10:00:00 2026\n", "\u{FEFF}", "\n\n"] {
      #expect(mail(whole: head + "Subject: s\n\nbody").subject == "s")
    }
  }

  @Test func nulsAreDropped() {
    #expect(mail("Subject: s", body: "a\0b").text == "ab")
  }

  @Test func nothingIsEmpty() {
    #expect(MIMEParser.parse([]).warnings == [.empty])
    #expect(MIMEParser.parse([UInt8](repeating: 0, count: 1_000)).from.isEmpty)
  }

  @Test func sameBytesSameMessage() {
    #expect(mail(whole: Self.alternative) == mail(whole: Self.alternative))
  }
}

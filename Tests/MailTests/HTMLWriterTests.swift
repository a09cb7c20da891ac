import Foundation
import Mail
import TestKit
import Testing

@Suite struct HTMLWriterTests {
  private func body(_ text: String) -> String {
    let page = HTMLWriter.page(of: text)
    let start = page.range(of: "<body>\n")?.upperBound ?? page.startIndex
    let end = page.range(of: "\n</body>")?.lowerBound ?? page.endIndex
    return String(page[start..<end])
  }

  @Test func paragraphsQuotesAndTheSignature() {
    let text = "Hi Kim,\r\nhere it is.\n\n> Where is it?\n> Kim\nSoon.\n\n\n-- \nAna\nNorthlight\n"
    #expect(
      body(text) == """
        <p>Hi Kim,<br>
        here it is.</p>
        <blockquote type="cite"><p>Where is it?<br>
        Kim</p></blockquote>
        <p>Soon.</p>
        <p style="color:#666666">-- <br>
        Ana<br>
        Northlight<br>
        </p>
        """)
  }

  @Test(arguments: [
    ("see https://a.example/x?a=1&b=2.", "https://a.example/x?a=1&amp;b=2", "."),
    ("(http://a.example)", "http://a.example", ")"),
    ("HTTPS://A.example/a_(b), yes", "HTTPS://A.example/a_(b)", ", yes"),
    ("<https://a.example>", "https://a.example", "&gt;"),
    ("https://a.example/\"onmouseover=x", "https://a.example/", "&quot;onmouseover=x"),
  ])
  func linksEndWhereTheyShould(_ text: String, _ address: String, _ rest: String) {
    #expect(body(text).contains("<a href=\"\(address)\">\(address)</a>\(rest)"), "\(body(text))")
  }

  @Test(arguments: [
    "javascript:alert(1)", "data:text/html,x", "xhttp://a.example", "https://", "http://<b>",
    "file:///etc/passwd", "mailto:a@b.example", "//a.example", "vbscript:x",
  ])
  func nothingElseIsALink(_ text: String) {
    #expect(!body(text).contains("<a "), "\(body(text))")
  }

  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.isASCII || 0x80...0x9F ~= scalar.value ? scalar : "x"
  }

  /// S7: whatever the words are, the page holds only our own tags.
  @Test func nothingInTheWordsBecomesATag() {
    var texts = [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "&lt;b&gt; &#60;b&#62;",
      "</p></body></html><h1>x", "https://a.example/'><b>x</b>", "a\u{0}<\u{0}script>",
      "-- \n<style>*{display:none}</style>", "> <iframe src=//evil.example>",
      "https://evil.example/\u{2028}<svg onload=x>",
    ]
    let cases = Corpora.cases("string-payloads") ?? []
    if cases.isEmpty { print("skipped: no shared/corpora/string-payloads beside the checkout") }
    texts += cases.compactMap { $0["value"] as? String }
    for text in texts {
      // Marks that join what stands before them would hide it from a search by characters.
      var rest = String(String.UnicodeScalarView(body(text).unicodeScalars.map(Self.plain)))
      for own in ["<p>", "</p>", "<br>", "</blockquote>", "</a>"] { rest.replace(own, with: "") }
      rest.replace("<blockquote type=\"cite\">", with: "")
      rest.replace("<p style=\"color:#666666\">", with: "")
      rest.replace(#/<a href="https?:\/\/[^"<>\s]+">/#.ignoresCase(), with: "")
      #expect(!rest.contains { "<>\"'".contains($0) }, "\(text.debugDescription): \(rest)")
      let bad = rest.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" }
      #expect(bad.isEmpty, "\(text.debugDescription)")
    }
  }
}

extension HTMLWriterTests {
  private func mail(_ text: String, files: Int = 0) -> OutgoingMail {
    var mail = OutgoingMail(
      from: Mailbox(address: "help@shop.example"), to: [Mailbox(address: "kim@b.example")],
      subject: "Your order", date: MailDate(instant: Date(timeIntervalSince1970: 1_793_610_000)),
      messageID: "t1@shop.example", text: text,
      attachments: (0..<files).map {
        OutgoingMail.File(
          filename: "\($0).pdf", contentType: "application/pdf", contents: Data([1, 2, 3]))
      })
    mail.hasHTML = true
    return mail
  }

  /// The plainest comes first, and both say the same.
  @Test(arguments: [0, 2])
  func bothFormsComeBack(_ files: Int) throws {
    let text =
      "Grüße,\n\nsee https://shop.example/x & <b>\n\n"
      + String(repeating: "a long line ", count: 200)
    let bytes = try MIMEWriter.write(mail(text, files: files))
    #expect(bytes.allSatisfy { $0 < 0x80 })
    let back = MIMEParser.parse(bytes)
    #expect(back.text == text + "\n")
    #expect(back.html == HTMLWriter.page(of: text))
    #expect(back.attachments.count == files)
    #expect(back.warnings.isEmpty)
    let source = String(decoding: bytes, as: UTF8.self)
    let plain = try #require(source.range(of: "text/plain"))
    let page = try #require(source.range(of: "text/html"))
    #expect(plain.lowerBound < page.lowerBound)
    #expect(source.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 998 })
    #expect(try MIMEWriter.write(mail(text, files: files)) == bytes)
  }
}

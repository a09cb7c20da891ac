import Foundation
import Mail
import Testing

/// What is asked of a server by what it offers, and what it is never asked.
struct SMTPExtensionTests {
  @Test func whereReportsAreOfferedTheyAreAskedForByName() throws {
    var script = SMTPScript.ready(["DSN", "SIZE"])
    var mail = SMTPMail.to("ada+x=y@x.example", "bob@x.example")
    mail.id = "sb.abc@shop.example"
    try script.start(mail)
    script.server("250 ok\r\n")
    script.server("250 ok\r\n")
    #expect(
      script.said == [
        "MAIL FROM:<us@shop.example> SIZE=4 RET=HDRS ENVID=sb.abc@shop.example\r\n",
        "RCPT TO:<ada+x=y@x.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ada+2Bx+3Dy@x.example\r\n",
        "RCPT TO:<bob@x.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob@x.example\r\n",
      ])
  }

  @Test func anIdentifierThatIsTooLongGoesWithoutItsDomain() throws {
    var script = SMTPScript.ready(["DSN"])
    var mail = SMTPMail.to("a@x.example")
    mail.id = "sb.abc@\(String(repeating: "x", count: 60)).\(String(repeating: "y", count: 40))"
    try script.start(mail)
    #expect(script.said == ["MAIL FROM:<us@shop.example> RET=HDRS ENVID=sb.abc\r\n"])
  }

  @Test func automaticMailAndOtherServersAreNotAskedForReports() throws {
    for (from, offers) in [("", ["DSN"]), ("us@shop.example", ["8BITMIME"])] {
      var script = SMTPScript.ready(offers)
      try script.start(
        SMTPMail(from: from, to: ["a@x.example"], bytes: [], id: "sb.abc@shop.example"))
      script.server("250 ok\r\n")
      #expect(script.said == ["MAIL FROM:<\(from)>\r\n", "RCPT TO:<a@x.example>\r\n"])
    }
  }

  @Test func aWideAddressWantsAServerThatSaysSo() throws {
    var plain = SMTPScript.ready(["8BITMIME"])
    let error = #expect(throws: MailFault.self) { try plain.start(.to("añna@x.example")) }
    #expect(error?.description.contains("añna@x.example") == true)
    #expect(plain.said.isEmpty)
    var able = SMTPScript.ready(["8BITMIME", "SMTPUTF8", "DSN"])
    var mail = SMTPMail.to("añna@x.example", text: "To: añna@x.example\r\n\r\nhi\r\n")
    mail.id = "r@x"
    try able.start(mail)
    able.server("250 ok\r\n")
    #expect(
      able.said == [
        "MAIL FROM:<us@shop.example> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=r@x\r\n",
        "RCPT TO:<añna@x.example> NOTIFY=FAILURE,DELAY\r\n",
      ])
  }

  /// The header alone wants it, even where those who still get it have plain addresses.
  @Test func aWideHeaderWantsItToo() throws {
    let text = "To: añna@x.example\r\nCc: bob@x.example\r\n\r\nhi\r\n"
    var plain = SMTPScript.ready(["8BITMIME"])
    #expect(throws: MailFault.self) { try plain.start(.to("bob@x.example", text: text)) }
    var able = SMTPScript.ready(["8BITMIME", "SMTPUTF8"])
    try able.start(.to("bob@x.example", text: text))
    #expect(able.said.first?.contains(" SMTPUTF8\r\n") == true)
    var body = SMTPScript.ready(["8BITMIME"])
    try body.start(.to("bob@x.example", text: "To: bob@x.example\r\n\r\nañna\r\n"))
    #expect(body.said == ["MAIL FROM:<us@shop.example> BODY=8BITMIME\r\n"])
  }

  @Test(arguments: [
    ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
    ("ada@MÜNCHEN.example", "ada@xn--mnchen-3ya.example"),
    ("ada@例え.example", "ada@xn--r8jz45g.example"), ("añna@x.example", "añna@x.example"),
    ("Ada@X.example", "Ada@x.example"), ("用户@例え.example", "用户@xn--r8jz45g.example"),
  ])
  func domainsGoInASCII(_ address: String, _ spelt: String) {
    #expect(SMTPMail.envelopeAddress(address) == spelt)
  }

  @Test(arguments: [
    "a\u{202E}b@x.example", "a\u{85}b@x.example", "a\u{2028}b@x.example", "añ na@x.example",
    "a\u{200B}b@x.example", "ä\r\nRCPT TO:<e@x>@x.example", "a@ex ample", "a", "",
  ])
  func whatHidesSomethingIsNoAddress(_ address: String) {
    #expect(SMTPMail.envelopeAddress(address) == nil)
  }

  @Test func aMailThatIsTooLargeIsSaidInSizesPeopleKnow() {
    var script = SMTPScript.ready(["SIZE 2000000"])
    let text = String(repeating: "x", count: 3_400_000)
    let error = #expect(throws: MailFault.self) { try script.start(.to("a@x", text: text)) }
    #expect(error?.description.contains("3.4 MB") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("at most 2.0 MB") == true)
    #expect(script.said.isEmpty)
  }

  /// A header with wide addresses is UTF-8; all else of it stays in ASCII.
  @Test func onlyTheAddressLeavesASCII() throws {
    let mail = OutgoingMail(
      from: Mailbox(name: "Grüße", address: "help@shop.example"),
      to: [Mailbox(name: "Añna", address: "añna@münchen.example")], subject: "Für Añna",
      date: MailDate(instant: Date(timeIntervalSince1970: 1_793_610_000)),
      messageID: "t1@shop.example", text: "Grüße")
    let source = String(decoding: try MIMEWriter.write(mail), as: UTF8.self)
    #expect(source.contains(" <añna@xn--mnchen-3ya.example>\r\n"), "\(source)")
    #expect(source.unicodeScalars.filter { $0.value >= 0x80 }.count == 1)
    #expect(
      MIMEParser.parse(Array(source.utf8)).to.map(\.address) == ["añna@xn--mnchen-3ya.example"])
  }

  /// A bounce that brings no header back names the mail by what we called it.
  @Test(arguments: ["sb.abc@shop.example", "sb.abc"])
  func aBounceIsKnownByItsEnvelope(_ id: String) {
    let text = """
      From: MAILER-DAEMON@mx.example
      Subject: Undelivered Mail Returned to Sender
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary=b

      --b
      Content-Type: text/plain

      It could not be delivered.
      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.example
      Original-Envelope-Id: \(id)

      Original-Recipient: rfc822;ada@example.com
      Final-Recipient: rfc822;ada.b@elsewhere.example
      Action: failed
      Status: 5.1.1

      --b--

      """
    let kind = Classification(of: MIMEParser.parse(Array(text.utf8)))
    #expect(kind.messageClass == .bounce && kind.originalMessageID == id)
    #expect(kind.bounce.map(\.recipient) == ["ada@example.com"])
  }
}

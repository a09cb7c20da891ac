import Mail
import Testing

@Suite struct MessageClassTests {
  private static func report(_ type: String, _ part: String, _ fields: String) -> MIMEMessage {
    mail(
      whole: """
        From: MAILER-DAEMON@b.example
        Subject: Undelivered Mail Returned to Sender
        Content-Type: multipart/report; report-type=\(type); boundary=B

        --B
        Content-Type: text/plain

        Something happened.
        --B
        Content-Type: \(part)

        \(fields)
        --B
        Content-Type: message/rfc822

        Message-ID: <original@shop.example>
        Subject: hello

        text
        --B--
        """)
  }

  static let statuses: [(String, BouncedRecipient)] = [
    (
      "Final-Recipient: rfc822; kim@b.example\nAction: failed\nStatus: 5.1.1\n"
        + "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
      BouncedRecipient(
        recipient: "kim@b.example", status: "5.1.1", replyCode: "550", hard: true)
    ),
    (
      "Final-Recipient: rfc822; kim@b.example\nAction: failed\nStatus: 5.2.2\n"
        + "Diagnostic-Code: smtp; 552 5.2.2 mailbox full",
      BouncedRecipient(
        recipient: "kim@b.example", status: "5.2.2", replyCode: "552", hard: false)
    ),
    (
      "Final-Recipient: rfc822; kim@b.example\nAction: delayed\nStatus: 4.4.1",
      BouncedRecipient(recipient: "kim@b.example", status: "4.4.1", replyCode: nil, hard: false)
    ),
    (
      "Original-Recipient: rfc822; kim@b.example\nFinal-Recipient: rfc822; k@c.example\n"
        + "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 5.7.1 blocked as spam",
      BouncedRecipient(
        recipient: "kim@b.example", status: "5.7.1", replyCode: "554", hard: false)
    ),
    (
      "Final-Recipient: rfc822; kim@b.example\nAction: failed\nStatus: 5.4.4\n"
        + "Diagnostic-Code: X-Postfix; Host or domain name not found",
      BouncedRecipient(recipient: "kim@b.example", status: "5.4.4", replyCode: nil, hard: true)
    ),
  ]

  @Test(arguments: statuses)
  func deliveryReports(fields: String, recipient: BouncedRecipient) {
    let message = Self.report(
      "delivery-status", "message/delivery-status", "Reporting-MTA: dns; mx\n\n\(fields)")
    let known = Classification(of: message)
    #expect(known.messageClass == .bounce)
    #expect(known.bounce == [recipient])
    #expect(known.originalMessageID == "original@shop.example")
  }

  @Test func successIsNoBounce() {
    let message = Self.report(
      "delivery-status", "message/delivery-status",
      "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; k@b.example\nAction: delivered\nStatus: 2.0.0"
    )
    #expect(Classification(of: message).messageClass == .deliveryNotice)
  }

  @Test func receiptsAndComplaints() {
    let receipt = Self.report(
      "disposition-notification", "message/disposition-notification",
      "Final-Recipient: rfc822; k@b.example\nDisposition: manual-action/MDN-sent; displayed")
    #expect(Classification(of: receipt).messageClass == .readReceipt)
    let complaint = Self.report(
      "feedback-report", "message/feedback-report", "Feedback-Type: abuse\nVersion: 1")
    #expect(Classification(of: complaint).messageClass == .feedbackReport)
  }

  /// Bounces in words alone.
  static let words: [(String, String?, String?, Bool)] = [
    (
      "I'm afraid I wasn't able to deliver your message.\n\n<kim@b.example>:\n"
        + "Sorry, no mailbox here by that name. (#5.1.1)\n", "kim@b.example", "5.1.1", true
    ),
    (
      "The following address(es) failed:\n\n  kim@b.example\n    550 5.1.1 unknown user\n"
        + "\n------ This is a copy of the message ------\n\nTo: other@b.example",
      "kim@b.example", "5.1.1", true
    ),
    ("Delivery failed: kim@b.example mailbox is full", "kim@b.example", "5.2.2", false),
    ("Your message could not be delivered. 451 4.7.1 try again later", nil, "4.7.1", false),
  ]

  @Test(arguments: words)
  func bouncesInWords(text: String, address: String?, status: String?, hard: Bool) {
    let message = mail(
      "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\n"
        + "To: help@shop.example\nSubject: Mail delivery failed", body: text)
    let known = Classification(of: message)
    #expect(known.messageClass == .bounce)
    #expect(known.bounce.first?.recipient == address)
    #expect(known.bounce.first?.status == status)
    #expect(known.bounce.first?.hard == hard)
  }

  @Test func eachRecipientHasItsOwnReason() {
    let message = mail(
      "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice",
      body: "<a@b.example>:\n552 5.2.2 mailbox full\n\n<c@d.example>:\n550 5.1.1 no such user\n")
    let bounce = Classification(of: message).bounce
    #expect(bounce.map(\.recipient) == ["a@b.example", "c@d.example"])
    #expect(bounce.map(\.status) == ["5.2.2", "5.1.1"])
    #expect(bounce.map(\.hard) == [false, true])
  }

  @Test(arguments: [
    ("Subject: Where is my order?", MessageClass.human),
    ("Subject: My parcel could not be delivered", .human),
    ("Subject: Out of office chairs?", .human),
    ("Subject: Automatic reply: Your order", .autoReply),
    ("Subject: Abwesenheitsnotiz: Ihre Bestellung", .autoReply),
    ("Subject: Re: x\nAuto-Submitted: auto-replied", .autoReply),
    ("Subject: x\nX-Autoreply: yes", .autoReply),
    ("Subject: x\nAuto-Submitted: no", .human),
    ("Subject: x\nX-Failed-Recipients: a@b.example", .bounce),
  ])
  func classes(header: String, expected: MessageClass) {
    #expect(
      Classification(of: mail("From: kim@b.example\n\(header)")).messageClass == expected)
  }

  @Test(arguments: BounceSample.all)
  func mailSystemsAreUnderstood(sample: BounceSample) {
    let known = Classification(of: mail(whole: sample.mail))
    #expect(known.messageClass == sample.messageClass)
    #expect(known.bounce.map(\.recipient) == sample.failures.map(\.recipient))
    #expect(known.bounce.map { $0.status?.first } == sample.failures.map(\.status))
    #expect(known.bounce.map(\.hard) == sample.failures.map(\.hard))
  }
}

/// The marks by which mail of machines is known.
struct MachineSigns {
  let message: MIMEMessage

  init(_ message: MIMEMessage) {
    self.message = message
  }

  private func part(_ types: String...) -> MIMEMessage.Part? {
    message.parts.first { types.contains($0.contentType) }
  }

  private var reportType: String? {
    message.parts.first?.parameters["report-type"]?.lowercased()
  }

  private var subject: String { (message.subject ?? "").lowercased() }

  // MARK: - Complaints and receipts

  var isComplaint: Bool {
    if part("message/feedback-report") != nil || reportType == "feedback-report" { return true }
    if isServiceNotice("\"complainedRecipients\"") { return true }
    return !message.nested.isEmpty && subject.hasPrefix("complaint about message from")
  }

  var isReceipt: Bool {
    part("message/disposition-notification", "message/global-disposition-notification") != nil
      || reportType == "disposition-notification"
  }

  // MARK: - Deliveries

  /// The failed recipients of a delivery-status part; none where it tells of success alone, `nil`
  /// where there is no such part that can be read.
  var deliveryReport: [BouncedRecipient]? {
    if let own = MachineSigns.deliveryReport(of: message) { return own }
    // Some gateways enclose the report that they got.
    guard isFromMailer else { return nil }
    return message.nested.lazy.compactMap { MachineSigns.deliveryReport(of: $0) }.first
  }

  private static func deliveryReport(of message: MIMEMessage) -> [BouncedRecipient]? {
    let part = MachineSigns(message).part(
      "message/delivery-status", "message/global-delivery-status")
    guard let text = part?.text else { return nil }
    return BounceReport(message).recipients(of: ReportFields(text))
  }

  var isBounce: Bool {
    if message.headers.first("x-failed-recipients") != nil { return true }
    if part("message/delivery-status") != nil || reportType == "delivery-status" { return true }
    if isServiceBounce { return true }
    let hasSubject = BouncePhrases.subjects.occurs(in: subject)
    let isFromMailer = isFromMailer
    guard hasSubject || isFromMailer || hasNullSender else { return false }
    let text = (message.text ?? "").prefix(4_000).lowercased()
    let speaks = BouncePhrases.texts.occurs(in: text)
    if isFromMailer { return hasSubject || speaks }
    // Who returns a mail encloses it.
    if hasNullSender, speaks, !message.nested.isEmpty { return true }
    return hasSubject && (hasNullSender || speaks && !message.isAnswer)
  }

  /// Sending services report as JSON.
  private var isServiceBounce: Bool { isServiceNotice("\"bouncedRecipients\"") }

  /// A sending service's notice that a mail arrived.
  var isServiceDelivery: Bool { isServiceNotice("\"notificationType\":\"Delivery\"") }

  private func isServiceNotice(_ mark: String) -> Bool {
    guard let text = message.text, text.first == "{" else { return false }
    return text.prefix(4_000).contains(mark)
  }

  private var isFromMailer: Bool {
    message.from.contains { mailbox in
      let local = mailbox.localPart.lowercased()
      let name = (mailbox.name ?? "").lowercased()
      return BouncePhrases.senders.contains(local)
        || BouncePhrases.senderNames.occurs(in: name)
    }
  }

  /// An empty envelope sender, as the last server wrote it down (RFC 5321 paragraph 4.4).
  var hasNullSender: Bool {
    guard let path = message.headers.first("return-path") else { return false }
    let bare = path.raw.lowercased().filter { !"<> \t".contains($0) }
    return bare.isEmpty || bare.prefix { $0 != "@" } == "mailer-daemon"
  }

  /// The mail a report is about: enclosed, or its header as text.
  var originalMessageID: String? {
    if let id = message.nested.lazy.compactMap(\.messageID).first { return id }
    let headers = part("text/rfc822-headers", "text/rfc822-header", "message/global-headers")
    if let text = headers?.text { return MIMEParser.parse(Array(text.utf8)).messageID }
    let receipt = part("message/disposition-notification")?.text
    if let id = receipt.flatMap({ ReportFields($0).first("original-message-id") }) {
      return MessageIDs.one(id)
    }
    return envelopeID ?? quotedMessageID
  }

  /// What we called the mail when we handed it in; told where its header did not come back
  /// (RFC 3464 paragraph 2.2.1).
  private var envelopeID: String? {
    guard let report = part("message/delivery-status", "message/global-delivery-status")?.text,
      let id = ReportFields(report).first("original-envelope-id"),
      !id.isEmpty, id.utf8.count <= 100, id.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
    else { return nil }
    return id
  }

  /// Old systems paste the mail that bounced behind their words.
  private var quotedMessageID: String? {
    for line in BodyText.lines(message.text ?? "").prefix(2_000) {
      let line = line.drop { $0 == ">" || $0 == " " || $0 == "\t" }
      guard line.utf8.count < 1_000, line.prefix(11).lowercased() == "message-id:" else { continue }
      return MessageIDs.one(String(line.dropFirst(11)))
    }
    return nil
  }

  // MARK: - Automatic answers

  var isAutoReply: Bool {
    let automatic = AutoReplyPolicy.autoSubmitted(message)
    if let automatic, automatic != "no" { return automatic.hasPrefix("auto-replied") || isVacation }
    return isVacation
  }

  private var isVacation: Bool {
    if AutoReplyPolicy.answerHeaders.contains(where: { message.headers.first($0) != nil }) {
      return true
    }
    if let precedence = message.headers.first("precedence")?.raw.lowercased(),
      precedence.hasPrefix("auto")
    {
      return true
    }
    let subject = subject
    return AutoReplyPolicy.subjects.contains { phrase in
      guard subject.hasPrefix(phrase) else { return false }
      // "Out of office: back on Monday", not "Out of office chairs?"
      let rest = subject.dropFirst(phrase.count).drop { $0 == " " }
      return rest.isEmpty || phrase.hasSuffix(":") || ":：([-–".contains(rest.first ?? " ")
        || rest.hasPrefix("re:")
    }
  }
}

extension MIMEMessage {
  /// Whether it says that it answers another mail.
  var isAnswer: Bool { !inReplyTo.isEmpty || !references.isEmpty }
}

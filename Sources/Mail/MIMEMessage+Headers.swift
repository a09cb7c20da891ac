extension MIMEMessage {
  /// Notes `warning` once.
  mutating func warn(_ warning: Warning) {
    if !warnings.contains(warning) { warnings.append(warning) }
  }

  /// Fills everything that header fields say.
  mutating func readHeaders(_ fields: [MIMETree.Field], budget: Budget) {
    headers.reserveCapacity(fields.count)
    var fromFields = 0
    for field in fields {
      let raw = EncodedWords.plain(field.value)
      headers.append(
        Header(name: field.name, raw: raw, decoded: EncodedWords.decode(field.value)))
      if field.isCut { warn(.headersCut) }
      read(field, raw: raw, fromFields: &fromFields, budget: budget)
    }
    if fromFields > 1 { warn(.severalFromFields) }
    if !from.contains(where: { !$0.address.isEmpty }) { warn(.noSender) }
    if date == nil { warn(.noDate) }
  }

  private mutating func read(
    _ field: MIMETree.Field, raw: String, fromFields: inout Int, budget: Budget
  ) {
    func mailboxes() -> [Mailbox] {
      AddressParser.mailboxes(field.value, limit: budget.addresses)
    }
    switch field.name.lowercased() {
    case "from":
      fromFields += 1
      if from.isEmpty { from = mailboxes() } else { otherFrom += mailboxes() }
    case "to": to += mailboxes()
    case "cc": cc += mailboxes()
    case "bcc": bcc += mailboxes()
    case "reply-to": replyTo += mailboxes()
    case "sender": sender = sender ?? mailboxes().first
    case "subject": subject = subject ?? headers.last?.decoded
    case "date": date = date ?? DateParser.parse(raw)
    case "message-id": messageID = messageID ?? MessageIDs.one(raw)
    case "in-reply-to": inReplyTo += MessageIDs.list(raw)
    case "references": references += MessageIDs.list(raw)
    default: break
    }
  }
}

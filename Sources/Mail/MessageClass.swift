/// What kind of mail it is: a person's, or one of the machines'.
package enum MessageClass: String, Hashable, Sendable, Codable, CaseIterable {
  /// A person wrote it, or nothing says otherwise.
  case human
  /// A machine answered: out of office, receipt of a ticket.
  case autoReply = "auto-reply"
  /// A mail could not be delivered, now or for good.
  case bounce
  /// A reader complained (RFC 5965).
  case feedbackReport = "feedback-report"
  /// A reader opened a mail (RFC 8098).
  case readReceipt = "read-receipt"
  /// A mail was delivered or relayed (RFC 3464).
  case deliveryNotice = "delivery-notice"
}

/// One recipient a mail did not reach.
package struct BouncedRecipient: Hashable, Sendable {
  /// The address, where the notice names it.
  package var recipient: String?
  /// The status code such as `5.1.1` (RFC 3463), given or concluded.
  package var status: String?
  /// The three digits of the server's answer, where given.
  package var replyCode: String?
  /// Whether trying again is pointless: the address does not exist or takes no mail.
  package var hard: Bool

  /// A recipient from its parts.
  package init(recipient: String?, status: String?, replyCode: String?, hard: Bool) {
    self.recipient = recipient
    self.status = status
    self.replyCode = replyCode
    self.hard = hard
  }
}

/// What a mail is, and what it reports where it is a report.
package struct Classification: Hashable, Sendable {
  /// The kind of mail.
  package var messageClass: MessageClass
  /// The recipients that a bounce speaks of.
  package var bounce: [BouncedRecipient] = []
  /// The Message-ID of the mail that a report is about, where it says so.
  package var originalMessageID: String?

  /// What `message` is.
  package init(of message: MIMEMessage) {
    let signs = MachineSigns(message)
    if signs.isComplaint {
      messageClass = .feedbackReport
    } else if signs.isReceipt {
      messageClass = .readReceipt
    } else if let report = signs.deliveryReport {
      messageClass = report.isEmpty ? .deliveryNotice : .bounce
      bounce = report
    } else if signs.isServiceDelivery {
      messageClass = .deliveryNotice
    } else if signs.isBounce {
      messageClass = .bounce
      bounce = BounceReport(message).recipients()
    } else {
      messageClass = signs.isAutoReply ? .autoReply : .human
    }
    if messageClass != .human, messageClass != .autoReply {
      originalMessageID = signs.originalMessageID
    }
  }
}

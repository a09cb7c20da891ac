import ChannelKit
package import Domain
import Foundation
import Mail

/// One mail of the sample shop's mailbox.
package struct SampleMail: Hashable, Sendable {
  /// Its bytes, as the server keeps them.
  package var bytes: [UInt8]
  /// When the server had it.
  package var receivedAt: Instant
  /// It lies in Sent: a colleague's answer.
  package var isSent: Bool
}

/// Who writes through which channel, as their mails show it.
struct SampleSender: Hashable, Sendable {
  /// Where the mail says it comes from.
  var from: Mailbox
  /// Where answers go, where that is elsewhere.
  var replyTo: Mailbox?
  /// The domain that our server found to be genuine.
  var proven: String

  /// The address answers go to.
  var answerAddress: String { (replyTo ?? from).address }

  /// A customer as a channel presents them; `chance` makes marketplace aliases.
  init(_ customer: SampleCustomer, on channel: ChannelName, chance: UInt64) {
    let alias = String(chance, radix: 36) + String(chance / 7 + 11, radix: 36)
    let digits = String(chance, radix: 16) + String(chance &* 31 &+ 7, radix: 16)
    let hex = digits + String(repeating: "a", count: max(0, 32 - digits.count))
    switch channel {
    case .amazon:
      proven = "marketplace.amazon.\(customer.country)"
      from = Mailbox(name: customer.firstName, address: "\(alias.prefix(15))@\(proven)")
    case .ebay:
      proven = "members.ebay.com"
      let user = "\(customer.firstName.lowercased())_\(chance % 900 + 100)"
      from = Mailbox(name: "eBay Member: \(user)", address: "\(hex.prefix(20))@\(proven)")
    case .walmart:
      proven = "relay.walmart.com"
      from = Mailbox(name: customer.name, address: "\(hex.prefix(32))@\(proven)")
    case .shopify:
      proven = "shopify.com"
      from = Mailbox(name: "\(SampleShop.name) (Shopify)", address: "mailer@shopify.com")
      replyTo = Mailbox(name: customer.name, address: customer.mail)
    case .woocommerce:
      proven = SampleShop.domain
      from = Mailbox(name: SampleShop.name, address: "wordpress@\(SampleShop.domain)")
      replyTo = Mailbox(name: customer.name, address: customer.mail)
    default:
      proven = "mail.example"
      from = Mailbox(name: customer.name, address: customer.mail)
    }
  }
}

/// Writes the sample shop's mails as bytes.
struct SamplePost {
  /// A customer's mail to the shop.
  static func inbound(
    _ sender: SampleSender, subject: String, text: String, id: String, answering: [String] = [],
    at moment: Instant, files: [OutgoingMail.File] = [], headers: [OutgoingMail.Field] = []
  ) -> SampleMail? {
    let proof =
      "\(SampleShop.mailServer); dkim=pass header.d=\(sender.proven); "
      + "dmarc=pass header.from=\(sender.proven)"
    return mail(
      from: sender.from, to: shop, replyTo: sender.replyTo, subject: subject, text: text, id: id,
      answering: answering, at: moment, files: files,
      headers: [OutgoingMail.Field(name: "Authentication-Results", value: proof)] + headers,
      isSent: false)
  }

  /// A colleague's answer from another mail client, as it lies in Sent.
  static func answer(
    to sender: SampleSender, subject: String, text: String, id: String, answering: [String],
    at moment: Instant
  ) -> SampleMail? {
    mail(
      from: Mailbox(name: SampleShop.name, address: SampleShop.address),
      to: Mailbox(name: sender.replyTo?.name ?? sender.from.name, address: sender.answerAddress),
      replyTo: nil, subject: subject, text: text, id: id, answering: answering, at: moment,
      files: [], headers: [], isSent: true)
  }

  /// A mail that has only an HTML body, as many phones and shops send it.
  static func htmlOnly(
    _ sender: SampleSender, subject: String, html: String, id: String, at moment: Instant
  ) -> SampleMail {
    let lines = [
      "Return-Path: <\(sender.from.address)>",
      "Authentication-Results: \(SampleShop.mailServer); dmarc=pass header.from=\(sender.proven)",
      "From: \(sender.from.name ?? "") <\(sender.from.address)>",
      "To: \(SampleShop.address)", "Subject: \(subject)", "Date: \(date(moment))",
      "Message-ID: <\(id)>", "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8",
      "Content-Transfer-Encoding: 8bit", "", html, "",
    ]
    return SampleMail(
      bytes: Array(lines.joined(separator: "\r\n").utf8), receivedAt: moment, isSent: false)
  }

  /// A report that a mail of ours could not be delivered (RFC 3464).
  static func bounce(of original: String, to recipient: String, id: String, at moment: Instant)
    -> SampleMail
  {
    let lines = [
      "Return-Path: <>", "From: Mail Delivery System <MAILER-DAEMON@\(SampleShop.mailServer)>",
      "To: \(SampleShop.address)", "Subject: Undelivered Mail Returned to Sender",
      "Date: \(date(moment))", "Message-ID: <\(id)>", "Auto-Submitted: auto-replied",
      "MIME-Version: 1.0",
      "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"", "",
      "--b1", "Content-Type: text/plain; charset=us-ascii", "",
      "I'm sorry to have to inform you that your message could not be delivered",
      "to <\(recipient)>: user unknown", "",
      "--b1", "Content-Type: message/delivery-status", "",
      "Reporting-MTA: dns; \(SampleShop.mailServer)", "",
      "Final-Recipient: rfc822; \(recipient)", "Action: failed", "Status: 5.1.1",
      "Diagnostic-Code: smtp; 550 5.1.1 <\(recipient)>: Recipient address rejected: User unknown",
      "", "--b1", "Content-Type: text/rfc822-headers", "",
      "From: \(SampleShop.address)", "To: \(recipient)", "Message-ID: <\(original)>", "",
      "--b1--", "",
    ]
    return SampleMail(
      bytes: Array(lines.joined(separator: "\r\n").utf8), receivedAt: moment, isSent: false)
  }

  private static let shop = Mailbox(name: SampleShop.name, address: SampleShop.address)

  private static func mail(
    from: Mailbox, to: Mailbox, replyTo: Mailbox?, subject: String, text: String, id: String,
    answering: [String], at moment: Instant, files: [OutgoingMail.File],
    headers: [OutgoingMail.Field], isSent: Bool
  ) -> SampleMail? {
    let mail = OutgoingMail(
      from: from, to: [to], replyTo: replyTo.map { [$0] } ?? [], subject: subject,
      date: MailDate(instant: moment.date), messageID: id, inReplyTo: answering.last,
      references: answering, text: text, attachments: files, extraHeaders: headers)
    guard let bytes = try? MIMEWriter.write(mail) else { return nil }
    return SampleMail(bytes: Array(bytes), receivedAt: moment, isSent: isSent)
  }

  private static func date(_ moment: Instant) -> String {
    let format = Date.VerbatimFormatStyle(
      format:
        "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) +0000",
      locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt,
      calendar: Calendar(identifier: .gregorian))
    return moment.date.formatted(format)
  }
}

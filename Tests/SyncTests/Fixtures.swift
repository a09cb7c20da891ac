import ChannelKit
import Domain
import Foundation
import Sync

/// The shop's own mailbox in these tests.
let support = Account(
  name: "support", type: "mail", address: "support@shop.example", aliases: ["hello@shop.example"])

let noon = Instant(milliseconds: 1_800_000_000_000)

/// A small table of marketplaces, so that these tests do not depend on the shipped one.
let relays = Relays.read([
  Relays.File(
    path: "mail.relay", text: "channel: email\norder: [0-9]{4,8} after order, order number"),
  Relays.File(
    path: "amazon.relay",
    text: """
      channel: amazon
      domain: marketplace.amazon.de
      order: [0-9]{3}-[0-9]{7}-[0-9]{7}
      """),
]).0

/// A mail as a test writes it.
struct Letter {
  var from = "Ada <ada@example.com>"
  var to = "support@shop.example"
  var cc: String?
  var subject = "Where is my parcel?"
  var id: String? = "m1@example.com"
  var answers: [String] = []
  var fields: [String] = []
  var text = "Hello"
  var isSent = false
  var at = noon
  var place = MailMessage.Place.server

  var source: String { "INBOX/1/\(id ?? "none")/\(at.milliseconds)" }

  var bytes: [UInt8] {
    var lines = ["From: \(from)", "To: \(to)"]
    if let cc { lines.append("Cc: \(cc)") }
    lines.append("Subject: \(subject)")
    if let id { lines.append("Message-ID: <\(id)>") }
    if let last = answers.last { lines.append("In-Reply-To: <\(last)>") }
    if !answers.isEmpty {
      lines.append("References: " + answers.map { "<\($0)>" }.joined(separator: " "))
    }
    lines += fields + ["", text, ""]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  var arrival: Arrival {
    Arrival(source: source, bytes: Data(bytes), receivedAt: at, isSent: isSent)
  }

  func mail(_ account: Account = support) -> MailMessage {
    var mint = Mint(seed: UInt64(truncatingIfNeeded: bytes.hashValue))
    return MailMessage(
      arrival, account: account, relays: relays, id: mint.id(at: at), from: place)
  }
}

/// An automatic answer.
let outOfOffice = ["Auto-Submitted: auto-replied"]

/// A report that our mail could not be delivered.
func bounce(of id: String, to recipient: String = "ada@example.com") -> Letter {
  Letter(
    from: "MAILER-DAEMON@mx.example", subject: "Undelivered Mail Returned to Sender",
    id: "b1@mx.example",
    fields: [
      "MIME-Version: 1.0",
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    ],
    text: """
      --b\r
      Content-Type: text/plain\r
      \r
      It could not be delivered.\r
      --b\r
      Content-Type: message/delivery-status\r
      \r
      Reporting-MTA: dns; mx.example\r
      \r
      Final-Recipient: rfc822; \(recipient)\r
      Action: failed\r
      Status: 5.1.1\r
      \r
      --b\r
      Content-Type: text/rfc822-headers\r
      \r
      Message-ID: <\(id)>\r
      From: support@shop.example\r
      To: \(recipient)\r
      \r
      --b--
      """)
}

func ticket(_ number: UInt64) -> TicketID { ID(high: 7, low: number) }

func candidate(
  _ number: UInt64, _ reason: MatchCandidate.Reason, _ status: Status = .open,
  _ participants: Set<String> = ["ada@example.com"]
) -> MatchCandidate {
  MatchCandidate(
    ticket: ticket(number), reason: reason, status: status, customer: nil,
    participants: participants)
}

func order(_ number: String, _ email: String = "ada@example.com", daysAgo: Int64 = 10) -> Order {
  Order(
    id: OrderID(channel: .shopify, number: number), createdAt: noon - .days(daysAgo),
    state: .shipped, customerName: "Ada", customerEmail: email, total: Money(10, "EUR"),
    items: [], asOf: noon)
}

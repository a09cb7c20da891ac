import Desk
import Domain
import Foundation
import Mail
import Terminal

/// Tickets as lines of text, for commands whose reader is a person.
enum Listing {
  /// One line of a list: number, due, channel, customer, subject, tags, age.
  static func line(_ row: InboxRow, now: Instant, zone: TimeZone) -> String {
    let tags = row.tags.map { "+\($0)" }.joined(separator: " ")
    let parts = [
      TextFlow.pad("#\(row.number)", to: 7, .left),
      TextFlow.pad(Wording.due(row.due, at: now), to: 7, .right),
      TextFlow.pad(row.channel.rawValue, to: 11, .left),
      cell(row.customer, 20), cell(row.subject, 44),
      TextFlow.pad(Wording.age(of: row.lastMessageAt, at: now), to: 4, .right),
      row.status.rawValue, tags,
    ]
    return trimmed(parts.joined(separator: " "))
  }

  /// Where the words of a search stand, below the ticket's line.
  static func line(_ snippet: Snippet) -> String {
    "        " + TextFlow.clean(snippet.text, lines: false)
  }

  private static func cell(_ text: String, _ width: Int) -> String {
    TextFlow.pad(TextFlow.cut(TextFlow.clean(text, lines: false), to: width), to: width, .left)
  }

  private static func trimmed(_ text: String) -> String {
    var bytes = text.utf8[...]
    while bytes.last == 0x20 { bytes.removeLast() }
    return String(Substring(bytes))
  }

  // MARK: - One ticket

  /// A ticket, whole, as a person would read it.
  static func lines(_ sheet: TicketSheet, now: Instant, zone: TimeZone) -> [String] {
    let ticket = sheet.ticket
    var lines = ["#\(ticket.number) \(ticket.subject)"]
    let facts = [
      ticket.channel.rawValue, Wording.status(ticket.status),
      ticket.assignee.map { "assigned to \($0)" } ?? "unassigned",
      Wording.duePhrase(ticket.due, at: now),
      ticket.tags.sorted().map { "+\($0)" }.joined(separator: " "),
    ]
    lines.append(facts.filter { !$0.isEmpty }.joined(separator: " · "))
    if let customer = sheet.customer {
      let addresses = customer.identities.map(\.address).joined(separator: ", ")
      lines.append("\(customer.label) <\(addresses)>")
    }
    for entry in sheet.contacts.telling {
      let told = Wording.contact(entry.contact, at: now, in: zone).joined(separator: " · ")
      let moment = Wording.moment(entry.asOf, at: now, in: zone)
      lines.append("\(entry.title): \(told), as of \(moment)")
    }
    let errands = sheet.events.orderErrands(at: now)
    for order in sheet.orders {
      lines += orderLines(order, now: now, zone: zone)
      lines += errands.filter { $0.errand.order == order.id }
        .map { errandLine($0, now: now, zone: zone) }
    }
    for message in sheet.messages { lines += said(message, now: now, zone: zone) }
    for row in sheet.outbox {
      lines += ["", "── reply · \(Wording.delivery(row.state)) ──"]
      lines += text(row.reply.text)
      if !row.lastError.isEmpty { lines.append("   \(row.lastError)") }
    }
    return lines
  }

  private static func orderLines(_ order: Order, now: Instant, zone: TimeZone) -> [String] {
    let placed = Wording.date(order.createdAt, at: now, in: zone)
    var lines = [
      "",
      "Order \(order.number) · \(order.id.channel.rawValue) · \(Wording.order(order.state)) · "
        + "\(placed) · \(Wording.sum(order.total))",
    ]
    for claim in order.claimsByUrgency { lines += claimLines(claim, now: now, zone: zone) }
    lines += order.items.map {
      "  \($0.quantity) × \($0.title)" + ($0.sku.isEmpty ? "" : " (\($0.sku))")
    }
    lines += order.shipments.map { parcel in
      let scan = parcel.lastScanAt.map {
        " · \(parcel.lastScan), \(Wording.date($0, at: now, in: zone))"
      }
      return
        "  \(parcel.carrier) \(parcel.trackingNumber) · \(Wording.parcel(parcel.state))\(scan ?? "")"
    }
    return lines
  }

  private static func claimLines(_ claim: Claim, now: Instant, zone: TimeZone) -> [String] {
    let facts = [
      Wording.claim(claim), Wording.urgency(of: claim, at: now), Wording.standing(of: claim),
      claim.wanted, Wording.times(of: claim, at: now, in: zone),
    ].filter { !$0.isEmpty }
    let words = TextFlow.clean(facts.joined(separator: " · "), lines: false)
    return ["  \(claim.isOpen ? "! " : "")\(words)"]
  }

  private static func errandLine(_ row: OrderErrandRow, now: Instant, zone: TimeZone) -> String {
    let facts = [
      "asked: \(row.errand.title)", row.errand.particulars,
      Wording.moment(row.askedAt, at: now, in: zone), Wording.outcome(of: row),
    ].filter { !$0.isEmpty }
    let words = TextFlow.clean(facts.joined(separator: " · "), lines: false)
    return "  \(row.isUnsure ? "! " : "")\(words)"
  }

  private static func said(_ message: Message, now: Instant, zone: TimeZone) -> [String] {
    let who =
      message.direction == .note ? "note · \(message.from.label)" : Self.full(message.from)
    var lines = ["", "── \(who) · \(Wording.moment(message.receivedAt, at: now, in: zone)) ──"]
    if message.direction != .note {
      let lists = [("answers to", message.replyTo), ("cc", message.cc)]
      for (word, parties) in lists where !parties.isEmpty {
        lines.append("   \(word) \(parties.map(Self.full).joined(separator: ", "))")
      }
    }
    lines += message.warnings.map { "   ! \($0)" }
    lines += text(message.body.visible)
    let quoted = message.body.quoted.split(separator: "\n").count
    if quoted > 0 { lines.append("   ▸ \(quoted) quoted \(quoted == 1 ? "line" : "lines")") }
    lines += message.attachments.enumerated().map {
      "   [\($0 + 1)] \($1.filename) \(Wording.size($1.bytes))"
    }
    return lines
  }

  /// Name and address, the address in both spellings where it has two.
  private static func full(_ party: Party) -> String {
    let spellings = HostName.bothSpellings(party.address)
    guard !party.name.isEmpty else { return spellings }
    return "\(party.name) <\(party.address)>\(spellings.dropFirst(party.address.count))"
  }

  private static func text(_ body: String) -> [String] {
    TextFlow.clean(body).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}

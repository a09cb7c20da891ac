package import Domain
import Foundation
import Terminal

/// Order, parcel and customer of a ticket as lines.
package enum OrderText {
  /// The lines of a ticket's order pane in `width` columns; first what is about to be done to an
  /// order of it.
  package static func lines(
    _ sheet: TicketSheet, plan: OrderPlan? = nil, width: Int, setting: Setting, now: Instant
  ) -> [[Piece]] {
    var writer = Writer(width: max(10, width), setting: setting, now: now)
    if let plan, plan.ticket == sheet.ticket.id { writer.write(plan) }
    let errands = sheet.events.orderErrands(at: now)
    for order in sheet.orders {
      writer.write(order, errands.filter { $0.errand.order == order.id })
    }
    if sheet.orders.isEmpty {
      writer.missing(sheet)
      writer.write(candidates: sheet.candidates, "It may be")
    }
    let customer = CustomerText(sheet: sheet, width: writer.width, setting: setting, now: now)
    writer.write(customer.lines)
    for entry in sheet.contacts.telling { writer.write(entry) }
    writer.write(earlier: sheet.earlier)
    if !sheet.orders.isEmpty { writer.write(candidates: sheet.candidates, "Other orders") }
    return writer.lines
  }

  struct Writer {
    /// The columns there are.
    let width: Int
    /// How the shop is set up.
    let setting: Setting
    /// Now, which days are counted from.
    let now: Instant
    /// What was written so far.
    var lines: [[Piece]] = []
  }
}

// MARK: - Orders

extension OrderText.Writer {
  fileprivate mutating func write(_ order: Order, _ errands: [OrderErrandRow]) {
    apart()
    line("Order \(hash(order.number))", .heading, Wording.channel(order.id.channel), .dim)
    line(
      "\(Wording.date(order.createdAt, at: now, in: setting.zone))  \(Wording.sum(order.total))",
      .plain, state(order), order.state == .cancelled ? .error : .plain)
    let claims = order.claimsByUrgency
    for claim in claims where claim.isOpen { write(claim) }
    for item in order.items {
      text("\(item.quantity) × \(item.title)", .plain)
      if !item.sku.isEmpty { text("  \(item.sku)", .dim) }
    }
    for shipment in order.shipments { write(shipment) }
    for claim in claims where !claim.isOpen { write(claim) }
    for refund in order.refunds { write(refund) }
    for row in errands { write(row) }
    if let last = order.returnableUntil {
      let day = Wording.date(last, at: now, in: setting.zone)
      text(last < now ? "! Return window ended \(day)" : "Return window ends \(day)", .plain)
    }
    if !order.address.isEmpty { text("To \(order.address.joined(separator: ", "))", .dim) }
    if let buyer = order.buyer { write(buyer) }
    write(order.notes)
    text("As of \(Wording.moment(order.asOf, at: now, in: setting.zone))", .dim)
  }

  private func state(_ order: Order) -> String {
    order.state == .other ? order.statusText : Wording.order(order.state)
  }

  private mutating func write(_ shipment: Shipment) {
    let isBad = [.late, .lost, .failed, .returned].contains(shipment.state)
    text("\(shipment.carrier) \(shipment.trackingNumber)", .plain)
    text("  \(isBad ? "! " : "")\(parcel(shipment))", isBad ? .error : .good)
    guard !shipment.lastScan.isEmpty, shipment.state != .delivered else { return }
    let when = shipment.lastScanAt.map { " " + Wording.moment($0, at: now, in: setting.zone) }
    text("  Last scan\(when ?? ""): \(shipment.lastScan)", .dim)
  }

  private func parcel(_ shipment: Shipment) -> String {
    let word = Wording.parcel(shipment.state)
    if shipment.state == .delivered, let at = shipment.deliveredAt {
      return "\(word) \(Wording.moment(at, at: now, in: setting.zone))"
    }
    if let expected = shipment.expectedAt {
      return "\(word), due \(Wording.date(expected, at: now, in: setting.zone))"
    }
    return word
  }

  private mutating func write(_ refund: Refund) {
    let word =
      switch refund.state {
      case .pending: "on its way"
      case .issued: "paid back"
      case .refused: "refused"
      }
    let day = Wording.date(refund.at, at: now, in: setting.zone)
    text("Refund \(Wording.sum(refund.amount)) \(word) \(day)", .plain)
  }

  /// What is about to be asked of the shop: all of it stands here when it is confirmed.
  fileprivate mutating func write(_ plan: OrderPlan) {
    guard let action = plan.action else {
      guard let offers = plan.offers else { return }
      apart()
      line("What can be done", .heading, offers.shop, .dim)
      return number(offers.actions.map(\.title))
    }
    apart()
    line("To be done", .heading, Wording.channel(plan.order.id.channel), .dim)
    text("\(action.title), order \(hash(plan.order.number))", .plain)
    for answer in plan.answers where !answer.words.isEmpty {
      text("  \(answer.title): \(answer.words)", .plain)
    }
    if case .choice(let choices)? = plan.field?.kind {
      text("  \(plan.field?.title ?? ""):", .plain)
      return number(choices.map(\.title))
    }
    if action.told != nil { text("The customer gets to read this.", .plain) }
    if !action.warning.isEmpty { text("! \(action.warning).", .error) }
    for finding in plan.findings { text("! \(finding)", .error) }
  }

  /// What a digit chooses, one line each: at the bottom there is no room for many.
  private mutating func number(_ titles: [String]) {
    for (index, title) in titles.enumerated() { text("\(index + 1) \(title)", .plain) }
  }

  /// What was asked of the shop, and what became of it.
  private mutating func write(_ row: OrderErrandRow) {
    let moment = Wording.moment(row.askedAt, at: now, in: setting.zone)
    line("Asked: \(row.errand.title)", .plain, moment, .dim)
    if !row.errand.particulars.isEmpty { text("  \(row.errand.particulars)", .dim) }
    switch row.answer {
    case nil: text("  \(Wording.outcome(of: row))", .dim)
    case .done?: text("  \(Wording.outcome(of: row))", .good)
    case .refused?: text("  ! \(Wording.outcome(of: row))", .error)
    case .unsure?:
      let key = setting.keymap.spelling(of: CommandCall(.orderAction), in: .ticket)
      text("  ! \(Wording.outcome(of: row))", .error)
      text("  look there, then \(key ?? ":order-action")", .dim)
    }
  }

  /// What it may be about: one line each, and why.
  fileprivate mutating func write(candidates: [OrderCandidate], _ heading: String) {
    guard !candidates.isEmpty else { return }
    let key = setting.keymap.spelling(of: CommandCall(.linkOrder), in: .ticket) ?? ":link-order"
    apart()
    line(heading, .heading, "\(key) link one", .dim)
    for (index, candidate) in candidates.enumerated() {
      let order = candidate.order
      line(
        "\(index + 1) \(hash(order.number))  \(Wording.date(order.createdAt, at: now, in: setting.zone))",
        .plain, Wording.sum(order.total), .plain)
      text("  \(Wording.reason(candidate.reason))", .dim)
    }
  }

  fileprivate mutating func missing(_ sheet: TicketSheet) {
    apart()
    let numbers = sheet.messages.flatMap(\.orderNumbers)
    guard let number = numbers.first else {
      line("No order", .heading, "", .dim)
      text("The customer names none.", .dim)
      return
    }
    // Older ones may lie beyond what a shop lets us read: that is no order that is not there.
    line("Order not known", .heading, "", .dim)
    text("The customer names \(number); no shop has told us of it.", .dim)
  }
}

// MARK: - Customer

extension OrderText.Writer {
  fileprivate mutating func write(_ customer: [CustomerText.Line]) {
    if !customer.isEmpty { apart() }
    for told in customer {
      switch told {
      case .heading(let words): line(words, .heading, "", .dim)
      case .words(let words, let isDim): text(words, isDim ? .dim : .plain)
      case .edges(let left, let right): line(left, .plain, right, .dim)
      }
    }
  }

  /// What a customer list says of them.
  fileprivate mutating func write(_ entry: ContactEntry) {
    apart()
    let moment = Wording.moment(entry.asOf, at: now, in: setting.zone)
    line(entry.title, .heading, "as of \(moment)", .dim)
    for words in Wording.contact(entry.contact, at: now, in: setting.zone) { text(words, .plain) }
  }

  fileprivate mutating func write(earlier rows: [InboxRow]) {
    guard !rows.isEmpty else { return }
    apart()
    line("Earlier", .heading, "", .dim)
    for row in rows.prefix(8) {
      line(
        "#\(row.number) \(row.subject)", .plain,
        "\(Wording.status(row.status)) \(Wording.age(of: row.lastMessageAt, at: now))", .dim)
    }
  }
}

// MARK: - Lines

extension OrderText.Writer {
  /// An empty line, where something stands above.
  mutating func apart() { if !lines.isEmpty { lines.append([]) } }

  private func hash(_ number: String) -> String { number.hasPrefix("#") ? number : "#\(number)" }

  /// Words, in as many lines as they need.
  mutating func text(_ text: String, _ style: Style) {
    for line in TextFlow.wrap(TextFlow.clean(text, lines: false), to: width) {
      lines.append([Piece(line, style)])
    }
  }

  /// Words at both edges; the left one is cut.
  mutating func line(_ left: String, _ style: Style, _ right: String, _ other: Style) {
    let right = TextFlow.cut(TextFlow.clean(right, lines: false), to: width / 2)
    let room = width - TextFlow.cells(right) - (right.isEmpty ? 0 : 1)
    let left = TextFlow.cut(TextFlow.clean(left, lines: false), to: room)
    let gap = String(repeating: " ", count: width - TextFlow.cells(left) - TextFlow.cells(right))
    lines.append([Piece(left, style), Piece(gap, .plain), Piece(right, other)])
  }
}

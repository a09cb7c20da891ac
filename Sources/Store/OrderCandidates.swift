internal import Domain
internal import Foundation
internal import GRDB

/// The orders that a ticket may be about, among those we know.
struct OrderCandidates {
  let db: Database

  /// No more are shown.
  static let most = 6
  /// What was bought longer ago is no reason where only the name is the same.
  private static let recent = Span.days(90)
  private static let messagesRead = 20

  /// Those of a ticket that are not its orders already: the strongest reason first, then the newest.
  func found(for sheet: TicketSheet) throws -> [OrderCandidate] {
    let said = sheet.messages.filter { $0.direction == .inbound }.prefix(Self.messagesRead)
    var reasons: [OrderID: OrderCandidate] = [:]
    func add(_ orders: [Order], _ reason: OrderCandidate.Reason) {
      for order in orders where reasons[order.id] == nil && !isLinked(order, to: sheet.ticket) {
        reasons[order.id] = OrderCandidate(order, reason)
      }
    }
    let numbers = Set(said.flatMap(\.orderNumbers))
    add(try OrderRows.orders(numbers: numbers.sorted(), in: db), .number)
    let words = Set(said.flatMap { SearchText.words(of: [$0.subject, $0.body.visible]) })
    add(try OrderRows.orders(tracking: words.filter(Self.mayBeParcel).sorted(), in: db), .parcel)
    let addresses = Set(
      (sheet.customer?.identities.map(\.address) ?? []) + said.map(\.from.address))
    add(try OrderRows.orders(addresses: addresses.sorted(), in: db), .address)
    let phones = Set(said.flatMap { Self.phones(in: $0.body.visible) })
    add(try OrderRows.orders(phones: phones.sorted(), in: db), .phone)
    if let first = said.first {
      let names = Set([sheet.customer?.name ?? "", first.from.name].map(SearchText.folded))
      for name in names.sorted() {
        add(
          try OrderRows.orders(
            ofBuyer: name, since: first.receivedAt - Self.recent, until: first.receivedAt, in: db),
          .name)
      }
    }
    return Array(
      reasons.values.sorted {
        ($0.reason, $1.order.createdAt, $1.order.id) < ($1.reason, $0.order.createdAt, $0.order.id)
      }.prefix(Self.most))
  }

  private func isLinked(_ order: Order, to ticket: Ticket) -> Bool {
    ticket.orders.contains {
      $0.channel == order.id.channel && OrderRows.key($0.number) == OrderRows.key(order.number)
    }
  }

  private static func mayBeParcel(_ word: String) -> Bool {
    8...40 ~= word.utf8.count && word.utf8.count { 0x30...0x39 ~= $0 } >= 4
  }

  /// The numbers in a text that may be phones', by their ends.
  static func phones(in text: String) -> [String] {
    text.matches(of: /[+(0-9][0-9 ()\/.\-]{6,20}[0-9]/)
      .compactMap { OrderCandidate.phoneKey(String($0.output)) }
  }
}

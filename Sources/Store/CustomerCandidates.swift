internal import Domain
internal import Foundation
internal import GRDB

/// Customers who may be the same person as one, among those we know; worked out when it is asked.
struct CustomerCandidates {
  let db: Database
  /// The person.
  let person: Customer
  /// All customers who are this person.
  let group: [CustomerID]
  private var found: [CustomerID: Set<CustomerCandidate.Reason>] = [:]

  /// No more are shown.
  static let most = 5
  /// What more customers than these share tells nobody apart: the shop's own number, a parcel shop.
  private static let mostSharing = 5
  /// No more of each are looked at.
  private static let mostLooked = 50

  init(of person: Customer, _ group: [CustomerID], in db: Database) {
    self.db = db
    self.person = person
    self.group = group
  }

  /// All of them, the likeliest first.
  mutating func all() throws -> [CustomerCandidate] {
    let addresses = try Set(person.identities.map(\.address)).sorted().filter(isTelling)
    for address in addresses { try add(.address(address), try owners(ofAddress: address)) }
    let orders = try DealingRows(db: db, group: group).orders(atMost: Self.mostLooked)
    try addPhones(of: orders)
    for order in orders {
      if let home = CustomerCandidate.homeKey(of: order) {
        try add(.home(name: order.customerName), try owners(ofOrdersWith: "home", home))
      }
    }
    try addAskers(of: orders, addresses)
    try addAskedAbout()
    let people = try found.compactMap { id, reasons in
      try ContactRows.person(id, in: db).map { CustomerCandidate($0, reasons) }
    }
    return Array(people.sorted { $0.isLikelier(than: $1) }.prefix(Self.most))
  }

  // MARK: - Reasons

  private mutating func addPhones(of orders: [Order]) throws {
    let own = person.identities.filter(\.channel.isByPhone).map(\.address)
    var known: Set<String> = []
    for number in own + orders.map(\.customerPhone) {
      guard let end = OrderCandidate.phoneKey(number), known.insert(end).inserted else { continue }
      let callers = try Data.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT customer_id FROM identity
            WHERE channel IN ('sms', 'whatsapp', 'phone') AND substr(address, -8) = ?
            LIMIT \(Self.mostLooked)
            """), arguments: [end])
      try add(.phone(number), callers + owners(ofOrdersWith: "phone", end))
    }
  }

  /// Others who asked about what was placed from an address of theirs.
  private mutating func addAskers(of orders: [Order], _ addresses: [String]) throws {
    for order in orders where addresses.contains(order.customerEmail) {
      try add(.buyer(order.id), try askers(about: order.id))
    }
  }

  /// Others who asked about the same orders, and those who placed them.
  private mutating func addAskedAbout() throws {
    let links: SQL = """
      SELECT l.channel, l.number FROM ticket t CROSS JOIN order_link l ON l.ticket = t.row
      WHERE t.customer_id IN \(group.map(\.blob)) LIMIT \(Self.mostLooked)
      """
    let orders = try SQLRequest<Row>(literal: links).fetchAll(db).map {
      OrderID(channel: ChannelName(rawValue: $0[0]), number: $0[1])
    }
    for order in Set(orders).sorted() {
      try add(.order(order), try askers(about: order))
      let emails = try String.fetchAll(
        db.cachedStatement(
          sql: "SELECT email FROM order_cache WHERE number_key = ? AND channel = ?"),
        arguments: [OrderRows.key(order.number), order.channel.rawValue])
      for email in emails where try !order.channel.hidesAddresses && isTelling(email) {
        try add(.buyer(order), try owners(ofAddress: email))
      }
    }
  }

  private mutating func add(_ reason: CustomerCandidate.Reason, _ owners: [Data]) throws {
    var others: Set<CustomerID> = []
    for owner in owners {
      let survivor = try JoinRows.survivor(of: try CustomerID(stored: owner), in: db)
      if survivor != person.id { others.insert(survivor) }
    }
    guard others.count <= Self.mostSharing else { return }
    for other in others { found[other, default: []].insert(reason) }
  }

  // MARK: - Who

  /// A mail address that no marketplace has made up.
  private func isTelling(_ address: String) throws -> Bool {
    guard address.contains("@") else { return false }
    let channels = try String.fetchAll(
      db.cachedStatement(sql: "SELECT channel FROM identity WHERE address = ?"),
      arguments: [address])
    return !channels.contains { ChannelName(rawValue: $0).hidesAddresses }
  }

  private func owners(ofAddress address: String) throws -> [Data] {
    try Data.fetchAll(
      db.cachedStatement(
        sql: "SELECT customer_id FROM identity WHERE address = ? LIMIT \(Self.mostLooked)"),
      arguments: [address])
  }

  /// Who asked about an order.
  private func askers(about order: OrderID) throws -> [Data] {
    try Data.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT DISTINCT t.customer_id FROM order_link l CROSS JOIN ticket t ON t.row = l.ticket
          WHERE l.number_key = ? AND l.channel = ? AND t.customer_id IS NOT NULL
            AND t.erased_at IS NULL
          LIMIT \(Self.mostLooked)
          """), arguments: [OrderRows.key(order.number), order.channel.rawValue])
  }

  /// Who placed the orders with a code; where nobody is known at their address, who asked about them.
  private func owners(ofOrdersWith kind: String, _ code: String) throws -> [Data] {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT o.channel, o.number, o.email FROM order_code k
          CROSS JOIN order_cache o ON o.row = k.order_row
          WHERE k.kind = ? AND k.code = ? LIMIT \(Self.mostLooked)
          """), arguments: [kind, code])
    return try rows.flatMap { row in
      let email: String = row[2]
      let placed = email.isEmpty ? [] : try owners(ofAddress: email)
      let order = OrderID(channel: ChannelName(rawValue: row[0]), number: row[1])
      return try placed.isEmpty ? askers(about: order) : placed
    }
  }
}

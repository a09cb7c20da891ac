import Domain
import Foundation
import GRDB
import Testing

@testable import Store

/// What customer lists said of somebody is kept beside their tickets.
struct CustomerListTests {
  private func said(
    _ account: String, of address: String = "ada@mail.example", _ name: String?, asOf: Instant
  ) -> ContactEntry {
    ContactEntry(
      account: account, title: account.capitalized, address: address,
      contact: name.map { Contact(name: $0, marketing: [.init(.mail, isAllowed: true)]) },
      asOf: asOf)
  }

  /// Ada, with two addresses and a ticket.
  private func ada(_ shop: inout Shop) async throws -> TicketID {
    let id: CustomerID = shop.mint.id(at: shop.clock.now)
    let ada = Customer(
      id: id, name: "Ada",
      identities: [
        Identity(channel: .email, address: "ada@mail.example"),
        Identity(channel: .ebay, address: "ada@mail.example"),
        Identity(channel: .phone, address: "+15550199"),
      ], since: shop.clock.now)
    return try await shop.arrive(customer: id, facts: [.contact(ada)])
  }

  @Test func itIsShownWithTheCustomersTickets() async throws {
    var shop = try Shop(seed: 81 << 40)
    let ticket = try await ada(&shop)
    let now = shop.clock.now
    let facts = [
      said("news", "Ada B.", asOf: now), said("crm", of: "+15550199", "Ada", asOf: now),
      said("crm", nil, asOf: now), said("news", of: "ben@mail.example", "Ben", asOf: now),
    ]
    try await shop.store.commit([], facts: facts.map { .listed($0) }, by: .system)
    let contacts = try await shop.sheet(ticket).contacts
    #expect(Set(contacts) == Set(facts.prefix(3)))
    #expect(contacts.map(\.account) == ["crm", "crm", "news"])
  }

  @Test func aNewerWordReplacesAnOlderAndNotTheOtherWayRound() async throws {
    var shop = try Shop(seed: 82 << 40)
    let ticket = try await ada(&shop)
    let (now, before) = (shop.clock.now, shop.clock.now - .minutes(5))
    for entry in [
      said("news", "Ada", asOf: before), said("news", nil, asOf: now),
      said("news", "Old", asOf: before),
    ] { try await shop.store.commit([], facts: [.listed(entry)], by: .system) }
    #expect(try await shop.sheet(ticket).contacts == [said("news", nil, asOf: now)])
  }

  @Test func aRebuildAndABackupKeepIt() async throws {
    let folder = try Folder()
    var shop = try Shop(folder.file, seed: 83 << 40)
    let ticket = try await ada(&shop)
    let entry = said("news", "Ada", asOf: shop.clock.now)
    try await shop.store.commit([], facts: [.listed(entry)], by: .system)
    try await shop.store.rebuild()
    #expect(try await shop.sheet(ticket).contacts == [entry])
    let copy = folder.path + "/copy.sqlite"
    try await shop.store.backup(to: copy)
    let other = try Shop(.file(copy), clock: shop.clock, seed: 84 << 40)
    #expect(try await other.sheet(ticket).contacts == [entry])
  }

  @Test func whatSalvageFindsDamagedIsDroppedAndTheRestStays() async throws {
    var shop = try Shop(seed: 85 << 40)
    let ticket = try await ada(&shop)
    let entry = said("news", "Ada", asOf: shop.clock.now)
    try await shop.store.commit([], facts: [.listed(entry)], by: .system)
    try await shop.store.writer.write { db in
      try db.execute(
        sql: """
          INSERT INTO contact_cache (account, address, as_of, body)
          VALUES ('crm', 'ada@mail.example', 0, '{}')
          """)
      try CustomerListRows.mend(in: db)
    }
    #expect(try await shop.sheet(ticket).contacts == [entry])
  }
}

import Domain
import Testing

struct ContactTests {
  private static let now = Instant(milliseconds: 1_800_000_000_000)

  private func entry(
    _ account: String, _ address: String, _ contact: Contact?, asOf: Instant = now
  ) -> ContactEntry {
    ContactEntry(
      account: account, title: account, address: address, contact: contact, asOf: asOf)
  }

  @Test func whoIsKnownIsFreshForLessTimeThanWhoIsNot() {
    let (known, unknown) = (entry("k", "a", Contact()), entry("k", "a", nil))
    #expect(known.isFresh(at: Self.now) && unknown.isFresh(at: Self.now))
    #expect(known.isFresh(at: Self.now + .minutes(14)))
    #expect(!known.isFresh(at: Self.now + .minutes(15)))
    #expect(unknown.isFresh(at: Self.now + .minutes(59)))
    #expect(!unknown.isFresh(at: Self.now + .minutes(60)))
    #expect(!known.isFresh(at: Self.now - .minutes(1)), "the clock was set back")
  }

  @Test func whoeverIsKnownByOneAddressIsShownAndSaidOnce() {
    let ada = Contact(name: "Ada")
    let entries = [
      entry("h", "a", nil), entry("h", "b", nil, asOf: Self.now - .minutes(1)),
      entry("k", "a", nil), entry("k", "b", ada), entry("k", "c", ada),
    ]
    #expect(entries.telling == [entries[0], entries[3]])
    #expect([ContactEntry]().telling == [])
  }

  @Test func noMoreThanTenPropertiesAndListsAreKept() {
    let many = (1...20).map { Contact.Property("p\($0)", "x") }
    let contact = Contact(properties: many, lists: (1...20).map { "l\($0)" })
    #expect(contact.properties.count == 10 && contact.lists.count == 10)
    #expect(Contact.Property("p", String(repeating: "x", count: 900)).text.count == 200)
  }
}

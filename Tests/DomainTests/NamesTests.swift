import Domain
import Testing

@Suite struct NamesTests {
  @Test(arguments: [
    ("refund", "refund"), ("Refund", "refund"), ("späte-lieferung", "späte-lieferung"),
    ("a/b", "a/b"), ("1", "1"),
  ])
  func tag(_ text: String, word: String) {
    let tag = Domain.Tag(text)
    #expect(tag?.word == word)
  }

  @Test(arguments: [
    "", " ", "two words", "a,b", "+a", "-a", ":a", "a(b", "\"a\"", "a\nb",
    String(repeating: "a", count: 65),
  ])
  func noTag(_ text: String) {
    let tag = Domain.Tag(text)
    #expect(tag == nil)
  }

  @Test func namesAreFoldedToLowerCase() {
    #expect(ChannelName(rawValue: "Amazon") == .amazon)
    #expect(AgentID("Ana") == AgentID("ana"))
    #expect(Identity(channel: .email, address: "J@X.example").address == "j@x.example")
  }

  @Test(arguments: [
    ("support@northlight.example", true), ("Support+ticket-12@Northlight.example", true),
    ("help@northlight.example", true), ("help+x@northlight.example", true),
    ("support@other.example", false), ("xsupport@northlight.example", false), ("support", false),
    ("", false),
  ])
  func anAccountKnowsItsAddresses(_ address: String, isOurs: Bool) {
    let account = Account(
      name: "support", type: "mail", address: "support@northlight.example",
      aliases: ["help@northlight.example"])
    #expect(account.owns(address) == isOurs)
  }

  /// Whoever writes to two of our addresses wrote to the one that has a name.
  @Test func aNamedAddressCountsBeforeACatchAll() {
    let account = Account(
      name: "support", type: "mail", address: "support@shop.example",
      aliases: ["*@shop.example", "help@shop.example"])
    let ours = { account.ownAddress(among: $0) }
    #expect(ours(["sale@shop.example", "Help@shop.example"]) == "help@shop.example")
    #expect(ours(["ada@customer.example", "Sale@Shop.example"]) == "sale@shop.example")
    #expect(ours(["ada@customer.example"]) == nil)
  }
}

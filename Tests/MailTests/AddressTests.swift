import Mail
import Testing

@Suite struct AddressTests {
  private static func one(_ name: String?, _ address: String, _ group: String? = nil) -> Mailbox {
    Mailbox(name: name, address: address, group: group)
  }

  static let rows: [(String, [Mailbox])] = [
    ("a@b.example", [one(nil, "a@b.example")]),
    ("Kim Buyer <kim@b.example>", [one("Kim Buyer", "kim@b.example")]),
    ("\"Buyer, Kim\" <kim@b.example>, x@y", [one("Buyer, Kim", "kim@b.example"), one(nil, "x@y")]),
    ("kim@b.example (Kim Buyer)", [one("Kim Buyer", "kim@b.example")]),
    ("=?utf-8?q?J=C3=BCrgen?= M <j@b.example>", [one("Jürgen M", "j@b.example")]),
    ("\"=?utf-8?q?J=C3=BCrgen?=\" <j@b.example>", [one("Jürgen", "j@b.example")]),
    ("=?utf-8?q?Kim_=3Ckim=40b=2Eexample=3E?=", [one("Kim", "kim@b.example")]),
    ("kim@b.example <kim@b.example>", [one("kim@b.example", "kim@b.example")]),
    (
      "Team: a@b, C <c@d>;, e@f",
      [one(nil, "a@b", "Team"), one("C", "c@d", "Team"), one(nil, "e@f")]
    ),
    ("undisclosed-recipients:;", []),
    ("a@b; c@d", [one(nil, "a@b"), one(nil, "c@d")]),
    ("<@one,@two:kim@b.example>", [one(nil, "kim@b.example")]),
    ("Kim <kim@b.example", [one("Kim", "kim@b.example")]),
    ("Kim kim@b.example", [one("Kim", "kim@b.example")]),
    ("<kim@b.example>, <x@y>", [one(nil, "kim@b.example"), one(nil, "x@y")]),
    ("\"a\\\"b\" <q@r>", [one("a\"b", "q@r")]),
    ("(only words)", [one("only words", "")]),
    ("not an address", [one("not an address", "")]),
    ("", []), (",,,", []), ("<>", [one(nil, "")].filter { !$0.address.isEmpty }),
    ("Name (nick) <a@b>", [one("Name", "a@b")]),
    ("<=?utf-8?q?kim=0D=0ABcc=00?=@b.example>", [one(nil, "kimBcc@b.example")]),
  ]

  @Test(arguments: rows)
  func mailboxes(raw: String, expected: [Mailbox]) {
    #expect(mail("To: \(raw)").to == expected)
  }

  @Test func partsOfAnAddress() {
    let mailbox = Mailbox(address: "Kim+Order-7@Shop.Example")
    #expect(mailbox.domain == "shop.example")
    #expect(mailbox.localPart == "Kim+Order-7")
    #expect(mailbox.plusParts == ("Kim", "Order-7"))
    #expect(mailbox.key == "kim+order-7@shop.example")
    #expect(Mailbox(address: "nobody").domain == "")
  }

  @Test func twoFromFieldsAreADoubt() {
    let message = mail("From: a@b.example\nFrom: c@d.example")
    #expect(message.from.map(\.address) == ["a@b.example"])
    #expect(message.warnings.contains(.severalFromFields))
  }

  @Test(arguments: [
    ("müller.example", "xn--mller-kva.example"), ("shop.example", "shop.example"),
    ("bücher.example", "xn--bcher-kva.example"), ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
    ("日本語.jp", "xn--wgv71a119e.jp"), ("[192.0.2.1]", "[192.0.2.1]"),
  ])
  func namesOfHosts(name: String, ascii: String) {
    #expect(HostName.ascii(name) == ascii)
  }

  @Test(arguments: ["", "a..b", "-a.example", "a b.example", "a\r\nb.example", "a,b.example"])
  func whatIsNoHost(name: String) {
    #expect(HostName.ascii(name) == nil)
  }
}

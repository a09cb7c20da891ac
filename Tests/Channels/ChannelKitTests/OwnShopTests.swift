import ChannelKit
import Domain
import Testing

/// Mail that the shop's own WooCommerce writes in a customer's name.
@Suite struct OwnShopTests {
  static func form(
    from: String = "Northlight <wordpress@shop.example>",
    replyTo: String? = "Léa Martin <lea@example.com>",
    results: String = "mx.shop.example; dkim=pass header.d=shop.example",
    mailer: String? = "WooCommerce", subject: String = "Wrong size - order #20412"
  ) -> String {
    let fields = [
      results.isEmpty ? nil : "Authentication-Results: \(results)", "From: \(from)",
      replyTo.map { "Reply-To: \($0)" }, "To: support@shop.example", "Subject: \(subject)",
      "Message-ID: <m1@shop.example>", mailer.map { "X-Mailer: \($0)" },
    ]
    return fields.compactMap { $0 }.joined(separator: "\n") + "\n\nCan I swap it?\n"
  }

  @Test(arguments: [
    form(),
    form(mailer: "PHPMailer 6.9.1 (https://github.com/PHPMailer/PHPMailer)"),
    form(mailer: nil),
    form(from: "Shop <woocommerce@shop.example>", mailer: nil),
    form(from: "Shop <orders@shop.example>"),
    form(from: "Shop <support@shop.example>"),
    form(results: "mx.shop.example; dmarc=pass header.from=shop.example"),
  ])
  func theCustomerInReplyToWroteIt(text: String) {
    let mail = read(text)
    #expect(mail.message.channel == .woocommerce)
    #expect(mail.author == .customer)
    #expect(mail.fault == nil)
    #expect(mail.customer == Party(name: "Léa Martin", address: "lea@example.com"))
    #expect(mail.message.from == Party(name: "Léa Martin", address: "lea@example.com"))
    #expect(mail.message.replyTo == [])
    #expect(mail.message.kind == .human)
    #expect(mail.keys.orders == ["20412"])
    #expect(mail.message.warnings == [])
  }

  @Test func withoutAServerToBelieveTheFormCounts() {
    let mail = read(Self.form(results: ""), unchecked)
    #expect(mail.message.channel == .woocommerce && mail.message.warnings == [])
  }

  @Test(arguments: [
    // Nobody vouches for our own domain, or another server says so.
    form(results: ""),
    form(results: "mx.shop.example; dkim=fail header.d=shop.example"),
    form(results: "mx.evil.example; dkim=pass header.d=shop.example"),
    form(results: "mx.shop.example; dkim=pass header.d=evil.example"),
  ])
  func whatNobodyVouchesForIsOrdinaryMailWithAWarning(text: String) {
    let mail = read(text)
    #expect(mail.message.channel == .email)
    #expect(mail.message.warnings.contains { $0.hasPrefix("marketplace sender not verified") })
    #expect(mail.author == .customer)
  }

  @Test(arguments: [
    // No mark, another domain, one that only looks like ours.
    form(from: "Shop <orders@shop.example>", mailer: nil),
    form(from: "Shop <wordpress@other.example>"),
    form(from: "Shop <wordpress@evilshop.example>"),
    form(from: "Shop <wordpress@shop.example.evil.example>"),
  ])
  func whatHasNotTheFormIsOrdinaryMail(text: String) {
    #expect(read(text, unchecked).message.channel == .email)
  }

  @Test(arguments: [
    form(from: "Shop <support@shop.example>", replyTo: nil),
    form(from: "Shop <support@shop.example>", replyTo: "support@shop.example"),
    form(from: "Shop <support@shop.example>", replyTo: "Hello <HELLO+x@shop.example>"),
  ])
  func ourOwnAddressWithoutAStrangerInReplyToStaysAClaim(text: String) {
    let mail = read(text)
    #expect(mail.message.channel == .email)
    #expect(mail.author == .claimsToBeUs)
    #expect(mail.fault != nil)
  }

  @Test func aDomainThatManyShareIsNobodysOwn() {
    let account = Account(name: "support", type: "mail", address: "northlight.shop@gmail.com")
    let other = Self.form(from: "Shop <someone.else@gmail.com>")
    #expect(read(other, account).message.channel == .email)
    let own = Self.form(from: "Shop <northlight.shop@gmail.com>")
    #expect(read(own, account).message.channel == .woocommerce)
  }

  @Test(arguments: [
    "[Northlight]: New order #20412", "[Northlight]: Neue Bestellung #20412",
    "[Northlight]: Cancelled order #20412",
  ])
  func whatItTellsTheShopIsNoQuestion(subject: String) {
    let mail = read(Self.form(subject: subject))
    #expect(mail.message.channel == .woocommerce)
    #expect(mail.message.kind == .deliveryNotice)
  }
}

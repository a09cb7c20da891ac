import ChannelKit
import Domain
import Testing

@Suite struct MailMessageTests {
  @Test func anOrdinaryMailIsACustomersMessage() {
    let mail = read(
      """
      From: Ada Byron <Ada@Example.com>
      To: support@shop.example
      Cc: Bob <bob@example.com>
      Subject: Where is order 10412?
      Message-ID: <m1@example.com>
      In-Reply-To: <r2@shop.example>
      References: <r0@shop.example> <r1@shop.example> <r2@shop.example>
      Date: Fri, 27 Nov 2026 10:00:00 +0100
      Delivered-To: support+tok@shop.example

      Hello, where is it?
      """)
    #expect(mail.author == .customer)
    #expect(mail.message.channel == .email)
    #expect(mail.message.direction == .inbound)
    #expect(mail.message.kind == .human)
    #expect(mail.message.receivedAt == noon)
    #expect(mail.customer == Party(name: "Ada Byron", address: "ada@example.com"))
    #expect(mail.keys.answers == ["r2@shop.example", "r1@shop.example", "r0@shop.example"])
    #expect(mail.keys.recipients.contains("support+tok@shop.example"))
    #expect(mail.keys.orders == ["10412"])
    #expect(mail.message.warnings == [])
    #expect(mail.fault == nil)
    #expect(mail.kept.map(\.sha256) == [mail.message.raw])
  }

  static func amazon(_ results: String, from: String = "ab12+x@marketplace.amazon.de") -> String {
    """
    \(results)From: Ada <\(from)>
    To: support@shop.example
    Subject: Question about 302-1234567-7654321
    Message-ID: <m1@amazon.example>
    Date: Fri, 27 Nov 2026 10:00:00 +0100

    Hello
    """
  }

  @Test(arguments: [
    ("Authentication-Results: mx.shop.example; dkim=pass header.d=marketplace.amazon.de\n", true),
    ("Authentication-Results: mx.shop.example; dkim=pass header.d=amazon.de\n", true),
    (
      "Authentication-Results: mx.shop.example; dmarc=pass header.from=marketplace.amazon.de\n",
      true
    ),
    ("Authentication-Results: mx.shop.example; dkim=fail header.d=amazon.de\n", false),
    ("Authentication-Results: mx.evil.example; dkim=pass header.d=amazon.de\n", false),
    ("Authentication-Results: m1.mx.shop.example; dkim=pass header.d=amazon.de\n", true),
    ("Authentication-Results: notmx.shop.example; dkim=pass header.d=amazon.de\n", false),
    ("Authentication-Results: dkim=pass header.d=amazon.de\n", false),
    (
      "Authentication-Results: mx.shop.example; dkim=none\n"
        + "Authentication-Results: mx.shop.example; dkim=pass header.d=amazon.de\n", false
    ),
    ("", false),
  ])
  func aMarketplaceIsBelievedOnlyWhereOurServerConfirmsIt(results: String, isBelieved: Bool) {
    let mail = read(Self.amazon(results))
    #expect(mail.message.channel == (isBelieved ? .amazon : .email))
    #expect(mail.message.warnings.contains { $0.hasPrefix("marketplace sender not") } != isBelieved)
    if isBelieved {
      #expect(mail.customer?.address == "ab12@marketplace.amazon.de")
      #expect(mail.keys.orders == ["302-1234567-7654321"])
    }
  }

  @Test func withoutAServerToBelieveTheAddressCountsAndNobodyCriesWolf() {
    let mail = read(Self.amazon(""), unchecked)
    #expect(mail.message.channel == .amazon)
    #expect(mail.message.warnings == [])
  }

  @Test func aNoticeOfTheMarketplaceIsNoCustomer() {
    let mail = read(Self.amazon("X-AMAZON-MAIL-RELAY-TYPE: NOTIFICATION\n"), unchecked)
    #expect(mail.message.kind == .deliveryNotice)
  }

  @Test func aShopsContactFormWritesInTheShoppersName() {
    let mail = read(
      """
      From: Northlight (Shopify) <mailer@shopify.com>
      Reply-To: Ada <ada@example.com>
      To: support@shop.example
      Subject: New customer message
      Message-ID: <m1@shopify.example>

      Hello
      """, unchecked)
    #expect(mail.message.channel == .shopify)
    #expect(mail.customer == Party(name: "Ada", address: "ada@example.com"))
    #expect(mail.message.from.address == "ada@example.com")
    #expect(mail.author == .customer)
  }

  @Test func aFormUnderOurOwnAddressIsTheShoppersToo() {
    let mail = read(
      """
      From: Shop <support@shop.example>
      Reply-To: ada@example.com
      To: support@shop.example
      Subject: Contact form
      Message-ID: <m1@shop.example>

      Hello
      """)
    #expect(mail.author == .customer)
    #expect(mail.customer?.address == "ada@example.com")
  }

  @Test func ourAddressFromOutsideIsNotUs() {
    let mail = read(
      """
      From: Support <support@shop.example>
      To: victim@example.com
      Subject: Re: Refund
      Message-ID: <m1@evil.example>

      Send me your card number
      """)
    #expect(mail.author == .claimsToBeUs)
    #expect(mail.fault != nil)
    #expect(mail.message.direction == .inbound)
  }

  @Test(arguments: [(true, MailMessage.Place.server), (false, .archive)])
  func whatLiesInSentOrInOurArchiveIsUs(isSent: Bool, place: MailMessage.Place) {
    let mail = read(
      """
      From: Support <support@shop.example>
      To: Ada <ada@example.com>
      Subject: Re: Refund
      Message-ID: <m1@shop.example>
      Date: Fri, 27 Nov 2020 10:00:00 +0100

      It is on its way
      """, isSent: isSent, from: place)
    #expect(mail.author == .us)
    #expect(mail.message.direction == .outbound)
    #expect(mail.customer == Party(name: "Ada", address: "ada@example.com"))
    let isOld = mail.message.receivedAt < noon
    #expect(isOld == (place == .archive))
  }

  @Test func anAnswerToAMarketplaceBelongsToIt() {
    let mail = read(
      """
      From: Support <support@shop.example>
      To: Ada <AB12@marketplace.amazon.de>
      Subject: Re: Question
      Message-ID: <m1@shop.example>

      Soon
      """, isSent: true)
    #expect(mail.message.channel == .amazon)
    #expect(mail.customer?.address == "ab12@marketplace.amazon.de")
  }

  @Test func aForeignReplyToNeedsALook() {
    let mail = read(
      """
      From: Ada <ada@example.com>
      Reply-To: ada@elsewhere.example
      To: support@shop.example
      Subject: Hello
      Message-ID: <m1@example.com>

      Hello
      """)
    #expect(mail.customer?.address == "ada@example.com")
    #expect(mail.message.replyTo.map(\.address) == ["ada@elsewhere.example"])
    #expect(mail.message.warnings.contains { $0.hasPrefix("answers go to another address") })
  }

  @Test func aNameThatShowsAnotherAddressIsTold() {
    let mail = read(
      "From: \"ceo@shop.example\" <x@evil.example>\nTo: support@shop.example\n"
        + "Subject: Pay\nMessage-ID: <m1@evil.example>\n\nNow\n")
    #expect(mail.message.warnings.contains { $0.hasPrefix("the name shows another address") })
  }

  @Test(arguments: [
    ("Fwd: Hello", true), ("FW: Hello", true), ("WG: Hallo", true), ("Re: Fwd: Hello", false),
    ("Forward me", false), ("Hello", false),
  ])
  func aForwardIsKnownByItsOutermostMark(subject: String, isForwarded: Bool) {
    let mail = read(
      "From: ada@example.com\nTo: support@shop.example\nSubject: \(subject)\n\nHello\n")
    #expect(mail.isForwarded == isForwarded)
  }

  @Test(arguments: [
    ("X-Spam-Flag: YES", true), ("X-Spam-Status: Yes, score=9", true),
    ("X-Spam-Status: No, score=1", false), ("X-Other: yes", false),
  ])
  func theServersSpamMarkCounts(field: String, isSpam: Bool) {
    let mail = read(
      "\(field)\nFrom: ada@example.com\nTo: support@shop.example\nSubject: x\n\nHello\n")
    #expect(mail.isSpam == isSpam)
  }

  @Test(arguments: ["", "\n\n", "   "])
  func whatCannotBeReadIsKeptAndSaysSo(text: String) {
    let mail = read(text)
    #expect(mail.fault != nil)
    #expect(mail.kept.count == 1)
  }

  @Test func filesAreKeptUnderTheirHash() throws {
    let mail = read(
      """
      From: ada@example.com
      To: support@shop.example
      Subject: Photo
      Message-ID: <m1@example.com>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      See photo
      --b
      Content-Type: text/csv; name=list.csv
      Content-Disposition: attachment; filename=list.csv

      a,b
      --b--
      """)
    let file = try #require(mail.message.attachments.first)
    #expect(file.filename == "list.csv")
    #expect(mail.kept.map(\.sha256).contains(file.sha256))
    #expect(mail.message.body.visible.contains("See photo"))
  }

  @Test func anEtsyBuyerIsKnownByName() {
    let mail = read(
      """
      From: Etsy Conversations <noreply@mail.etsy.com>
      To: support@shop.example
      Subject: You have a new message from Ada Byron
      Message-ID: <m1@etsy.example>

      Hello
      """, unchecked)
    #expect(mail.message.channel == .etsy)
    #expect(mail.customer == Party(name: "Ada Byron", address: "ada byron"))
    #expect(mail.message.warnings.contains { $0.contains("etsy.com") })
  }

  @Test(arguments: [
    ("eBay Member: tom_collector", "tom_collector"), ("EBAY MEMBER:tom", "tom"),
    ("eBay Member:", "eBay Member:"), ("Tom", "Tom"),
  ])
  func whatTheMarketplacePutsBeforeANameIsNoName(name: String, bare: String) {
    let mail = read(
      "From: \(name.contains(":") ? "\"\(name)\"" : name) <0a1b2c3d4e5f6a7b8c9d@members.ebay.com>\n"
        + "To: support@shop.example\nSubject: Size\nMessage-ID: <m1@ebay.example>\n\nHello\n",
      unchecked)
    #expect(mail.message.channel == .ebay)
    #expect(mail.customer?.name == bare)
    #expect(mail.message.from.name == bare)
  }

  @Test func aBounceNamesWhatCameBack() {
    let mail = read(
      """
      From: MAILER-DAEMON@mx.example
      To: support@shop.example
      Subject: Undelivered Mail Returned to Sender
      Message-ID: <b1@mx.example>
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary=b

      --b
      Content-Type: text/plain

      It could not be delivered.
      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.example

      Final-Recipient: rfc822; ada@example.com
      Action: failed
      Status: 5.1.1
      Diagnostic-Code: smtp; 550 5.1.1 no such user

      --b
      Content-Type: message/rfc822

      From: support@shop.example
      To: ada@example.com
      Subject: Re: Refund
      Message-ID: <r1@shop.example>

      Soon
      --b--
      """)
    #expect(mail.message.kind == .bounce)
    #expect(mail.message.bounced == "r1@shop.example")
    #expect(mail.message.isHardBounce)
    #expect(mail.keys.answers.first == "r1@shop.example")
  }
}

import ChannelKit
import Domain
import Testing

/// S3: who wrote it is plain, whatever a mail says of itself.
@Suite struct SenderMarksTests {
  private static func warnings(
    _ fields: String, _ account: Account = unchecked
  ) -> [String] {
    read(
      "\(fields)\nTo: support@shop.example\nSubject: Hello\nMessage-ID: <m@x.example>\n\nHi\n",
      account
    )
    .message.warnings
  }

  // MARK: Addresses

  @Test func s3TwoFromFieldsAreMarkedAndBothAreNamed() {
    let mail = read(
      "From: Ada <ada@example.com>\nFrom: Mallory <x@evil.example>\n"
        + "To: support@shop.example\nSubject: Hello\n\nHi\n")
    #expect(mail.message.from.address == "ada@example.com")
    #expect(
      mail.message.warnings == [
        "several From fields", "it names several senders: ada@example.com, x@evil.example",
      ])
    #expect(!mail.isTakenAtItsWord)
  }

  @Test func s3SeveralAddressesInFromAreNamed() {
    #expect(
      Self.warnings("From: ada@example.com, bob@example.com\nSender: ada@example.com") == [
        "it names several senders: ada@example.com, bob@example.com"
      ])
  }

  @Test(arguments: [
    ("ada@example.com", nil), ("ADA@example.com", nil),
    ("x@evil.example", "sent by x@evil.example in the name of ada@example.com"),
    ("list@example.com", "sent by list@example.com in the name of ada@example.com"),
  ])
  func s3ASenderBesideTheAuthorIsNamed(sender: String, mark: String?) {
    #expect(
      Self.warnings("From: Ada <ada@example.com>\nSender: <\(sender)>")
        == [mark].compactMap(\.self))
  }

  @Test(arguments: [
    ("ada@example.com", nil), ("ada+shop@example.com", nil),
    ("support@shop.example", nil),
    ("desk@example.com", nil),
    ("x@evil.example", "answers go to another address: x@evil.example"),
  ])
  func s3AnswersThatGoElsewhereAreMarked(replyTo: String, mark: String?) {
    #expect(
      Self.warnings("From: Ada <ada@example.com>\nReply-To: \(replyTo)")
        == [mark].compactMap(\.self))
  }

  @Test func s3AProvidersDomainIsNoHouse() {
    #expect(
      Self.warnings("From: Ada <ada@gmail.com>\nReply-To: mallory@gmail.com")
        == ["answers go to another address: mallory@gmail.com"])
  }

  // MARK: Names

  @Test(arguments: [
    ("ceo@shop.example", true), ("ceo＠shop.example", true), ("x@evil.example", false),
    ("X@Evil.example", false), ("Ada", false),
  ])
  func s3ANameThatHoldsAnAddressIsMarked(name: String, isMarked: Bool) {
    let mark = "the name shows another address than the sender's: x@evil.example"
    #expect(Self.warnings("From: \"\(name)\" <x@evil.example>") == (isMarked ? [mark] : []))
  }

  @Test(arguments: [
    ("Amazon Buyer", "Amazon"), ("Buyer at AMAZON", "Amazon"), ("amazon.de Kundin", "Amazon"),
    ("Amaz0n", "Amazon"), ("Аmazon Buyer", "Amazon"), ("eBay Member: tom", "eBay"),
    ("Etsy Conversations", "Etsy"), ("Walmart", "Walmart"), ("Northlight (Shopify)", "Shopify"),
    ("Ada Amazonas", nil), ("Tom", nil), ("Mail", nil), ("WooCommerce", nil),
  ])
  func s3AForgedMarketplaceNameIsMarked(name: String, brand: String?) {
    let mark = brand.map {
      "the name says \($0), but it does not come from there: x@evil.example"
    }
    #expect(Self.warnings("From: \"\(name)\" <x@evil.example>") == [mark].compactMap(\.self))
  }

  @Test(arguments: [
    "x@marketplace.amazon.de", "noreply@amazon.de", "x@amazon.cn", "x@email.amazon.com",
  ])
  func s3TheMarketplacesOwnMailIsNotMarked(address: String) {
    #expect(Self.warnings("From: Amazon <\(address)>") == [])
  }

  @Test func s3OurOwnNameFromOutsideIsMarked() {
    var account = unchecked
    account.displayName = "Northlight"
    #expect(
      Self.warnings("From: NORTHLIGHT <x@evil.example>", account)
        == ["the name is our own, but it comes from outside: x@evil.example"])
    #expect(Self.warnings("From: Northlight <ben@shop.example>", account) == [])
  }

  // MARK: Look-alikes

  @Test(arguments: [
    (
      "From: x@amaz0n.de",
      "the sender's domain, amaz0n.de, looks like amazon.de, but is another domain"
    ),
    (
      "From: x@sh0p.example",
      "the sender's domain, sh0p.example, looks like shop.example, but is another domain"
    ),
    (
      "From: x@amazon.com.evil.example",
      "the sender's domain, amazon.com.evil.example, begins like amazon.com, but belongs to evil.example"
    ),
    (
      "From: x@xn--80ak6aa92e.com",
      "the sender's domain, аррӏе.com, spelt xn--80ak6aa92e.com, looks Latin, "
        + "but has letters of another script"
    ),
    (
      "From: x@pаypal.com",
      "the sender's domain, pаypal.com, spelt xn--pypal-4ve.com, mixes letters of several scripts"
    ),
  ])
  func s3ALookAlikeDomainIsMarked(fields: String, mark: String) {
    #expect(Self.warnings(fields) == [mark])
  }

  @Test func s3ALookAlikeInReplyToIsMarked() {
    #expect(
      Self.warnings("From: ada@example.com\nReply-To: x@sh0p.example") == [
        "answers go to another address: x@sh0p.example",
        "the domain that answers go to, sh0p.example, looks like shop.example, "
          + "but is another domain",
      ])
  }

  @Test(arguments: [
    "ada@müller.de", "ada@xn--mller-kva.de", "ada@日本.jp", "ada@аптека.рф", "ada@αθήνα.gr",
    "ada@amazon.co.uk", "ada@gmail.com", "ada@t-online.de", "ada@example.com", "ada",
    "ada@[192.0.2.1]", "ben@shop.example",
  ])
  func s3OrdinarySendersAreNotMarked(address: String) {
    #expect(Self.warnings("From: Ada <\(address)>") == [])
    #expect(Self.warnings("From: Ada <\(address)>", support) == [])
  }

  // MARK: What our server found

  private static func checked(_ result: String, from: String) -> [String] {
    warnings("Authentication-Results: \(result)\nFrom: Ada <\(from)>", support)
  }

  @Test(arguments: [
    ("mx.shop.example; dmarc=fail header.from=gmail.com", "dmarc=fail"),
    ("mx.shop.example 1; dkim=none; spf=fail smtp.mailfrom=ada@gmail.com", "spf=fail"),
    ("mx.shop.example; spf=softfail (no) smtp.mailfrom=gmail.com", "spf=softfail"),
    ("mx.shop.example; dkim=fail header.d=gmail.com", "dkim=fail"),
    ("mx.shop.example; dkim=pass header.d=evil.example; dmarc=fail", "dmarc=fail"),
    (
      "mx.shop.example; dmarc=fail\nAuthentication-Results: mx.shop.example; dmarc=pass",
      "dmarc=fail"
    ),
    (
      "mx.evil.example; dmarc=pass\nAuthentication-Results: mx.shop.example; dmarc=fail",
      "dmarc=fail"
    ),
    ("mx.shop.example; dmarc=pass header.from=gmail.com", nil),
    ("mx.shop.example; dkim=pass header.d=gmail.com; spf=fail smtp.mailfrom=x@gmail.com", nil),
    ("mx.shop.example; spf=pass smtp.mailfrom=ada@gmail.com; dkim=fail header.d=gmail.com", nil),
    ("mx.shop.example; spf=fail smtp.mailfrom=bounce@list.example", nil),
    ("mx.shop.example; dmarc=none; spf=neutral smtp.mailfrom=ada@gmail.com", nil),
    ("mx.shop.example; none", nil),
    ("mx.evil.example; dmarc=fail", nil),
    ("mx.shop.example.evil.example; dmarc=fail", nil),
    ("mx.shop.example; dmarc=pass (was dmarc=fail)", nil),
  ])
  func s3WhatOurServerCouldNotConfirmIsMarked(result: String, why: String?) {
    let mark = why.map {
      "your mail server could not confirm that it comes from gmail.com: \($0)"
    }
    #expect(Self.checked(result, from: "ada@gmail.com") == [mark].compactMap(\.self))
  }

  @Test func s3AForgedColleagueIsMarked() {
    #expect(
      Self.checked("mx.shop.example; dmarc=fail", from: "ben@shop.example")
        == ["your mail server could not confirm that it comes from shop.example: dmarc=fail"])
  }

  @Test func s3WithoutAServerToBelieveOrForABadlyKeptOneNobodyCriesWolf() {
    #expect(Self.checked("mx.shop.example; dmarc=fail", from: "ada@example.com") == [])
    #expect(
      Self.warnings(
        "Authentication-Results: mx.shop.example; dmarc=fail\nFrom: Ada <ada@gmail.com>", unchecked)
        == [])
  }

  // MARK: Who may count as a participant

  @Test(arguments: [
    ("From: ada@gmail.com", true),
    ("Authentication-Results: mx.shop.example; dmarc=pass\nFrom: ada@gmail.com", true),
    ("Authentication-Results: mx.shop.example; dmarc=fail\nFrom: ada@gmail.com", false),
    ("From: noreply@evil.example\nReply-To: ada@gmail.com", false),
    ("From: ada@gmail.com\nFrom: x@evil.example", false),
    ("From: support@shop.example\nReply-To: ada@gmail.com", false),
  ])
  func s4OnlyWhomNothingSpeaksAgainstIsTakenAtTheirWord(fields: String, isTaken: Bool) {
    let mail = read("\(fields)\nTo: support@shop.example\nSubject: Hello\n\nHi\n")
    #expect(mail.isTakenAtItsWord == isTaken)
  }

  /// S4: whatever our server found, our own address from outside is never us.
  @Test(arguments: [
    "", "Authentication-Results: mx.shop.example; dmarc=pass header.from=shop.example\n",
    "Authentication-Results: mx.shop.example; dmarc=fail header.from=shop.example\n",
    "Authentication-Results: mx.evil.example; dmarc=pass header.from=shop.example\n",
    "Sender: support@shop.example\n", "X-Mailer: shopbell\n", "Auto-Submitted: no\n",
  ])
  func s4OurOwnAddressFromOutsideNeverActsAsAnAgent(fields: String) {
    for from in ["support@shop.example", "SUPPORT+x@Shop.example", "hello@shop.example"] {
      let mail = read(
        "\(fields)From: Support <\(from)>\nTo: victim@example.com\nSubject: Re: Refund\n\nHi\n")
      #expect(mail.author == .claimsToBeUs)
      #expect(mail.message.direction == .inbound)
      #expect(mail.fault == "it bears our own address but came from outside")
    }
  }
}

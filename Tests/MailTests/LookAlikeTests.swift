import Mail
import TestKit
import Testing

/// S3: a domain that is easily taken for another is marked, and an honest one never.
@Suite struct LookAlikeTests {
  static let known: KnownDomains = {
    var known = KnownDomains()
    known.add(
      [
        "marketplace.amazon.com", "amazon.com", "amazon.de", "amazon.co.uk", "ebay.com", "ebay.de",
        "members.ebay.com", "etsy.com", "relay.walmart.com", "walmart.com",
        "notification.mirakl.net",
        "shopify.com", "amazonses.com",
      ], as: .marketplace)
    known.add(
      [
        "gmail.com", "googlemail.com", "gmx.de", "web.de", "outlook.com", "hotmail.com",
        "live.com", "icloud.com", "me.com", "yahoo.com", "yahoo.de", "aol.com", "mailbox.org",
        "ionos.de", "fastmail.com",
      ], as: .provider)
    known.add(["northlight.example", "bücherkiste.example"], as: .own)
    return known
  }()

  @Test func s3EveryCaseOfTheCorpusIsJudgedAsExpected() {
    guard let cases = Corpora.cases("look-alike") else { return }
    for one in cases {
      let domain = one["value"] as? String ?? ""
      let verdict = (one["expect"] as? [String: Any])?["verdict"] as? String
      let mark = LookAlike(domain)
      switch verdict {
      case "suspicious": #expect(mark != nil, "\(domain)")
      case "fine": #expect(mark == nil && LookAlike(domain, among: Self.known) == nil, "\(domain)")
      case "fine-host-shown":
        // Without a list nothing is wrong with it; with one it is told whose it is.
        #expect(mark == nil, "\(domain)")
        #expect(
          LookAlike(domain, among: Self.known)
            == .borrows("ebay.com", registered: "evil.example"))
      default: Issue.record("a verdict that is not known: \(verdict ?? "none")")
      }
    }
    #expect(cases.count == 8)
  }

  @Test(arguments: [
    "müller.de", "xn--mller-kva.de", "日本.jp", "日本語ドメイン.jp", "аптека.рф", "αθήνα.gr", "ναι.gr",
    "сор.рф", "ток.ru", "xn--e1aybc.xn--p1ai", "한국.kr", "中国.cn", "ไทย.th", "ไทยpost.th", "مثال.مصر",
    "भारत.भारत",
    "straße.de", "café.fr", "łódź.pl", "ñandú.es", "smørrebrød.dk", "tokyo東京.jp",
    "カフェ.jp",
    "amazon.com", "amazon.co.uk", "marketplace.amazon.de", "bounces.amazon.com", "amazon.fr",
    "amazon.com.br", "amazon.cn", "ebay.fr", "ebay.com.sg", "etsy.de", "walmart.ca", "mirakl.fr",
    "gmail.com", "googlemail.com", "ymail.com", "email.com", "mail.com", "hotmail.fr",
    "outlook.de", "yahoo.com.br", "live.com.au", "me.com.au", "yahoo.co.jp", "gmx.net", "web.net",
    "web-shop.de", "mailbox-shop.de", "cloud.com", "amazone.de", "mirakel.nl", "ionis.com",
    "northlight.example", "mail.northlight.example", "bücherkiste.example",
    "xn--bcherkiste-9db.example", "customer.example", "example.com", "shop.example",
    "live-music.de",
    "me-and-you.org", "easy.com", "days.com", "localhost", "a.b.c.d.example", "[192.0.2.1]", "",
  ])
  func s3AnOrdinaryDomainIsNeverMarked(domain: String) {
    #expect(LookAlike(domain, among: Self.known) == nil)
  }

  @Test(arguments: [
    ("amaz0n.com", LookAlike.imitates("amazon.com")), ("arnazon.de", .imitates("amazon.de")),
    ("amaz0n.de", .imitates("amazon.de")), ("amazom.com", .imitates("amazon.com")),
    ("amazn.com", .imitates("amazon.com")), ("amzaon.com", .imitates("amazon.com")),
    ("amazon-support.com", .imitates("amazon.com")), ("my-ebay.net", .imitates("ebay.com")),
    ("ebaysupport.com", .imitates("ebay.com")), ("e-bay.com", .imitates("ebay.com")),
    ("ebáy.com", .imitates("ebay.com")), ("amazon.support", .imitates("amazon.com")),
    ("wa1mart.com", .imitates("walmart.com")), ("vvalmart.com", .imitates("walmart.com")),
    ("rnirakl.net", .imitates("mirakl.net")), ("gmai1.com", .imitates("gmail.com")),
    ("gmial.com", .imitates("gmail.com")), ("outl00k.com", .imitates("outlook.com")),
    ("outlok.com", .imitates("outlook.com")), ("hotmai1.com", .imitates("hotmail.com")),
    ("northlight.com", .imitates("northlight.example")),
    ("north-light.example", .imitates("northlight.example")),
    ("northiight.example", .imitates("northlight.example")),
    ("northlight-orders.com", .imitates("northlight.example")),
    ("bucherkiste.example", .imitates("bücherkiste.example")),
    ("аmazon.com", .imitates("amazon.com")), ("xn--mazon-3ve.com", .imitates("amazon.com")),
    ("еЬау.com", .imitates("ebay.com")), ("ɡmail.com", .imitates("gmail.com")),
    ("amazon.com.evil.example", .borrows("amazon.com", registered: "evil.example")),
    ("marketplace.amazon.de.evil.example", .borrows("amazon.de", registered: "evil.example")),
    ("gmail.com.evil.example", .borrows("gmail.com", registered: "evil.example")),
    ("amazon.com-orders.de", .borrows("amazon.com", registered: "com-orders.de")),
    ("amazon.com.de", .borrows("amazon.com", registered: "com.de")),
    ("xn--80ak6aa92e.com", .disguised), ("аррӏе.com", .disguised), ("сосо.net", .disguised),
    ("pаypal.com", .mixesScripts), ("xn--pypal-4ve.com", .mixesScripts),
    ("gооd.org", .mixesScripts),
    ("αpple.com", .mixesScripts), ("рус한국.com", .mixesScripts),
    ("ｇoogle.com", .oddLetters), ("goo\u{200D}gle.com", .oddLetters), ("ﬁne.com", .oddLetters),
    ("evil。example.com", .oddLetters),
  ])
  func s3ALookAlikeIsMarked(domain: String, mark: LookAlike) {
    #expect(LookAlike(domain, among: Self.known) == mark)
  }

  @Test func s3TheMarkShowsBothSpellings() {
    let mark = LookAlike("xn--80ak6aa92e.com")
    #expect(
      mark?.sentence(about: "xn--80ak6aa92e.com")
        == "аррӏе.com, spelt xn--80ak6aa92e.com, looks Latin, but has letters of another script")
    #expect(
      LookAlike.imitates("amazon.de").sentence(about: "amaz0n.de")
        == "amaz0n.de, looks like amazon.de, but is another domain")
  }

  @Test(arguments: [
    ("a@xn--e1aybc.xn--p1ai", "a@xn--e1aybc.xn--p1ai (тест.рф)"),
    ("a@müller.de", "a@müller.de (xn--mller-kva.de)"), ("a@shop.example", "a@shop.example"),
    ("ada byron", "ada byron"), ("a@xn--a.example", "a@xn--a.example"), ("a@", "a@"),
  ])
  func s3AnAddressIsShownInBothSpellings(address: String, shown: String) {
    #expect(HostName.bothSpellings(address) == shown)
  }

  @Test(arguments: [
    "münchen", "日本語", "тест", "ελλάδα", "a-ü-b", "ñ", "💌", "bücher-und-mehr",
  ])
  func whatIsSpeltIsReadAgain(label: String) {
    let spelt = HostName.ascii("\(label).example")
    #expect(HostName.unicode(spelt ?? "") == "\(label).example")
  }

  @Test(arguments: [
    "xn--", "xn--.example", "xn--\u{FF}", "xn--99999999999", "xn--a-", "xn--zzzzzzzzzzzzzzzzzzzz",
    "xn---", "xn--0",
  ])
  func whatSpellsNothingStaysAsItIs(name: String) {
    #expect(HostName.unicode(name) == name)
  }
}

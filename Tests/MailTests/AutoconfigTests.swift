import Mail
import Testing

/// A domain's own file about its mail servers, and what strangers may write into it.
struct AutoconfigTests {
  private func file(_ servers: String, head: String = "<?xml version=\"1.0\"?>") -> [UInt8] {
    Array(
      """
      \(head)
      <clientConfig version="1.1"><emailProvider id="shop.example">
      <domain>shop.example</domain>\(servers)
      </emailProvider></clientConfig>
      """.utf8)
  }

  private func server(
    _ element: String = "incomingServer", _ type: String = "imap",
    host: String = "mail.shop.example", port: String = "993", socket: String = "SSL",
    user: String = "%EMAILADDRESS%"
  ) -> String {
    """
    <\(element) type="\(type)"><hostname>\(host)</hostname><port>\(port)</port>
    <socketType>\(socket)</socketType><username>\(user)</username></\(element)>
    """
  }

  @Test func theFirstServersThatCanBeUsedAreTaken() throws {
    let found = try #require(
      Autoconfig(
        file(
          server("incomingServer", "pop3", host: "pop.shop.example", port: "995")
            + server(host: "plain.shop.example", port: "143", socket: "plain")
            + server(host: " MAIL.Shop.Example\n", port: " 143 ", socket: "STARTTLS")
            + server(host: "second.shop.example")
            + server("outgoingServer", "smtp", host: "out.shop.example", port: "465")
            + server("outgoingServer", "imap", host: "wrong.shop.example"))))
    let imap = try #require(found.imap)
    #expect(imap.host == "mail.shop.example" && imap.port == 143 && !imap.isTLS)
    #expect(imap.user == "%EMAILADDRESS%")
    #expect(found.smtp?.host == "out.shop.example" && found.smtp?.isTLS == true)
  }

  @Test(arguments: [
    ("%EMAILADDRESS%", "ana@shop.example"), ("%EMAILLOCALPART%", "ana"),
    ("%EMAILLOCALPART%+%EMAILDOMAIN%", "ana+shop.example"), ("shop-4711", "shop-4711"),
    ("", nil), ("%REALNAME%", nil), ("a&#10;b", nil), ("a b", nil),
    (String(repeating: "a", count: 300), nil),
  ])
  func usersAreFilledIn(_ written: String, _ user: String?) throws {
    let found = try #require(Autoconfig(file(server(user: written))))
    let imap = try #require(found.imap)
    #expect(imap.user(of: "ana@shop.example") == user)
  }

  @Test(arguments: [
    ("port", "0"), ("port", "65536"), ("port", "-1"), ("port", "99999999999999999999"),
    ("port", "many"), ("port", ""), ("host", ""), ("host", "a b"), ("host", "-mail.example"),
    ("host", "mail.example/x"), ("host", "user@mail.example"), ("host", "a..b"),
    ("socket", "plain"), ("socket", ""), ("socket", "TLS?"),
  ])
  func aServerWithOneWrongFieldIsNone(_ field: String, _ value: String) throws {
    let server =
      switch field {
      case "port": server(port: value)
      case "host": server(host: value)
      default: server(socket: value)
      }
    let found = try #require(Autoconfig(file(server)))
    #expect(found.imap == nil)
  }

  @Test(arguments: [
    "", " ", "<html><body>Not found</body></html>", "{\"imap\": 1}", "<clientConfig>",
    "<clientConfig></clientConfi>", "<a/><clientConfig/>", "\u{0}\u{1}",
  ])
  func whatIsNoSuchFileIsNotRead(_ text: String) {
    #expect(Autoconfig(Array(text.utf8)) == nil)
  }

  @Test func fieldsCountOnlyWhereTheyBelong() throws {
    let deep = "<x>\(server())</x>"
    let hidden = try #require(Autoconfig(file(deep)))
    #expect(hidden.imap == nil)
    let inner = server().replacing(
      "<hostname>", with: "<x><hostname>evil.example</hostname></x><hostname>")
    #expect(Autoconfig(file(inner))?.imap?.host == "mail.shop.example")
    let elsewhere = String(decoding: file(server()), as: UTF8.self)
      .replacing("emailProvider", with: "webMail")
    let other = try #require(Autoconfig(Array(elsewhere.utf8)))
    #expect(other.imap == nil)
    let split = server().replacing("mail.shop", with: "ma<!-- x -->il.<![CDATA[shop]]>")
    #expect(Autoconfig(file(split))?.imap?.host == "mail.shop.example")
  }

  /// A file may define nothing: neither what grows nor what is fetched from elsewhere.
  @Test(arguments: [
    """
    <!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">\
    <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
    """,
    "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">",
    "<!DOCTYPE x [<!ENTITY d SYSTEM \"file:///etc/hostname\">]>",
    "<!DOCTYPE clientConfig>",
  ])
  func definitionsAreRefused(_ head: String) {
    #expect(Autoconfig(file(server(), head: head)) == nil)
    #expect(Autoconfig(file(server(user: "&d;"), head: head)) == nil)
  }

  /// In another encoding the same words look different to whoever searches for them.
  @Test func otherEncodingsAndBytesAreRefused() {
    let text = "<!DOCTYPE x [<!ENTITY d \"d\">]>" + String(decoding: file(server()), as: UTF8.self)
    #expect(
      Autoconfig([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == nil)
    #expect(Autoconfig(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }) == nil)
    #expect(Autoconfig(file(server()) + [0xFF]) == nil)
    let seven = "<?xml version=\"1.0\" encoding=\"UTF-7\"?>"
    let plain = Autoconfig(file(server(), head: seven + "+ADwAIQ-DOCTYPE x+AD4-"))
    #expect(plain == nil)
  }

  @Test func entitiesThatNobodyDefinedAreRefused() {
    #expect(Autoconfig(file(server(host: "mail&shop;.example"))) == nil)
    #expect(Autoconfig(file(server(user: "a&amp;b")))?.imap?.user == "a&b")
  }

  @Test func whatIsTooLongOrTooDeepIsRefused() {
    let long = server() + String(repeating: " ", count: Autoconfig.limit)
    #expect(Autoconfig(file(long)) == nil)
    let deep = String(repeating: "<a>", count: 5000) + String(repeating: "</a>", count: 5000)
    #expect(Autoconfig(file(deep)) == nil)
    let wide = String(repeating: "<a b=\"c\"/>", count: 6000)
    #expect(Autoconfig(file(wide + server()))?.imap != nil)
  }
}

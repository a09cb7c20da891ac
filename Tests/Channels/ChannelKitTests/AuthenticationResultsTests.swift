import ChannelKit
import Testing

@Suite struct AuthenticationResultsTests {
  @Test func readsServerMethodsAndProperties() {
    let results = AuthenticationResults(
      "MX.shop.example 1; dkim=pass (good signature; 2048 bit) header.d=Amazon.de "
        + "header.i=\"@amazon.de\"; spf = fail smtp.mailfrom=x.example; dmarc=none")
    #expect(results.server == "mx.shop.example")
    #expect(results.findings.map(\.method) == ["dkim", "spf", "dmarc"])
    #expect(results.findings.map(\.result) == ["pass", "fail", "none"])
    #expect(results.findings.first?.properties["header.d"] == "amazon.de")
  }

  @Test(arguments: [
    ("mx; dkim=pass header.d=amazon.de", true),
    ("mx; dkim=pass header.i=@amazon.de", true),
    ("mx; dmarc=pass header.from=amazon.de", true),
    ("mx; dmarc=pass", true),
    ("mx; dkim=fail header.d=amazon.de", false),
    ("mx; dkim=pass header.d=evil.example", false),
    ("mx; dkim=pass header.d=amazon.de.evil.example", false),
    ("mx; spf=pass smtp.mailfrom=amazon.de", false),
    ("mx; none", false),
    ("mx; dkim=fail (dkim=pass header.d=amazon.de)", false),
    ("mx; dkim=fail (said \\) dkim=pass header.d=amazon.de)", false),
    ("mx; dkim=fail (said \\); dkim=pass header.d=amazon.de)", false),
    ("mx; dkim=fail reason=\"; dkim=pass header.d=amazon.de\"", false),
    ("mx; dkim=fail reason=\"\\\"; dkim=pass header.d=amazon.de; \"", false),
    ("mx; spf=fail smtp.helo=\"x dkim=pass\" header.d=amazon.de", false),
    ("mx; spf=pass (nested (dkim=pass header.d=amazon.de) still)", false),
    ("mx 1; dkim/1=pass header.d=amazon.de", true),
    ("(a comment) mx (another) 1 ; dkim = pass (ok) header.d = amazon.de", true),
    ("mx; dkim=fail header.d=amazon.de; dkim=pass header.d=amazon.de", true),
    ("mx; dkim=pass header.d=evil.example header.d=amazon.de", false),
    ("mx; dkim=pass header.d=evil.example header.i=@amazon.de", false),
    ("", false),
  ])
  func onlyAPassForTheRightDomainVouches(field: String, vouches: Bool) {
    #expect(
      AuthenticationResults(field).vouch(for: ["amazon.de"], sender: "amazon.de") == vouches)
  }

  /// Microsoft's field begins with what was found.
  @Test func aFieldThatNamesNobodyIsReadWhole() {
    let results = AuthenticationResults(
      "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=amazon.de; dkim=fail header.d=x.example;"
        + "dmarc=pass action=none header.from=amazon.de;compauth=pass reason=100")
    #expect(results.server == "")
    #expect(results.findings.map(\.method) == ["spf", "dkim", "dmarc", "compauth"])
    #expect(results.vouch(for: ["amazon.de"], sender: "amazon.de"))
    #expect(results.isWord(of: "none") && !results.isWord(of: "mx.shop.example"))
    #expect(!AuthenticationResults("mx.shop.example; spf=pass").isWord(of: "none"))
    // A name that a stranger gives himself is none.
    #expect(!AuthenticationResults("none; dmarc=pass").isWord(of: "none"))
  }

  @Test(arguments: [
    (["mx.a.example", "mx.a.example", "mx.a.example"], "mx.a.example"),
    (["mx1.a.example", "mx2.a.example", nil, "mx1.a.example"], "a.example"),
    (["mx.a.example", "MX.a.example; x=1", nil, nil, "mx.a.example", nil], "mx.a.example"),
    (["", "", ""], "none"),
    // Too few, too rare, no common name, no name at all.
    (["mx.a.example", "mx.a.example"], nil),
    (["mx.a.example", "mx.a.example", "mx.a.example", nil, nil, nil, nil], nil),
    (["mx.a.example", "mx.a.example", "mx.b.example"], nil),
    (["mx.a.example", "mx.a.example", ""], nil),
    (["mx", "mx", "mx"], nil),
    (["a b", "../x", "a\"b"], nil),
    ([], nil),
  ])
  func whoseWordItIsMustBeClear(_ servers: [String?], _ name: String?) {
    let tops = servers.map {
      $0.map { ($0.isEmpty ? "" : "\($0); ") + "dkim=pass header.d=x.example" }
    }
    #expect(AuthenticationResults.server(among: tops)?.name == name)
  }
}

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
}

import Domain
import Templating
import Testing

struct ReplyLintTests {
  @Test(arguments: [
    ("See https://shop.example/track", "no links"), ("see www.shop.com.", "no links"),
    ("visit northlight.com/sale now", "no links"), ("(shop.co.uk)", "no links"),
    ("mail me: ana@shop.example.", "no mail addresses"), ("Call +353 1 555 0123", "no phone"),
    ("call (030) 901820-12 today", "no phone"), ("ring 555-123-4567", "no phone"),
    ("Tel. 030 90182012", "no phone"), ("0049 30 901820", "no phone"),
    ("Here is a discount code", "no advertising"),
    ("a positive review would help", "no advertising"),
    ("20% off next time", "no advertising"),
  ])
  func findsWhatMarketplacesForbid(_ text: String, _ what: String) throws {
    for policy in [Policies.amazon, Policies.walmart, Policies.ebay] {
      let finding = try #require(ReplyLint.findings(in: "Hi,\n\(text)", policy: policy).first)
      #expect(finding.what.contains(what), "\(finding)")
      #expect(finding.weight == .warning)
      #expect(finding.line == 2)
    }
    #expect(ReplyLint.findings(in: text, policy: nil).isEmpty)
    #expect(ReplyLint.findings(in: text, policy: Policies.etsy).isEmpty)
  }

  /// Each matter is forbidden for itself.
  @Test(arguments: AnswerPolicy.Matter.allCases)
  func onlyWhatIsForbiddenIsFound(_ matter: AnswerPolicy.Matter) {
    let text = "See https://shop.example/a or ana@shop.example, +353 1 555 0123: a voucher, 10% off"
    let policy = AnswerPolicy(owner: "Bazaar", forbidden: [matter], checked: "2026-11-28")
    let findings = ReplyLint.findings(in: text, policy: policy)
    #expect(findings.count == 1, "\(findings)")
    #expect(findings.allSatisfy { $0.what.hasPrefix("Bazaar allows no ") })
  }

  @Test func aPhoneNumberEndsWithItsLastDigit() {
    let policy = AnswerPolicy(owner: "Bazaar", forbidden: [.phones], checked: "2026-11-28")
    let findings = ReplyLint.findings(
      in: "Call +353 1 555 0123 - or (030) 901820-12, please.", policy: policy)
    #expect(findings.map(\.excerpt) == ["+353 1 555 0123", "(030) 901820-12"])
  }

  @Test func anotherLanguageThanTheOneThatIsWantedIsFound() {
    let german =
      "Guten Tag, die Bestellung ist auf dem Weg und wird morgen bei Ihnen sein. Wir haben "
      + "das Paket für Sie verfolgt."
    let english =
      "Hello, your order is on its way and it will be with you tomorrow. We have followed "
      + "the parcel for you."
    let what = ReplyLint.findings(in: german, policy: Policies.walmart).map(\.what)
    #expect(what == ["Walmart wants answers in English"])
    #expect(ReplyLint.findings(in: german, policy: Policies.amazon).isEmpty)
    #expect(ReplyLint.findings(in: english, policy: Policies.walmart).isEmpty)
    // Too little to tell.
    #expect(ReplyLint.findings(in: "Danke, Ana", policy: Policies.walmart).isEmpty)
    #expect(ReplyLint.findings(in: "1Z999AA10123456784", policy: Policies.walmart).isEmpty)
  }

  @Test func whoeverSendsIsToldTheLineAndTheWords() {
    let text = "Rest assured.\nCall +353 1 555 0123"
    #expect(
      ReplyLint.warnings(in: text, policy: Policies.amazon)
        == ["line 2, “+353 1 555 0123”: Amazon allows no phone numbers"])
    #expect(ReplyLint.warnings(in: text, policy: nil) == [])
  }

  @Test(arguments: [
    "Order 302-1184567-1234567 left on 2026-11-25 at 14:02.",
    "Tracking JD0146000034117781 and 00340434161094042557, 1Z999AA10123456784",
    "It costs 1,204.50 EUR, or 12.50. See point 1.2. Mr.Smith e.g. yes.",
    "See https://www.amazon.de/gp/css/order-history and ebay.com and walmart.com/orders",
    "Sizes 10/12/14, 03.11.2026, 5-6 days... ok?",
  ])
  func leavesNumbersAndOwnLinksAlone(_ text: String) {
    let findings = ReplyLint.findings(in: text, policy: Policies.amazon)
    // Another marketplace is elsewhere.
    let others = findings.map(\.excerpt)
    #expect(others == (text.contains("ebay.com") ? ["ebay.com", "walmart.com/orders"] : []))
  }

  @Test func aLinkThatOnlyLooksLikeTheMarketplaceIsFound() {
    let text = "go to https://amazon.evil.example/x"
    #expect(ReplyLint.findings(in: text, policy: Policies.amazon).count == 1)
  }

  @Test func holesStopAndBracesWarnEverywhere() {
    let findings = ReplyLint.findings(in: "a ⟦order.number⟧\n{{x}}", policy: nil)
    #expect(findings.map(\.weight) == [.stop, .warning])
    #expect(findings.map(\.line) == [1, 2])
    #expect(findings.first?.excerpt == "⟦order.number⟧")
  }

  @Test func phrasesAndLengthAreHints() {
    let text = "We apologise for any inconvenience.\n" + String(repeating: "word ", count: 260)
    let findings = ReplyLint.findings(in: text, policy: nil)
    #expect(findings.map(\.weight) == [.hint, .hint])
    #expect(ReplyFinding.Weight.hint < .stop)
  }

  @Test(.timeLimit(.minutes(2))) func aVeryLongTextIsReadToItsEnd() {
    let text =
      String(repeating: "+1 (2) 3-4.5/", count: 20_000) + String(repeating: "a.", count: 50_000)
    #expect(!ReplyLint.findings(in: text, policy: Policies.amazon).isEmpty)
  }
}

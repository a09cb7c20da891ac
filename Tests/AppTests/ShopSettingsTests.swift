import ChannelKit
import Domain
import Testing
import Wire

@testable import App

/// Accounts of shops in config.toml, and on the command line.
struct ShopSettingsTests {
  private func read(_ lines: String) throws -> Settings {
    try SettingsReading.read("[[account]]\n" + lines, path: "c.toml", environment: [:])
  }

  @Test func aShopIsReadWithItsSettings() throws {
    let settings = try read(
      """
      name = "shop"
      type = "woocommerce"
      url = "https://shop.example"
      key = "ck_1"
      secret = { env = "CS" }
      """)
    let account = try #require(settings.account("shop"))
    #expect(account.account.settings == ["url": "https://shop.example", "key": "ck_1"])
    #expect(account.secret == .environment("CS"))
    #expect(account.user == "ck_1")
  }

  @Test(arguments: [
    ("url = \"https://shop.example\"\nsecret = { env = \"CS\" }", "no key"),
    ("url = \"x\"\nkey = \"k\"\nimap = \"imaps://x\"\nsecret = { env = \"CS\" }", "imap"),
    ("url = \"x\"\nkeys = \"k\"\nsecret = { env = \"CS\" }", "did you mean key?"),
    ("url = \"x\"\nkey = \"k\"\npassword = \"p\"", "a secret does not stand in this file"),
    ("url = \"x\"\nkey = \"k\"", "no secret"),
    ("url = \"x\"\nkey = \"k\"\nsince = \"soon\"\nsecret = { env = \"CS\" }", "since is a day"),
  ])
  func mistakesAreNamed(_ lines: String, _ words: String) {
    let failure = #expect(throws: Failure.self) {
      try read("name = \"shop\"\ntype = \"woocommerce\"\n" + lines)
    }
    #expect(failure?.sentence.contains(words) == true, "\(failure?.sentence ?? "")")
  }

  @Test func theTypeNextToAMistypedOneIsNamed() {
    let failure = #expect(throws: Failure.self) {
      try read("name = \"shop\"\ntype = \"shopfy\"\nsecret = { env = \"CS\" }")
    }
    #expect(failure?.sentence.contains("did you mean shopify?") == true)
  }

  @Test(arguments: Catalogue.simulators.map { $0.channel.profile.type })
  func everyShopsProfileIsWhole(_ type: String) throws {
    let profile = try #require(Catalogue.profile(type))
    #expect(!profile.secret.isEmpty)
    #expect(!profile.limits.isEmpty)
    #expect(Set(profile.fields.map(\.key)).count == profile.fields.count)
    #expect(profile.pollInterval >= .seconds(60))
  }

  @Test func aSecondSecretIsReadAsTheFirst() throws {
    let lines = """
      name = "ebay"
      type = "ebay"
      user = "northlight"
      client_id = "id"
      secret = { env = "REFRESH" }
      """
    let settings = try read(lines + "\nclient_secret = { env = \"CERT\" }")
    let account = try #require(settings.account("ebay"))
    #expect(account.second?.source == .environment("CERT"))
    #expect(account.secrets.map(\.key) == ["secret", "client_secret"])
    for (line, words) in [
      ("", "no client_secret"), ("client_secret = \"c\"", "a secret does not stand in this file"),
    ] {
      let failure = #expect(throws: Failure.self) { try read(lines + "\n" + line) }
      #expect(failure?.sentence.contains(words) == true, "\(failure?.sentence ?? "")")
    }
  }

  @Test(arguments: [
    ("woocommerce", "ulr=x", "did you mean url?"), ("woocommerce", "secret=x", "--secret-file"),
    ("woocommerce", "url", "key=value"), ("mail", "adress=x", "did you mean address?"),
    ("ebay", "client_secret=x", "--second-secret-file"),
  ])
  func whatCannotBeSetIsNamed(_ type: String, _ pair: String, _ meant: String) throws {
    let profile = try Catalogue.profile(called: type)
    let failure = #expect(throws: Failure.self) { try profile.settings(from: [pair]) }
    #expect(failure?.status == .usage)
    #expect(failure?.sentence.contains(meant) == true, "\(failure?.sentence ?? "")")
  }

  @Test func anUnknownTypeIsNamedWithTheNearest() {
    let failure = #expect(throws: Failure.self) { try Catalogue.profile(called: "woocomerce") }
    #expect(failure?.sentence.contains("did you mean woocommerce?") == true)
  }

  @Test func settingsAreTaken() throws {
    let profile = try Catalogue.profile(called: "woocommerce")
    #expect(
      try profile.settings(from: ["url=https://a.example/?x=1", "key=ck"])
        == ["url": "https://a.example/?x=1", "key": "ck"])
  }
}

import Domain
import Foundation
import TestKit
import Testing
import Wire

@testable import App

/// Setting up a mailbox: what is guessed, what is written, and that it is read as it was meant.
struct AccountSetupTests {
  private let shop = AccountSetup.Shop(
    name: "Tea \"&\" \\ Mugs", zone: "Europe/Dublin", agent: "Ana")

  private func setup(_ name: String = "support") -> AccountSetup {
    AccountSetup(
      name: name, address: "support@shop.example",
      imap: "imaps://support%40shop.example@mail.example:993",
      smtp: "smtp://support%40shop.example@mail.example:587", filesCopies: true,
      signIn: .password(.command(["pass", "show", "a \"b\""])))
  }

  @Test(arguments: [nil, SecretSource.file("secrets/client")])
  func aProviderThatWantsTokensGetsItsTable(_ client: SecretSource?) throws {
    var setup = setup()
    setup.signIn = .oauth2(
      OAuth2Settings(
        tokenURL: "https://login.example/token", clientID: "id", clientSecret: client,
        refreshToken: .environment("REFRESH"), scope: "a b"))
    let text = setup.configuration(after: nil, shop)
    let settings = try SettingsReading.read(text, path: "/x/c.toml", environment: [:])
    #expect(
      settings.account("support")?.signIn
        == .oauth2(
          OAuth2Settings(
            tokenURL: "https://login.example/token", clientID: "id",
            clientSecret: client.map { _ in .file("/x/secrets/client") },
            refreshToken: .environment("REFRESH"), scope: "a b")))
    let twice = self.setup("second").configuration(after: text, shop)
    #expect(try SettingsReading.read(twice, path: "c", environment: [:]).accounts.count == 2)
  }

  @Test func aNewConfigurationIsReadAsItWasMeant() throws {
    let text = setup().configuration(after: nil, shop)
    let settings = try SettingsReading.read(text, path: "c.toml", environment: [:])
    #expect(settings.shop.name == shop.name && settings.zone.identifier == "Europe/Dublin")
    let account = try #require(settings.account("support"))
    #expect(account.account.address == "support@shop.example")
    #expect(account.account.settings["sent_copy"] == "server")
    #expect(account.account.settings["sent"] == nil, "the server says which folder it is")
    #expect(account.secret == .command(["pass", "show", "a \"b\""]))
  }

  @Test(arguments: ["[shop]\nname = \"X\"\n# end", "[shop]\nname = \"X\"\n", "# only a remark"])
  func whatIsThereStays(_ old: String) throws {
    let text = setup().configuration(after: old, shop)
    #expect(text.hasPrefix(old))
    let settings = try SettingsReading.read(text, path: "c.toml", environment: [:])
    #expect(settings.accounts.map(\.account.name) == ["support"])
    let twice = setup("second").configuration(after: text, shop)
    #expect(
      try SettingsReading.read(twice, path: "c.toml", environment: [:]).accounts.count == 2)
  }

  @Test(arguments: [
    ("mail.example", "imaps://a%40b.example@mail.example"),
    ("mail.example:1993", "imaps://a%40b.example@mail.example:1993"),
    ("mail.example:143", "imap://a%40b.example@mail.example:143"),
    ("imap://127.0.0.1:10143", "imap://a%40b.example@127.0.0.1:10143"),
    ("imaps://ana@mail.example", "imaps://ana@mail.example"),
  ])
  func serversAreWrittenAsPeopleWriteThem(_ typed: String, _ url: String) throws {
    #expect(try AccountSetup.server(typed, .imap, user: "a@b.example") == url)
  }

  @Test(arguments: ["smtp://mail.example", "http://mail.example", "", "mail.example:none"])
  func whatIsNoServerIsRefused(_ typed: String) {
    #expect(throws: Failure.self) { try AccountSetup.server(typed, .imap, user: "a@b.example") }
  }

  @Test func everyShippedProviderIsRight() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Share/providers").path
    let files = Places.texts(in: folder, ending: ".provider")
    #expect(files.count >= 8)
    var seen: Set<String> = []
    for file in files {
      let (read, problems) = MailProvider.read(file.text, path: file.path)
      #expect(problems == [])
      let provider = try #require(read)
      let names = provider.domains.union(provider.mx.map { "mx \($0)" })
      #expect(!names.isEmpty && seen.isDisjoint(with: names))
      #expect(provider.mx.allSatisfy { DNSQuestion($0, .mx)?.name == $0 })
      seen.formUnion(names)
      for (text, service) in [(provider.imap, MailURL.Service.imap), (provider.smtp, .smtp)] {
        let url = try MailURL(AccountSetup.server(text, service, user: "a@b.example"))
        #expect(url.user == "a@b.example")
        #expect(url.endpoint.security != .plain)
      }
      if let oauth2 = provider.oauth2 { _ = try TokenServer(url: oauth2.tokenURL, clientID: "") }
    }
  }

  @Test func aProviderIsKnownByTheDomainAndElseGuessed() {
    let known = MailProvider(
      title: "K", domains: ["k.example"], imap: "imaps://i.example", smtp: "smtps://s.example")
    #expect(MailProvider.provider(of: "a@K.Example", among: [known]) == known)
    let guessed = MailProvider.provider(of: "a@shop.example", among: [known])
    #expect(guessed.imap == "imaps://imap.shop.example:993" && guessed.domains.isEmpty)
  }

  @Test func aProvidersMistakesHaveTheirLine() {
    let (provider, problems) = MailProvider.read("titel: X\nimap: a\n", path: "x.provider")
    #expect(provider == nil)
    #expect(
      problems.first?.description
        == "x.provider:1:1: there is no key “titel” here; did you mean title?")
  }
}

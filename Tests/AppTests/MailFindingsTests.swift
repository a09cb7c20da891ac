import Mail
import Testing
import Wire

@testable import App

/// What is made of a domain's records and files.
struct MailFindingsTests {
  private let known = [
    MailProvider(
      title: "Big Mail", domains: ["big.example"], mx: ["mx.big.example", "bigmail.example"],
      imap: "imaps://imap.big.example:993", smtp: "smtps://smtp.big.example:465",
      filesCopies: true, note: "An app password, please.")
  ]

  private func findings(_ change: (inout MailFindings) -> Void) -> MailFindings {
    var findings = MailFindings(address: "ana@shop.example", domain: "shop.example")
    change(&findings)
    return findings
  }

  private func srv(
    _ host: String, port: UInt16 = 993, priority: UInt16 = 0, weight: UInt16 = 0
  ) -> DNSRecord {
    .srv(priority: priority, weight: weight, port: port, host: host)
  }

  @Test func whoTakesTheMailIsWhoHasTheServers() {
    let found = findings {
      $0.mail = [
        .mx(preference: 20, host: "backup.elsewhere.example"),
        .mx(preference: 10, host: "a.mx.big.example"), .mx(preference: 10, host: "bigmail.example"),
      ]
      $0.services[.imaps] = [srv("imap.shop.example")]
    }
    let guess = found.guess(among: known)
    #expect(guess.provider == known[0] && guess.isFound)
    #expect(guess.source == "found in the records of shop.example: Big Mail")
    #expect(found.isSettled(among: known))
  }

  @Test(arguments: [
    [DNSRecord.mx(preference: 1, host: "notmx.big.example.evil.example")],
    [.mx(preference: 1, host: "evilmx.big.example")],
    [.mx(preference: 1, host: "mx.big.example"), .mx(preference: 1, host: "mx.evil.example")],
    [.mx(preference: 0, host: "mx.evil.example"), .mx(preference: 1, host: "mx.big.example")],
    [.mx(preference: 0, host: "")], [],
    [.srv(priority: 0, weight: 0, port: 1, host: "mx.big.example")],
  ])
  func aHostThatIsNotAProvidersMakesNoProvider(_ records: [DNSRecord]) {
    let guess = findings { $0.mail = records }.guess(among: known)
    #expect(!guess.isFound && guess.provider == .guess("shop.example"))
    #expect(
      guess.source == "nothing was found about shop.example: these are the usual names")
  }

  @Test func recordsAreChosenByPriorityThenProtectionThenWeight() {
    let found = findings {
      $0.services = [
        .imap: [srv("start.shop.example", port: 143, priority: 10, weight: 99)],
        .imaps: [
          srv("later.shop.example", priority: 20, weight: 99),
          srv("light.shop.example", priority: 10, weight: 1),
          srv("heavy.shop.example", priority: 10, weight: 50),
        ],
        .submission: [srv("out.shop.example", port: 587, priority: 1)],
        .submissions: [srv("out.shop.example", port: 465, priority: 2)],
      ]
    }
    let guess = found.guess(among: known)
    #expect(guess.provider.imap == "imaps://heavy.shop.example:993")
    #expect(guess.provider.smtp == "smtp://out.shop.example:587")
    #expect(guess.source == "found in the records of shop.example")
    #expect(!found.isSettled(among: known), "nobody has said who takes the mail")
  }

  /// A target that is empty is the dot: the service is not offered there (RFC 6186, section 3.4).
  /// This computer, numbers and single words are no servers of a shop's mail.
  @Test(arguments: [
    "", "localhost", "mail.localhost", "127.0.0.1", "10.0.0.1", "192.0.2.7", "intranet", "a b.c",
    "[1.2.3.4]",
  ])
  func whatIsNoServerIsNotOffered(_ host: String) throws {
    let found = findings {
      $0.services = [
        .imaps: [srv(host)], .imap: [srv("imap.shop.example", port: 143, priority: 9)],
      ]
      $0.services[.submissions] = [srv("out.shop.example", port: 0)]
    }
    #expect(found.records(.imap)?.host == "imap.shop.example")
    #expect(found.records(.smtp) == nil)
    #expect(
      found.guess(among: known).source
        == "found in the records of shop.example; the SMTP server is a usual name")
  }

  private func file(_ imap: String, user: String = "%EMAILLOCALPART%") throws -> Autoconfig {
    try #require(
      Autoconfig(
        Array(
          """
          <clientConfig><emailProvider><incomingServer type="imap"><hostname>\(imap)</hostname>
          <port>993</port><socketType>SSL</socketType><username>\(user)</username></incomingServer>
          <outgoingServer type="smtp"><hostname>\(imap)</hostname><port>587</port>
          <socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>
          </emailProvider></clientConfig>
          """.utf8)))
  }

  @Test func aFileSaysWhatTheRecordsLeaveOpen() throws {
    let first = try file("first.shop.example", user: "ana/x")
    let second = try file("second.shop.example")
    let found = findings {
      $0.files = [1: second, 0: first]
      $0.services[.submissions] = [srv("out.shop.example", port: 465)]
    }
    let guess = found.guess(among: known)
    #expect(guess.provider.imap == "imaps://ana%2Fx@first.shop.example:993")
    #expect(guess.provider.smtp == "smtps://out.shop.example:465")
    #expect(guess.source == "found in the autoconfig file and the records of shop.example")
    #expect(
      findings { $0.files = [1: second] }.guess(among: known).provider.smtp
        == "smtp://second.shop.example:587", "the address is the user anyway")
  }

  @Test func aFileThatLeadsHereIsNotOffered() throws {
    let here = try file("localhost")
    #expect(!findings { $0.files = [0: here] }.guess(among: known).isFound)
  }

  @Test func serversOfAKnownProviderBringWhatIsKnownOfIt() {
    let found = findings {
      $0.services = [
        .imaps: [srv("imap.big.example")], .submission: [srv("smtp.big.example", port: 587)],
      ]
    }
    #expect(found.guess(among: known).provider == known[0])
  }

  @Test func aProviderMayBeKnownByItsHostsOnly() {
    let text = "title: B\nmx: [MX.b.example]\nimap: imaps://i.example\nsmtp: smtps://s.example\n"
    let (provider, problems) = MailProvider.read(text, path: "b.provider")
    #expect(problems == [] && provider?.mx == ["mx.b.example"] && provider?.domains == [])
    #expect(MailProvider.listed("ana@b.example", among: provider.map { [$0] } ?? []) == nil)
  }
}

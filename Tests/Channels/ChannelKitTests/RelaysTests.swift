import ChannelKit
import Domain
import Testing

@Suite struct RelaysTests {
  @Test func theShippedTableHasNoProblems() {
    let (relays, problems) = Relays.read(relayFiles)
    #expect(problems == [])
    #expect(relays.ordinary.channel == .email)
    #expect(
      Set(relays.relays.map(\.channel)).isSuperset(of: [
        .amazon, .walmart, .ebay, .etsy, .shopify, .woocommerce,
      ]))
    #expect(relays.relay(of: .amazon)?.due == .hours(24))
    #expect(relays.relay(of: .walmart)?.due == .hours(48))
    #expect(relays.relay(of: .walmart)?.isMeasured == true)
    #expect(relays.relay(of: .amazon)?.attachmentLimit == 10_000_000)
  }

  @Test(arguments: [
    ("ab12cd34@marketplace.amazon.de", "amazon"),
    ("ab12cd34+tag@marketplace.amazon.co.uk", "amazon"),
    ("0123456789abcdef0123456789abcdef@relay.walmart.com", "walmart"),
    ("someone@relay.walmart.com", nil),
    ("0a1b2c3d4e5f6a7b8c9d@members.ebay.com", "ebay"),
    ("noreply@etsy.com", "etsy"),
    ("mailer@shopify.com", "shopify"),
    ("x@notification.mirakl.net", "mirakl"),
    ("ada@example.com", nil),
    ("x@marketplace.amazon.evil.example", nil),
    ("x@marketplace.amazon.com.evil.example", nil),
    ("x@evilmarketplace.amazon.com", nil),
    ("x@amazon.com", nil),
    ("", nil),
  ])
  func knowsASourceByItsDomain(address: String, channel: String?) {
    #expect(
      shipped.relay(replyTo: [], from: [address])?.channel
        == channel.map { ChannelName(rawValue: $0) })
  }

  @Test func replyToCountsBeforeFrom() {
    let found = shipped.relay(
      replyTo: ["0a1b@members.ebay.de"], from: ["ab12cd34@marketplace.amazon.de"])
    #expect(found?.channel == .ebay)
  }

  @Test func problemsNameTheirPlaceAndTheRemedy() {
    let text = """
      # a comment
      channel: bazaar
      domain: bazaar.{com, co.uk}, mail.bazaar.de
      dominion: x.example
      order: [0-9
      answer-within: soon
      reply: maybe
      nothing here
      attachment-limit: much
      """
    let (relays, problems) = Relays.read([Relays.File(path: "b.relay", text: text)])
    #expect(
      relays.relays.first?.domains == ["bazaar.com", "bazaar.co.uk", "mail.bazaar.de"])
    #expect(problems.map(\.line) == [4, 5, 6, 7, 8, 9])
    #expect(problems.allSatisfy { $0.file == "b.relay" && !$0.remedy.isEmpty })
    #expect(problems.first?.remedy == "did you mean domain?")
  }

  @Test func marketplacesSayWhatTheyAllowAndSinceWhen() throws {
    let amazon = try #require(shipped.relay(of: .amazon)?.policy)
    #expect(amazon.owner == "Amazon" && amazon.homes == ["amazon"] && amazon.forbidsContact)
    #expect(amazon.forbidden == Set(AnswerPolicy.Matter.allCases) && amazon.language == nil)
    #expect(shipped.relay(of: .walmart)?.policy?.language == "en")
    #expect(shipped.relay(of: .etsy)?.policy?.forbidden == [])
    for channel in [ChannelName.email, .shopify, .woocommerce] {
      #expect(shipped.relay(of: channel)?.policy == nil)
    }
    #expect(shipped.terms[.amazon]?.policy == amazon)
  }

  @Test func rulesWithoutTheirDayAreNotBelieved() {
    let text = "channel: bazaar\ndomain: bazaar.example\nforbids: links, phone\nlanguage: English"
    let (relays, problems) = Relays.read([Relays.File(path: "b.relay", text: text)])
    #expect(relays.relays.first.map { $0.policy == nil } == true)
    #expect(problems.map(\.line) == [3, 4, 4])
    #expect(problems.first?.remedy == "write one of links, addresses, phones, advertising")
    #expect(problems.last?.remedy == "add a line such as checked: 2026-11-28")
    let dated = Relays.read([Relays.File(path: "b.relay", text: text + "\nchecked: 2026-02-30x")])
    #expect(dated.1.contains { $0.what.contains("is no day") })
  }

  @Test func aFileWithoutAChannelIsLeftOut() {
    let (relays, problems) = Relays.read([Relays.File(path: "c.relay", text: "domain: x.example")])
    #expect(relays.relays.isEmpty)
    #expect(problems.count == 1)
  }

  @Test func mailFromOurOwnDomainNeedsAMarkAndACustomer() {
    for lines in [["mark: X-Mailer: shop"], ["customer: reply-to"], []] {
      let text = (["channel: till", "domain: own"] + lines).joined(separator: "\n")
      let (relays, problems) = Relays.read([Relays.File(path: "t.relay", text: text)])
      #expect(relays.relays.isEmpty && problems.count == 1, "\(lines)")
    }
    let text = "channel: till\ndomain: own\ncustomer: reply-to\nmark: X-Mailer: Till\nmark: nothing"
    let (relays, problems) = Relays.read([Relays.File(path: "t.relay", text: text)])
    #expect(relays.relays.first?.isOwn == true && relays.relays.first?.isOrdinary == false)
    #expect(relays.relays.first?.marks == [Relay.Mark(field: "X-Mailer", value: "till")])
    #expect(problems.map(\.line) == [5])
  }

  @Test func markerLinesCutTheBuyersWordsOut() throws {
    let (relays, _) = Relays.read([
      Relays.File(
        path: "a.relay",
        text: "channel: amazon\ndomain: a.example\nbegin: begin message\nend: end message")
    ])
    let relay = try #require(relays.relays.first)
    let text =
      "You have a message\n------ Begin message ------\nWhere is it?\n--- End message ---\nx"
    #expect(relay.trimmed(text).words == "Where is it?")
    #expect(relay.trimmed(text).around.contains("You have a message"))
    #expect(relay.trimmed("Where is it?") == ("Where is it?", ""))
    #expect(
      relay.trimmed("--- Begin message ---\n---End message---\nWhere?").words.contains("Where"))
  }
}

import Domain
import Foundation
import Testing

@testable import Templating

struct ShippedTemplatesTests {
  static let library: TemplateLibrary = {
    let root = checkout.appending(path: "Templates")
    let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    let files = (names ?? []).filter { $0.hasSuffix(".md") }.sorted().map { name in
      let contents = try? String(contentsOf: root.appending(path: name), encoding: .utf8)
      return (path: "Templates/\(name)", contents: contents ?? "")
    }
    return TemplateLibrary(files: files)
  }()

  /// An answer of the right kind for each question of a template.
  private func answers(_ text: TemplateText, choosing pick: Int = 0) -> [String: String] {
    Dictionary(
      text.asks.map { ask in
        switch ask.kind {
        case .text: (ask.label, "something")
        case .number: (ask.label, "3")
        case .money: (ask.label, "12.50")
        case .date: (ask.label, "2026-12-01")
        case .choice(let words): (ask.label, words[min(pick, words.count - 1)])
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  private func channel(_ template: Template) -> ChannelName {
    template.channels.first ?? .amazon
  }

  /// Suggestions count what is missing without writing the replies: they count the same.
  @Test func holesAreCountedAsTheyAreInTheReply() {
    let whole = TemplateFacts.sample
    var sheet = whole.sheet
    sheet.orders = []
    sheet.customer = nil
    let bare = TemplateFacts(
      sheet: sheet, policy: nil, shop: whole.shop, agent: whole.agent, now: whole.now,
      locale: whole.locale)
    for facts in [whole, bare] {
      var counter = HoleCounter(facts: facts)
      for template in Self.library.templates {
        let asked = Set(template.text.asks.map(\.label))
        let holes = template.rendered(with: facts).holes.filter { !asked.contains($0.path) }
        #expect(counter.count(in: template.text) == holes.count, "\(template.template.file)")
      }
    }
  }

  @Test func thereAreEnoughAndTheyCheckClean() {
    #expect(Self.library.check() == [])
    #expect(Self.library.templates.filter { $0.template.language == "en" }.count >= 25)
    for language in ["de", "fr", "es", "it"] {
      let own = Self.library.templates.filter { $0.template.language == language }
      #expect(own.count >= 6, "\(language)")
      #expect(own.allSatisfy { $0.template.fallback == "en" })
    }
  }

  @Test func eachSaysItsMatterOwnerAndReviewDate() throws {
    let first = try #require(Instant(rfc3339: "2027-01-01T00:00:00Z"))
    let last = try #require(Instant(rfc3339: "2028-01-01T00:00:00Z"))
    for read in Self.library.templates {
      let template = read.template
      #expect(!template.tags.isEmpty, "\(template.file)")
      #expect(!template.owner.isEmpty, "\(template.file)")
      #expect(template.reviewBy.map { (first..<last).contains($0) } == true, "\(template.file)")
    }
  }

  @Test func eachIsWholeForAFullOrder() {
    for read in Self.library.templates {
      for pick in [0, 1] {
        let facts = facts(
          channel: channel(read.template), asked: answers(read.text, choosing: pick))
        let rendering = read.rendered(with: facts)
        #expect(rendering.holes == [], "\(read.template.file)")
        #expect(!rendering.text.contains("{{"), "\(read.template.file)")
        #expect(!rendering.text.contains("\n\n\n"), "\(read.template.file)")
        #expect(!rendering.text.contains("  "), "\(read.template.file)")
        #expect(!rendering.text.contains(" \n"), "\(read.template.file)")
      }
    }
  }

  @Test func eachNamesItsHolesForAnEmptyTicket() {
    for read in Self.library.templates {
      let rendering = read.rendered(with: emptyFacts)
      #expect(!rendering.isComplete, "\(read.template.file)")
      #expect(rendering.holes.allSatisfy { !$0.path.isEmpty && !$0.why.isEmpty && $0.line > 1 })
      let markers = Hole.markers(in: rendering.text).count
      #expect(markers == rendering.holes.count, "\(read.template.file)")
    }
  }

  @Test func noneBreaksAMarketplacesRulesOrSoundsLikeAMachine() {
    for read in Self.library.templates {
      for channel in [ChannelName.amazon, .ebay, .walmart, .email]
      where read.template.fits(channel) {
        for pick in [0, 1] {
          let facts = facts(channel: channel, asked: answers(read.text, choosing: pick))
          let wanted = facts.policy?.language ?? read.template.language
          guard wanted == read.template.language else { continue }
          let text = read.rendered(with: facts).text
          #expect(ReplyLint.findings(in: text, policy: facts.policy) == [], "\(read.template.file)")
        }
      }
    }
  }

  /// A variant asks for the same things as the English one, so that answers can be carried over.
  @Test func variantsAskTheSame() throws {
    for read in Self.library.templates where read.template.language != "en" {
      let english = try #require(Self.library.choice(read.template.name, language: "en")?.template)
      #expect(read.text.asks == english.text.asks, "\(read.template.file)")
      #expect(read.template.tags == english.template.tags)
      #expect(read.template.issueTypes == english.template.issueTypes)
      #expect(read.template.states == english.template.states)
      #expect(read.template.channels == english.template.channels)
    }
  }

  @Test func readsLikeAPersonWroteIt() throws {
    let choice = try #require(
      Self.library.choice("where-is-my-order-in-transit", language: "en"))
    #expect(
      choice.rendered(with: facts()).text == """
        Hi Priya,

        Your order 10482 left us on 16 November and is with DHL. The tracking number is \
        JD0146000034117781.

        The latest scan, from 24 November, says: Arrived at the depot in Athlone.

        DHL currently expects to deliver it on Friday 27 November.

        You can follow it here: https://dhl.example/JD0146000034117781

        If it stops moving, write back and I will chase it with the carrier.

        Ana
        Northlight Outfitters
        """)
    let german = try #require(
      Self.library.choice("where-is-my-order-in-transit", language: "de-AT"))
    #expect(
      german.rendered(with: facts(channel: .amazon)).text.contains("am Freitag, 27. November"))
    #expect(!german.rendered(with: facts(channel: .amazon)).text.contains("https"))
  }

  // MARK: - Suggestions

  private func best(
    _ change: (inout Order) -> Void, tags: [String] = [], channel: ChannelName = .email,
    subject: String = "", issues: [IssueType] = [], language: String = "en"
  ) throws -> [String] {
    let sample = TemplateFacts.sample
    var sheet = sample.sheet
    sheet.ticket.tags = Set(tags.compactMap { Tag($0) })
    sheet.ticket.channel = channel
    sheet.ticket.subject = subject
    let order = try order(change)
    sheet.orders = [order]
    let facts = TemplateFacts(
      sheet: sheet, policy: Policies.of(channel), shop: sample.shop, agent: sample.agent,
      now: sample.now, locale: sample.locale)
    let found = Self.library.suggestions(for: facts, language: language, issues: issues)
    return found.map(\.choice.template.template.name)
  }

  @Test func suggestsByStateTagChannelAndIssue() throws {
    #expect(try best({ _ in }, tags: ["wismo"]).first == "where-is-my-order-in-transit")
    let late = try best({ $0.shipments[0].state = .late }, tags: ["wismo"])
    #expect(late.first == "where-is-my-order-delayed")
    let lost = try best({ $0.shipments[0].state = .lost }, issues: [.wismo])
    #expect(lost.first == "where-is-my-order-lost")
    let gone = try best({ $0.shipments[0].state = .delivered }, tags: ["not-received"])
    #expect(gone.first == "delivered-but-missing")
    let amazon = try best(
      { $0.shipments[0].state = .delivered }, tags: ["return"], channel: .amazon)
    #expect(amazon.contains("return-instructions-marketplace"))
    #expect(!amazon.contains("return-instructions"))
    let damaged = try best(
      { $0.shipments[0].state = .delivered }, subject: "My mug arrived damaged")
    #expect(damaged.prefix(2).contains("damaged"))
  }
}

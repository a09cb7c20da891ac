import Domain
import Foundation
import Templating
import Testing

struct RenderingTests {
  // MARK: - Holes

  @Test func aMissingValueIsAHoleWithNamePlaceAndReason() throws {
    let text = TemplateText(parsing: "Hi,\nit is {{shipment.tracking_number}} now", firstLine: 8)
    let rendering = text.rendered(with: facts(order: nil))
    #expect(rendering.text == "Hi,\nit is ⟦shipment.tracking_number⟧ now")
    let hole = try #require(rendering.holes.first)
    #expect(hole.path == "shipment.tracking_number")
    #expect(hole.name == "the carrier's tracking number")
    #expect(hole.why == "no order is linked to this ticket")
    #expect(hole.line == 9)
    let characters = Array(rendering.text)
    #expect(String(characters[hole.range]) == Hole.marker(hole.path))
    #expect(!rendering.isComplete)
  }

  @Test(arguments: [
    ("{{shipment.carrier}}", "order 10482 has no parcel yet"),
    ("{{refund.amount}}", "order 10482 has no refund"),
    ("{{order.return_until}}", "order 10482 does not say"),
    ("{{order.items[7].title}}", "order 10482 does not say"),
    ("{{shop.phone}}", "the settings of the shop do not say"),
    ("{{ticket.marketplace}}", "this ticket has none"),
    ("{{ask \"amount\" money}}", "it is asked of you: a sum, such as 12.50 or 12.50 EUR"),
    ("{{#each order.refunds}}x{{/each}}", "order 10482 does not say"),
  ])
  func saysWhyItIsMissing(_ text: String, _ why: String) throws {
    let bare = try order {
      $0.shipments = []
      $0.refunds = []
      $0.returnableUntil = nil
    }
    let facts = facts(order: bare, shop: Shop(name: "N", zone: .gmt))
    let rendering = TemplateText(parsing: text).rendered(with: facts)
    #expect(rendering.holes.map(\.why) == [why])
  }

  @Test func rangesCountCharacters() throws {
    let rendering = TemplateText(parsing: "👩‍👩‍👧 {{customer.name}} é {{order.phone}}!").rendered(
      with: facts(order: try order { $0.customerPhone = "" }, customer: "Zoë 🇮🇪"))
    let characters = Array(rendering.text)
    #expect(rendering.values.map { String(characters[$0.range]) } == ["Zoë 🇮🇪"])
    #expect(rendering.holes.map { String(characters[$0.range]) } == ["⟦order.phone⟧"])
  }

  @Test func markersAreFoundInEditedText() {
    let text = "a ⟦order.number⟧ b ⟦ c ⟦refund amount⟧ ⟧"
    #expect(
      Hole.markers(in: text).map { String(text[$0]) } == ["⟦order.number⟧", "⟦refund amount⟧"])
    #expect(Hole.markers(in: "none here").isEmpty)
  }

  @Test func blankValuesCountAsMissing() throws {
    let blank = try order { $0.shipments[0].carrier = " \u{7} " }
    #expect(rendered("{{shipment.carrier | default: \"post\"}}", facts(order: blank)) == "post")
  }

  // MARK: - Values and where they come from

  @Test func tellsEachValuesSource() {
    let text = """
      {{customer.first_name}} {{order.number}} {{shop.name}} {{agent.name}} {{today}} \
      {{ticket.number}} {{ask "amount" number}} {{order.phone | default: "x"}} \
      {{ticket.marketplace | default: "us"}}
      """
    let rendering = TemplateText(parsing: text).rendered(with: facts(asked: ["amount": "3"]))
    #expect(
      rendering.values.map(\.source) == [
        .customer, .order, .shop, .agent, .clock, .ticket, .asked, .order, .template,
      ])
    #expect(rendering.isComplete)
  }

  @Test func aValueSetByHandWins() throws {
    let text = TemplateText(parsing: "{{shipment.tracking_number}} {{refund.amount}}")
    let asked = ["shipment.tracking_number": "XY1", "refund.amount": "12,50"]
    let rendering = text.rendered(with: facts(asked: asked))
    #expect(rendering.text == "XY1 €12.50")
    #expect(rendering.values.map(\.source) == [.asked, .asked])
  }

  // MARK: - Ask-fields

  @Test(arguments: [
    ("{{ask \"x\"}}", "two\nlines", "two\nlines"),
    ("{{ask \"x\" number}}", "1204.5", "1,204.5"),
    ("{{ask \"x\" money}}", "12.5", "€12.50"),
    ("{{ask \"x\" money}}", "12,50 usd", "US$12.50"),
    ("{{ask \"x\" date | date: \"d MMM\"}}", " 2026-12-01 ", "1 Dec"),
    ("{{ask \"x\" choice(\"Refund\", \"swap\")}}", "refund", "Refund"),
  ])
  func takesAnswers(_ text: String, _ answer: String, _ expected: String) {
    #expect(rendered(text, facts(asked: ["x": answer])) == expected)
  }

  @Test(arguments: [
    ("{{ask \"x\" number}}", "many"), ("{{ask \"x\" money}}", "12.50 euros"),
    ("{{ask \"x\" date}}", "tomorrow"), ("{{ask \"x\" date}}", "2026-02-30"),
    ("{{ask \"x\" choice(\"a\", \"b\")}}", "c"), ("{{ask \"x\"}}", "  "),
    ("{{order.total}}", "lots"),
  ])
  func refusesAnswersOfAnotherKind(_ text: String, _ answer: String) {
    let asked = ["x": answer, "order.total": answer]
    let rendering = TemplateText(parsing: text).rendered(with: facts(asked: asked))
    #expect(rendering.holes.count == 1)
    #expect(rendering.values.isEmpty)
  }

  @Test func questionsAreFoundWhateverTheirCaseAndUnderscores() {
    #expect(rendered("{{ask \"Refund amount\"}}", facts(asked: ["refund_amount": "5"])) == "5")
  }

  @Test func anUnansweredConditionIsAHole() {
    let text = "{{#if ask \"label\" choice(\"yes\", \"no\") == \"yes\"}}a{{else}}b{{/if}}"
    #expect(rendered(text) == "⟦label⟧")
    #expect(rendered(text, facts(asked: ["label": "yes"])) == "a")
    #expect(rendered(text, facts(asked: ["label": "no"])) == "b")
  }

  // MARK: - Sections

  @Test(arguments: [
    ("{{#if order.number}}a{{/if}}", "a"),
    ("{{#if ticket.marketplace}}a{{/if}}", ""),
    ("{{#if ticket.marketplace}}a{{else}}b{{/if}}", "b"),
    ("{{#unless ticket.marketplace}}a{{else}}b{{/unless}}", "a"),
    ("{{#if shipment.status == \"in_transit\"}}a{{else}}b{{/if}}", "a"),
    ("{{#if shipment.status == \"IN_TRANSIT\"}}a{{else}}b{{/if}}", "a"),
    ("{{#if shipment.status != \"in_transit\"}}a{{else}}b{{/if}}", "b"),
    ("{{#if ticket.marketplace == \"Amazon\"}}a{{else}}b{{/if}}", "b"),
    ("{{#if ticket.marketplace != \"Amazon\"}}a{{else}}b{{/if}}", "b"),
    ("{{#if order.item_count == 3}}a{{/if}}", "a"),
    ("{{#if ticket.marketplace}}a{{else if order.refunds}}b{{else}}c{{/if}}", "b"),
    (
      "{{#each order.items}}{{this.quantity}}x {{this.title}}; {{/each}}",
      "2x Stoneware mug, blue; 1x Wool blanket; "
    ),
    ("{{#each order.items}}{{this}},{{/each}}", "2 × Stoneware mug, blue,Wool blanket,"),
    (
      "{{#each order.items}}{{#each order.refunds}}{{this.amount}}{{/each}} {{this.price}};{{/each}}",
      "€19.45 €19.45;€19.45 €23.90;"
    ),
    ("{{order.items[1].title}} {{order.items[1].price}}", "Wool blanket €23.90"),
    ("{{\"{{\"}}{{\"}}\"}}", "{{}}"),
  ])
  func sections(_ text: String, _ expected: String) {
    #expect(TemplateText(parsing: text).problems == [])
    #expect(rendered(text + "|") == expected + "|")
  }

  @Test func anEmptyListTakesTheElse() throws {
    let bare = facts(order: try order { $0.refunds = [] })
    #expect(rendered("{{#each order.refunds}}x{{else}}none{{/each}}", bare) == "none")
    #expect(rendered("{{#if order.refunds}}x{{else}}none{{/if}}", bare) == "none")
  }

  @Test func sectionsOnTheirOwnLinesLeaveNoBlankLines() {
    let text = """
      Hi,

      {{#if ticket.marketplace}}
      on {{ticket.marketplace}}
      {{/if}}

      {{! a remark }}
      {{#each order.items}}
        - {{this.title}}
      {{/each}}
      {{#unless order.number}}
      x
      {{else}}
      end
      {{/unless}}

      {{#if ticket.marketplace}}
      x
      {{/if}}

      Bye

      {{#if ticket.marketplace}}
      x
      {{/if}}
      """
    #expect(rendered(text) == "Hi,\n\n  - Stoneware mug, blue\n  - Wool blanket\nend\n\nBye")
  }

  @Test func aSectionWithinALineKeepsItsSpaces() {
    #expect(rendered("a {{#if order.number}} b {{/if}} c") == "a  b  c")
    #expect(rendered("a{{#if ticket.marketplace}} b{{/if}} c") == "a c")
  }

  // MARK: - Warnings

  @Test func severalOrdersAreToldAndTheNamedOneIsTaken() throws {
    let other = try order { $0.id.number = "999" }
    let orders = [other, try order()]
    let rendering = TemplateText(parsing: "{{order.number}}").rendered(with: facts(orders: orders))
    #expect(rendering.text == "999")
    #expect(rendering.warnings == [.severalOrders(picked: "999", others: ["10482"])])

    var sheet = TemplateFacts.sample.sheet
    sheet.orders = orders
    var message = Message(
      id: ID(high: 1, low: 1), direction: .inbound, channel: .email, account: "support",
      from: Party(address: "a@b.example"), subject: "", receivedAt: sheet.ticket.createdAt,
      body: Body(visible: "where is 10482"))
    message.orderNumbers = ["10482"]
    sheet.messages = [message]
    let sample = TemplateFacts.sample
    let named = TemplateFacts(
      sheet: sheet, policy: nil, shop: sample.shop, agent: sample.agent, now: sample.now,
      locale: sample.locale)
    #expect(named.order?.number == "10482")
    let chosen = TemplateFacts(
      sheet: sheet, order: other, policy: nil, shop: sample.shop, agent: sample.agent,
      now: sample.now, locale: sample.locale)
    #expect(TemplateText(parsing: "{{order.number}}").rendered(with: chosen).warnings.isEmpty)
  }

  @Test func oldFactsAndSeveralParcelsAreTold() throws {
    let old = try order {
      $0.asOf = $0.asOf - .days(3)
      $0.shipments.append($0.shipments[0])
    }
    let text = TemplateText(parsing: "{{shipment.status}}")
    let rendering = text.rendered(with: facts(order: old))
    #expect(
      rendering.warnings == [.severalParcels(2), .stale(path: "shipment.status", asOf: old.asOf)])
    let still = TemplateText(parsing: "{{order.number}}").rendered(with: facts(order: old))
    #expect(still.warnings.isEmpty)
    #expect(rendering.warnings.allSatisfy { !$0.text.isEmpty })
  }

  // MARK: - Marketplaces and limits

  @Test(arguments: [
    (ChannelName.email, "yes", "none"), (.amazon, "no", "Amazon"), (.ebay, "no", "eBay"),
    (.walmart, "no", "Walmart"), (.etsy, "yes", "Etsy"), (.shopify, "yes", "none"),
  ])
  func knowsTheMarketplace(_ channel: ChannelName, _ links: String, _ title: String) {
    let text = """
      {{ticket.links_allowed | default: "no"}} {{ticket.marketplace | default: "none"}}
      """
    #expect(rendered(text, facts(channel: channel)) == "\(links) \(title)")
  }

  @Test(.timeLimit(.minutes(2))) func aHugeOrderStopsTheReplyInsteadOfTheDesk() throws {
    let item = OrderItem(
      title: String(repeating: "x", count: 900), sku: "", quantity: 1, price: nil)
    let huge = try order { $0.items = Array(repeating: item, count: 1000) }
    let text = TemplateText(
      parsing: "{{#each order.items}}{{#each order.items}}{{this.title}}{{/each}}{{/each}}")
    let rendering = text.rendered(with: facts(order: huge))
    #expect(rendering.holes.map(\.path) == ["text too long"])
    #expect(rendering.text.utf8.count < 300_000)
  }
}

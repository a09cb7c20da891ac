import ChannelKit
import Domain
import Foundation
import Templating
import Testing

/// The folder the package lies in.
let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// What the marketplaces allow, as the program's own files say.
enum Policies {
  static let amazon = of(.amazon)
  static let ebay = of(.ebay)
  static let etsy = of(.etsy)
  static let walmart = of(.walmart)

  static func of(_ channel: ChannelName) -> AnswerPolicy? {
    relays.relay(of: channel)?.policy
  }

  private static let relays: Relays = {
    let folder = checkout.appending(path: "Share/relays")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let files = names.sorted().map { name in
      Relays.File(
        path: name,
        text: (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? "")
    }
    return Relays.read(files).0
  }()
}

/// Facts like the sample's, with some of them changed.
func facts(
  order: Order? = TemplateFacts.sample.order, orders: [Order]? = nil, channel: ChannelName = .email,
  customer: String = "Priya Nair", shop: Shop = TemplateFacts.sample.shop,
  agent: String = "Ana Reyes", asked: [String: String] = [:], locale: String = "en_IE",
  now: Instant = TemplateFacts.sample.now
) -> TemplateFacts {
  var sheet = TemplateFacts.sample.sheet
  sheet.ticket.channel = channel
  sheet.customer?.name = customer
  sheet.orders = orders ?? order.map { [$0] } ?? []
  return TemplateFacts(
    sheet: sheet, order: orders == nil ? order : nil, policy: Policies.of(channel), shop: shop,
    agent: Agent(id: AgentID("ana"), name: agent, address: "ana@northlight.example"),
    asked: asked, now: now, locale: Locale(identifier: locale))
}

/// Facts that say nothing at all.
let emptyFacts: TemplateFacts = {
  let opening = Opening(
    id: ID(high: 7, low: 7), channel: .email, account: "support", customer: nil, subject: "")
  let sheet = TicketSheet(
    ticket: Ticket(opening, number: 0, at: TemplateFacts.sample.now), customer: nil, messages: [])
  return TemplateFacts(
    sheet: sheet, policy: nil, shop: Shop(name: "", zone: .gmt),
    agent: Agent(id: AgentID("x"), name: "", address: ""), now: TemplateFacts.sample.now,
    locale: Locale(identifier: "en_IE"))
}()

/// The sample's order with something changed.
func order(_ change: (inout Order) -> Void = { _ in }) throws -> Order {
  var order = try #require(TemplateFacts.sample.order)
  change(&order)
  return order
}

/// What a text becomes for the sample.
func rendered(_ text: String, _ facts: TemplateFacts = facts()) -> String {
  TemplateText(parsing: text).rendered(with: facts).text
}

extension String {
  /// The same with ordinary spaces for the narrow and unbroken ones that locales put in.
  var plainSpaces: String {
    replacing("\u{202F}", with: " ").replacing("\u{A0}", with: " ")
  }
}

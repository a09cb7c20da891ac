import Domain
import Foundation
import Templating
import Testing

/// The folder the package lies in.
let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

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
    sheet: sheet, order: orders == nil ? order : nil, shop: shop,
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
    sheet: sheet, shop: Shop(name: "", zone: .gmt),
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

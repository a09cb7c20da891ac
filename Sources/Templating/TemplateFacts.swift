package import Domain
package import Foundation

/// The shop as its replies speak of it; what is empty counts as missing.
package struct Shop: Hashable, Sendable {
  /// Its name.
  package var name: String
  /// Whose clock its days are told by.
  package var zone: TimeZone
  /// Its web address.
  package var url: String
  /// The address customers write to.
  package var email: String
  /// Its phone.
  package var phone: String
  /// Where it is, one line an entry.
  package var address: [String]
  /// Where returned goods go, one line an entry.
  package var returnsAddress: [String]
  /// What stands under every reply, several lines.
  package var signature: String

  /// A shop.
  package init(
    name: String, zone: TimeZone, url: String = "", email: String = "", phone: String = "",
    address: [String] = [], returnsAddress: [String] = [], signature: String = ""
  ) {
    self.name = name
    self.zone = zone
    self.url = url
    self.email = email
    self.phone = phone
    self.address = address
    self.returnsAddress = returnsAddress
    self.signature = signature
  }
}

/// All that a template may speak of.
package struct TemplateFacts: Hashable, Sendable {
  /// The ticket with its customer, messages and orders.
  package let sheet: TicketSheet
  /// The order it is about: the chosen one, or the likeliest of the ticket's.
  package let order: Order?
  /// Nobody chose, and there are several.
  package let isOrderGuessed: Bool
  /// What the channel's owner allows in an answer; all where nobody has a say in it.
  package let policy: AnswerPolicy?
  /// The shop.
  package let shop: Shop
  /// Who writes.
  package let agent: Agent
  /// Answers to ask-fields by their label, and values set by hand by their path.
  package let asked: [String: String]
  /// The moment of writing.
  package let now: Instant
  /// The language and region of the reply.
  package let locale: Locale

  /// Facts. Without an `order`, the one the customer last named, else the newest.
  package init(
    sheet: TicketSheet, order: Order? = nil, policy: AnswerPolicy?, shop: Shop, agent: Agent,
    asked: [String: String] = [:], now: Instant, locale: Locale
  ) {
    self.sheet = sheet
    self.order = order ?? Self.likeliest(of: sheet)
    isOrderGuessed = order == nil && sheet.orders.count > 1
    self.policy = policy
    self.shop = shop
    self.agent = agent
    self.asked = Dictionary(
      asked.map { (Self.folded($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    self.now = now
    self.locale = locale
  }

  /// The parcel sent last.
  package var shipment: Shipment? { order?.shipments.last }

  /// The refund decided last.
  package var refund: Refund? { order?.refunds.last }

  /// The customer's name, from the contact, the mail or the order.
  package var customerName: String? {
    [sheet.customer?.name, sheet.lastInbound?.from.name, order?.customerName]
      .compactMap(\.self).first { !$0.allSatisfy(\.isWhitespace) }
  }

  /// What was answered or set under a label or path; case and `_` for a space do not matter.
  package func answer(to label: String) -> String? { asked[Self.folded(label)] }

  /// The same facts with other answers.
  package func asking(_ answers: [String: String]) -> TemplateFacts {
    TemplateFacts(
      sheet: sheet, order: isOrderGuessed ? nil : order, policy: policy, shop: shop, agent: agent,
      asked: answers, now: now, locale: locale)
  }

  private static func folded(_ label: String) -> String {
    label.lowercased().replacing("_", with: " ").trimmingCharacters(in: .whitespaces)
  }

  private static func likeliest(of sheet: TicketSheet) -> Order? {
    let named = sheet.lastInbound?.orderNumbers ?? []
    let match = named.lazy.compactMap { number in sheet.orders.first { $0.number == number } }.first
    return match ?? sheet.orders.first
  }
}

/// One ticket with all that a condition may ask about, as values.
///
/// Its texts are cut into words once, when it is made.
package struct SearchSubject: Sendable {
  /// The ticket.
  package let ticket: Ticket
  /// The numbers of its orders, known or not.
  package let orderNumbers: [String]
  /// Its known orders.
  package let orders: [Order]
  /// A file came or went with one of its messages.
  package let hasAttachment: Bool
  /// It bears a note.
  package let hasNote: Bool
  /// The asking agent has begun an answer.
  package let hasDraft: Bool
  /// A customer wrote after the asking agent last looked.
  package let isUnread: Bool
  /// When it last changed.
  package let updatedAt: Instant
  /// The customer's language, where it has been recognised.
  package let language: String?
  /// What the customer wants, where that has been recognised.
  package let type: String?
  private let words: [Term.TextField: [[String]]]

  /// A ticket with what is known around it.
  package init(
    ticket: Ticket, messages: [Message], customer: Customer? = nil, orders: [Order] = [],
    hasDraft: Bool = false, isUnread: Bool = false, updatedAt: Instant, language: String? = nil,
    type: String? = nil
  ) {
    self.ticket = ticket
    orderNumbers = ticket.orders.map(\.number)
    self.orders = orders.filter { ticket.isAbout($0.id) }
    hasAttachment = messages.contains { !$0.attachments.isEmpty }
    hasNote = messages.contains { $0.direction == .note }
    self.hasDraft = hasDraft
    self.isUnread = isUnread
    self.updatedAt = updatedAt
    self.language = language
    self.type = type
    let texts =
      messages.map { SearchTexts(message: $0) } + [SearchTexts(customer: customer)]
      + self.orders.map { SearchTexts(order: $0) }
    words = Dictionary(
      uniqueKeysWithValues: Term.TextField.allCases.map { field in
        (field, texts.flatMap { $0.words(in: field) })
      })
  }

  /// Whether words stand in a row in one text of a field.
  func has(_ pattern: Pattern, in field: Term.TextField) -> Bool {
    let wanted = WordPattern(pattern)
    return words[field, default: []].contains { wanted.isFound(in: $0) }
      || field == .anywhere && orderNumbers.contains { pattern.matchesCode($0) }
  }
}

extension Ticket {
  /// Whether it is about an order, however its number is spaced.
  fileprivate func isAbout(_ order: OrderID) -> Bool {
    let code = SearchText.code(order.number)
    return orders.contains {
      $0.channel == order.channel && SearchText.code($0.number) == code
    }
  }
}

/// The texts of one message, customer or order, by the field of the search that finds them.
///
/// The full-text index has a row for each of these and a column a field; no words in a row are
/// found across two texts.
package struct SearchTexts: Hashable, Sendable {
  /// The subject.
  package var subject: [String] = []
  /// What was newly written.
  package var body: [String] = []
  /// Quotations and signature.
  package var quoted: [String] = []
  /// The sender, of a customer's message.
  package var from: [String] = []
  /// The recipients, of a customer's message.
  package var to: [String] = []
  /// The customer's name and addresses.
  package var customer: [String] = []
  /// The order's number, buyer, articles and parcels.
  package var order: [String] = []

  /// The texts of one message.
  package init(message: Message) {
    subject = [message.subject]
    body = [message.body.visible]
    quoted = [message.body.quoted, message.body.signature]
    guard message.direction == .inbound else { return }
    from = [message.from.name, message.from.address]
    to = (message.to + message.cc).flatMap { [$0.name, $0.address] }
  }

  /// The texts of a customer.
  package init(customer: Customer?) {
    guard let customer else { return }
    self.customer =
      [customer.name] + customer.otherNames + customer.identities.map(\.address)
  }

  /// The texts of an order.
  package init(order: Order) {
    self.order =
      [order.number, order.customerName, order.customerEmail]
      + order.items.flatMap { [$0.title, $0.sku] } + order.shipments.map(\.trackingNumber)
  }

  /// The words of a field, one list for each column.
  func words(in field: Term.TextField) -> [[String]] {
    let columns =
      switch field {
      case .anywhere: [subject, body, customer, order]
      case .subject: [subject]
      case .body: [body]
      case .quoted: [quoted]
      case .from: [from]
      case .to: [to]
      case .customer: [customer]
      }
    return columns.map { SearchText.words(of: $0) }.filter { !$0.isEmpty }
  }
}

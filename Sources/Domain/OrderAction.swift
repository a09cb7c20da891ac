/// Something that a shop lets be done to an order. Only a person asks for it, for one order at a
/// time, and confirms it; no rule and no answer does.
package struct OrderAction: Hashable, Sendable {
  /// What must be known before it is asked for.
  package struct Field: Hashable, Sendable {
    /// What may be said.
    package enum Kind: Hashable, Sendable {
      /// Words of at most so many letters.
      case text(limit: Int)
      /// One of these.
      case choice([Choice])
    }

    /// One of several answers.
    package struct Choice: Hashable, Sendable {
      /// What the shop calls it.
      package var value: String
      /// What people call it.
      package var title: String

      /// An answer.
      package init(_ value: String, _ title: String) {
        self.value = value
        self.title = title
      }
    }

    /// What the action calls it.
    package var name: String
    /// What people call it: `reason`.
    package var title: String
    /// What may be said.
    package var kind: Kind

    /// A field.
    package init(_ name: String, _ title: String, _ kind: Kind) {
      self.name = name
      self.title = title
      self.kind = kind
    }

    /// A question of yes or no; no stands first, so that nothing is done by an absent mind.
    package static func flag(_ name: String, _ title: String) -> Field {
      Field(name, title, .choice([Choice("false", "no"), Choice("true", "yes")]))
    }
  }

  /// What its channel calls it.
  package var name: String
  /// What people call it, behind "to": `cancel the order`.
  package var title: String
  /// What must be known before.
  package var fields: [Field]
  /// What a person should know before they say yes, as a sentence without its full stop; empty for
  /// nothing.
  package var warning: String
  /// The field whose words the customer gets to read; `nil` where they get nothing of it.
  package var told: String?

  /// An action.
  package init(
    _ name: String, _ title: String, fields: [Field] = [], warning: String = "",
    told: String? = nil
  ) {
    self.name = name
    self.title = title
    self.fields = fields
    self.warning = warning
    self.told = told
  }
}

/// What can be done to an order now, as its shop says.
package struct OrderOffers: Hashable, Sendable {
  /// The order as the shop has just told it.
  package var order: Order
  /// The account through which it is asked for.
  package var account: AccountName
  /// What people call the shop.
  package var shop: String
  /// What can be done; nothing where the order has come too far, or the shop lets nobody do it.
  package var actions: [OrderAction]

  /// What is offered.
  package init(order: Order, account: AccountName, shop: String, actions: [OrderAction]) {
    self.order = order
    self.account = account
    self.shop = shop
    self.actions = actions
  }
}

/// An action on an order as a person asked for it.
package struct OrderErrand: Hashable, Sendable, Codable {
  /// What was said for one field.
  package struct Answer: Hashable, Sendable, Codable {
    /// The field.
    package var name: String
    /// What people call it.
    package var title: String
    /// What was said, as the shop calls it.
    package var value: String
    /// What was said, as people call it.
    package var words: String

    /// An answer.
    package init(name: String, title: String, value: String, words: String) {
      self.name = name
      self.title = title
      self.value = value
      self.words = words
    }
  }

  /// Its identifier.
  package var id: OrderErrandID
  /// The order.
  package var order: OrderID
  /// The account it goes through.
  package var account: AccountName
  /// The action's name.
  package var action: String
  /// What people call it.
  package var title: String
  /// What was said for its fields, in their order.
  package var answers: [Answer]
  /// The field whose words the customer gets to read.
  package var told: String?
  /// Who asked for it.
  package var author: AgentID

  /// An errand.
  package init(
    id: OrderErrandID, order: OrderID, account: AccountName, action: OrderAction,
    answers: [Answer], author: AgentID
  ) {
    self.id = id
    self.order = order
    self.account = account
    self.action = action.name
    title = action.title
    self.answers = answers
    told = action.told
    self.author = author
  }

  /// What was said for a field, as the shop calls it; empty for nothing.
  package subscript(name: String) -> String { answers.first { $0.name == name }?.value ?? "" }
  /// Whether a question of yes or no was answered with yes.
  package func says(_ name: String) -> Bool { self[name] == "true" }
  /// The words that the customer gets to read; `nil` where they get nothing.
  package var toldWords: String? { told.map { self[$0] } }
  /// What was said, on one line; without the words that the customer reads in the ticket.
  package var particulars: String {
    answers.filter { $0.name != told && !$0.words.isEmpty }.map { "\($0.title): \($0.words)" }
      .joined(separator: ", ")
  }
}

/// Names an action on an order that somebody asked for.
package typealias OrderErrandID = ID<OrderErrand>

/// What became of an action on an order.
package enum OrderAnswer: Hashable, Sendable {
  /// The shop has done it; what it said of it.
  case done(String)
  /// Nothing was done, and why.
  case refused(String)
  /// Nobody can know whether it was done, and why; it is never asked for again by itself.
  case unsure(String)

  /// What was said.
  package var words: String {
    switch self {
    case .done(let words), .refused(let words), .unsure(let words): words
    }
  }
}

/// An action on an order with what has become of it.
package struct OrderErrandRow: Hashable, Sendable {
  /// The action.
  package var errand: OrderErrand
  /// When it was asked for.
  package var askedAt: Instant
  /// What became of it; `nil` while the shop is asked.
  package var answer: OrderAnswer?
  /// When that was known.
  package var at: Instant

  /// No shop is asked for longer.
  package static let patience = Span.minutes(3)

  /// A person must look whether it was done.
  package var isUnsure: Bool { if case .unsure? = answer { true } else { false } }
}

extension Sequence where Element == Event {
  /// The actions on orders that were asked for, oldest first, with what has become of them at a
  /// moment. Whoever asked the shop and never said what it answered has ended in between.
  package func orderErrands(at now: Instant) -> [OrderErrandRow] {
    var rows: [OrderErrandRow] = []
    for event in self {
      switch event.act {
      case .orderAsked(let errand):
        rows.append(
          OrderErrandRow(errand: errand, askedAt: event.recordedAt, at: event.recordedAt))
      case .orderAnswered(let id, let answer):
        guard let index = rows.lastIndex(where: { $0.errand.id == id }) else { continue }
        rows[index].answer = answer
        rows[index].at = event.recordedAt
      default: continue
      }
    }
    for index in rows.indices
    where rows[index].answer == nil && now - rows[index].askedAt > OrderErrandRow.patience {
      rows[index].answer = .unsure("the program ended while the shop was asked")
    }
    return rows
  }
}

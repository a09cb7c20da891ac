/// The names that may stand before a colon in a search, and what a person may write behind them.
package enum QueryField: String, Hashable, Sendable, CaseIterable {
  case from
  case to
  case subject
  case body
  case quoted
  case tag
  case channel
  case account
  case status
  case assignee
  case order
  case sku
  case tracking
  case customer
  case lang
  case type
  case priority
  case has
  case `is`
  case before
  case after
  case on
  case updated
  case value
  case sla
  case id

  /// What it finds, in a few words for the palette and the help.
  package var meaning: String {
    switch self {
    case .from: "who wrote: words of a name or an address"
    case .to: "whom it was sent to: words of a name or an address"
    case .subject: "words of the subject"
    case .body: "words newly written, without quotations"
    case .quoted: "words of quotations and signatures"
    case .tag: "a label"
    case .channel: "where the customer writes"
    case .account: "the mailbox or shop it came through"
    case .status: "where it stands"
    case .assignee: "whose it is: me, none or a handle"
    case .order: "an order's number, with or without its dashes"
    case .sku: "an article of its orders"
    case .tracking: "a parcel of its orders"
    case .customer: "words of the customer's name or address"
    case .lang: "the customer's language: en, de, …"
    case .type: "what the customer wants: wismo, refund, …"
    case .priority: "how much it presses"
    case .has: "what it has"
    case .is: "what it is"
    case .before: "the newest message is older than this date"
    case .after: "the newest message came on this date or later"
    case .on: "the newest message came on this day, in this month or year"
    case .updated: "changed on this date, or within so many days"
    case .value: "an order's total: >100, <=49.90, 20"
    case .sla: "the nearest clock: breached, <1h, >2d"
    case .id: "one ticket by its number or identifier"
    }
  }

  /// The values there are, or the usual ones where `isOpen`.
  package var values: [String] {
    switch self {
    case .status: Status.allCases.map(\.rawValue)
    case .priority: Priority.allCases.map(\.rawValue)
    case .has: Term.Having.allCases.map(\.rawValue)
    case .is: Term.Being.allCases.map(\.rawValue)
    case .channel: ChannelName.all.map(\.rawValue)
    case .assignee: ["me", "none"]
    case .sla: ["breached", "<1h", "<4h", "<1d"]
    case .value: [">50", ">100"]
    case .before, .after, .on, .updated: ["today", "yesterday", "7d", "2w"]
    case .from, .to, .subject, .body, .quoted, .tag, .account, .order, .sku, .tracking, .customer,
      .lang, .type, .id:
      []
    }
  }

  /// Whether other values than `values` may stand here.
  package var isOpen: Bool {
    switch self {
    case .status, .priority, .has, .is: false
    default: true
    }
  }

  /// What a value of it looks like, for messages.
  var shape: String {
    switch self {
    case .status, .priority, .has, .is: "one of " + values.joined(separator: ", ")
    case .before, .after, .on, .updated:
      "a date such as 2026-01-31, 2026-01, 2026, today, yesterday, 7d or 2w"
    case .value: "a sum such as >100, <=49.90 or 20"
    case .sla: "breached, or time left such as <1h, <30m or >2d"
    case .id: "a ticket's number, or its identifier of 36 characters"
    case .assignee: "me, none or a handle of letters, digits, dots, dashes"
    case .tag: "one word without commas and signs in front"
    default: "at least a letter or a digit"
    }
  }
}

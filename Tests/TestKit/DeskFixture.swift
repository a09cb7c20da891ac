package import Desk
package import Domain
import Foundation
package import Templating

/// A small shop with a morning's mail, made up: nobody in it exists.
package struct DeskFixture {
  /// What the desk is set up with.
  package var setting: Setting
  /// The tickets, in the order of the list.
  package var rows: [InboxRow]
  /// Their sheets, where a test looks at one.
  package var sheets: [TicketID: TicketSheet]
  /// Replies on their way.
  package var outbox: [OutboxRow] = []
  /// The numbers of the status line.
  package var counts = Counts()
  /// How the accounts are doing.
  package var accounts: [AccountState] = []
  /// Who else is where.
  package var others: [Presence] = []
  /// What was done.
  package var steps: [UndoStep] = []
  /// The book of what was fetched.
  package var ledger = Self.usualLedger
  /// How channels do.
  package var channels = Self.usualChannels
  /// What happened, newest first.
  package var log: [TicketEvent] = []
  /// The tags in use.
  package var tags = Self.usualTags
  /// The templates.
  package var templates = Self.library
  /// The last event of the log.
  package var seen: EventNumber = 41

  /// Wednesday 25 November 2026, 14:30 in Dublin.
  package static let now = moment("2026-11-25T14:30:00Z")

  /// A moment from its text.
  package static func moment(_ text: String) -> Instant {
    guard let moment = Instant(rfc3339: text) else { preconditionFailure("no moment: \(text)") }
    return moment
  }

  /// An identifier from a small number.
  package static func id<Subject>(_ number: UInt64) -> ID<Subject> {
    ID(high: 0x0199_0000_0000_7000, low: 0x8000_0000_0000_0000 + number)
  }

  /// What the store would answer; `nil` for what a desk never asks.
  package func answer(_ question: Question) -> Answer? {
    switch question {
    case .inbox(let query, _, let offset, let limit, _, _):
      let all = matching(query)
      let page = all.dropFirst(offset).prefix(limit)
      return .inbox(
        InboxPage(rows: Array(page), offset: offset, total: all.count, seen: seen))
    case .ticket(let id, _): return .ticket(sheets[id])
    case .count(let query, _): return .count(matching(query).count)
    case .selected(let selection, _):
      let found = selection.query.map { matching($0).map(\.id) } ?? []
      return .selected((found + selection.plus).filter { !selection.minus.contains($0) })
    case .stretch(let query, _, let offset, let limit, _):
      return .selected(matching(query).dropFirst(offset).prefix(limit).map(\.id))
    case .undoSteps: return .undoSteps(steps)
    case .counts: return .counts(counts)
    case .outbox: return .outbox(outbox)
    case .accounts: return .accounts(accounts)
    case .presence: return .presence(others)
    case .find(let name):
      return .found(rows.first { [name, "#\(name)"].contains("#\($0.number)") }?.id)
    case .log(let before, let limit):
      return .log(Array(log.filter { $0.event.number < before ?? .max }.prefix(limit)))
    case .ledgerDays: return .ledgerDays(ledger)
    case .channels: return .channels(channels)
    case .tags: return .tags(tags)
    default: return nil
    }
  }

  /// The rows a query shows: enough of the search language for tests of the desk.
  private func matching(_ query: Query) -> [InboxRow] {
    guard case .term(let term) = query.condition else { return rows }
    switch term {
    case .tag(let tag): return rows.filter { $0.tags.contains { $0.word == tag.text } }
    case .status(let status): return rows.filter { $0.status == status }
    default: return []
    }
  }
}

// MARK: - What is there at any time

extension DeskFixture {
  /// Mail as ever, eBay in trouble, a shop's form that nobody uses.
  private static let usualChannels: [ChannelHealth] = {
    var (mail, ebay, form) = (
      ChannelHealth(.email), ChannelHealth(.ebay), ChannelHealth(.shopify)
    )
    (mail.tickets, mail.linked, mail.messages, mail.answered) = (1_412, 1_003, 2_801, 1_380)
    (mail.firstAnswer, mail.waiting, mail.oldest) = (.minutes(72), 14, now - .days(2))
    (mail.slowAnswer, ebay.slowAnswer) = (.hours(19), .hours(4))
    (mail.lastAt, mail.usualGap) = (now - .minutes(5), .minutes(50))
    (ebay.tickets, ebay.linked, ebay.messages, ebay.answered) = (80, 79, 123, 80)
    (ebay.firstAnswer, ebay.lastAt, ebay.usualGap) = (.minutes(38), now - .days(3), .hours(9))
    form.lastAt = now - .days(100)
    return [ebay, mail, form]
  }()

  private static let usualLedger = [
    LedgerDay(
      account: "support", latest: now - .minutes(2),
      fates: [.ticketed: 128, .duplicate: 14, .quarantined: 3],
      reasons: [
        "automatic mail that answers nothing here": 2, "the boundary of a part is missing": 1,
      ]),
    LedgerDay(account: "amazon", latest: now - .minutes(40), fates: [.ticketed: 41]),
    LedgerDay(
      account: "support", latest: now - .days(1), fates: [.ticketed: 1_102, .duplicate: 120]),
  ]

  private static let usualTags = ["wismo", "damaged", "exchange", "refund", "return", "photo"]
    .enumerated().compactMap { index, word in
      Tag(word).map { TagCount(tag: $0, count: 40 - index * 6) }
    }
}

// MARK: - Setting

extension DeskFixture {
  /// The keymap that is shipped, read from its file.
  package static let keymap: Keymap = {
    let (keymap, problems) = KeymapText.read(text(of: "Keymaps/default.keys"), file: "default.keys")
    precondition(problems.isEmpty, "default.keys has problems: \(problems)")
    return keymap
  }()

  /// A file of the project, found from here upwards.
  package static func text(of path: String, from file: String = #filePath) -> String {
    let data = FileManager.default.contents(atPath: self.path(of: path, from: file)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  /// Where a file of the project lies.
  package static func path(of path: String, from file: String = #filePath) -> String {
    var folder = URL(filePath: file).deletingLastPathComponent()
    while folder.path.count > 1 {
      let candidate = folder.appending(path: path).path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    preconditionFailure("\(path) was not found above \(file)")
  }

  /// Ana at the desk of a shop in Dublin.
  package static func setting(accounts: [Account]) -> Setting {
    let ana = Agent(id: AgentID("ana"), name: "Ana Reyes", address: "ana@northlight.example")
    let ben = Agent(id: AgentID("ben"), name: "Ben Okafor", address: "ben@northlight.example")
    return Setting(
      agent: ana, team: [ana, ben], accounts: accounts,
      rules: AnswerRules(channels: [.amazon: AnswerTerms(policy: amazon)]),
      shop: Shop(
        name: "Northlight Outfitters", zone: TimeZone(identifier: "Europe/Dublin") ?? .gmt,
        email: "support@northlight.example"),
      keymap: keymap)
  }

  private static let amazon = AnswerPolicy(
    owner: "Amazon", forbidden: Set(AnswerPolicy.Matter.allCases), homes: ["amazon"],
    checked: "2026-11-28")

  /// The shop's mailbox.
  package static let support = Account(
    name: "support", type: "mail", address: "support@northlight.example",
    displayName: "Northlight Outfitters")

  /// Three templates.
  package static let library = TemplateLibrary(files: [
    (
      path: "Templates/en/damaged-replacement.md",
      contents: """
      ---
      title: Damaged: we send a new one
      issues: [damaged]
      tags: [damaged]
      ---
      Hi {{customer.first_name}},

      I am sorry that order {{order.number}} arrived broken. A new one is on its way
      to you{{#if shipment.tracking_number}} as {{shipment.tracking_number}}{{/if}}.

      Keep the broken one until {{ask "last day to keep it" date}}, please.

      {{agent.first_name}}
      {{shop.name}}

      """
    ),
    (
      path: "Templates/en/wismo-late.md",
      contents: """
      ---
      title: Where is my order: late
      issues: [wismo]
      tags: [wismo]
      states: [late]
      ---
      Hi {{customer.first_name}},

      your parcel {{shipment.tracking_number}} is late, and we are chasing it.

      {{agent.first_name}}

      """
    ),
    (
      path: "Templates/en/thanks.md",
      contents: """
      ---
      title: You are welcome
      issues: [thanks]
      ---
      Hi {{customer.first_name}}, you are welcome. {{agent.first_name}}

      """
    ),
  ])
}

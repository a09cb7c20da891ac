package import Domain
package import Templating
package import Terminal

/// One template, filled for each of many tickets, and looked at before anything goes out.
package struct MailingPane: Hashable, Sendable {
  /// How many tickets it takes at most.
  package static let most = 500
  /// Above this many answers their number is typed before they go out.
  package static let countersigned = 20

  /// The answers, one a ticket.
  package private(set) var letters: [Letter]
  /// Where the cursor is.
  package var list = List()
  /// The template.
  package private(set) var template: String?
  /// What was answered for all of them, by what was asked.
  package private(set) var answers: [String: String] = [:]
  /// The last event the agent had seen when the tickets were chosen.
  package let seen: EventNumber
  /// The keys that were pressed while the tickets were being read.
  package var keysAhead: [Key] = []
  /// They are being handed over to the store.
  package internal(set) var isHandedOver = false

  /// Answers to these tickets, in this order.
  package init(_ tickets: [TicketID], seen: EventNumber) {
    letters = tickets.map { Letter($0) }
    self.seen = seen
    list.resize(count: letters.count)
  }

  /// The answer under the cursor.
  package var selected: Letter? { list.selected.map { letters[$0] } }

  /// The tickets that were read.
  package var sheets: [TicketSheet] { letters.compactMap(\.sheet) }

  /// Every ticket is read.
  package var isRead: Bool { letters.allSatisfy { $0.sheet != nil || $0.obstacle != nil } }

  /// Those that would go out.
  package var ready: [Letter] { letters.filter { $0.standing == .ready } }

  /// What is asked of the agent and not answered yet, in the order of the answers.
  package var asked: [String] {
    var asked: [String] = []
    for letter in letters where !letter.isLeftOut {
      for hole in letter.rendering?.holes ?? [] where !asked.contains(hole.name) {
        asked.append(hole.name)
      }
    }
    return asked
  }
}

// MARK: - Filling

extension MailingPane {
  /// A ticket is read; `nil` where it is gone.
  package mutating func answered(
    _ id: TicketID, _ sheet: TicketSheet?, _ setting: Setting, at now: Instant
  ) {
    guard let index = letters.firstIndex(where: { $0.ticket == id && $0.sheet == nil }) else {
      return
    }
    guard let sheet else {
      letters[index].obstacle = "that ticket is gone"
      return
    }
    letters[index].sheet = sheet
    letters[index].envelope = Envelope(
      sheet, accounts: setting.accounts, rules: setting.rules)
    letters[index].obstacle = Self.obstacle(sheet, letters[index].envelope, setting, now)
  }

  /// Why a ticket cannot be answered together with others.
  private static func obstacle(
    _ sheet: TicketSheet, _ envelope: Envelope?, _ setting: Setting, _ now: Instant
  ) -> String? {
    if sheet.ticket.status == .closed { return "it is closed" }
    if sheet.ticket.isSpam { return "it is spam" }
    guard let envelope else {
      return Envelope.obstacle(sheet, accounts: setting.accounts) ?? "it cannot be answered"
    }
    if let obstacle = envelope.obstacle(at: now) { return obstacle }
    if envelope.audience != nil { return "everybody may read it: answer it by itself" }
    guard let newcomer = sheet.newcomers(among: envelope.to + envelope.cc).first else { return nil }
    return "\(newcomer.address) is new there: answer it by itself"
  }

  /// Fills every answer from a template; those that cannot go out stand first.
  package mutating func fill(
    _ name: String, _ render: (TicketSheet, [String: String]) -> Rendering
  ) {
    template = name
    for index in letters.indices {
      letters[index].rendering = letters[index].sheet.map { render($0, answers) }
    }
    let chosen = selected?.ticket
    func rank(_ letter: Letter) -> Int {
      switch letter.standing {
      case .holes: 0
      case .impossible: 1
      case .waiting, .ready, .leftOut: 2
      }
    }
    letters = letters.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }.map(\.element)
    list.follow(nil, count: letters.count)
    if let chosen, let index = letters.firstIndex(where: { $0.ticket == chosen }) {
      list.select(index)
    }
    if answers.isEmpty { list.moveToFirst() }
  }

  /// Answers what is asked, for all of them.
  package mutating func answer(_ label: String, _ text: String) { answers[label] = text }

  /// Takes the answer under the cursor out, or in again, and goes on to the next.
  package mutating func toggle() {
    guard let index = list.selected else { return }
    letters[index].isLeftOut.toggle()
    list.move(1)
  }
}

/// Where the person is: it decides what a key means and what the hint line says.
package enum Context: String, Hashable, Sendable, CaseIterable, Comparable {
  /// All places where one reads; a place's own keys come first.
  case everywhere
  /// The list of tickets.
  case inbox
  /// One ticket.
  case ticket
  /// Writing an answer or a note.
  case composer
  /// Looking at an answer before it goes out.
  case review
  /// Choosing a template.
  case templates
  /// Choosing a link or a file to open.
  case links
  /// The list of all commands.
  case palette
  /// Replies on their way.
  case outbox
  /// What happened, with the whole story of each failure.
  case log
  /// What was fetched, and what became of it.
  case ledger
  /// How each channel does.
  case channels
  /// The saved views with their counts.
  case views
  /// How things stand.
  case report
  /// What answers are made of.
  case knowledge
  /// What was done, and can be taken back.
  case steps
  /// The settings, each with its value.
  case settings
  /// What would be done to each ticket.
  case rehearsal
  /// The answers that one template gives to many.
  case mailing
  /// One line being typed at the bottom: a search, tags, a date.
  case line

  /// Keys write text here unless they are bound.
  package var isForText: Bool {
    switch self {
    case .composer, .templates, .palette, .line: true
    case .everywhere, .inbox, .ticket, .review, .links, .outbox, .log, .ledger, .channels, .views,
      .report,
      .knowledge, .steps, .settings, .rehearsal, .mailing:
      false
    }
  }

  /// Whose keys work here, the nearest first.
  package var inherited: [Context] {
    switch self {
    case .inbox, .ticket, .links, .outbox, .log, .ledger, .channels, .views, .report, .knowledge,
      .steps, .settings, .rehearsal, .mailing:
      [self, .everywhere]
    case .everywhere, .composer, .review, .templates, .palette, .line: [self]
    }
  }

  /// Where that is, in words.
  package var place: String {
    switch self {
    case .everywhere: "everywhere"
    case .inbox: "in the list"
    case .ticket: "in a ticket"
    case .composer: "while writing"
    case .review: "before sending"
    case .templates: "while choosing a template"
    case .links: "while choosing a link"
    case .palette: "in the command list"
    case .outbox: "in the outbox"
    case .log: "in the log"
    case .ledger: "in the ledger"
    case .channels: "in the list of channels"
    case .views: "in the list of views"
    case .report: "in the report"
    case .knowledge: "in the templates"
    case .steps: "in the list of what was done"
    case .settings: "in the settings"
    case .rehearsal: "in a dry run"
    case .mailing: "in a mailing"
    case .line: "while typing a line"
    }
  }

  package static func < (left: Context, right: Context) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

package import Domain
package import Templating
package import Terminal

/// The whole screen's state. `update` changes it and returns what must be done as data; `DeskView`
/// draws it. Nothing here waits, reads a clock or touches the world.
package struct Desk: Sendable {
  /// Where the person is, behind whatever lies in front.
  package enum Place: Hashable, Sendable {
    /// In the list of tickets.
    case inbox
    /// In the open ticket.
    case ticket
    /// In the outbox.
    case outbox
    /// In the activity log.
    case log
    /// In the book of what was fetched.
    case ledger
    /// Looking at how each channel does.
    case channels
    /// In the list of saved views.
    case views
    /// Looking at how things stand.
    case report
    /// Reading what answers are made of.
    case knowledge
    /// In the list of what was done and can be taken back.
    case steps
    /// Looking at the settings.
    case settings
    /// Looking at what would be done.
    case rehearsal
    /// Looking at the answers that one template gives to many.
    case mailing
  }

  /// A reply that can still be taken back.
  package struct Leaving: Hashable, Sendable {
    /// The reply.
    package var reply: Reply
    /// When it leaves.
    package var until: Instant
  }

  /// What it is set up with.
  package internal(set) var setting: Setting
  /// The window.
  package internal(set) var size: Size
  /// The minute that ages and dues are shown for.
  package internal(set) var now: Instant
  /// The latest moment it was told of.
  package internal(set) var clock: Instant
  /// The templates.
  package internal(set) var library: TemplateLibrary
  /// The list of tickets.
  package internal(set) var inbox: InboxPane
  /// The open ticket.
  package internal(set) var ticket: TicketPane?
  /// What is being written.
  package internal(set) var composer: ComposerPane?
  /// Drafts that were left and that the store has not taken yet.
  package internal(set) var unkept: [TicketID: Draft] = [:]
  /// The choice of templates, while it is open.
  package internal(set) var templates: TemplatesPane?
  /// The choice of what to open, while it is open.
  package internal(set) var links: LinksPane?
  /// The picture that has the whole screen.
  package internal(set) var picture: PicturePane?
  /// The list of commands, while it is open.
  package internal(set) var palette: PalettePane?
  /// The line being typed, if one is.
  package internal(set) var line: LineEntry?
  /// The question that one key answers, if one is asked.
  package internal(set) var choice: Choice?
  /// Replies on their way.
  package internal(set) var outbox = OutboxPane()
  /// The book of what was fetched.
  package internal(set) var ledger = LedgerPane()
  /// How each channel does.
  package internal(set) var channels = ChannelsPane()
  /// How things stand.
  package internal(set) var report = ReportPane()
  /// What answers are made of.
  package internal(set) var knowledge: KnowledgePane
  /// What was done, and can be taken back.
  package internal(set) var steps = StepsPane()
  /// The settings, and where their values come from.
  package internal(set) var settings: SettingsPane
  /// What would be done, while it is looked at.
  package internal(set) var rehearsal: RehearsalPane?
  /// One template's answers to many tickets, while they are looked at.
  package internal(set) var mailing: MailingPane?
  /// The next act is only shown.
  package internal(set) var rehearses = false
  /// What happened.
  package internal(set) var log = LogPane()
  /// Where the person is.
  package internal(set) var place = Place.inbox
  /// What happened last, in a line.
  package internal(set) var notice: Notice?
  /// Keys pressed so far of a sequence.
  package internal(set) var keys: [Key] = []
  /// The number typed before a command.
  package internal(set) var count: Int?
  /// The continuations of a prefix are shown.
  package internal(set) var showsContinuations = false
  /// The numbers of the status line.
  package internal(set) var counts: Counts?
  /// How the accounts are doing.
  package internal(set) var accounts: [AccountState] = []
  /// Tags in use.
  package internal(set) var tags: [TagCount] = []
  /// Replies that can still be taken back.
  package internal(set) var leaving: [Leaving] = []
  /// How it looks, and what it listens to.
  package internal(set) var appearance: Appearance
  /// The pane that the keys move has the whole window.
  package internal(set) var isZoomed = false
  /// Where borders between panes were moved to.
  package internal(set) var shares = Frame.Shares()
  /// The saved views and their counts.
  package internal(set) var views: ViewsPane
  /// The views this person keeps.
  package internal(set) var ownViews: [SavedView]
  /// What was thrown away last, to bring it back.
  var forgotten: Forgotten?
  var stepsSinceForgotten = 0
  /// A theme is being read to take another back: where that one came from.
  var takesBack: Origin?
  /// Who else has which ticket in front of them.
  package internal(set) var others: [Presence] = []
  /// What colleagues were told of this desk.
  var toldPresence: Presence?
  /// The keys that are pressed next are explained, not done.
  package internal(set) var explains = false
  var trail = Trail()
  var isOnTrail = false
  var dragged: Frame.Border.Name?
  var mint: Mint
  var ahead: Ahead?
  /// The keys that were pressed for a list which has not come yet.
  var keysAhead: [Key] = []
  var lastActs: [Act] = []
  var mailingTemplate = ""
  var merging: Merging?
  /// The order that was typed to be linked, as long as it is looked for.
  var linking: String?
  var survivor: TicketID?
  var joining: Joining?
  /// What is to be done to an order, as far as it has been said.
  var plan: OrderPlan?
  /// The numbers of tickets that something was done to: they may be out of sight by now.
  var numbers: [TicketID: Int] = [:]
  var origin = Place.inbox
  var watched: [Question] = []
  var history: [String: [String]] = [:]
  var lastPlace: Place?
  /// What was said last in tickets that are unread, as far as it was told of or is no news.
  var heard: [TicketID: Instant]?
  /// Tickets that were told to be about to be overdue, and when they are due.
  var toldDue: [TicketID: Instant] = [:]
  /// The terminal's title tells something.
  var isTitled = false
  /// Where tickets were left, to come back to.
  var positions: [TicketID: TicketPane.Position] = [:]

  /// A desk that has not opened yet: send it `.start`.
  ///
  /// `chance` seeds the identifiers it makes, together with the agent and the moment.
  package init(_ setting: Setting, size: Size, now: Instant, chance: UInt64 = 0) {
    self.setting = setting
    self.size = size
    self.now = now
    clock = now
    library = TemplateLibrary(files: [])
    appearance = setting.appearance
    ownViews = setting.views
    history = setting.typed.bySign
    knowledge = KnowledgePane(language: setting.language)
    settings = SettingsPane(setting.origins)
    views = ViewsPane(SavedView.all(with: setting.views))
    inbox = InboxPane(agent: setting.agent.id, view: views.views[0])
    let agent = setting.agent.id.handle.utf8.reduce(chance) { $0 &* 31 &+ UInt64($1) }
    mint = Mint(seed: agent &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(bitPattern: now.milliseconds))
  }
}

// MARK: - Where the person is

extension Desk {
  /// Whether the window is large enough to work in.
  package var hasRoom: Bool {
    size.columns >= Frame.least.columns && size.rows >= Frame.least.rows
  }

  /// What decides the meaning of a key.
  package var context: Context {
    if line != nil || choice != nil { return .line }
    if palette != nil { return .palette }
    if templates != nil { return .templates }
    if links != nil { return .links }
    return below
  }

  /// The context behind the lists and lines in front.
  var below: Context {
    switch place {
    case .inbox: return .inbox
    case .outbox: return .outbox
    case .log: return .log
    case .ledger: return .ledger
    case .channels: return .channels
    case .views: return .views
    case .report: return .report
    case .knowledge: return .knowledge
    case .steps: return .steps
    case .settings: return .settings
    case .rehearsal: return .rehearsal
    case .mailing: return .mailing
    case .ticket:
      guard let composer, composer.isFocused else { return .ticket }
      return composer.phase == .reviewing ? .review : .composer
    }
  }

  /// How the window is cut.
  package var frame: Frame { frame(isZoomed: isZoomed) }

  /// How it is cut while one pane has the whole window, and how while none has.
  func frame(isZoomed: Bool) -> Frame {
    let isFront = place == .ticket || (Frame.isWide(size) && ticket != nil && place == .inbox)
    return Frame(
      size,
      Frame.Wish(
        showsTicket: isFront,
        // What is being written must be seen.
        swapsOrder: ticket?.showsOrder == true && composer?.isFocused != true,
        composerRows: isFront ? composer?.wantedRows : nil,
        isReviewing: composer?.phase == .reviewing, split: appearance.split, shares: shares,
        zoom: isZoomed ? focusedPane : nil))
  }

  /// All that the screen needs to know from the store.
  var questions: [Question] {
    let agent = setting.agent.id
    var wanted: [Question] = [
      inbox.question, .counts(agent: agent), .accounts, .tags, .outbox(includingSent: false),
      .presence(agent: agent),
    ]
    var shown: [TicketID] = []
    if let ticket { shown.append(ticket.id) }
    let frame = frame
    if ticket == nil, frame.previewsThread || frame.ticket != nil, let rested = inbox.rested {
      shown.append(rested)
    }
    if place == .outbox, let held = outbox.heldIn, !shown.contains(held) { shown.append(held) }
    wanted += shown.map { .ticket($0, agent: agent) }
    let notifications = setting.notifications
    if notifications.wants(.new) || notifications.wants(.newUrgent) { wanted.append(newsQuestion) }
    if place == .steps { wanted.append(StepsPane.question) }
    if place == .log { wanted.append(LogPane.question) }
    if place == .ledger { wanted.append(ledger.question(in: setting.zone)) }
    if place == .channels { wanted.append(channels.question) }
    if place == .report { wanted += report.questions(agent: agent) }
    if place == .views || frame.views != nil { wanted += views.questions(agent: agent) }
    return wanted
  }
}

// MARK: - What an act reaches

extension Desk {
  /// The tickets an act would reach.
  enum Target: Hashable {
    /// One, and the last event seen of it.
    case one(TicketID, seen: EventNumber)
    /// The marked ones.
    case many(Selection, count: Int, seen: EventNumber)
  }

  /// The open ticket; in the list the marks if there are any, else the row under the cursor.
  var target: Target? {
    switch place {
    case .ticket:
      return ticket.map { .one($0.id, seen: $0.seen ?? inbox.seen) }
    case .inbox:
      if inbox.markCount > 0 {
        return .many(inbox.marks.selection, count: inbox.markCount, seen: inbox.seen)
      }
      return inbox.selected.map { .one($0.id, seen: inbox.seen) }
    case .outbox, .log, .ledger, .channels, .views, .report, .knowledge, .steps, .settings,
      .rehearsal, .mailing:
      return nil
    }
  }

  /// The row whose preview is shown: the last one on which the cursor rested.
  var previewRow: InboxRow? {
    inbox.rested.flatMap(inbox.index).flatMap(inbox.row)
  }

  /// The target in words: `41 tickets`, `#482`.
  var targetName: String {
    switch target {
    case .one(let id, _): name(of: id)
    case .many(_, let count, _): Wording.count(count, "ticket")
    case nil: "nothing"
    }
  }

  /// A ticket's number as people say it.
  func name(of id: TicketID) -> String {
    if let ticket, ticket.id == id, let number = ticket.number { return "#\(number)" }
    let row = inbox.index(of: id).flatMap(inbox.row)
    return (row?.number ?? numbers[id]).map { "#\($0)" } ?? "the ticket"
  }

  /// Remembers the numbers of what an act reaches, as far as they are in sight.
  mutating func rememberNumbers(of target: Target) {
    if numbers.count > 2000 { numbers = [:] }
    if let ticket, let number = ticket.number { numbers[ticket.id] = number }
    switch target {
    case .one(let id, _):
      if let row = inbox.index(of: id).flatMap(inbox.row) { numbers[id] = row.number }
    case .many(let selection, _, _):
      for row in inbox.page?.rows ?? [] where selection.plus.contains(row.id) {
        numbers[row.id] = row.number
      }
    }
  }
}

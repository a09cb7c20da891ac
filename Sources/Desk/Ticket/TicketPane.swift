package import Domain
package import Terminal

/// One open ticket: what is known of it, and which part of it is in sight.
package struct TicketPane: Hashable, Sendable {
  /// Which of its panes the keys move.
  package enum Part: Hashable, Sendable {
    /// What was said.
    case thread
    /// Order, parcel and customer.
    case order
  }

  /// The ticket.
  package let id: TicketID
  /// Its row in the list it was opened from, shown until the whole ticket has come.
  package var row: InboxRow?
  /// The ticket, whole.
  package private(set) var sheet: TicketSheet?
  /// Which pane the keys move.
  package var part = Part.thread
  /// Quoted lines and signatures are shown.
  package private(set) var isUnfolded = false
  /// The order pane was asked for where it is not always there.
  package var showsOrder = false
  /// The words that are looked for in it.
  package private(set) var words = ""
  /// What to do once the ticket has come.
  package var waiting: CommandCall?
  /// The keys that were pressed behind it.
  package var keysAhead: [Key] = []
  /// The last event that was kept as read.
  package var readUpTo: EventNumber = 0
  /// What was said, as lines of the width it is shown at.
  package private(set) var thread = Thread()
  /// The first line of the thread in sight.
  package private(set) var scroll = Thread.Place(0)
  /// The first line of the order pane in sight.
  package var orderScroll = 0
  /// A message as it came, in front of the thread.
  package var source: SourceText?
  /// The last event that was read when it was opened.
  package private(set) var readBefore: EventNumber?
  /// When its draft was thrown away or sent. A sheet that was on its way then still has it.
  private var draftGoneAt: Instant?
  /// A draft that came back, until a sheet has it: one that was on its way then has none.
  private var awaited: Draft?
  private var awaitedUntil = Instant(milliseconds: 0)
  private var height = 1
  private var laid: Laid?
  private var isPlaced = false
  /// The words are looked for once what was folded is cut into lines.
  private var isFinding = false
  /// The message at the top, whatever room there is, until someone scrolls.
  private var anchor: Int?
  /// Where its reader left it, while nothing new has come.
  private var left: Position?

  /// Where one is in a thread: so many lines below the beginning of a message.
  package struct Position: Hashable, Sendable {
    /// The message, by its place.
    package var message: Int
    /// The lines below its first.
    package var lines: Int
    /// How many messages there were.
    package var of: Int
  }

  /// What the lines depend on beside the sheet.
  private struct Laid: Hashable, Sendable {
    var width: Int
    var now: Instant
    var isUnfolded: Bool
    var isWriting: Bool
  }

  /// A ticket that is being opened.
  package init(id: TicketID, row: InboxRow? = nil, left: Position? = nil) {
    self.id = id
    self.row = row
    self.left = left
  }

  /// The last event its reader has seen.
  package var seen: EventNumber? { sheet?.ticket.lastEvent }

  /// Its number, once known.
  package var number: Int? { sheet?.ticket.number ?? row?.number }
}

// MARK: - Coming in

extension TicketPane {
  /// Takes over the ticket as it stands now.
  package mutating func answered(_ sheet: TicketSheet, at now: Instant) {
    if readBefore == nil { readBefore = sheet.readUpTo }
    self.sheet = sheet
    if let gone = draftGoneAt, let draft = sheet.draft, draft.savedAt <= gone {
      self.sheet?.draft = nil
    }
    if let awaited {
      let isThere = sheet.draft.map { $0.savedAt >= awaited.savedAt } ?? false
      if !isThere, now < awaitedUntil { self.sheet?.draft = awaited } else { self.awaited = nil }
    }
    laid = nil
  }

  /// The draft is thrown away or has become something else, before the store tells of it.
  package mutating func forgetDraft(at now: Instant) {
    draftGoneAt = now
    awaited = nil
    guard sheet?.draft != nil else { return }
    sheet?.draft = nil
    laid = nil
  }

  /// Something is being written again: what is kept from now on counts.
  package mutating func expectDraft() {
    draftGoneAt = nil
    awaited = nil
  }

  /// Takes in a draft that came back; the store tells of it within seconds.
  package mutating func take(_ draft: Draft, at now: Instant) {
    expectDraft()
    sheet?.draft = draft
    awaited = draft
    awaitedUntil = now + .seconds(5)
    laid = nil
  }

  /// Cuts the thread into lines where anything they depend on has changed; what is being written
  /// stands below it, and not in it too.
  package mutating func fit(
    _ size: Size, _ setting: Setting, now: Instant, isWriting: Bool = false
  ) {
    height = max(1, size.rows)
    source?.fit(columns: size.columns, rows: size.rows - 1)
    guard let sheet else { return }
    let wanted = Laid(width: size.columns, now: now, isUnfolded: isUnfolded, isWriting: isWriting)
    if laid != wanted {
      laid = wanted
      thread = Thread(
        sheet, width: size.columns, setting: setting, now: now, isUnfolded: isUnfolded,
        showsDraft: !isWriting, readBefore: readBefore ?? 0)
    }
    if !isPlaced, size.columns > 0 { place(sheet, isWriting: isWriting) }
    if let anchor, anchor < thread.count { scroll = Thread.Place(anchor) }
    if isFinding {
      isFinding = false
      _ = goToMatch(1, from: nil)
    }
    scroll = min(thread.place(0, from: scroll), thread.last(height))
    thread.keep(from: scroll, height + 1)
  }

  /// Goes to where its reader left it; else to what is new; else to the last the customer said.
  private mutating func place(_ sheet: TicketSheet, isWriting: Bool) {
    isPlaced = true
    scroll = Thread.Place(0)
    anchor = nil
    if !isWriting, let left, left.of == sheet.messages.count, thread.firstNew == nil,
      left.message < thread.count
    {
      scroll = thread.place(left.lines, from: Thread.Place(left.message))
      return
    }
    let new = isWriting ? nil : thread.firstNew
    anchor =
      new ?? sheet.messages.lastIndex { $0.direction == .inbound } ?? thread.count - 1
  }

  /// Where one is in it, to come back to.
  package var position: Position? {
    guard let sheet, thread.count > 0 else { return nil }
    return Position(message: scroll.passage, lines: scroll.line, of: sheet.messages.count)
  }

  /// The message one is reading: the one it was opened at until someone scrolls, then the first that
  /// begins in the upper half of what is in sight, else the one that reaches it.
  package var messageBeingRead: Message? {
    guard let messages = sheet?.messages else { return nil }
    if let anchor, messages.indices.contains(anchor) { return messages[anchor] }
    let left = thread.height(of: scroll.passage) - scroll.line
    let isNext = scroll.line > 0 && left < max(1, height / 2) && scroll.passage + 1 < thread.count
    let place = scroll.passage + (isNext ? 1 : 0)
    return messages.indices.contains(place) ? messages[place] : messages.last
  }
}

// MARK: - Moving

extension TicketPane {
  /// Goes lines down, or up when negative, in the pane the keys move.
  package mutating func scroll(by lines: Int) {
    if source != nil {
      source?.scroll(by: lines)
      return
    }
    switch part {
    case .thread:
      anchor = nil
      scroll = min(thread.place(lines, from: scroll), thread.last(height))
    case .order: orderScroll = max(0, orderScroll + lines)
    }
  }

  /// Goes to the first line, or to the last.
  package mutating func scroll(toEnd: Bool) {
    if source != nil {
      source?.scroll(toEnd: toEnd)
      return
    }
    switch part {
    case .thread:
      anchor = nil
      scroll = toEnd ? thread.last(height) : Thread.Place(0)
    case .order: orderScroll = toEnd ? orderScroll : 0
    }
  }

  /// Shows the last thing the customer said, once it is known how much room there is.
  package mutating func showLastInbound() {
    isPlaced = false
    left = nil
  }

  /// How many lines half a page has.
  package var halfPage: Int { max(1, height / 2) }

  /// How many lines a page has, one less than are in sight.
  package var page: Int { max(1, height - 1) }

  /// Shows quoted lines and signatures, or folds them.
  package mutating func toggleFolds() {
    isUnfolded.toggle()
    laid = nil
  }

  /// Looks for words, and goes to the first line that has them. Where only what is folded has them
  /// it is unfolded.
  /// - Returns: false where no line has them.
  package mutating func find(_ words: String) -> Bool {
    self.words = words
    if words.isEmpty || goToMatch(1, from: nil) { return true }
    guard !isUnfolded, let sheet, sheet.messages.contains(where: { $0.body.folds(words) }) else {
      return false
    }
    toggleFolds()
    isFinding = true
    return true
  }

  /// Goes to the next line with the words, or the one before when negative.
  package mutating func goToMatch(_ step: Int) -> Bool { goToMatch(step, from: scroll) }

  private mutating func goToMatch(_ step: Int, from place: Thread.Place?) -> Bool {
    guard let next = thread.match(words, step, from: place) else { return false }
    anchor = nil
    scroll = min(next, thread.last(height))
    return true
  }
}

extension Body {
  /// Words are in what is shown folded, letters of either case.
  fileprivate func folds(_ words: String) -> Bool {
    let words = words.lowercased()
    return [quoted, signature].contains { $0.lowercased().contains(words) }
  }
}

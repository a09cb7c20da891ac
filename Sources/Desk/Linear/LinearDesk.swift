package import Domain
import Terminal

/// A desk without a screen: lines are typed at prompts, and what changes is told once, in words.
///
/// For screen readers, for terminals that can only write on, and for logs. It drives the same
/// `Desk` with the same commands; nothing is decided here.
package struct LinearDesk: Sendable {
  /// What comes of an action.
  package struct Said: Sendable {
    /// What is told, line by line.
    package var lines: [String] = []
    /// What must be done.
    package var effects: [Effect] = []
  }

  /// The desk behind it.
  package internal(set) var desk: Desk
  /// Lines are being written into an answer or a note.
  package internal(set) var isWriting = false
  /// How many lines were written since it began.
  var written = 0
  /// Questions and writes that are not answered yet: until then no line is read.
  private var asked: Set<Question> = []
  private var writes = 0
  private var base: Base?
  private var front: Front?
  /// Replies this person took back: that they are gone is no news.
  private var recalled: Set<ReplyID> = []
  /// How much of a ticket is told.
  var tellsAll = false

  /// The number of tickets told at a time.
  static let page = 20
  /// The window that the desk behind thinks it has.
  static let size = Size(80, page * 2)

  /// A desk that has not opened yet: send it `.start`.
  package init(_ setting: Setting, now: Instant, chance: UInt64 = 0) {
    desk = Desk(setting, size: Self.size, now: now, chance: chance)
  }

  /// Whether something asked for has not come yet.
  package var isBusy: Bool { !asked.isEmpty || writes > 0 }

  /// Takes in an action; a typed line comes as a paste of it.
  package mutating func update(_ action: Action, at moment: Instant) -> Said {
    var said = Said()
    // What is said once is said when all is known.
    if case .answer(_, .inbox(let page)) = action, !page.isCounted { return said }
    let before = desk
    settle(action)
    if case .key(let key) = action, case .paste(let line) = key.name {
      type(line, at: moment, &said)
    } else {
      pass(action, at: moment, &said)
    }
    tell(since: before, &said)
    return said
  }

  /// Hands an action to the desk.
  mutating func pass(_ action: Action, at moment: Instant, _ said: inout Said) {
    for effect in desk.update(action, at: moment) { note(effect, &said) }
  }

  /// Runs a command as if it had been asked for by its key.
  mutating func run(_ call: CommandCall, at moment: Instant, _ said: inout Said) {
    if call.command == .command || call.command == .palette || call.command == .help {
      said.lines += LinearText.commands(desk)
      return
    }
    if call.command == .columns {
      said.lines.append("Rows are told whole here: there are no columns to choose.")
      return
    }
    if call == CommandCall(.map) {
      said.lines.append("Which keys? For instance: map g g")
      return
    }
    pass(.run(call), at: moment, &said)
  }
}

// MARK: - What is asked for

extension LinearDesk {
  private mutating func note(_ effect: Effect, _ said: inout Said) {
    switch effect {
    case .remind(let reminder, _) where ![.draft, .countdown, .company].contains(reminder): return
    case .lookUp, .title, .draw: return
    case .copy(let text):
      said.lines.append(TextFlow.clean(text, lines: false))
      return
    case .ask(let question), .watch(let question): asked.insert(question)
    case .unwatch(let question): asked.remove(question)
    case .commit, .commitAll, .undo, .redo, .takeBack, .doAgain, .attach, .editOutside, .spell,
      .suggest, .keepSetting, .offers, .perform:
      writes += 1
    case .readTheme:
      said.lines.append("There are no colours here.")
      return
    case .use, .hearMouse: return
    case .rehearse, .keep, .open, .openLink, .changeViews, .remember, .present, .learnWord, .bell,
      .notify, .syncNow, .quit, .remind, .readKeys:
      break
    }
    said.effects.append(effect)
  }

  private mutating func settle(_ action: Action) {
    switch action {
    case .answer(let question, _): asked.remove(question)
    case .outcome(let outcome, _):
      writes = max(0, writes - 1)
      recalled.formUnion(outcome.events.compactMap(\.act.recalled))
    case .attached, .edited, .spelt, .suggested, .kept, .offered, .performed:
      writes = max(0, writes - 1)
    case .failed(_, let effect):
      switch effect {
      case .ask(let question), .watch(let question): asked.remove(question)
      case .commit, .commitAll, .undo, .redo, .takeBack, .doAgain, .attach, .keepSetting, .offers,
        .perform:
        writes = max(0, writes - 1)
      default: break
      }
    default: break
    }
  }
}

// MARK: - What is told

extension LinearDesk {
  /// Where one is: told anew whenever it changes.
  private struct Base: Hashable {
    var place: Desk.Place
    var ticket: TicketID?
    var source: InboxPane.Source
    var sort: Sort
    var words: String
  }

  /// What lies in front of that.
  private enum Front: Hashable {
    case choice(Choice)
    case templates(String, String)
    case links(Int)
    case source(String, SourceText.Part, isHere: Bool)
    case review
    case composer(Draft.Kind, TicketID)
  }

  private var currentBase: Base {
    Base(
      place: desk.place, ticket: desk.place == .ticket ? desk.ticket?.id : nil,
      source: desk.inbox.source, sort: desk.inbox.sort,
      words: desk.place == .log ? desk.log.words : "")
  }

  private var currentFront: Front? {
    if let choice = desk.choice { return .choice(choice) }
    if let pane = desk.templates { return .templates(pane.field.text, pane.language) }
    if let pane = desk.links { return .links(pane.list.selection) }
    guard desk.place == .ticket else { return nil }
    if let source = desk.ticket?.source {
      return .source(source.sha256, source.part, isHere: source.isHere)
    }
    guard let composer = desk.composer else { return nil }
    switch composer.phase {
    case .writing: return .composer(composer.kind, composer.ticket)
    case .reviewing: return .review
    case .handedOver: return front
    }
  }

  /// Tells what is different now, each change once.
  private mutating func tell(since before: Desk, _ said: inout Said) {
    said.lines += LinearText.news(from: before, to: desk, isTold: base == currentBase)
    said.lines += LinearText.sent(from: before, to: desk, but: recalled)
    if let notice = desk.notice {
      said.lines.append(LinearText.notice(notice))
      desk.notice = nil
    }
    if base != currentBase, isReady {
      base = currentBase
      tellsAll = false
      said.lines += LinearText.place(desk, all: false)
    } else if base == currentBase {
      said.lines += LinearText.cursor(from: before, to: desk)
    }
    said.lines += LinearText.asked(from: before, to: desk)
    guard front != currentFront else { return }
    front = currentFront
    said.lines += describeFront(isNew: before.composer == nil)
    if case .composer = front {
      // What is written already is looked at first: no command becomes a word of it by mistake.
      isWriting = before.composer == nil && desk.composer?.editor.isEmpty == true
      written = 0
    } else {
      isWriting = false
    }
  }

  /// Whether what would be told has come.
  private var isReady: Bool {
    switch desk.place {
    case .inbox: !desk.inbox.isStale && asked.isEmpty
    case .ticket: desk.ticket?.sheet != nil
    case .ledger: desk.ledger.isAnswered
    case .channels: desk.channels.isAnswered
    case .views: desk.views.views.allSatisfy { desk.views.count(of: $0) != nil }
    case .report: desk.report.isAnswered
    case .steps: desk.steps.isAnswered
    case .rehearsal: desk.rehearsal?.rehearsal != nil
    case .mailing: desk.mailing?.isRead == true
    case .log: desk.log.isAnswered
    case .outbox, .knowledge, .settings: true
    }
  }

  private func describeFront(isNew: Bool) -> [String] {
    switch front {
    case .choice(let choice): LinearText.options(choice)
    case .templates: LinearText.templates(desk)
    case .links: LinearText.links(desk)
    case .source: LinearText.source(desk)
    case .review: LinearText.review(desk)
    case .composer:
      (isNew ? LinearText.composer(desk) : [])
        + (desk.composer?.editor.isEmpty == true && isNew
          ? [LinearText.howToEnd] : LinearText.menu(desk))
    case nil: []
    }
  }
}

// MARK: - The prompt

extension LinearDesk {
  /// What stands before the line that is typed next.
  package var prompt: String {
    if let line = desk.line { return line.prompt }
    switch front {
    case .choice(let choice): return "1 to \(choice.options.count)> "
    case .templates: return "template> "
    case .links: return "link> "
    case .source: return "source> "
    case .review: return "review> "
    case .composer where isWriting: return "\(written + 1)> "
    case .composer(.reply, _): return "reply> "
    case .composer(.note, _): return "note> "
    case nil: return "\(LinearText.name(of: desk))> "
    }
  }
}

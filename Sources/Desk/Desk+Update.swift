package import Domain
import Templating
import Terminal

extension Desk {
  /// Takes in an action and returns what must be done.
  ///
  /// `moment` is the time now, where the caller knows it; drafts, notes and snoozes are dated by it.
  package mutating func update(_ action: Action, at moment: Instant? = nil) -> [Effect] {
    if let moment { clock = max(clock, moment) }
    let before = spot
    var effects = handle(action)
    count(effects)
    follow(from: before)
    fit()
    if place == .log, let further = log.further() { effects.append(.ask(further)) }
    let quits = effects.contains(.quit)
    return tellPresence(leaving: quits) + effects + watching()
  }

  private mutating func handle(_ action: Action) -> [Effect] {
    switch action {
    case .start:
      notice = nil
      return appearance.hearsMouse ? [.hearMouse(true)] : []
    case .mouse(let event):
      guard picture == nil else { return leavePicture(event) }
      return point(event)
    case .themed(let theme, let problems):
      if problems.isEmpty { return take(theme) }
      takesBack = nil
      return take(problems)
    case .keysRead(let keymap, let problems):
      return take(keymap, problems)
    case .key(let key):
      log.lookAgain()
      guard picture == nil else {
        picture = nil
        return takeTitleDown()
      }
      return takeTitleDown() + press(key)
    case .run(let call):
      log.lookAgain()
      return run(call)
    case .answer(let question, let answer):
      return take(answer, to: question)
    case .attached(let attachment):
      return take(attachment)
    case .drawn(let picture, let effect):
      return take(picture, of: effect)
    case .paths(let paths, let text):
      return take(paths, continuing: text)
    case .outcome(let outcome, let effect):
      return settle(outcome, of: effect)
    case .rehearsed(let rehearsal, let effect):
      return take(rehearsal, of: effect)
    case .failed(let sentence, let effect):
      return fail(sentence, of: effect)
    case .told(let sentence):
      return tell(sentence)
    case .resized(let size):
      self.size = size
      picture = nil
      return []
    case .minute(let moment):
      clock = max(clock, moment)
      now = moment
      return lookAhead()
    case .reminded(let reminder):
      return remember(reminder)
    case .templates(let library):
      self.library = library
      knowledge.take(library)
      for problem in library.templates.flatMap(\.text.problems).prefix(20) {
        log.add(LogEntry(at: clock, Notice("template \(problem)", .error)))
      }
      return []
    case .edited(let text):
      return takeBack(edited: text)
    case .spelt(let findings, let ticket):
      return take(findings, for: ticket)
    case .suggested(let spellings, let word):
      return take(suggestions: spellings, for: word)
    case .offered(let offers):
      return take(offers)
    case .performed(let answer, let errand):
      return performed(answer, errand)
    case .kept(let option, let value, let origin):
      return kept(option, value, origin)
    case .hangUp:
      return keepDraft() + [.quit]
    }
  }

  /// Gives every pane the room it has now.
  private mutating func fit() {
    let frame = frame
    let height = frame.list?.rows ?? inbox.list.height
    if inbox.list.height != max(1, height) {
      inbox.list.resize(height: height)
      inbox.moved()
    }
    inbox.list.stride = (frame.list?.columns ?? 0) < size.columns ? max(1, height / 2) : 1
    if let room = frame.preview, frame.previewsThread {
      inbox.fitPeek(InboxView.thread(room).size, setting, now: now)
    } else if ticket == nil, let room = frame.ticket {
      inbox.fitPeek(DeskView.thread(room).size, setting, now: now)
    }
    outbox.list.resize(height: DeskView.upper(frame.body).rows)
    log.list.resize(height: DeskView.upper(frame.body).rows)
    ledger.list.resize(height: max(1, DeskView.upper(frame.body).rows - 1))
    channels.list.resize(height: max(1, DeskView.upper(frame.body).rows - 1))
    views.list.resize(height: max(1, frame.body.rows - 1))
    report.list.resize(height: max(1, frame.body.rows))
    knowledge.list.resize(height: DeskView.upper(frame.body).rows)
    steps.list.resize(height: DeskView.upper(frame.body).rows)
    settings.list.resize(height: DeskView.upper(frame.body).rows)
    rehearsal?.list.resize(height: max(1, frame.body.rows - 2))
    mailing?.list.resize(height: max(1, frame.body.rows - 2))
    palette?.list.resize(height: DeskView.paletteRows(frame.body))
    templates?.list.resize(height: max(1, frame.body.rows - 4))
    links?.list.resize(height: LinksView.listRows(frame.body))
    if let room = frame.ticket {
      let inner = DeskView.thread(room)
      ticket?.fit(inner.size, setting, now: now, isWriting: composer != nil)
    }
    if let room = frame.composer, let rows = composer?.headRows {
      composer?.editor.size = DeskView.editor(room, under: rows).size
    }
  }

  /// What is no longer to be watched, and what is from now on.
  private mutating func watching() -> [Effect] {
    let wanted = questions
    let gone = watched.filter { !wanted.contains($0) }
    let new = wanted.filter { !watched.contains($0) }
    watched = wanted
    return gone.map { .unwatch($0) } + new.map { .watch($0) }
  }
}

// MARK: - Telling

extension Desk {
  /// Shows one line for six seconds, and keeps it in the log unless it is only a hint or the shop's
  /// own log tells the same.
  mutating func tell(_ notice: Notice, isInShopsLog: Bool = false) -> [Effect] {
    self.notice = notice
    if notice.kind != .hint, !isInShopsLog { log.add(LogEntry(at: clock, notice)) }
    return [.remind(.notice, after: .seconds(6))]
  }

  mutating func tell(_ text: String) -> [Effect] { tell(Notice(text, .hint)) }

  mutating func refuse(_ text: String) -> [Effect] { tell(Notice(text, .error)) }
}

// MARK: - Reminders

extension Desk {
  private mutating func remember(_ reminder: Reminder) -> [Effect] {
    switch reminder {
    case .draft:
      return keepDraft() + checkSpelling()
    case .unkept:
      return keepAgain()
    case .countdown:
      return countDown()
    case .rest:
      guard place == .inbox else { return [] }
      let row = inbox.selected?.id
      if inbox.rested != row {
        inbox.rested = row
        inbox.peek = nil
      }
      return []
    case .notice:
      notice = nil
      return []
    case .continuations:
      showsContinuations = !keys.isEmpty
      return []
    case .company:
      return others.isEmpty ? [] : [.ask(.presence(agent: setting.agent.id))]
    }
  }

  /// Keeps what is being written, where it changed.
  mutating func keepDraft() -> [Effect] {
    guard let facts = composer?.keeping(by: setting.agent.id, at: clock), !facts.isEmpty else {
      return []
    }
    if let id = composer?.ticket { unkept[id] = nil }
    return [.keep(facts)]
  }

  /// What was written could not be kept: it stays here, and is tried again until it is.
  mutating func retain(_ facts: [Fact], because sentence: String) -> [Effect] {
    var effects: [Effect] = []
    for case .draft(let draft) in facts {
      if composer?.ticket == draft.ticket {
        composer?.notKept()
        effects.append(.remind(.draft, after: Self.pause))
      } else {
        unkept[draft.ticket] = draft
        effects.append(.remind(.unkept, after: Self.pause))
      }
    }
    let notice = Notice(sentence, .error)
    if log.entries.last?.notice == notice {
      self.notice = notice
      return effects + [.remind(.notice, after: .seconds(6))]
    }
    return effects + tell(notice)
  }

  private mutating func keepAgain() -> [Effect] {
    let drafts = unkept.values.sorted { $0.savedAt < $1.savedAt }
    unkept = [:]
    return drafts.map { .keep([.draft($0)]) }
  }

  private static let pause = Domain.Span.seconds(5)

  /// How many seconds a reply can still be taken back; `nil` when none can.
  package var secondsLeft: Int? {
    guard let last = leaving.last else { return nil }
    let seconds = ((last.until - clock).milliseconds + 999) / 1000
    return seconds > 0 ? Int(seconds) : nil
  }

  mutating func countDown() -> [Effect] {
    leaving.removeAll { $0.until <= clock }
    guard let last = leaving.last else { return [] }
    let left = (last.until - clock).milliseconds
    let step = left % 1000 == 0 ? 1000 : left % 1000
    return [.remind(.countdown, after: Domain.Span(milliseconds: step))]
  }
}

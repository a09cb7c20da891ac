package import Domain
import Terminal

// MARK: - Beginning

extension Desk {
  /// Begins an answer or a note, or goes on with the one that is kept.
  mutating func begin(_ kind: Draft.Kind) -> [Effect] {
    switch kind {
    case .reply: inTicket(CommandCall(.reply)) { $0.compose(kind, $1) }
    case .note: inTicket(CommandCall(.note)) { $0.compose(kind, $1) }
    }
  }

  mutating func beginQuoting() -> [Effect] {
    inTicket(CommandCall(.replyQuoting)) { desk, sheet in
      let effects = desk.compose(.reply, sheet)
      guard desk.composer?.kind == .reply else { return effects }
      desk.composer?.quote(sheet)
      return effects + [.remind(.draft, after: Domain.Span(milliseconds: 1500))]
    }
  }

  /// Does something with the open ticket; from the list it opens the one under the cursor first.
  mutating func inTicket(
    _ call: CommandCall, _ act: (inout Desk, TicketSheet) -> [Effect]
  ) -> [Effect] {
    var effects: [Effect] = []
    if place == .inbox {
      guard let row = inbox.selected else { return tell("there is no ticket under the cursor") }
      origin = .inbox
      effects = open(row.id, row: row)
    }
    guard let sheet = ticket?.sheet else {
      ticket?.waiting = call
      return effects
    }
    return effects + act(&self, sheet)
  }

  /// Opens the composer.
  private mutating func compose(_ kind: Draft.Kind, _ sheet: TicketSheet) -> [Effect] {
    if let composer {
      guard composer.kind == kind else { return tell(Self.otherDraft(composer.kind)) }
      self.composer?.isFocused = true
      return []
    }
    let subject = Envelope.subject(answering: sheet.ticket.subject)
    if let draft = unkept[sheet.ticket.id] ?? sheet.draft, !draft.isEmpty {
      guard draft.kind == kind else { return tell(Self.otherDraft(draft.kind)) }
      composer = ComposerPane(resuming: draft, subject: subject)
      let worked = envelope(sheet)?.cc
      composer?.forgetCc(like: worked)
      ticket?.showLastInbound()
      return checkSpelling() + tell("you go on with what you began \(age(draft.savedAt))")
    }
    composer = ComposerPane(
      kind, ticket: sheet.ticket.id, subject: subject, base: sheet.ticket.lastEvent)
    ticket?.expectDraft()
    ticket?.showLastInbound()
    notice = nil
    guard let colleague = colleague(at: sheet.ticket.id), colleague.isWriting else { return [] }
    return tell(words(for: colleague))
  }

  private func age(_ moment: Instant) -> String {
    let age = Wording.age(of: moment, at: clock)
    return age == "now" ? "just now" : "\(age) ago"
  }

  private static func otherDraft(_ kind: Draft.Kind) -> String {
    switch kind {
    case .reply: "you have begun an answer here: send it or discard it first"
    case .note: "you have begun a note here: keep it or discard it first"
    }
  }
}

// MARK: - Writing

extension Desk {
  /// Changes what is being written by something else than typing.
  mutating func change(
    _ act: (inout ComposerPane, TicketSheet) -> Void
  ) -> [Effect] {
    guard let sheet = ticket?.sheet, var pane = composer, pane.phase == .writing else { return [] }
    let wasUnkept = pane.isUnkept
    act(&pane, sheet)
    composer = pane
    guard pane.isUnkept, !wasUnkept else { return [] }
    return [.remind(.draft, after: Domain.Span(milliseconds: 1500))]
  }

  mutating func goToHole(_ step: Int) -> [Effect] {
    composer?.goToHole(step) == true ? [] : tell("no hole is left")
  }

  mutating func setSubject(_ argument: String) -> [Effect] {
    guard composer?.kind == .reply else { return tell("a note has no subject") }
    if argument.isEmpty {
      let subject = composer?.subject ?? ""
      let effects = ask(.subject, "subject: ")
      line?.field.text = subject
      return effects
    }
    return change { pane, _ in pane.setSubject(argument) }
  }

  mutating func setCc(_ argument: String) -> [Effect] {
    guard let composer, composer.kind == .reply else { return tell("a note goes to colleagues") }
    guard argument.isEmpty else { return takeCc(argument) }
    let effects = ask(.cc, "cc: ")
    let begun = copied.map(\.written).joined(separator: ", ")
    line?.field.text = begun
    return effects
  }

  /// Takes over who else reads the answer; nobody where the text is empty.
  mutating func takeCc(_ text: String) -> [Effect] {
    do throws(Problem) {
      let parties = try Party.list(reading: text)
      return change { pane, _ in pane.setCc(parties) }
    } catch {
      return refuse(error.sentence)
    }
  }

  /// Who else reads the answer: those the agent chose, else those the customer's mail went to.
  package var copied: [Party] {
    composer?.cc ?? ticket?.sheet.flatMap { envelope($0)?.cc } ?? []
  }

  mutating func setBcc(_ argument: String) -> [Effect] {
    guard let composer, composer.kind == .reply else { return tell("a note goes to colleagues") }
    guard argument.isEmpty else { return takeBcc(argument) }
    let effects = ask(.bcc, "bcc: ")
    line?.field.text = composer.bcc.map(\.written).joined(separator: ", ")
    return effects
  }

  /// Takes over who gets the answer without the others knowing; nobody where the text is empty.
  mutating func takeBcc(_ text: String) -> [Effect] {
    do throws(Problem) {
      let parties = try Party.list(reading: text)
      return change { pane, _ in pane.setBcc(parties) }
    } catch {
      return refuse(error.sentence)
    }
  }

  mutating func editOutside() -> [Effect] {
    if composer == nil, let draft = ticket?.sheet?.draft { _ = begin(draft.kind) }
    guard let composer else { return [] }
    return keepDraft() + [.editOutside(composer.editor.text)]
  }

  mutating func takeBack(edited text: String?) -> [Effect] {
    guard let text else { return tell("the text stays as it was") }
    guard composer != nil else { return [] }
    let trimmed = text.last == "\n" ? String(text.dropLast()) : text
    composer?.replace(with: trimmed)
    return keepDraft() + checkSpelling()
  }

  /// Leaves the composer; what was written is kept.
  mutating func closeComposer() -> [Effect] {
    if composer?.phase == .reviewing {
      composer?.phase = .writing
      return []
    }
    let effects = keepDraft()
    let hasText = composer?.isBlank == false
    composer = nil
    let kept: [Effect] = hasText ? tell("the draft is kept") : []
    return effects + kept
  }
}

extension ComposerPane {
  /// Quotes the last thing the customer said.
  mutating func quote(_ sheet: TicketSheet) {
    guard let message = sheet.lastInbound else { return }
    let words = TextFlow.clean(message.body.visible)
    change { $0.insertQuote(words) }
  }
}

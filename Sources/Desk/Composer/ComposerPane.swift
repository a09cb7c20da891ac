package import Domain
import Templating
package import Terminal

/// An answer or a note that is being written.
package struct ComposerPane: Hashable, Sendable {
  /// How far it is on its way out.
  package enum Phase: Hashable, Sendable {
    /// It is being written.
    case writing
    /// It is looked at once more.
    case reviewing
    /// The store has been asked to accept it; the words stay on screen until it has.
    case handedOver
  }

  /// The most columns a line has on the screen, as in a mail.
  package static let width = 72
  /// Where a ticket goes once it is answered, unless the agent says otherwise.
  private static let usualThen = Status.pending

  /// The ticket it belongs to.
  package let ticket: TicketID
  /// What it will become.
  package let kind: Draft.Kind
  /// The words.
  package var editor: TextEditor
  /// The subject of an answer.
  package private(set) var subject: String
  /// The subject that follows from the ticket.
  private let usualSubject: String
  /// The last event its author had seen when it began.
  package var base: EventNumber
  /// The template it began from.
  package var template: String?
  /// How far it is on its way out.
  package var phase = Phase.writing
  /// Where the ticket goes once the answer is accepted.
  package private(set) var thenStatus = usualThen
  /// Keys go to the thread above while this is false.
  package var isFocused = true
  /// Something was typed since the draft was last kept.
  package private(set) var isUnkept = false
  /// A draft of it lies in the store.
  package private(set) var isKept = false
  /// New recipients the agent was told of and means: their addresses in lower case.
  package var meantNewcomers: Set<String> = []
  /// The agent was told that everybody may read it, and means that.
  package var meansPublic = false
  /// How much that others said since was on the screen when the agent looked at the answer.
  var knownNews = 0
  /// Files that go out with it.
  package private(set) var attachments: [Attachment] = []
  /// Who else reads it; `nil` while that is worked out from the customer's mail.
  package private(set) var cc: [Party]?
  /// Who gets it without the others knowing.
  package private(set) var bcc: [Party] = []
  /// What is known of the spelling of its words.
  package var spelling = Spelling()
  /// What a template's author wants looked at.
  package var warnings: [String] = []

  /// A new answer or note.
  package init(_ kind: Draft.Kind, ticket: TicketID, subject: String, base: EventNumber) {
    self.kind = kind
    self.ticket = ticket
    self.subject = subject
    usualSubject = subject
    self.base = base
    editor = TextEditor("", size: Size(Self.width, 6))
  }

  /// Goes on with a draft; `subject` is what follows from the ticket.
  package init(resuming draft: Draft, subject: String) {
    self.init(draft.kind, ticket: draft.ticket, subject: subject, base: draft.base)
    self.subject = draft.subject ?? subject
    thenStatus = draft.thenStatus ?? Self.usualThen
    editor = TextEditor(draft.text, size: editor.size)
    editor.moveToEnd()
    template = draft.template
    attachments = draft.attachments
    cc = draft.cc
    bcc = draft.bcc
    isKept = true
  }

  /// The rows it would like to have on the screen: its heading, its words, one to write on.
  package var wantedRows: Int {
    let rows = TextFlow.wrap(editor.text, to: max(10, editor.size.columns)).count
    return rows + headRows + 2
  }

  /// The rows above its words: its heading, and for an answer what stands on the envelope.
  package var headRows: Int {
    guard kind == .reply else { return 1 }
    return 2 + (cc == nil ? 0 : 1) + (bcc.isEmpty ? 0 : 1) + (attachments.isEmpty ? 0 : 1)
  }
}

// MARK: - Typing

extension ComposerPane {
  /// Does what a key means in a text.
  /// - Returns: whether the key meant something, and whether the words changed.
  package mutating func type(_ key: Key) -> (isKnown: Bool, isChanged: Bool) {
    let before = editor.text
    if key.insertion != nil { removeHoleAtCursor() }
    let isKnown = editor.handle(key)
    let isChanged = editor.text != before
    if isChanged { isUnkept = true }
    return (isKnown, isChanged)
  }

  /// Writes text at the cursor; an empty composer takes it as its whole text.
  package mutating func insert(_ text: String) {
    let start = editor.cursor
    editor.insert(text)
    isUnkept = true
    let inserted = editor.text.prefix(editor.cursor)
    if !Hole.markers(in: String(inserted.dropFirst(start))).isEmpty {
      editor.cursor = start
      goToHole(1, includingHere: true)
    }
  }

  /// Takes over the text that came back from an editor.
  package mutating func replace(with text: String) {
    guard text != editor.text else { return }
    editor.replaceAll(with: text, cursor: min(editor.cursor, text.count))
    isUnkept = true
  }

  /// Adds a file; the same one is not added twice.
  package mutating func attach(_ attachment: Attachment) {
    guard !attachments.contains(attachment) else { return }
    attachments.append(attachment)
    isUnkept = true
  }

  /// Leaves a file out again, by its place from 0.
  package mutating func detach(at place: Int) {
    attachments.remove(at: place)
    isUnkept = true
  }

  /// Chooses who gets it without the others knowing.
  package mutating func setBcc(_ parties: [Party]) {
    guard parties != bcc else { return }
    bcc = parties
    isUnkept = true
  }

  /// Chooses another subject.
  package mutating func setSubject(_ text: String) {
    guard text != subject else { return }
    subject = text
    isUnkept = true
  }

  /// Chooses where the ticket goes once it is accepted.
  package mutating func setThen(_ status: Status) {
    guard status != thenStatus else { return }
    thenStatus = status
    isUnkept = true
  }

  /// Chooses who else reads it.
  package mutating func setCc(_ parties: [Party]) {
    guard parties != cc else { return }
    cc = parties
    isUnkept = true
  }

  /// Who is worked out to read it anyway needs no choice.
  mutating func forgetCc(like worked: [Party]?) {
    let addresses = { (parties: [Party]?) in parties.map { Set($0.map { $0.address.lowercased() }) }
    }
    if addresses(cc) == addresses(worked) { cc = nil }
  }

  /// Joins and wraps the paragraph under the cursor, as one step of undo.
  package mutating func reflow() {
    let text = editor.text
    guard let paragraph = Paragraph(at: editor.cursor, in: text) else { return }
    let letters = Array(text)
    let before = String(letters[..<paragraph.range.lowerBound])
    let after = String(letters[paragraph.range.upperBound...])
    let whole = before + paragraph.filled + after
    guard whole != text else { return }
    change {
      $0.replaceAll(with: whole, cursor: paragraph.range.lowerBound + paragraph.cursor)
    }
  }

  /// What stands behind `;` before the cursor: the beginning of a template's name.
  package var shorthand: String? {
    let before = Array(editor.text.prefix(editor.cursor))
    let word = before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    let start = before.count - word.count - 1
    guard start >= 0, before[start] == ";", start == 0 || before[start - 1].isWhitespace else {
      return nil
    }
    return String(word.reversed())
  }

  /// Puts text in place of the shorthand before the cursor, as one step of undo.
  package mutating func expand(_ shorthand: String, to text: String) {
    let letters = Array(editor.text)
    let start = editor.cursor - shorthand.count - 1
    let rest = letters[editor.cursor...]
    let whole = String(letters[..<start]) + text + String(rest)
    change { $0.replaceAll(with: whole, cursor: .max) }
    editor.cursor -= rest.count
    guard !Hole.markers(in: text).isEmpty else { return }
    editor.cursor = start
    goToHole(1, includingHere: true)
  }

  /// Changes the words through the editor's own acts.
  package mutating func change(_ act: (inout TextEditor) -> Void) {
    let before = editor.text
    act(&editor)
    if editor.text != before { isUnkept = true }
  }
}

// MARK: - Holes

extension ComposerPane {
  /// The places of markers that stand in the text, in characters.
  package var holes: [Range<Int>] {
    let text = editor.text
    return Hole.markers(in: text).map { range in
      let start = text.distance(from: text.startIndex, to: range.lowerBound)
      return start..<start + text.distance(from: range.lowerBound, to: range.upperBound)
    }
  }

  /// Puts the cursor on the next hole, or the one before when negative, around the end.
  /// - Returns: false where there is none.
  @discardableResult
  package mutating func goToHole(_ step: Int, includingHere: Bool = false) -> Bool {
    let holes = holes
    let here = editor.cursor
    let next =
      step > 0
      ? holes.first { includingHere ? $0.lowerBound >= here : $0.lowerBound > here } ?? holes.first
      : holes.last { $0.lowerBound < here } ?? holes.last
    guard let next else { return false }
    editor.cursor = next.lowerBound
    return true
  }

  /// What is typed on a hole takes its place.
  private mutating func removeHoleAtCursor() {
    guard let hole = holes.first(where: { $0.lowerBound == editor.cursor }) else { return }
    for _ in hole { editor.eraseForward() }
  }
}

// MARK: - The draft

extension ComposerPane {
  /// The draft as it stands now.
  package func draft(by agent: AgentID, at moment: Instant) -> Draft {
    Draft(
      ticket: ticket, agent: agent, kind: kind, text: editor.text, template: template,
      attachments: attachments, cc: cc, bcc: bcc,
      subject: subject == usualSubject ? nil : subject,
      thenStatus: thenStatus == Self.usualThen ? nil : thenStatus, base: base, savedAt: moment)
  }

  /// Nothing has been written, attached, addressed or chosen.
  package var isBlank: Bool {
    editor.text.allSatisfy(\.isWhitespace) && attachments.isEmpty && bcc.isEmpty && cc == nil
      && subject == usualSubject && thenStatus == Self.usualThen
  }

  /// It could not be kept.
  package mutating func notKept() { isUnkept = true }

  /// The facts that keep it, or drop what is kept where nothing is left; none where nothing
  /// changed.
  package mutating func keeping(by agent: AgentID, at moment: Instant) -> [Fact] {
    guard isUnkept else { return [] }
    isUnkept = false
    if isBlank {
      defer { isKept = false }
      return isKept ? [.draftDropped(ticket, agent)] : []
    }
    isKept = true
    return [.draft(draft(by: agent, at: moment))]
  }
}

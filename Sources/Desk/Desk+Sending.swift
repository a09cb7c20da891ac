package import Domain
import Templating
import Terminal

extension Desk {
  /// Shows the answer once more before it goes out; a note is kept at once.
  mutating func send() -> [Effect] {
    if composer == nil, let draft = ticket?.sheet?.draft { _ = begin(draft.kind) }
    guard let pane = composer, let sheet = ticket?.sheet else { return [] }
    composer?.isFocused = true
    guard pane.editor.text.contains(where: { !$0.isWhitespace }) else {
      return refuse("there is nothing to send yet")
    }
    guard pane.kind == .reply else { return keepNote(pane, sheet) }
    let holes = pane.holes.count
    guard holes == 0 else {
      composer?.goToHole(1, includingHere: true)
      return refuse(
        "\(Wording.count(holes, "hole")) left: fill or delete, \(holeKey) goes to the next")
    }
    if let obstacle = Envelope.obstacle(sheet, accounts: setting.accounts) {
      return refuse(obstacle)
    }
    let envelope = envelope(sheet)
    if let obstacle = envelope?.obstacle(at: clock) ?? envelope?.obstacle(to: pane.attachments) {
      return refuse(obstacle)
    }
    let news = saidSince.count
    composer?.phase = .reviewing
    composer?.knownNews = news
    notice = nil
    return keepDraft() + checkSpelling()
  }

  /// The envelope of an answer to a ticket.
  func envelope(_ sheet: TicketSheet) -> Envelope? {
    Envelope(sheet, accounts: setting.accounts, rules: setting.rules)
  }

  private var holeKey: String {
    setting.keymap.spelling(of: CommandCall(.nextHole), in: .composer) ?? ":next-hole"
  }

  private mutating func keepNote(_ pane: ComposerPane, _ sheet: TicketSheet) -> [Effect] {
    let ticket = sheet.ticket
    let message = Message(
      id: mint.id(at: clock), direction: .note, channel: ticket.channel, account: ticket.account,
      from: Party(name: setting.agent.name, address: setting.agent.address),
      subject: ticket.subject, receivedAt: clock, body: Body(visible: pane.editor.text))
    composer?.phase = .handedOver
    return [.commit([Change(ticket.id, .noted(message))], seen: ticket.lastEvent)]
  }

  mutating func setThen(_ argument: String) -> [Effect] {
    if argument.isEmpty {
      choice = .status("once it is sent", for: .then)
      return []
    }
    guard let status = Self.status(argument), status != .new, status != .closed else {
      return refuse("then open, pending, on_hold or solved")
    }
    composer?.setThen(status)
    return [.remind(.draft, after: Domain.Span(milliseconds: 1500))]
  }

  /// Hands the answer to the store; its words stay on the screen until the store has it.
  mutating func confirm() -> [Effect] {
    guard let pane = composer, let sheet = ticket?.sheet else { return [] }
    guard let envelope = envelope(sheet) else {
      composer?.phase = .writing
      return refuse(Envelope.obstacle(sheet, accounts: setting.accounts) ?? "it cannot be sent")
    }
    if let obstacle = envelope.obstacle(at: clock) ?? envelope.obstacle(to: pane.editor.text) {
      composer?.phase = .writing
      return refuse(obstacle)
    }
    guard meansNewcomers else {
      let addresses = newcomers.map { $0.address.lowercased() }
      composer?.meantNewcomers.formUnion(addresses)
      return []
    }
    guard envelope.audience == nil || pane.meansPublic else {
      composer?.meansPublic = true
      return []
    }
    // What came while the answer was looked at may change it: it is shown, and sending asked again.
    let news = saidSince.count
    guard news <= pane.knownNews else {
      composer?.knownNews = news
      return refuse("something new was said meanwhile: look at it, then send again")
    }
    var reply = envelope.reply(
      id: mint.id(at: clock), subject: pane.subject, text: pane.editor.text,
      author: setting.agent.id, template: pane.template, thenStatus: pane.thenStatus,
      window: setting.window)
    reply.attachments = pane.attachments
    reply.cc = copied
    reply.bcc = pane.bcc
    composer?.phase = .handedOver
    return [.commit([.replyQueued(reply)], seen: sheet.ticket.lastEvent)]
  }

  /// What the channel's owner would mind in the answer.
  var policyWarnings: [String] {
    guard let pane = composer, pane.kind == .reply, let sheet = ticket?.sheet else { return [] }
    return ReplyLint.warnings(in: pane.editor.text, policy: envelope(sheet)?.terms.policy)
  }

  /// Those whom the answer would reach and who are new in the conversation (S4).
  package var newcomers: [Party] {
    guard let sheet = ticket?.sheet, let envelope = envelope(sheet)
    else { return [] }
    return sheet.newcomers(among: envelope.to + copied)
  }

  /// The agent was told of each of them and means them.
  package var meansNewcomers: Bool {
    let meant = composer?.meantNewcomers ?? []
    return newcomers.allSatisfy { meant.contains($0.address.lowercased()) }
  }

  /// What was said in the ticket by others since the answer was begun, oldest first.
  package var saidSince: [Message] {
    guard let composer, let sheet = ticket?.sheet else { return [] }
    return sheet.said(since: composer.base, butBy: setting.agent.id, setting)
  }
}

import Domain
import Templating

/// One template to many customers.
extension Desk {
  /// Reads the marked tickets to answer them all from one template.
  mutating func beginMailing(_ template: String) -> [Effect] {
    guard !library.templates.isEmpty else {
      return refuse("there are no templates: put some into a Templates folder")
    }
    let count = inbox.marks.count
    guard count <= MailingPane.most else {
      return refuse(
        "\(Wording.count(count, "ticket")): at most \(MailingPane.most) are answered at a time")
    }
    if !template.isEmpty, library.choice(template, language: language) == nil {
      return refuse(noTemplate(template))
    }
    let tickets = inbox.marks.tickets.sorted()
    mailing = MailingPane(tickets, seen: inbox.seen)
    mailingTemplate = template
    return go(to: .mailing) + tickets.map { .ask(.ticket($0, agent: setting.agent.id)) }
  }

  /// One of the tickets is read; after the last one the template is chosen.
  mutating func takeForMailing(_ id: TicketID, _ sheet: TicketSheet?) -> [Effect] {
    guard mailing?.isRead == false else { return [] }
    mailing?.answered(id, sheet, setting, at: clock)
    guard mailing?.isRead == true else { return [] }
    let keys = mailing?.keysAhead ?? []
    mailing?.keysAhead = []
    var effects = chooseMailingTemplate(mailingTemplate)
    for key in keys { effects += press(key) }
    return effects
  }

  mutating func chooseMailingTemplate(_ name: String) -> [Effect] {
    guard let sheet = mailing?.sheets.first else { return tell("there is no ticket to answer") }
    guard name.isEmpty else { return fillMailing(name) }
    templates = TemplatesPane(library, facts: facts(sheet), language: language)
    return []
  }

  /// Fills every answer from the template.
  mutating func fillMailing(_ name: String) -> [Effect] {
    guard var pane = mailing, let choice = library.choice(name, language: language) else {
      return refuse(noTemplate(name))
    }
    pane.fill(name) { choice.rendered(with: facts($0).asking($1)) }
    mailing = pane
    return []
  }

  private func noTemplate(_ name: String) -> String {
    let nearest = library.nearest(to: name).map { ": did you mean \($0)?" } ?? ""
    return "there is no template \(name)\(nearest)"
  }

  /// Asks for what is missing, once for all answers.
  mutating func fillHole(_ argument: String) -> [Effect] {
    guard let label = mailing?.asked.first else { return tell("nothing is missing") }
    guard !argument.isEmpty else { return ask(.hole(label), "\(label), for all: ") }
    return fillHole(label, argument)
  }

  mutating func fillHole(_ label: String, _ text: String) -> [Effect] {
    guard let name = mailing?.template else { return [] }
    mailing?.answer(label, text)
    let effects = fillMailing(name)
    guard mailing?.asked.contains(label) == true else { return effects }
    return effects + refuse("“\(text)” does not fill \(label) everywhere")
  }
}

// MARK: - Sending

extension Desk {
  /// Asks once more: nobody can take back what many customers have read.
  mutating func confirmMailing(_ argument: String) -> [Effect] {
    guard let pane = mailing, !pane.isHandedOver else { return tell("it is being handed over") }
    let count = pane.ready.count
    guard count > 0 else { return tell("no answer is ready to go out") }
    let answers = Wording.count(count, "answer")
    if count > MailingPane.countersigned {
      return ask(.countersign(count), "type \(count) to send \(answers): ")
    }
    if argument == "send" { return sendMailing() }
    choice = Choice(
      prompt: "send \(answers) to \(Wording.count(count, "customer"))",
      options: [Choice.Option(key: "y", label: "send", call: CommandCall(.perform, "send"))])
    return []
  }

  mutating func countersign(_ count: Int, _ text: String) -> [Effect] {
    guard text == "\(count)" else { return refuse("that is not \(count): nothing is sent") }
    return sendMailing()
  }

  private mutating func sendMailing() -> [Effect] {
    guard let pane = mailing, let template = pane.template else { return [] }
    var replies: [Reply] = []
    for letter in pane.ready {
      guard let envelope = letter.envelope, let text = letter.rendering?.text else { continue }
      replies.append(
        envelope.reply(
          id: mint.id(at: clock), text: text, author: setting.agent.id, template: template,
          thenStatus: .pending, window: setting.window))
    }
    mailing?.isHandedOver = true
    return [.commit(replies.map { .replyQueued($0) }, seen: pane.seen)]
  }

  /// The store has taken the answers, or some of them; the tickets of the others stay marked.
  mutating func mailed(_ replies: [Reply], _ outcome: Outcome) -> [Effect] {
    let accepted = outcome.events.compactMap(\.act.queued)
    let queued = Set(accepted.map(\.id))
    let held = Set(outcome.events.compactMap { $0.act.heldReply })
    let since = outcome.events.first?.recordedAt ?? clock
    clock = max(clock, since)
    for reply in accepted where !held.contains(reply.id) {
      leaving.append(Leaving(reply: reply, until: since + reply.window))
      inbox.marks.set(reply.ticket, false)
    }
    let left = replies.count - queued.count
    mailing = nil
    let effects = place == .mailing ? back() : []
    var parts = ["\(Wording.count(queued.count - held.count, "answer")) accepted"]
    if !held.isEmpty {
      parts.append("\(Wording.grouped(held.count)) held, something newer came: :outbox decides")
    }
    if left > 0 { parts.append("\(Wording.grouped(left)) not sent") }
    let kind: Notice.Kind = queued.isEmpty || !held.isEmpty ? .error : .receipt
    return effects + tell(Notice(parts.joined(separator: " · "), kind)) + countDown()
  }
}

extension Act {
  /// The reply this act holds.
  fileprivate var heldReply: ReplyID? {
    if case .replyHeld(let id) = self { id } else { nil }
  }
}

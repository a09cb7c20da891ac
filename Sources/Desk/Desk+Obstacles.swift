import Domain

extension Desk {
  /// Why a command is not possible now, in a sentence; `nil` where it is.
  func obstacle(to command: Command) -> String? {
    let here = context
    guard command.works(in: here) || worksFromText(command) else {
      let places = command.entry.contexts.map(\.place)
      return "\(command.rawValue) works \(Wording.list(places))"
    }
    switch command {
    case .merge, .unmerge, .tag, .assign, .take, .status, .snooze, .wake, .priority, .noReplyNeeded,
      .spam, .notSpam,
      .trash, .restore, .copy:
      return target == nil ? "there is no ticket under the cursor" : nil
    case .release where place != .outbox:
      return target == nil ? "there is no ticket under the cursor" : nil
    case .repeat:
      if lastActs.isEmpty { return "there is no act to repeat yet" }
      return target == nil ? "there is no ticket under the cursor" : nil
    case .open where place == .inbox, .mark where place == .inbox, .markRange:
      return inbox.selected == nil ? "there is no ticket under the cursor" : nil
    case .markAll, .invert:
      return inbox.total == 0 ? "the list is empty" : nil
    case .undo where place == .steps, .redo where place == .steps:
      return steps.obstacle(to: command, by: setting.agent.id)
    case .mark where place == .rehearsal:
      return rehearsal?.selected == nil ? "no ticket is under the cursor" : nil
    case .mark where place == .mailing:
      return mailing?.selected == nil ? "no ticket is under the cursor" : nil
    case .template where place == .mailing: return nil
    case .picture: return obstacleToPicture()
    case .dryRun:
      return target == nil ? "there is no ticket under the cursor" : nil
    case .unmark, .markOnly:
      return inbox.markCount == 0 ? "nothing is marked" : nil
    case .widen:
      if case .search = inbox.source { return nil }
      return "the list shows a view: there is no filter to take away"
    case .lastMarks:
      return inbox.lastMarks.isEmpty ? "nothing was marked before" : nil
    case .reply, .replyQuoting, .note, .template:
      return obstacleToWriting(command)
    case .send, .edit, .discard:
      return obstacleToDraft()
    case .retry, .arrived, .sendAgain, .recall, .release:
      return obstacleInOutbox(command)
    default:
      return nil
    }
  }

  /// Writing takes the plain keys, not the commands: they can be asked for by name.
  private func worksFromText(_ command: Command) -> Bool {
    [.composer, .review].contains(context) && command.works(in: .ticket)
  }

  private func obstacleToWriting(_ command: Command) -> String? {
    if place == .inbox {
      guard inbox.selected != nil else { return "there is no ticket under the cursor" }
      if inbox.markCount > 0, command != .note, command != .template {
        let key = setting.keymap.spelling(of: CommandCall(.cancel), in: .inbox) ?? ":cancel"
        let count = Wording.count(inbox.markCount, "ticket")
        return "\(count) marked: an answer goes to one, \(key) unmarks"
      }
    }
    guard command != .note, let sheet = ticket?.sheet, place == .ticket else { return nil }
    return sheet.ticket.status == .closed
      ? "the ticket is closed: a new message from the customer starts another" : nil
  }

  private func obstacleToDraft() -> String? {
    if let composer {
      return composer.phase == .handedOver ? "it is being handed over" : nil
    }
    guard let draft = ticket?.sheet?.draft, !draft.isEmpty else {
      return "nothing is being written: r answers, c writes a note"
    }
    return nil
  }

  private func obstacleInOutbox(_ command: Command) -> String? {
    guard let row = outbox.selected else { return "no reply is under the cursor" }
    guard !OutboxPane.commands(for: row).contains(command) else { return nil }
    let possible = OutboxPane.commands(for: row).map(\.rawValue)
    let words = Wording.delivery(row.state)
    let state = [.accepted, .retry].contains(row.state) ? words : "is \(words)"
    return possible.isEmpty
      ? "this reply \(state): nothing can be done to it now"
      : "this reply \(state): \(possible.joined(separator: " or "))"
  }
}

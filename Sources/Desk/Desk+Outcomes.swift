import Domain

extension Desk {
  /// Takes over what became of something it asked for.
  mutating func settle(_ outcome: Outcome, of effect: Effect) -> [Effect] {
    switch effect {
    case .undo, .takeBack: return undone(outcome, "taken back", "there is nothing to take back")
    case .redo, .doAgain: return undone(outcome, "done again", "there is nothing to do again")
    case .commit(let changes, _):
      if mailing?.isHandedOver == true { return mailed(changes.compactMap(\.queuedReply), outcome) }
      if let reply = changes.lazy.compactMap(\.queuedReply).first {
        return accepted(reply, outcome)
      }
      if changes.contains(where: \.isMerging) { return merged(changes, outcome) }
      if changes.contains(where: \.isSplit) { return split(outcome) }
      if changes.contains(where: \.isJoining) { return joined(outcome) }
      if changes.contains(where: \.isNote) { return noted(outcome) }
      if let id = changes.lazy.compactMap(\.recalled).first, outcome.recalls(id) {
        return resume(id, outcome)
      }
      return tellReceipt(ReceiptText(acts: changes.map(\.act), outcome: outcome, chosen: nil))
    case .commitAll(let acts, _, _):
      return tellReceipt(ReceiptText(acts: acts, outcome: outcome, chosen: outcome.touched.count))
    default:
      return []
    }
  }

  private mutating func tellReceipt(_ receipt: ReceiptText) -> [Effect] {
    let name = receipt.outcome.touched.first.map(name) ?? "the ticket"
    let undo = setting.keymap.spelling(of: CommandCall(.undo), in: .everywhere) ?? ":undo"
    let text = receipt.line(name: name, undo: undo, now: clock, setting)
    return tell(
      Notice(text, receipt.isRefused ? .error : .receipt),
      isInShopsLog: !receipt.isRefused && receipt.outcome.changed.count == 1)
  }

  /// Something did not work: it is said, logged, and what was being written stays.
  mutating func fail(_ sentence: String, of effect: Effect) -> [Effect] {
    if composer?.phase == .handedOver { composer?.phase = .writing }
    mailing?.isHandedOver = false
    if case .commitAll = effect, inbox.marks.isEmpty { inbox.marks = inbox.lastMarks }
    gaveUp(effect)
    if case .ask(.log) = effect { log.gaveUp() }
    if case .offers = effect { plan = nil }
    if place == .rehearsal, effect == rehearsal?.effect { _ = back() }
    if case .keep(let facts) = effect, facts.contains(where: \.isDraft) {
      return retain(facts, because: sentence)
    }
    if case .draw = effect { return refuseToDraw(sentence) }
    return refuse(sentence)
  }
}

extension Fact {
  fileprivate var isDraft: Bool { if case .draft = self { true } else { false } }
}

// MARK: - Answers and notes

extension Desk {
  private mutating func accepted(_ reply: Reply, _ outcome: Outcome) -> [Effect] {
    if let refused = outcome.leftAlone.first(where: { $0.ticket == reply.ticket }),
      !outcome.queues(reply.id)
    {
      composer?.phase = .writing
      return refuse("not sent: \(refused.why.sentence); your words are still here")
    }
    composer = nil
    unkept[reply.ticket] = nil
    if ticket?.id == reply.ticket { ticket?.forgetDraft(at: clock) }
    let drop = Effect.keep([.draftDropped(reply.ticket, setting.agent.id)])
    if outcome.holds(reply.id) {
      return [drop] + refuse("held: something newer came first; :outbox decides")
    }
    let event = outcome.events.first { $0.act.queued?.id == reply.id }
    let since = event?.recordedAt ?? clock
    clock = max(clock, since)
    leaving.append(Leaving(reply: event?.act.queued ?? reply, until: since + reply.window))
    notice = nil
    return [drop] + countDown()
  }

  private mutating func noted(_ outcome: Outcome) -> [Effect] {
    if let refused = outcome.leftAlone.first, outcome.events.isEmpty {
      composer?.phase = .writing
      return refuse("not kept: \(refused.why.sentence); your words are still here")
    }
    let id = composer?.ticket
    composer = nil
    if let id { unkept[id] = nil }
    if ticket?.id == id { ticket?.forgetDraft(at: clock) }
    let drop = id.map { Effect.keep([.draftDropped($0, setting.agent.id)]) }
    return tell(Notice("note kept for your colleagues"), isInShopsLog: true)
      + (drop.map { [$0] } ?? [])
  }

  private mutating func undone(
    _ outcome: Outcome, _ done: String, _ nothing: String
  ) -> [Effect] {
    let recalled = outcome.events.compactMap(\.act.recalled)
    if recalled.count == 1 { return resume(recalled[0], outcome) }
    if recalled.count > 1 { return recalledMany(recalled, outcome) }
    if outcome.events.isEmpty {
      guard let refused = outcome.leftAlone.first else { return tell(nothing) }
      return refuse("not \(done): \(refused.why.sentence)")
    }
    let changed = outcome.changed.count
    if changed == 0, let act = outcome.events.first(where: { $0.act.isOfCustomer })?.act {
      if case .customerJoined = act { return tell(Notice("\(done): they are one customer")) }
      return tell(Notice("\(done): they are two customers"))
    }
    let what = changed == 1 ? outcome.changed.first.map(name) ?? "1 ticket" : "\(changed) tickets"
    let left = outcome.leftAlone.count
    let rest = left > 0 ? " · \(left) changed since, left alone" : ""
    return tell(Notice("\(done): \(what)\(rest)"), isInShopsLog: changed == 1)
  }

  /// Several replies were taken back: the store has made a draft of each.
  private mutating func recalledMany(_ ids: [ReplyID], _ outcome: Outcome) -> [Effect] {
    leaving.removeAll { ids.contains($0.reply.id) }
    let left = outcome.leftAlone.count
    let rest = left > 0 ? " · \(Wording.grouped(left)) had left already" : ""
    return tell(
      Notice("\(Wording.count(ids.count, "answer")) taken back, each a draft in its ticket\(rest)"))
  }

  /// A reply was taken back: the store has made its words the draft again.
  private mutating func resume(_ id: ReplyID, _ outcome: Outcome) -> [Effect] {
    let known = leaving.first { $0.reply.id == id }?.reply
    let rows = outbox.rows + (ticket?.sheet?.outbox ?? [])
    leaving.removeAll { $0.reply.id == id }
    guard let reply = known ?? rows.first(where: { $0.reply.id == id })?.reply else {
      return tell(Notice("the answer is taken back"))
    }
    let number = outcome.events.map(\.number).max() ?? 0
    let effects = ticket?.id == reply.ticket ? goOn(with: reply, takenBackAt: number) : []
    return effects
      + tell(
        Notice("the answer to \(name(of: reply.ticket)) is taken back into the draft"),
        isInShopsLog: true)
  }

  /// Goes on with a reply that was taken back, before whatever was begun since; what the store has
  /// made of it may be here already.
  private mutating func goOn(with reply: Reply, takenBackAt number: EventNumber) -> [Effect] {
    guard let sheet = ticket?.sheet else { return [] }
    let agent = setting.agent.id
    let begun = composer?.draft(by: agent, at: clock)
    let isTold = sheet.ticket.lastEvent >= number
    let made = Draft(
      takingBack: reply, for: agent, base: reply.seen ?? sheet.ticket.lastEvent,
      begun: begun ?? (isTold ? nil : sheet.draft), at: clock)
    let draft = begun == nil && isTold ? sheet.draft ?? made : made
    ticket?.take(draft, at: clock)
    composer = ComposerPane(
      resuming: draft, subject: Envelope.subject(answering: sheet.ticket.subject))
    let worked = envelope(sheet)?.cc
    composer?.forgetCc(like: worked)
    if place == .inbox { place = .ticket }
    // What was not kept yet went into it: the store does not know it.
    return begun == nil ? [] : [.keep([.draft(draft)])]
  }
}

// MARK: - Reading outcomes

extension Act {
  /// The reply this act accepts.
  var queued: Reply? {
    if case .replyQueued(let reply) = self { reply } else { nil }
  }

  /// The reply this act takes back.
  var recalled: ReplyID? {
    if case .replyRecalled(let id) = self { id } else { nil }
  }
}

extension Change {
  fileprivate var queuedReply: Reply? { act.queued }

  fileprivate var recalled: ReplyID? { act.recalled }

  fileprivate var isNote: Bool {
    if case .noted = act { true } else { false }
  }
}

extension Outcome {
  /// Every ticket that changed or was left alone.
  var touched: Set<TicketID> { changed.union(leftAlone.map(\.ticket)) }

  fileprivate func queues(_ id: ReplyID) -> Bool { events.contains { $0.act.queued?.id == id } }

  fileprivate func recalls(_ id: ReplyID) -> Bool { events.contains { $0.act.recalled == id } }

  fileprivate func holds(_ id: ReplyID) -> Bool {
    events.contains { event in
      if case .replyHeld(let held) = event.act { held == id } else { false }
    }
  }
}

import Domain

/// What an agent is told once something was done.
struct ReceiptText {
  /// What was asked for.
  var acts: [Act]
  /// What became of it.
  var outcome: Outcome
  /// How many tickets were chosen; `nil` for one ticket without marks.
  var chosen: Int?

  /// Nothing of it happened.
  var isRefused: Bool { outcome.events.isEmpty && !outcome.leftAlone.isEmpty && !isAlreadySo }

  private var isAlreadySo: Bool { outcome.leftAlone.allSatisfy { $0.why == .alreadySo } }

  /// `#482 solved · u undo`, `41 chosen · 2 changed since, left alone · 39 solved · u undo`.
  func line(name: String, undo: String, now: Instant, _ setting: Setting) -> String {
    let what = acts.map { Self.done($0, now, setting) }.joined(separator: ", ")
    let changed = outcome.changed.count
    var parts: [String] = []
    if let chosen {
      parts.append("\(Wording.grouped(chosen)) chosen")
      parts += leftAlone
      if changed > 0 { parts.append("\(Wording.grouped(changed)) \(what)") }
    } else if changed > 0 {
      parts.append("\(name) \(what)")
    } else {
      let why = outcome.leftAlone.first?.why.sentence ?? "nothing changed"
      parts.append("\(name): \(why)")
    }
    if outcome.undo != nil, changed > 0 { parts.append("\(undo) undo") }
    return parts.joined(separator: " · ")
  }

  private var leftAlone: [String] {
    let untouched = outcome.leftAlone.filter { !outcome.changed.contains($0.ticket) }
    func count(_ isMeant: (Refusal) -> Bool) -> Int {
      Set(untouched.filter { isMeant($0.why) }.map(\.ticket)).count
    }
    let since = count { if case .taken = $0 { true } else { $0 == .changedMeanwhile } }
    let already = count { $0 == .alreadySo }
    let closed = count { $0 == .isClosed }
    let others = Set(untouched.map(\.ticket)).count - since - already - closed
    return [
      (since, "changed since, left alone"), (already, "were so already"),
      (closed, "closed, left alone"), (others, "left alone"),
    ].filter { $0.0 > 0 }.map { "\(Wording.grouped($0.0)) \($0.1)" }
  }

  /// What an act did, as a past participle.
  static func done(_ act: Act, _ now: Instant, _ setting: Setting) -> String {
    switch act {
    case .moved(let status, _): status == .open ? "opened" : Wording.status(status)
    case .assigned(let agent): agent.map { "assigned to \($0)" } ?? "assigned to nobody"
    case .prioritised(let priority): "\(priority.rawValue) priority"
    case .tagged(let tag): "+\(tag)"
    case .untagged(let tag): "−\(tag)"
    case .snoozed(let until):
      "snoozed until \(Wording.wake(until, at: now, in: setting.zone))"
    case .woken: "back in sight"
    case .markedSpam: "judged to be spam"
    case .unmarkedSpam: "judged not to be spam"
    case .quarantined: "quarantined"
    case .released: "released"
    case .trashed: "thrown away"
    case .restored: "restored"
    case .needsNoReply: "needs no reply"
    case .erased: "erased"
    case .redacted: "redacted"
    case .replyReleased: "released, it is sent now"
    case .replyDeferred: "tried again now"
    case .replySettled: "settled: it arrived"
    case .replyRepeated: "sent once more"
    case .replyRecalled: "taken back"
    case .merged: "merged"
    case .unmerged: "a ticket of its own again"
    case .split: "split"
    case .rejoined: "whole again"
    case .customerJoined: "joined"
    case .customerParted: "parted"
    case .linkedOrder(let order): "linked to order \(order.number)"
    case .unlinkedOrder(let order): "no longer linked to order \(order.number)"
    case .orderAnswered(_, .done): "noted that it was done"
    case .orderAnswered: "noted that it was not done"
    case .created, .received, .answeredElsewhere, .noted, .bounced, .replyQueued, .replyHeld,
      .replySending, .replySent, .replyRefused, .replyUnsure, .replyFiled, .clockStarted,
      .clockStopped, .clockBreached, .absorbed, .parted, .splitFrom, .dissolved,
      .orderAsked:
      "changed"
    }
  }
}

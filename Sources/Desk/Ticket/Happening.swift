package import Domain
import Terminal

/// What happened to a ticket beside what was said in it, for the lines between messages.
package struct Happening: Hashable, Sendable {
  /// When.
  package var at: Instant
  /// Who; empty where the house did it.
  package var who: String
  /// What: `+damaged`, `status pending`.
  package var what: String
  /// Someone must look at it.
  package var isAlarm: Bool

  /// What is worth telling of a ticket's events, oldest first.
  package static func told(of events: [Event], _ setting: Setting, at now: Instant) -> [Happening] {
    events.compactMap { event in
      guard let what = words(event, setting, now) else { return nil }
      return Happening(
        at: event.occurredAt, who: name(event.actor, setting), what: what,
        isAlarm: event.act.isAlarm)
    }
  }

  /// Several in one line: `Ana +damaged, status pending, Ben took it`.
  package static func summary(_ all: [Happening]) -> String {
    var parts: [String] = []
    var last: String?
    for happening in all {
      let isSame = last == happening.who && !happening.who.isEmpty
      parts.append(isSame || happening.who.isEmpty ? happening.what : happening.sentence)
      last = happening.who
    }
    return parts.joined(separator: ", ")
  }

  /// Who and what.
  package var sentence: String { who.isEmpty ? what : "\(who) \(what)" }

  /// Whose doing it is; empty where the house did it.
  static func name(_ actor: Actor, _ setting: Setting) -> String {
    switch actor {
    case .agent(let id):
      let name = setting.team.first { $0.id == id }?.name ?? id.handle
      return TextFlow.clean(name.split(separator: " ").first.map(String.init) ?? name, lines: false)
    case .rule(let name): return TextFlow.clean("rule \(name)", lines: false)
    case .customer, .externalAgent, .timer, .system, .importer: return ""
    }
  }

  /// What is told of an event; `nil` where that is nothing.
  static func words(_ event: Event, _ setting: Setting, _ now: Instant) -> String? {
    switch event.act {
    case .moved(let status, .asked): return "status \(Wording.status(status))"
    case .moved(_, .undelivered): return "open again: our answer came back"
    case .assigned(nil): return "left it to nobody"
    case .assigned(let agent?):
      if event.actor == .agent(agent) { return "took it" }
      return "assigned it to \(setting.team.first { $0.id == agent }?.name ?? agent.handle)"
    case .prioritised(let priority): return "priority \(priority.rawValue)"
    case .tagged(let tag): return "+\(tag)"
    case .untagged(let tag): return "−\(tag)"
    case .snoozed(let until):
      return "asleep until \(Wording.wake(until, at: now, in: setting.zone))"
    case .woken: return "awake again"
    case .markedSpam: return "judged it spam"
    case .unmarkedSpam: return "judged it no spam"
    case .quarantined: return "put in quarantine"
    case .released: return "let out of quarantine"
    case .trashed: return "threw it away"
    case .restored: return "took it out of the trash"
    case .needsNoReply: return "said it needs no answer"
    case .linkedOrder(let order):
      return "linked order \(TextFlow.clean(order.number, lines: false))"
    case .unlinkedOrder(let order):
      return "unlinked order \(TextFlow.clean(order.number, lines: false))"
    case .orderAsked(let errand): return Wording.asked(errand)
    case .orderAnswered(_, let answer): return Wording.answered(answer)
    case .split(let split):
      return "split \(Wording.count(split.messages.count, "message")) off into #\(split.number)"
    case .rejoined(let split): return "took #\(split.number) back into it"
    case .splitFrom(let split): return "split from #\(split.originNumber)"
    case .erased: return "erased whoever it was about"
    case .redacted: return "took out what someone erased had said"
    default: return Self.delivery(event.act)
    }
  }

  private static func delivery(_ act: Act) -> String? {
    switch act {
    case .replyRecalled: "took an answer back"
    case .replyHeld: "an answer was held: something newer had come"
    case .replyReleased: "sent the held answer after all"
    case .replyRefused: "an answer was refused"
    case .replyUnsure: "nobody knows whether an answer arrived"
    case .replySettled: "saw that an answer arrived"
    case .replyRepeated: "sent an answer once more"
    case .clockBreached: "became overdue"
    default: nil
    }
  }
}

extension Act {
  /// Someone must look at what happened.
  var isAlarm: Bool {
    switch self {
    case .replyHeld, .replyRefused, .replyUnsure, .clockBreached, .moved(_, .undelivered),
      .bounced, .orderAnswered(_, .refused), .orderAnswered(_, .unsure):
      true
    default: false
    }
  }
}

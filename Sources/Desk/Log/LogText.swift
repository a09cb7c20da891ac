import Domain
import Terminal

/// What happened, in the words of the log.
enum LogText {
  /// The line of an event; `nil` for what follows from another line.
  static func line(_ told: TicketEvent, _ setting: Setting, _ now: Instant) -> LogLine? {
    guard let (who, what) = words(told, setting, now) else { return nil }
    let name = TextFlow.clean(who, lines: false)
    let customer = TextFlow.clean(told.customer, lines: false)
    let subject = TextFlow.clean(told.subject, lines: false)
    let sentence = name.isEmpty ? what : "\(name) \(what)"
    return LogLine(
      id: .event(told.event.number), at: told.event.recordedAt, ticket: told.event.ticket,
      number: told.number, who: name,
      what: TextFlow.clean(what.split(whereSeparator: \.isWhitespace).joined(separator: " ")),
      story: "#\(told.number) \(subject) · \(customer)\n\(TextFlow.clean(sentence))",
      isAlarm: told.event.act.isAlarm)
  }

  private static func words(
    _ told: TicketEvent, _ setting: Setting, _ now: Instant
  ) -> (who: String, what: String)? {
    let event = told.event
    let actor = Happening.name(event.actor, setting)
    switch event.act {
    case .received(let message): return (message.from.label, said(sent(message.kind), message))
    case .answeredElsewhere(let message) where !actor.isEmpty:
      return (actor, said("told the customer", message))
    case .answeredElsewhere(let message):
      return (message.from.label, said("answered in another program", message))
    case .noted(let message): return (actor, said("wrote a note", message))
    case .bounced(let message): return ("", said("an answer came back", message))
    case .merged:
      return (actor, "merged it into \(told.other.map { "#\($0)" } ?? "another ticket")")
    case .unmerged: return (actor, "took it out of the ticket it was merged into")
    case .split:
      return (actor, "split part of it off into \(told.other.map { "#\($0)" } ?? "another ticket")")
    case .rejoined:
      return (actor, "took \(told.other.map { "#\($0)" } ?? "what was split off") back into it")
    case .customerJoined:
      return (actor, "made one customer of \(told.customer) and \(told.otherCustomer)")
    case .customerParted:
      return (actor, "made two customers of \(told.customer) and \(told.otherCustomer) again")
    case .moved(.solved, .answered): return ("", "solved with the answer")
    case .linkedOrder where actor.isEmpty, .unlinkedOrder where actor.isEmpty: return nil
    case .replyQueued(let reply): return (actor, said("answered", reply.text))
    case .replyDeferred where !actor.isEmpty: return (actor, "had the answer tried again")
    case .replySettled where actor.isEmpty: return ("", "the answer was found to have arrived")
    default: break
    }
    if let what = delivery(event.act, setting, now) { return ("", what) }
    return Happening.words(event, setting, now).map { (actor, $0) }
  }

  /// What became of an answer by itself.
  private static func delivery(_ act: Act, _ setting: Setting, _ now: Instant) -> String? {
    switch act {
    case .replySent(_, let receipt):
      receipt.shortfall.isEmpty
        ? "the answer was sent" : "the answer was sent, \(receipt.shortfall)"
    case .replyRefused(_, let reason): said("the answer was refused", reason)
    case .replyDeferred(_, let until, let reason):
      said(
        "the answer is tried again \(Wording.wake(until, at: now, in: setting.zone))", reason)
    case .replyUnsure(_, let reason):
      said("nobody knows whether the answer arrived", reason)
    default: nil
    }
  }

  private static func sent(_ kind: Message.Class) -> String {
    switch kind {
    case .human: "wrote"
    case .autoReply: "sent an automatic reply"
    case .bounce: "says that something did not arrive"
    case .feedbackReport: "sent a feedback report"
    case .readReceipt: "sent a read receipt"
    case .deliveryNotice: "sent a delivery notice"
    }
  }

  private static func said(_ verb: String, _ message: Message) -> String {
    said(verb, message.body.visible)
  }

  /// What was said behind how; no more of it than anybody reads in a log.
  private static func said(_ verb: String, _ text: String) -> String {
    let text = text.trimmed.prefix(1000)
    return text.isEmpty ? verb : "\(verb): \(text)"
  }
}

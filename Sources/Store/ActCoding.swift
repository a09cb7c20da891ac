internal import Domain
internal import Foundation

/// An act as the log keeps it: its type, a payload without a word of anybody's, and the content
/// that the payload names.
struct WrittenAct {
  /// The event type.
  var type: String
  /// JSON, version 1.
  var payload: String
  /// What goes into the content table, where the act says something.
  var content: Data?
  /// The hash that finds true copies of a message.
  var hash: Data?
}

extension WrittenAct {
  /// Writes an act; `message` is what it brings, `content` the identifier under which its words will
  /// be kept, `number` the one that a new ticket gets.
  init(_ act: Act, _ message: ReadyMessage?, content: Content.ID, number: Int) throws {
    var payload = JSONFields()
    payload.add("v", 1)
    var words: Data?
    var hash: Data?
    switch act {
    case .created(let opening):
      payload.write(opening, number: number)
      words = Words(text: opening.subject).content
    case .received, .answeredElsewhere, .noted, .bounced:
      words = message?.bytes
      hash = message?.traces.hash
    case .linkedOrder(let order), .unlinkedOrder(let order):
      words = try JSON.data(order)
    case .orderAsked(let errand):
      payload.add("action", errand.id)
      words = try JSON.data(errand)
    case .orderAnswered(let id, let answer):
      payload.add("action", id)
      words = Words(text: answer.words).content
    case .replyQueued(let reply):
      payload.add("reply", reply.id)
      words = try JSON.data(reply)
    case .replyRecalled, .replyHeld, .replyReleased, .replySending, .replySent, .replyRefused,
      .replyDeferred, .replyUnsure, .replySettled, .replyRepeated, .replyFiled:
      words = try payload.writeReply(act)
    case .clockStarted, .clockStopped, .clockBreached:
      payload.writeClock(act)
    case .merged, .unmerged, .absorbed, .parted:
      payload.writeMerging(act)
    case .split(let split), .rejoined(let split), .splitFrom(let split), .dissolved(let split):
      payload.write(split)
    case .customerJoined(let other), .customerParted(let other):
      payload.add("customer", other)
    case .moved, .assigned, .prioritised, .tagged, .untagged, .snoozed, .woken, .markedSpam,
      .unmarkedSpam, .quarantined, .released, .trashed, .restored, .needsNoReply, .erased,
      .redacted:
      payload.writeSetting(act)
    }
    if words != nil { payload.add("content", content) }
    self.init(type: act.type, payload: payload.text, content: words, hash: hash)
  }
}

// MARK: - Payloads

/// The fields of a payload; which of them are there depends on the event type.
struct Payload: Decodable {
  var version: Int
  var content: Content.ID?
  var number: Int?
  var channel: ChannelName?
  var account: AccountName?
  var customer: CustomerID?
  var priority: Priority?
  var followUpOf: TicketID?
  var mayBelongTo: TicketID?
  var status: Status?
  var reason: StatusReason?
  var agent: AgentID?
  var tag: Tag?
  var until: Instant?
  var reply: ReplyID?
  var attempt: Int?
  var parcel: String?
  var kind: Clock.Kind?
  var cycle: Int?
  var startedAt: Instant?
  var due: Instant?
  var stoppedAt: Instant?
  var state: Clock.State?
  var at: Instant?
  var ticket: TicketID?
  var messages: Int?
  var waitingSince: Instant?
  var lastMessageAt: Instant?
  var hadWaitedSince: Instant?
  var hadLastMessageAt: Instant?
  var leftWaitingSince: Instant?
  var leftLastMessageAt: Instant?
  var origin: TicketID?
  var originNumber: Int?
  var going: [MessageID]?
  var action: OrderErrandID?
  var isAnswered: Bool?

  private enum CodingKeys: String, CodingKey {
    case version = "v"
    case followUpOf = "follow_up_of"
    case mayBelongTo = "may_belong_to"
    case startedAt = "started_at"
    case stoppedAt = "stopped_at"
    case waitingSince = "waiting_since"
    case lastMessageAt = "last_message_at"
    case hadWaitedSince = "had_waited_since"
    case hadLastMessageAt = "had_last_message_at"
    case leftWaitingSince = "left_waiting_since"
    case leftLastMessageAt = "left_last_message_at"
    case originNumber = "origin_number"
    case isAnswered = "is_answered"
    case content, number, channel, account, customer, priority, status, reason, agent, tag, until
    case reply, attempt, parcel, kind, cycle, due, state, at, ticket, messages
    case origin, going, action
  }
}

extension JSONFields {
  fileprivate mutating func write(_ opening: Opening, number: Int) {
    add("number", number)
    add("channel", opening.channel.rawValue)
    add("account", opening.account)
    add("customer", opening.customer)
    add("priority", opening.priority.rawValue)
    add("follow_up_of", opening.followUpOf)
    add("may_belong_to", opening.mayBelongTo)
  }

  fileprivate mutating func writeSetting(_ act: Act) {
    switch act {
    case .moved(let status, let reason):
      add("status", status.rawValue)
      add("reason", reason.rawValue)
    case .assigned(let agent): add("agent", agent?.handle)
    case .prioritised(let priority): add("priority", priority.rawValue)
    case .tagged(let tag), .untagged(let tag): add("tag", tag.word)
    case .snoozed(let until): add("until", until)
    default: break
    }
  }

  fileprivate mutating func writeMerging(_ act: Act) {
    switch act {
    case .merged(let survivor): add("ticket", survivor)
    case .unmerged(let status): add("status", status.rawValue)
    case .absorbed(let merger), .parted(let merger):
      add("ticket", merger.source)
      add("messages", merger.messages)
      add("waiting_since", merger.waitingSince)
      add("last_message_at", merger.lastMessageAt)
      add("had_waited_since", merger.hadWaitedSince)
      add("had_last_message_at", merger.hadLastMessageAt)
    default: break
    }
  }

  fileprivate mutating func write(_ split: TicketSplit) {
    add("origin", split.origin)
    add("origin_number", split.originNumber)
    add("ticket", split.ticket)
    add("number", split.number)
    add("going", split.messages.map(\.description))
    add("status", split.status.rawValue)
    add("is_answered", split.isAnswered)
    add("waiting_since", split.waitingSince)
    add("last_message_at", split.lastMessageAt)
    add("had_waited_since", split.hadWaitedSince)
    add("had_last_message_at", split.hadLastMessageAt)
    add("left_waiting_since", split.leftWaitingSince)
    add("left_last_message_at", split.leftLastMessageAt)
  }

  /// Writes what happened to a reply, and gives back the words that belong to it.
  fileprivate mutating func writeReply(_ act: Act) throws -> Data? {
    add("reply", act.reply)
    switch act {
    case .replySending(_, let attempt, let parcel):
      add("attempt", attempt)
      add("parcel", parcel)
      return nil
    case .replySent(_, let receipt), .replySettled(_, let receipt):
      return try JSON.data(receipt)
    case .replyRefused(_, let reason), .replyUnsure(_, let reason):
      return Words(text: reason).content
    case .replyDeferred(_, let until, let reason):
      add("until", until)
      return Words(text: reason).content
    default:
      return nil
    }
  }

  fileprivate mutating func writeClock(_ act: Act) {
    switch act {
    case .clockStarted(let clock):
      add("kind", clock.kind.rawValue)
      add("cycle", clock.cycle)
      add("started_at", clock.startedAt)
      add("due", clock.due)
      add("stopped_at", clock.stoppedAt)
      add("state", clock.state.rawValue)
    case .clockStopped(let kind, let cycle, let state, let moment):
      add("kind", kind.rawValue)
      add("cycle", cycle)
      add("state", state.rawValue)
      add("at", moment)
    case .clockBreached(let kind, let cycle):
      add("kind", kind.rawValue)
      add("cycle", cycle)
    default: break
    }
  }
}

extension Act {
  /// The reply it is about, if it is about one.
  var reply: ReplyID? {
    switch self {
    case .replyQueued(let reply): reply.id
    case .replyRecalled(let id), .replyHeld(let id), .replyReleased(let id),
      .replySending(let id, _, _), .replySent(let id, _), .replyRefused(let id, _),
      .replyDeferred(let id, _, _), .replyUnsure(let id, _), .replySettled(let id, _),
      .replyRepeated(let id), .replyFiled(let id):
      id
    default: nil
    }
  }

  /// The message it brings, if it brings one.
  var message: Message? {
    switch self {
    case .received(let message), .answeredElsewhere(let message), .noted(let message),
      .bounced(let message):
      message
    default: nil
    }
  }
}

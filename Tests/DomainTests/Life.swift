import Domain

/// One ticket's life: acts applied one after the other, with all that follows from them.
struct Life {
  static let start = Instant(milliseconds: 1_767_225_600_000)

  private(set) var ticket: Ticket?
  private(set) var events: [Event] = []
  private var mint = Mint(seed: 5)
  private var now = Life.start

  /// A ticket that has just begun, without a message.
  init() throws(Refusal) {
    let opening = Opening(
      id: TicketID(high: 1, low: 1), channel: .email, account: "support", customer: nil,
      subject: "Where is my parcel?")
    try happen(.created(opening))
  }

  /// A ticket to which a customer wrote, moved to a status.
  init(_ status: Status) throws(Refusal) {
    try self.init()
    try happen(.received(inbound()))
    if status != .new { try happen(.moved(status, .asked)) }
  }

  /// Applies an act a minute later, and what follows from it.
  @discardableResult
  mutating func happen(_ act: Act, undo: UndoID? = nil) throws(Refusal) -> [Act] {
    now = now + .minutes(1)
    let event = Event(
      number: EventNumber(events.count + 1), ticket: TicketID(high: 1, low: 1), act: act,
      actor: .system, occurredAt: now, recordedAt: now, undo: undo)
    let before = ticket
    let after = try Ticket.applying(event, to: before, number: 1)
    ticket = after
    events.append(event)
    var followed: [Act] = []
    for next in Lifecycle().following(event, before: before, after: after) {
      followed += [next] + (try happen(next))
    }
    return followed
  }

  mutating func inbound(_ kind: Message.Class = .human) -> Message {
    message(.inbound, kind)
  }

  mutating func inbound(at moment: Instant) -> Message {
    var message = message(.inbound, .human)
    message.receivedAt = moment
    return message
  }

  /// An answer from another mail client.
  mutating func outbound(at moment: Instant) -> Message {
    var message = message(.outbound, .human)
    message.receivedAt = moment
    return message
  }

  mutating func note() -> Message { message(.note, .human) }

  mutating func bounce(isHard: Bool) -> Message {
    var message = message(.inbound, .bounce)
    message.isHardBounce = isHard
    return message
  }

  mutating func reply(then status: Status = .pending) -> Reply {
    Reply(
      id: mint.id(at: now), ticket: TicketID(high: 1, low: 1), channel: .email, account: "support",
      from: Party(address: "support@northlight.example"),
      to: [Party(address: "jonas@mail.example")], subject: "Re: Where is my parcel?",
      text: "On its way.", author: AgentID("ana"), thenStatus: status)
  }

  private mutating func message(_ direction: Message.Direction, _ kind: Message.Class) -> Message {
    var message = Message(
      id: mint.id(at: now), direction: direction, channel: .email, account: "support",
      from: Party(name: "Jonas Weber", address: "jonas@mail.example"),
      subject: "Where is my parcel?", receivedAt: now + .minutes(1), body: Body(visible: "Hello?"))
    message.kind = kind
    return message
  }
}

/// A tag; the word must be one. (Swift Testing has a `Tag` of its own.)
func label(_ word: String) -> Domain.Tag {
  guard let tag = Domain.Tag(word) else { preconditionFailure("not a tag: \(word)") }
  return tag
}

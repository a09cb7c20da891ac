package import Domain

extension DeskFixture {
  /// The same morning with what happened in it.
  package static var morningWithLog: DeskFixture {
    var fixture = morning
    let messages = priya.messages
    var refusal = messages[0]
    refusal.from = Party(name: "", address: "mailer-daemon@x.example")
    refusal.body = Body(visible: "The mailbox dana@x.example is full.")
    fixture.log = [
      happened(60, .replyQueued(reply), .agent(AgentID("ben")), 4),
      happened(58, .noted(messages[3]), .agent(AgentID("ben")), 25),
      happened(57, .tagged(tag("damaged")), .rule("photos"), 170),
      happened(56, .received(messages[2]), .customer, 180),
      happened(52, .assigned(AgentID("ana")), .agent(AgentID("ana")), 190),
      happened(50, .moved(.solved, .answered), .system, 240, in: 484, "Merci !", "Léa Martin"),
      happened(
        49, .replySent(id(9001), Receipt(at: now, answer: "250 ok")), .system, 241, in: 484,
        "Merci !", "Léa Martin"),
      happened(
        47, .replyDeferred(id(9002), until: now + .minutes(5), reason: "451 4.3.0 try later"),
        .system, 300, in: 479, "Wrong size, can I swap?", "tom_collector"),
      happened(
        45, .bounced(refusal), .system, 900, in: 481, "Cancel order 1085-22871", "Dana Ruiz"),
      happened(
        44, .merged(into: id(479)), .agent(AgentID("ben")), 1300, in: 471, "Swap?",
        "tom_collector", other: 479),
      happened(42, .clockBreached(.next, cycle: 1), .timer, 1500),
      happened(40, .received(messages[0]), .customer, 24 * 60 * 9),
    ]
    return fixture
  }

  /// Something that happened some minutes ago to a ticket.
  package static func happened(
    _ number: EventNumber, _ act: Act, _ actor: Actor, _ minutes: Int64, in ticket: Int = 482,
    _ subject: String = "Mug arrived broken (photo)", _ customer: String = "Priya Nair",
    other: Int? = nil
  ) -> TicketEvent {
    TicketEvent(
      Event(
        number: number, ticket: id(UInt64(ticket)), act: act, actor: actor,
        occurredAt: now - .minutes(minutes), recordedAt: now - .minutes(minutes)),
      number: ticket, subject: subject, customer: customer, other: other)
  }

  private static func tag(_ word: String) -> Tag {
    guard let tag = Tag(word) else { preconditionFailure("\(word) is no tag") }
    return tag
  }

  private static var reply: Reply {
    Reply(
      id: id(9003), ticket: id(482), channel: .email, account: "support",
      from: Party(address: support.address),
      to: [Party(name: "Priya Nair", address: "priya@customer.example")],
      subject: "Re: Mug arrived broken (photo)",
      text: "Hi Priya,\n\na new blue mug leaves today.\n\nBen", author: AgentID("ben"))
  }
}

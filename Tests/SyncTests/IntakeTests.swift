import ChannelKit
import Domain
import Sync
import Testing

private func plan(
  _ letters: [Letter], _ contexts: [MatchContext]? = nil, policy: Intake.Policy? = nil
) -> Intake {
  var mint = Mint(seed: 3)
  let mails = letters.map { $0.mail() }
  return Intake.plan(
    mails, contexts ?? mails.map { _ in MatchContext() },
    policy: policy ?? Intake.Policy(support), mint: &mint)
}

extension Intake {
  /// The acts as the log will name them, in order.
  fileprivate var types: [String] { steps.flatMap { $0.changes.map(\.act.type) } }
  fileprivate var acts: [Act] { steps.flatMap { $0.changes.map(\.act) } }
  fileprivate var fates: [LedgerEntry.Fate] { ledger.map(\.fate) }
  fileprivate var facts: [Fact] { steps.flatMap(\.facts) }
  fileprivate var openings: [Opening] {
    acts.compactMap { if case .created(let opening) = $0 { opening } else { nil } }
  }
  fileprivate var said: [(ticket: TicketID, message: Message)] {
    steps.flatMap(\.changes).compactMap { change in
      switch change.act {
      case .received(let message), .answeredElsewhere(let message), .bounced(let message):
        (change.ticket, message)
      default: nil
      }
    }
  }
  fileprivate var contacts: [Customer] {
    facts.compactMap { if case .contact(let customer) = $0 { customer } else { nil } }
  }
}

@Suite struct IntakeTests {
  @Test func aCustomersMailBeginsATicketWithAllThatGoesWithIt() throws {
    let intake = plan([Letter()])
    #expect(intake.types == ["ticket.created", "message.in"])
    #expect(intake.fates == [.ticketed])
    let opening = try #require(intake.openings.first)
    #expect(opening.customer == intake.contacts.first?.id)
    #expect(
      intake.contacts.first?.identities == [
        Identity(channel: .email, address: "ada@example.com")
      ])
    #expect(intake.steps.map(\.actor) == [.customer])
    #expect(intake.steps.flatMap(\.changes).allSatisfy { $0.occurredAt == noon })
    let kept = intake.facts.contains { fact in
      if case .bytes(let bytes) = fact { [UInt8](bytes.contents) == Letter().bytes } else { false }
    }
    #expect(kept)
  }

  @Test func aLaterMessageOfTheBatchAnswersAnEarlierOne() {
    let intake = plan([
      Letter(), Letter(subject: "Re: parcel", id: "m2@example.com", answers: ["m1@example.com"]),
    ])
    #expect(intake.openings.count == 1)
    #expect(Set(intake.said.map(\.ticket)).count == 1)
    #expect(intake.contacts.count == 1)
  }

  @Test func aStrangerDoesNotJoinWithinTheBatchEither() {
    let intake = plan([
      Letter(),
      Letter(from: "mallory@evil.example", id: "m2@evil.example", answers: ["m1@example.com"]),
    ])
    #expect(intake.openings.count == 2)
    #expect(intake.openings.last?.mayBelongTo == intake.openings.first?.id)
  }

  @Test func aCopiedPersonAnswersWithinTheBatch() {
    let intake = plan([
      Letter(cc: "bob@example.com"),
      Letter(from: "bob@example.com", id: "m2@example.com", answers: ["m1@example.com"]),
    ])
    #expect(intake.openings.count == 1)
  }

  @Test func amazonsBuyerGoesOnAboutTheSameOrder() {
    let relay = "Ada <ab12@marketplace.amazon.de>"
    let intake = plan([
      Letter(from: relay, subject: "302-1234567-7654321", id: "a"),
      Letter(from: relay, subject: "302-1234567-7654321 again", id: "b"),
      Letter(from: relay, subject: "and another thing", id: "c", at: noon + .days(3)),
      Letter(from: relay, subject: "much later", id: "d", at: noon + .days(30)),
    ])
    #expect(intake.openings.count == 2)
    #expect(intake.openings.allSatisfy { $0.channel == .amazon })
  }

  @Test func amazonsBuyerWritesAboutTwoOrders() {
    let relay = "Ada <ab12@marketplace.amazon.de>"
    let intake = plan([
      Letter(from: relay, subject: "302-1234567-7654321", id: "a"),
      Letter(from: relay, subject: "302-1111111-2222222", id: "b"),
      Letter(from: relay, subject: "302-1234567-7654321 again", id: "c"),
      Letter(from: relay, subject: "any news?", id: "d"),
    ])
    #expect(intake.openings.count == 2)
    let tickets = intake.said.map(\.ticket)
    #expect(tickets.count == 4 && tickets[2] == tickets[0] && tickets[1] != tickets[0])
    #expect(tickets[3] == tickets[0], "what names no order goes on with the latest matter")
  }

  @Test func anOrdinaryCustomersNewSubjectIsANewTicket() {
    let intake = plan([Letter(), Letter(subject: "Another", id: "m2@example.com")])
    #expect(intake.openings.count == 2)
    #expect(intake.contacts.count == 1)
    #expect(Set(intake.openings.map(\.customer)).count == 1)
  }

  @Test func joiningAKnownTicketBringsItIntoSight() {
    let context = MatchContext(candidates: [candidate(1, .token)])
    let intake = plan([Letter()], [context])
    #expect(intake.types == ["message.in", "ticket.released"])
    #expect(intake.said.map(\.ticket) == [ticket(1)])
  }

  @Test func whoWritesForTheFirstTimeInATicketIsMarked() {
    let known = MatchContext(candidates: [candidate(1, .token)])
    let intake = plan([Letter(from: "eve@example.net")], [known])
    #expect(intake.said.first?.message.warnings.count == 1)
    #expect(plan([Letter()], [known]).said.first?.message.warnings == [])
  }

  @Test func aClosedTicketIsContinuedOnceInABatch() {
    let context = MatchContext(candidates: [candidate(1, .token, .closed)])
    let intake = plan([Letter(), Letter(id: "m2@example.com")], [context, context])
    #expect(intake.openings.map(\.followUpOf) == [ticket(1)])
    #expect(Set(intake.said.map(\.ticket)) == Set(intake.openings.map(\.id)))
  }
}

// MARK: - Machines, and ourselves

@Suite struct IntakeOfOtherMailTests {
  @Test func automaticMailJoinsQuietlyOrIsSetAside() {
    let automatic = Letter(fields: outOfOffice)
    let known = plan([automatic], [MatchContext(candidates: [candidate(1, .token)])])
    #expect(known.types == ["message.in"])
    #expect(known.contacts.isEmpty)
    let unknown = plan([automatic])
    #expect(unknown.types == ["ticket.created", "ticket.quarantined", "message.in"])
    #expect(unknown.fates == [.quarantined])
    #expect(unknown.ledger.first?.reason.isEmpty == false)
  }

  @Test func aMailboxMayWantAutomaticMailAsTickets() {
    var account = support
    account.settings["automatic"] = "ticket"
    let intake = plan([Letter(fields: outOfOffice)], policy: Intake.Policy(account))
    #expect(intake.types == ["ticket.created", "message.in"])
  }

  @Test func aBounceTellsWhichReplyCameBack() {
    let intake = plan(
      [bounce(of: "r1@shop.example")], [MatchContext(candidates: [candidate(1, .token)])])
    #expect(intake.types == ["message.bounced"])
    #expect(intake.said.first?.message.bounced == "r1@shop.example")
    #expect(intake.said.first?.message.isHardBounce == true)
  }

  @Test func aColleaguesAnswerIsSeen() {
    let answer = Letter(from: "support@shop.example", to: "ada@example.com", isSent: true)
    let intake = plan([answer], [MatchContext(candidates: [candidate(1, .reference)])])
    #expect(intake.types == ["message.out"])
    #expect(intake.steps.map(\.actor) == [.externalAgent])
    #expect(intake.contacts.isEmpty)
  }

  @Test func oursToACustomerBeginsAWaitingTicket() throws {
    let customer = Customer(
      id: ID(high: 1, low: 1), name: "Ada",
      identities: [Identity(channel: .email, address: "ada@example.com")], since: noon)
    let first = Letter(from: "support@shop.example", to: "ada@example.com", isSent: true)
    let intake = plan([first], [MatchContext(customer: customer)])
    #expect(intake.types == ["ticket.created", "message.out", "ticket.status"])
    #expect(intake.openings.first?.customer == customer.id)
    #expect(intake.acts.last == .moved(.pending, .answered))
  }

  @Test func oursToAnybodyElseIsKeptButNoTicket() {
    let first = Letter(from: "support@shop.example", to: "tax@office.example", isSent: true)
    let intake = plan([first])
    #expect(intake.types == [])
    #expect(intake.fates == [.quarantined])
    let imported = plan([first], policy: .archive(support))
    #expect(imported.types == ["ticket.created", "message.out", "ticket.status"])
    #expect(imported.steps.map(\.actor) == [.importer])
  }

  @Test func ourAddressFromOutsideIsSetAside() {
    let forged = Letter(from: "support@shop.example", to: "hello@shop.example")
    let context = MatchContext(candidates: [candidate(1, .reference)])
    let intake = plan([forged], [context])
    #expect(intake.types == ["ticket.created", "ticket.quarantined", "message.in"])
    #expect(intake.openings.first?.mayBelongTo == ticket(1))
  }

  @Test func spamBeginsATicketMarkedSo() {
    let intake = plan([Letter(fields: ["X-Spam-Flag: YES"])])
    #expect(intake.types == ["ticket.created", "ticket.spam", "message.in"])
    #expect(intake.fates == [.ticketed])
  }

  @Test func actorsKeepTheirOrder() {
    let letters = [
      Letter(),
      Letter(
        from: "support@shop.example", to: "ada@example.com", id: "r1@shop.example",
        answers: ["m1@example.com"], isSent: true),
      Letter(id: "m2@example.com", answers: ["r1@shop.example"]),
    ]
    let intake = plan(letters)
    #expect(intake.steps.map(\.actor) == [.customer, .externalAgent, .customer])
    #expect(intake.openings.count == 1)
    #expect(Set(intake.said.map(\.ticket)).count == 1)
  }
}

// MARK: - What is here already

@Suite struct IntakeOfDuplicatesTests {
  @Test func theSameMessageTwiceIsOne() {
    let intake = plan([Letter(), Letter()])
    #expect(intake.fates == [.ticketed, .duplicate])
    #expect(plan([Letter()], [MatchContext(duplicate: .same)]).types == [])
  }

  @Test func theSameWordsByAnotherWayAreOne() {
    var other = Letter()
    other.fields = ["Received: by mx2.example"]
    #expect(plan([Letter(), other]).fates == [.ticketed, .duplicate])
  }

  @Test func otherWordsUnderTheSameIDAreKeptAndTold() {
    let letters = (1...5).map { Letter(text: "Number \($0)") }
    let intake = plan(letters)
    #expect(intake.fates == Array(repeating: .ticketed, count: 5))
    #expect(intake.said.dropFirst().allSatisfy { $0.message.warnings.count == 1 })
    let known = plan([Letter()], [MatchContext(duplicate: .sameIDOtherWords)])
    #expect(known.fates == [.ticketed])
  }

  @Test func withoutAnIDTheWordsDecide() {
    let intake = plan([
      Letter(id: nil), Letter(id: nil, at: noon + .seconds(1)), Letter(id: nil, text: "Other"),
    ])
    #expect(intake.fates == [.ticketed, .duplicate, .ticketed])
  }

  @Test func ourReplyFoundAmongTheSentSettlesWhatWasUnsure() {
    let reply: ReplyID = ID(high: 4, low: 4)
    let letter = Letter(
      from: "support@shop.example", to: "ada@example.com", id: "r1@shop.example", isSent: true)
    for (delivery, types) in [
      (Delivery.unsure, ["reply.settled"]), (.held, ["reply.settled"]), (.accepted, []),
      (.sent, []), (.sending, []), (.retry, []),
    ] {
      let context = MatchContext(duplicate: .ourReply(reply, ticket: ticket(1), delivery))
      let intake = plan([letter], [context])
      #expect(intake.types == types)
      #expect(intake.fates == [.duplicate])
    }
  }

  @Test func aCustomerWhoReusesOurIDIsStillHeard() {
    let reply: ReplyID = ID(high: 4, low: 4)
    let context = MatchContext(duplicate: .ourReply(reply, ticket: ticket(1), .unsure))
    let intake = plan([Letter(id: "r1@shop.example")], [context])
    #expect(intake.types == ["ticket.created", "message.in"])
    #expect(intake.fates == [.ticketed])
  }
}

// MARK: - Orders

@Suite struct IntakeOfOrdersTests {
  private func linked(_ intake: Intake) -> [String] {
    intake.acts.compactMap { if case .linkedOrder(let id) = $0 { id.number } else { nil } }
  }

  @Test func aKnownNumberLinksItsOrder() {
    let intake = plan(
      [Letter(text: "order 10412 is late")], [MatchContext(orders: [order("#10412")])])
    #expect(linked(intake) == ["#10412"])
  }

  @Test func anUnknownNumberLinksNothing() {
    #expect(linked(plan([Letter(text: "order 99999")])) == [])
  }

  @Test func withoutANumberTheOnlyRecentOrderIsMeant() {
    #expect(linked(plan([Letter()], [MatchContext(orders: [order("1")])])) == ["1"])
    #expect(linked(plan([Letter()], [MatchContext(orders: [order("1"), order("2")])])) == [])
    let old = order("1", daysAgo: 200)
    #expect(linked(plan([Letter()], [MatchContext(orders: [old])])) == [])
    #expect(linked(plan([Letter()], [MatchContext(orders: [old, order("2")])])) == ["2"])
  }

  @Test func aLaterMessageDoesNotGuessAgain() {
    let context = MatchContext(candidates: [candidate(1, .token)], orders: [order("1")])
    #expect(linked(plan([Letter()], [context])) == [])
  }

  @Test func someoneElsesOrderIsLinkedButTold() {
    let theirs = order("10412", "bob@example.com")
    let intake = plan([Letter(text: "order 10412")], [MatchContext(orders: [theirs])])
    #expect(linked(intake) == ["10412"])
    #expect(intake.said.first?.message.warnings.count == 1)
  }
}

// MARK: - Every message has exactly one fate

@Suite struct IntakePropertyTests {
  @Test(arguments: 0..<60)
  func fetchedIsTicketedPlusDuplicatePlusQuarantined(seed: Int) {
    var chance = Mint(seed: UInt64(seed))
    let letters = (0..<40).map { _ in Self.letter(&chance) }
    let contexts = letters.map { _ in Self.context(&chance) }
    let intake = plan(letters, contexts)
    #expect(intake.ledger.count == letters.count)
    let ingested = intake.facts.filter { if case .ingested = $0 { true } else { false } }
    #expect(ingested.count == letters.count)
    // Every message that is no duplicate is said once, or is our own private mail; its bytes stay.
    let duplicates = intake.fates.count { $0 == .duplicate }
    let privately = intake.ledger.count { $0.reason.hasPrefix("our own mail") }
    #expect(intake.said.count == letters.count - duplicates - privately)
    let kept = Set(
      intake.facts.compactMap { if case .bytes(let bytes) = $0 { bytes.sha256 } else { nil } })
    for entry in intake.ledger where entry.fate != .duplicate { #expect(kept.contains(entry.raw)) }
    #expect(Set(intake.openings.map(\.id)).count == intake.begun)
  }

  static func letter(_ chance: inout Mint) -> Letter {
    func pick<Value>(_ values: [Value]) -> Value {
      values[Int(chance.next() % UInt64(values.count))]
    }
    var letter = Letter()
    letter.from = pick([
      "ada@example.com", "bob@example.com", "support@shop.example", "x@marketplace.amazon.de", "",
      "MAILER-DAEMON@mx.example", "\"broken <",
    ])
    letter.to = pick(["support@shop.example", "ada@example.com", ""])
    letter.id = pick(["a", "b", "c", "d", "e", nil])
    letter.answers = pick([[], ["a"], ["b", "a"], ["nowhere"]])
    letter.subject = pick(["Hello", "Fwd: Hello", "Re: Hello", "302-1234567-7654321", ""])
    letter.text = pick(["Hello", "Hello again", "", "order 10412"])
    letter.fields = pick([[], outOfOffice, ["X-Spam-Flag: YES"]])
    letter.isSent = pick([false, false, true])
    letter.at = noon + .minutes(Int64(chance.next() % 50_000))
    return letter
  }

  private static func context(_ chance: inout Mint) -> MatchContext {
    var context = MatchContext()
    let reply: ReplyID = ID(high: 4, low: 4)
    switch chance.next() % 12 {
    case 0: context.duplicate = .same
    case 1: context.duplicate = .sameIDOtherWords
    case 2: context.duplicate = .ourReply(reply, ticket: ticket(1), .unsure)
    case 3: context.candidates = [candidate(1, .token, .closed)]
    case 4: context.candidates = [candidate(2, .reference)]
    case 5: context.candidates = [candidate(3, .subjectToken, .open, ["bob@example.com"])]
    default: break
    }
    return context
  }
}

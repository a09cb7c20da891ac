import Domain
import Foundation
import Rules
import Testing

@testable import Store

/// Two matters in one ticket become two tickets (B3): nothing is copied, answers find their own, and
/// all can be taken back.
@Suite struct SplitTests {
  /// A ticket in which Ada asks about one order, is answered, and asks about another.
  private struct Thread {
    var shop: Shop
    var ticket: TicketID
    var messages: [Message]
    /// Our answer to the first.
    var answer: ReplyID

    init(seed: UInt64) async throws {
      shop = try Shop(seed: seed << 40, reactions: [SLAClock()])
      let (first, second) = (
        OrderID(channel: .email, number: "1001"), OrderID(channel: .email, number: "1002")
      )
      let ada = Customer(
        id: shop.mint.id(at: shop.clock.now), name: "Ada",
        identities: [Identity(channel: .email, address: "ada@mail.example")], since: shop.clock.now)
      let opening = shop.opening(customer: ada.id)
      ticket = opening.id
      var message = shop.message(says: "Where is my kettle?")
      message.orderNumbers = ["1001"]
      try await shop.store.commit(
        [
          .created(opening, at: shop.clock.now), Change(ticket, .received(message)),
          Change(ticket, .linkedOrder(first)),
        ], facts: [.contact(ada)], by: .customer)
      shop.clock.pass(.minutes(10))
      answer = try await shop.answer(ticket, window: .seconds(0))
      try await shop.store.commit(
        [
          Change(ticket, .replySending(answer, attempt: 1, parcel: "p")),
          Change(
            ticket,
            .replySent(answer, Receipt(at: shop.clock.now, answer: "ok", externalID: "theirs-1"))),
        ], by: .system)
      shop.clock.pass(.minutes(10))
      var other = shop.message(subject: "The lamp", says: "And the lamp is broken.")
      other.orderNumbers = ["1002"]
      try await shop.store.commit(
        [Change(ticket, .received(other)), Change(ticket, .linkedOrder(second))], by: .customer)
      messages = try await shop.sheet(ticket).messages
    }

    /// Splits messages off, by their places.
    @discardableResult
    mutating func split(_ places: Int..., by agent: AgentID = Shop.ana) async throws
      -> (id: TicketID, outcome: Outcome)
    {
      let id: TicketID = shop.mint.id(at: shop.clock.now)
      let split = TicketSplit(places.map { messages[$0].id }, of: ticket, into: id)
      return (id, try await shop.act(ticket, .split(split), by: agent))
    }
  }

  @Test func whatGoesIsATicketOfItsOwnAndWhatStaysStays() async throws {
    var thread = try await Thread(seed: 101)
    let shop = thread.shop
    try await shop.act(thread.ticket, .assigned(Shop.ben), .prioritised(.high), .tagged(tag("vip")))
    let (id, outcome) = try await thread.split(2)
    #expect(outcome.leftAlone.isEmpty)
    #expect(outcome.changed == [thread.ticket, id])
    let new = try await shop.sheet(id)
    #expect(new.messages.map(\.id) == [thread.messages[2].id])
    #expect(new.ticket.subject == "The lamp")
    #expect(new.ticket.customer != nil)
    #expect(new.ticket.channel == .email && new.ticket.account == "support")
    #expect(new.ticket.orders.map(\.number) == ["1002"])
    #expect(new.ticket.status == .open && new.ticket.assignee == Shop.ben)
    #expect(new.ticket.priority == .high && new.ticket.tags.isEmpty)
    #expect(new.ticket.waitingSince == thread.messages[2].receivedAt)
    #expect(new.ticket.clocks.map(\.startedAt) == [thread.messages[2].receivedAt])
    #expect(new.ticket.clocks.map(\.kind) == [.first])

    let old = try await shop.sheet(thread.ticket)
    #expect(old.messages.map(\.id) == thread.messages.prefix(2).map(\.id))
    #expect(old.ticket.orders.map(\.number) == ["1001"])
    #expect(old.ticket.waitingSince == nil, "what stays was answered")
    #expect(old.ticket.clocks.allSatisfy { !$0.isRunning })
    #expect(old.ticket.tags == [tag("vip")])
    #expect(try await shop.steps().first?.what == "split 1 ticket in two")
    let rows = try await shop.store.inbox(.everything, agent: Shop.ana).rows
    #expect(rows.first { $0.id == id }?.preview == "And the lamp is broken.")
    #expect(rows.first { $0.id == thread.ticket }?.preview == "It is on its way.")
  }

  @Test func theLogNamesTheOtherTicket() async throws {
    var thread = try await Thread(seed: 102)
    let (id, _) = try await thread.split(2)
    let number = try await thread.shop.ticket(id).number
    guard case .log(let log) = try await thread.shop.store.ask(.log(before: nil, limit: 100)) else {
      return
    }
    let told = log.filter { $0.event.act.type.contains("split") }
    #expect(told.map(\.event.act.type) == ["ticket.split"])
    #expect(told.first?.other == number)
    let begun = try await thread.shop.sheet(id).events.map(\.act.type)
    #expect(begun.starts(with: ["ticket.created", "ticket.split_from"]))
  }

  @Test func answersFindTheTicketInWhichTheyLie() async throws {
    var thread = try await Thread(seed: 103)
    let shop = thread.shop
    let reply = try #require(
      try await shop.store.outbox(includingSent: true).first { $0.reply.id == thread.answer })
    let ours = try #require(reply.reply.externalID)
    let theirs = try #require(thread.messages[2].externalID)
    func home(_ answered: String) async throws -> [TicketID] {
      try await shop.store.match([MatchTests.keys(shop, answers: [answered])])[0].candidates
        .map(\.ticket)
    }
    #expect(try await home(ours) == [thread.ticket])
    let (lamp, _) = try await thread.split(2)
    #expect(try await home(theirs) == [lamp])
    #expect(try await home(ours) == [thread.ticket])
    try await shop.store.undo(by: Shop.ana)
    #expect(try await home(theirs) == [thread.ticket])

    let (kettle, _) = try await thread.split(0, 1)
    #expect(try await home(ours) == [kettle], "the signed id goes with the answer")
    #expect(try await home("theirs-1") == [kettle], "so does the other side's own id")
    #expect(try await home(theirs) == [thread.ticket])
    let address = shop.store.address("support@shop.example", for: thread.ticket)
    let found = try await shop.store.match([MatchTests.keys(shop, to: [address])])[0]
    #expect(found.candidates.map(\.ticket) == [thread.ticket])
    #expect(
      try await shop.store.match([MatchTests.keys(shop, id: ours)])[0].duplicate
        == .ourReply(thread.answer, ticket: thread.ticket, .sent))
    // What is still to be done about the answer is done where it was written.
    let filed = try await shop.store.commit(
      [Change(thread.ticket, .replyFiled(thread.answer))], by: .system)
    #expect(filed.leftAlone.isEmpty)
  }

  @Test func undoingAndDoingAgainRestoreBothTickets() async throws {
    var thread = try await Thread(seed: 104)
    let shop = thread.shop
    try await shop.act(thread.ticket, .assigned(Shop.ben))
    let before = try await shop.sheet(thread.ticket)
    let (id, _) = try await thread.split(2)
    let split = (try await shop.ticket(thread.ticket), try await shop.ticket(id))
    let undone = try await shop.store.undo(by: Shop.ana)
    #expect(undone.leftAlone.isEmpty)
    let after = try await shop.sheet(thread.ticket)
    #expect(after.ticket.sameBut(event: before.ticket.lastEvent) == before.ticket)
    #expect(after.messages == before.messages)
    let shell = try await shop.ticket(id)
    #expect(shell.mergedInto == thread.ticket && shell.messageCount == 0)
    let listed = try await shop.store.inbox(.everything, agent: Shop.ana).rows
    #expect(listed.map(\.id) == [thread.ticket], "nothing is left of it in any list")

    let redone = try await shop.store.redo(by: Shop.ana)
    #expect(redone.leftAlone.isEmpty)
    let again = (try await shop.ticket(thread.ticket), try await shop.ticket(id))
    #expect(again.0.sameBut(event: split.0.lastEvent) == split.0)
    #expect(again.1.sameBut(event: split.1.lastEvent) == split.1)
    #expect(try await shop.sheet(id).messages.map(\.id) == [thread.messages[2].id])
    try await shop.store.undo(by: Shop.ana)
    #expect(try await shop.sheet(thread.ticket).messages == before.messages)
  }

  @Test func whatWasSaidInBothSinceIsKept() async throws {
    var thread = try await Thread(seed: 105)
    var shop = thread.shop
    let (id, _) = try await thread.split(2)
    try await shop.hear(thread.ticket, says: "Thank you for the kettle")
    let undone = try await shop.store.undo(by: Shop.ana)
    #expect(undone.leftAlone.isEmpty, "the first ticket may go on")
    #expect(try await shop.sheet(thread.ticket).messages.count == 4)
    #expect(try await shop.ticket(thread.ticket).waitingSince == thread.messages[2].receivedAt)

    try await shop.store.redo(by: Shop.ana)
    try await shop.hear(id, says: "The lamp is still broken")
    let refused = try await shop.store.undo(by: Shop.ana)
    #expect(refused.events.isEmpty)
    #expect(refused.refusals.first?.sentence.contains("has gone on since") == true)
    #expect(try await shop.sheet(id).messages.count == 2)
  }

  @Test func whatCannotBeSplitIsRefused() async throws {
    var thread = try await Thread(seed: 106)
    var shop = thread.shop
    func why(_ outcome: Outcome) -> String { outcome.refusals.first?.sentence ?? "" }
    let all = try await thread.split(0, 1, 2)
    #expect(why(all.outcome).contains("nothing would be left"))
    #expect(try await shop.store.ticket(all.id, agent: Shop.ana) == nil)
    let none = try await thread.split()
    #expect(why(none.outcome).contains("notes alone are no ticket"))
    let other = try await shop.arrive(subject: "Another")
    let stranger = TicketSplit(
      [try await shop.sheet(other).messages[0].id], of: thread.ticket,
      into: shop.mint.id(at: shop.clock.now))
    #expect(
      why(try await shop.act(thread.ticket, .split(stranger))).contains("not all of these messages")
    )
    try await shop.act(other, .merged(into: thread.ticket))
    #expect(
      why(try await shop.act(thread.ticket, .split(stranger))).contains("unmerge it first"))
    try await shop.act(thread.ticket, .moved(.closed, .asked))
    #expect(try await thread.split(2).outcome.refusals == [.isClosed])
  }

  @Test func anAnswerOnItsWayToSomeIsNotMoved() async throws {
    var thread = try await Thread(seed: 107)
    try await thread.shop.store.commit(
      [
        Change(
          thread.ticket,
          .replyDeferred(
            thread.answer, until: thread.shop.clock.now + .minutes(5), reason: "full"))
      ], by: .system)
    try await thread.shop.tamper("UPDATE outbox SET state = 'retry', is_waiting = 1")
    let refused = try await thread.split(1)
    #expect(refused.outcome.refusals.first?.sentence.contains("not reached everybody") == true)
  }

  @Test func ownOrdersStayWhereNothingSaysWhoseTheyAre() async throws {
    var thread = try await Thread(seed: 108)
    let shop = thread.shop
    try await shop.act(
      thread.ticket, .unlinkedOrder(OrderID(channel: .email, number: "1002")))
    let (id, _) = try await thread.split(2)
    #expect(try await shop.ticket(id).orders.map(\.number) == ["1001"])
    #expect(try await shop.ticket(thread.ticket).orders.map(\.number) == ["1001"])
  }

  @Test func whoeverElseWroteIsNotTakenForTheCustomer() async throws {
    var thread = try await Thread(seed: 109)
    let other = thread.shop.message(from: "eve@other.example", says: "My own lamp is broken, too")
    try await thread.shop.store.commit(
      [Change(thread.ticket, .received(other))], by: .customer)
    thread.messages = try await thread.shop.sheet(thread.ticket).messages
    let (id, _) = try await thread.split(3)
    let new = try await thread.shop.ticket(id)
    #expect(new.customer == nil)
    #expect(new.orders.isEmpty)
    let found = try await thread.shop.store.match(
      [MatchTests.keys(thread.shop, answers: [other.externalID ?? ""])])[0]
    #expect(found.candidates.first?.participants.contains("eve@other.example") == true)
    #expect(found.candidates.first?.participants.contains("ada@mail.example") == false)
  }

  @Test func whatWasReadStaysReadAndADraftComesBack() async throws {
    var thread = try await Thread(seed: 110)
    let shop = thread.shop
    let last = try await shop.ticket(thread.ticket).lastEvent
    try await shop.store.commit(
      [], facts: [.read(thread.ticket, Shop.ana, upTo: last)], by: .agent(Shop.ana))
    let (id, _) = try await thread.split(2)
    let rows = try await shop.store.inbox(.everything, agent: Shop.ana).rows
    #expect(rows.allSatisfy { !$0.isUnread })
    let unread = try await shop.store.inbox(.everything, agent: Shop.ben).rows
    #expect(unread.allSatisfy { $0.isUnread })
    let draft = Draft(
      ticket: id, agent: Shop.ben, kind: .reply, text: "A new lamp", template: nil,
      attachments: [], bcc: [], base: 0, savedAt: shop.clock.now)
    try await shop.store.commit([], facts: [.draft(draft)], by: .agent(Shop.ben))
    try await shop.store.undo(by: Shop.ana)
    #expect(try await shop.sheet(thread.ticket, Shop.ben).draft?.text == "A new lamp")
  }

  @Test func aRebuildGivesTheSame() async throws {
    var thread = try await Thread(seed: 111)
    let shop = thread.shop
    try await thread.split(2)
    let split = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == split)
    try await shop.store.undo(by: Shop.ana)
    try await shop.store.redo(by: Shop.ana)
    try await shop.store.undo(by: Shop.ana)
    try await thread.split(0, 1)
    let before = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == before)
    let findings = try await shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings)")
  }

  /// What was split off is the new ticket's, whoever wrote in the old one.
  @Test func erasingFollowsWhatWasSplitOff() async throws {
    let folder = try Folder()
    let path = folder.path + "/store.sqlite"
    var shop = try Shop(folder.file, seed: 112 << 40)
    let clock = shop.clock
    let ticket = try await shop.arrive(says: "Adas-kettle-word")
    let eve = Customer(
      id: shop.mint.id(at: clock.now), name: "Eve",
      identities: [Identity(channel: .email, address: "eve@other.example")], since: clock.now)
    clock.pass(.minutes(1))
    let hers = shop.message(from: "eve@other.example", says: "Eves-lamp-word")
    try await shop.store.commit(
      [Change(ticket, .received(hers))], facts: [.contact(eve)], by: .customer)
    clock.pass(.minutes(1))
    let note = shop.message(.note, from: "ana@shop.example", says: "Eves-secret-word")
    try await shop.store.commit([Change(ticket, .noted(note))], by: .agent(Shop.ana))
    let id: TicketID = shop.mint.id(at: clock.now)
    try await shop.act(ticket, .split(TicketSplit([hers.id, note.id], of: ticket, into: id)))
    #expect(try await shop.ticket(id).customer == eve.id)
    shop.store.close()
    let erased = try Store.erase(
      .customer("eve@other.example"), keeping: tag("hold"), at: path, by: .agent(Shop.ana),
      clock: { clock.now }, seed: 113 << 40)
    #expect(erased?.tickets == [2] && erased?.messages == 2, "\(String(describing: erased))")
    let left = try Shop(folder.file, clock: clock, seed: 114 << 40)
    #expect(try await left.sheet(ticket).messages.map(\.body.visible) == ["Adas-kettle-word"])
    let texts = try await left.texts("SELECT CAST(bytes AS TEXT) FROM content").joined()
    #expect(!texts.contains("Eves-lamp-word") && !texts.contains("Eves-secret-word"))
  }
}

import Domain
import Foundation
import Testing

@testable import Store

/// Two customers who are one person: nothing is copied, nothing is lost, all can be taken back.
@Suite struct JoinTests {
  /// Ada, who writes by mail, and the same Ada in a chat, each with a ticket.
  struct Pair {
    var shop: Shop
    let mail: CustomerID
    let chat: CustomerID
    let letter: TicketID
    let talk: TicketID

    init(_ place: Place = .memory, seed: UInt64 = 70 << 40) async throws {
      shop = try Shop(place, seed: seed)
      mail = try await shop.meet("Ada Byron", "ada@mail.example")
      shop.clock.pass(.minutes(1))
      chat = try await shop.meet("ada1815", "+353861234567", on: .whatsapp)
      letter = try await shop.arrive(customer: mail)
      shop.clock.pass(.minutes(1))
      talk = try await shop.arrive(
        from: "+353861234567", subject: "", says: "Any news?", channel: .whatsapp, customer: chat)
    }

    func found(_ text: String) async throws -> Set<TicketID> {
      let query = try Query.parse(text, zone: .gmt)
      return Set(
        try await shop.store.inbox(query, sort: .newest, agent: Shop.ana).rows.map(\.id))
    }

    /// What is known of everybody, as the tables say it, but for what may come after a join.
    func known() async throws -> [String] {
      let customers = try await shop.texts(
        "SELECT hex(id) || name || since FROM customer ORDER BY row")
      let identities = try await shop.texts(
        "SELECT channel || address || hex(customer_id) FROM identity")
      let words = try await shop.texts("SELECT rowid || words FROM customer_search ORDER BY rowid")
      let tickets = try await shop.texts(
        "SELECT number || hex(customer_id) || status || last_event FROM ticket ORDER BY row")
      return customers + identities + words + tickets
    }
  }

  @Test func theOneWhoStaysShowsAllOfBoth() async throws {
    let pair = try await Pair()
    let outcome = try await pair.shop.join(pair.chat, into: pair.mail)
    #expect(outcome.leftAlone.isEmpty && outcome.types == ["customer.merged"])
    #expect(outcome.changed.isEmpty && outcome.customers == [pair.chat])
    for ticket in [pair.letter, pair.talk] {
      let sheet = try await pair.shop.sheet(ticket)
      let customer = try #require(sheet.customer)
      #expect(customer.id == pair.mail && customer.name == "Ada Byron")
      #expect(customer.otherNames == ["ada1815"])
      #expect(
        Set(customer.identities.map(\.address)) == ["ada@mail.example", "+353861234567"])
      #expect(sheet.earlier.map(\.id) == [ticket == pair.talk ? pair.letter : pair.talk])
      #expect(sheet.earlier.allSatisfy { $0.customer == "Ada Byron" })
    }
    // A ticket's own address comes first: it is the one that answers go to.
    #expect(
      try await pair.shop.sheet(pair.talk).customer?.identities.first?.channel == .whatsapp)
    let rows = try await pair.shop.store.inbox(.inbox, sort: .newest, agent: Shop.ana).rows
    #expect(rows.map(\.customer) == ["Ada Byron", "Ada Byron"])
    #expect(rows.map(\.address) == ["+353861234567", "ada@mail.example"])
  }

  @Test(arguments: ["customer:byron", "customer:ada1815", "customer:ada@mail.example", "ada1815"])
  func bothAreFoundByAnyNameOrAddress(_ text: String) async throws {
    let pair = try await Pair(seed: 71 << 40)
    #expect(try await pair.found(text).count == 1)
    try await pair.shop.join(pair.chat, into: pair.mail)
    #expect(try await pair.found(text) == [pair.letter, pair.talk])
    try await pair.shop.store.undo(by: Shop.ana)
    #expect(try await pair.found(text).count == 1)
  }

  @Test func undoneAllIsAsBeforeAndDoneAgainAsAfter() async throws {
    let pair = try await Pair(seed: 72 << 40)
    let before = try await pair.known()
    let outcome = try await pair.shop.join(pair.chat, into: pair.mail)
    let joined = try await pair.known()
    #expect(joined != before)
    let undone = try await pair.shop.store.undo(by: Shop.ana, outcome.undo)
    #expect(undone.types == ["customer.unmerged"] && undone.leftAlone.isEmpty)
    #expect(try await pair.known() == before)
    #expect(try await pair.shop.sheet(pair.talk).customer?.name == "ada1815")
    #expect(try await pair.shop.sheet(pair.letter).earlier.isEmpty)
    let redone = try await pair.shop.store.redo(by: Shop.ana)
    #expect(redone.types == ["customer.merged"])
    #expect(try await pair.known() == joined)
    let steps = try await pair.shop.steps()
    #expect(steps.map(\.what) == ["joined two customers"] && steps[0].tickets == 0)
  }

  @Test func whatComesLaterIsTheSurvivorsAndGoesWithWhomItCameFrom() async throws {
    var pair = try await Pair(seed: 73 << 40)
    try await pair.shop.join(pair.chat, into: pair.mail)
    let keys = MatchKeys(
      channel: .whatsapp, account: "phone", externalID: nil, raw: "", answers: [],
      recipients: [], subject: "", customer: "+353861234567", orders: [],
      receivedAt: pair.shop.clock.now)
    guard case .match(let contexts) = try await pair.shop.store.ask(.match([keys])) else {
      return
    }
    let known = try #require(contexts[0].customer)
    #expect(known.name == "Ada Byron" && known.identities.count == 2)
    let before = try await pair.known()
    // As intake keeps it: what is known already changes nobody.
    try await pair.shop.store.commit([], facts: [.contact(known)], by: .system)
    #expect(try await pair.known() == before)
    let later = try await pair.shop.arrive(
      from: "+353861234567", says: "Hello?", channel: .whatsapp, customer: known.id)
    #expect(try await pair.shop.sheet(later).customer?.id == pair.mail)
    #expect(try await pair.shop.sheet(pair.letter).earlier.map(\.id) == [later, pair.talk])
    try await pair.shop.store.undo(by: Shop.ana)
    #expect(try await pair.shop.sheet(later).customer?.id == pair.chat)
    #expect(try await pair.shop.sheet(pair.letter).earlier.isEmpty)
  }

  // MARK: - What cannot be

  @Test func whatCannotBeIsRefusedWithAReason() async throws {
    var pair = try await Pair(seed: 74 << 40)
    let third = try await pair.shop.meet("Charles", "charles@mail.example")
    let nobody = CustomerID(high: 1, low: 1)
    func why(_ one: CustomerID, _ other: CustomerID) async throws -> String? {
      try await pair.shop.join(one, into: other).leftAlone.first?.why.sentence
    }
    #expect(try await why(third, third) == "a customer cannot be joined into themselves")
    #expect(try await why(nobody, third) == "there is no such customer")
    #expect(try await why(third, nobody) == "there is no such customer")
    #expect(try await why(pair.chat, pair.mail) == nil)
    #expect(try await why(pair.chat, third) == "the customer is joined into another already")
    #expect(
      try await why(pair.mail, pair.chat)
        == "whom they would be joined into is joined into another")
    let count = try await pair.shop.number("SELECT count(*) FROM event WHERE type LIKE 'cust%'")
    #expect(count == 1)
  }

  /// Two processes join the same two customers, each into the other: one of them is told why not.
  @Test func twoProcessesCannotJoinThemInACircle() async throws {
    let folder = try Folder()
    let pair = try await Pair(folder.file, seed: 75 << 40)
    let other = try Shop(folder.file, clock: pair.shop.clock, seed: 76 << 40)
    async let one = pair.shop.join(pair.chat, into: pair.mail)
    async let two = other.join(pair.mail, into: pair.chat, by: Shop.ben)
    let outcomes = try await [one, two]
    #expect(outcomes.map(\.events.count).sorted() == [0, 1])
    #expect(outcomes.flatMap(\.leftAlone).count == 1)
    #expect(try await pair.shop.store.checkIntegrity(full: true).allSatisfy(\.isFine))
  }

  // MARK: - Chains

  @Test(arguments: [[0, 1], [1, 0]])
  func aChainComesApartInEitherOrder(_ order: [Int]) async throws {
    var pair = try await Pair(seed: 77 << 40)
    let third = try await pair.shop.meet("A. Byron", "byron@work.example")
    let before = try await pair.known()
    let first = try await pair.shop.join(pair.chat, into: pair.mail)
    let second = try await pair.shop.join(pair.mail, into: third)
    #expect(try await pair.shop.sheet(pair.talk).customer?.id == third)
    #expect(try await pair.found("customer:work") == [pair.letter, pair.talk])
    let steps = [try #require(first.undo), try #require(second.undo)]
    let undone = try await pair.shop.store.undo(by: Shop.ana, steps[order[0]])
    #expect(undone.leftAlone.isEmpty)
    let talk = try await pair.shop.sheet(pair.talk).customer?.id
    let letter = try await pair.shop.sheet(pair.letter).customer?.id
    #expect(order[0] == 0 ? talk == pair.chat : talk == pair.mail)
    #expect(order[0] == 0 ? letter == third : letter == pair.mail)
    try await pair.shop.store.undo(by: Shop.ana, steps[order[1]])
    #expect(try await pair.known() == before)
  }

  @Test func whatIsDoneAgainTooLateIsRefused() async throws {
    var pair = try await Pair(seed: 78 << 40)
    let third = try await pair.shop.meet("A. Byron", "byron@work.example")
    let first = try #require(try await pair.shop.join(pair.chat, into: pair.mail).undo)
    try await pair.shop.join(pair.mail, into: third)
    try await pair.shop.store.undo(by: Shop.ana, first)
    let again = try await pair.shop.store.redo(by: Shop.ana, first)
    #expect(
      again.leftAlone.map(\.why.sentence) == [
        "whom they would be joined into is joined into another"
      ])
  }

  // MARK: - Made again

  /// Joins, chains, undo and mail at random: a rebuild makes the same rows, and the chain holds.
  @Test(arguments: [UInt64(79) << 40, 80 << 40, 81 << 40])
  func aRebuildMakesTheSameRows(_ seed: UInt64) async throws {
    var history = try await History(seed: seed)
    var people: [CustomerID] = []
    for number in 0..<7 {
      let id = try await history.shop.meet("Person \(number)", "p\(number)@mail.example")
      history.ids.append(
        try await history.shop.arrive(from: "p\(number)@mail.example", customer: id))
      people.append(id)
    }
    var joined = 0
    for _ in 0..<80 {
      let agent = history.pick([Shop.ana, Shop.ben])
      let (one, other) = (history.pick(people), history.pick(people))
      switch history.pick([0, 1, 2]) {
      case 0: joined += try await history.shop.join(one, into: other, by: agent).events.count
      case 1:
        let steps = try await history.shop.steps(agent).filter { $0.what.contains("customers") }
        if let step = steps.first(where: { !$0.isUndone && !$0.isFinal }) {
          try await history.shop.store.undo(by: agent, step.id)
        }
      default: try await history.live()
      }
    }
    #expect(joined > 3)
    let before = try await history.shop.derived()
    try await history.shop.store.rebuild()
    #expect(try await history.shop.derived() == before)
    let findings = try await history.shop.store.checkIntegrity(full: true)
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
  }

  @Test func theLastEventMayBeACustomers() async throws {
    let pair = try await Pair(seed: 82 << 40)
    try await pair.shop.join(pair.chat, into: pair.mail)
    try await pair.shop.store.undo(by: Shop.ana)
    let findings = try await pair.shop.store.checkIntegrity()
    #expect(findings.allSatisfy { $0.isFine }, "\(findings.filter { !$0.isFine })")
    try await pair.shop.tamper("UPDATE event SET payload = replace(payload, 'customer', 'x')")
    #expect(try await pair.shop.store.checkIntegrity().contains { !$0.isFine })
  }

  // MARK: - Erasing

  @Test(arguments: ["ada.canary@mail.example", "+353861999000"])
  func whoIsErasedIsErasedWithAllWhoAreOneWithThem(_ address: String) async throws {
    var world = try await ErasedWorld()
    let chat = try await world.shop.meet("Chatcanary Person", "+353861999000", on: .whatsapp)
    let talk = try await world.shop.arrive(
      from: "+353861999000", says: "a talkcanary of mine", channel: .whatsapp, customer: chat)
    try await world.shop.join(chat, into: world.ada)
    let done = try #require(try world.erase(address))
    #expect(done.foundAfter == 0 && done.customers == 2 && done.customer == world.ada)
    #expect(try world.found() == [])
    let file = String(
      decoding: try Data(contentsOf: URL(filePath: world.path)).map { $0 < 0x80 ? $0 : 0x20 },
      as: UTF8.self
    ).lowercased()
    for word in ["chatcanary", "talkcanary", "353861999000"] {
      #expect(!file.contains(word), "\(word) is left")
    }
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 83 << 40)
    #expect(try await shop.ticket(talk).erasedAt != nil)
    #expect(try await shop.ticket(world.bens).erasedAt == nil)
    let before = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == before)
    // Nobody is made of them again.
    let undone = try await shop.store.undo(by: Shop.ana)
    #expect(undone.customers.isEmpty)
    let again = try await shop.join(world.ben, into: world.ada)
    #expect(
      again.leftAlone.map(\.why.sentence) == [
        "a customer who is erased can be neither joined nor parted"
      ])
  }

  /// Erasing somebody else leaves a join that can be taken back as it was.
  @Test func anErasureOfOthersLeavesTheStepOfUndo() async throws {
    var world = try await ErasedWorld()
    let one = try await world.shop.meet("Carl Carlson", "carl@mail.example")
    try await world.shop.join(one, into: world.ben)
    _ = try world.erase("ada.canary@mail.example")
    let shop = try Shop(world.folder.file, clock: world.clock, seed: 84 << 40)
    #expect(try await shop.store.undo(by: Shop.ana).customers == [one])
  }
}

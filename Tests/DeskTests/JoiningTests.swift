import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// Saying that a ticket's customer is the same person as another.
@Suite struct JoiningTests {
  private static func customer(
    _ number: UInt64, _ name: String, _ addresses: [(ChannelName, String)]
  ) -> Customer {
    Customer(
      id: DeskFixture.id(number), name: name,
      identities: addresses.map { Identity(channel: $0.0, address: $0.1) },
      since: DeskFixture.now - .days(100))
  }

  private static let chat = customer(7100, "", [(.whatsapp, "+353861234567")])
  private static let work = customer(7101, "P. Nair", [(.email, "nair@work.example")])
  private static let priya: CustomerID = DeskFixture.id(7001)

  private let doubles = [
    CustomerCandidate(chat, [.phone("+353861234567")]),
    CustomerCandidate(
      work, [.home(name: "Priya Nair"), .order(OrderID(channel: .shopify, number: "10482"))]),
  ]

  /// Priya's ticket.
  private func reading(
    _ doubles: [CustomerCandidate], size: Size = Size(80, 24),
    _ change: (inout TicketSheet) -> Void = { _ in }
  ) -> DeskDriver {
    var fixture = DeskFixture.morning
    for id in fixture.sheets.keys {
      guard var sheet = fixture.sheets[id] else { continue }
      sheet.doubles = doubles
      change(&sheet)
      fixture.sheets[id] = sheet
    }
    var desk = DeskDriver(fixture, size: size)
    desk.press("j", "Enter")
    return desk
  }

  private func changes(_ desk: DeskDriver) -> [Change] {
    desk.effects.flatMap { effect -> [Change] in
      if case .commit(let changes, _) = effect { return changes }
      return []
    }
  }

  private func screen(_ desk: DeskDriver, _ size: Size) -> String {
    (0..<size.rows).map(desk.line).joined(separator: "\n")
  }

  @Test func ticketsOfOnePersonAreMergedWithoutAsking() {
    for isJoined in [true, false] {
      var desk = reading([]) { sheet in
        guard isJoined else { return }
        sheet.customer?.identities.append(
          Identity(channel: .email, address: "nair@work.example"))
      }
      desk.refresh { fixture in
        for index in fixture.rows.indices { fixture.rows[index].address = "nair@work.example" }
      }
      desk.press("M")
      desk.type("479\n")
      #expect(desk.bottom.contains("not surely of one customer") == !isJoined, "\(desk.bottom)")
      #expect(changes(desk).count == (isJoined ? 1 : 0))
    }
  }

  @Test(arguments: [Size(80, 24), Size(120, 36), Size(200, 50)])
  func whoMayBeIsShownWithTheReasonAndJoinedWhenToldTwice(_ size: Size) throws {
    var desk = reading(doubles, size: size)
    if size.columns == 80 { desk.press("o") }
    let shown = screen(desk, size)
    #expect(shown.contains("2 may be the same person"), "\(shown)")
    #expect(shown.contains("P join"), "\(shown)")
    #expect(shown.contains("the same phone"), "\(shown)")
    desk.press("P")
    #expect(desk.bottom.contains("who is the same person?"), "\(desk.bottom)")
    #expect(desk.bottom.contains("P. Nair"), "\(desk.bottom)")
    desk.press("2")
    let whole = "P. Nair <nair@work.example> is Priya Nair <priya@customer.example>"
    let short = "P. Nair by email is Priya Nair by email"
    #expect(desk.bottom.contains(size.columns == 80 ? short : whole), "\(desk.bottom)")
    #expect(desk.bottom.contains("one customer"), "\(desk.bottom)")
    #expect(changes(desk).isEmpty, "it is asked once more")
    desk.press("y")
    #expect(changes(desk) == [.joined(Self.work.id, into: Self.priya)])
  }

  @Test func whatBecameOfItIsSaidAndHowToTakeItBack() throws {
    var desk = reading(doubles)
    desk.press("P", "1", "y")
    let effect = try #require(desk.effects.first)
    let change = Change.joined(Self.chat.id, into: Self.priya)
    let event = Event(
      number: 41, ticket: change.ticket, act: change.act, actor: .agent(AgentID("ana")),
      occurredAt: DeskFixture.now, recordedAt: DeskFixture.now)
    var done = desk
    done.send(.outcome(Outcome(events: [event]), of: effect))
    #expect(
      done.bottom.contains("one customer with +353861234567 now · u makes them two again"),
      "\(done.bottom)")
    var refused = desk
    let why = LeftAlone(
      ticket: change.ticket, why: .cannotJoin("the customer is joined into another already"))
    refused.send(.outcome(Outcome(leftAlone: [why]), of: effect))
    #expect(refused.bottom.contains("joined into another already"), "\(refused.bottom)")
    var parted = event
    parted.act = .customerParted(from: Self.priya)
    done.press("u")
    done.send(.outcome(Outcome(events: [parted]), of: try #require(done.effects.first)))
    #expect(done.bottom.contains("they are two customers"), "\(done.bottom)")
  }

  @Test func anybodyIsNamedByAddressPhoneOrTicket() throws {
    var desk = reading([])
    desk.press("P")
    desk.type("#12\n")
    let question = Question.customers(named: "#12")
    #expect(desk.allEffects.contains(.ask(question)))
    var none = desk
    none.send(.answer(question, .customers([])))
    #expect(none.bottom.contains("nobody is known as #12"), "\(none.bottom)")
    var same = desk
    same.send(.answer(question, .customers([Self.customer(7001, "Priya Nair", [])])))
    #expect(same.bottom.contains("that is this customer already"), "\(same.bottom)")
    var several = desk
    several.send(.answer(question, .customers([Self.chat, Self.work])))
    #expect(several.bottom.contains("which of them?"), "\(several.bottom)")
    desk.send(.answer(question, .customers([Self.work])))
    desk.press("y")
    #expect(changes(desk) == [.joined(Self.work.id, into: Self.priya)])
  }

  @Test func sayingNoJoinsNobody() throws {
    var desk = reading(doubles)
    desk.press("P", "1", "Esc")
    #expect(changes(desk).isEmpty)
  }

  /// The ticket's own order comes first, and the customer takes few lines.
  @Test(arguments: [Size(80, 24), Size(120, 36), Size(200, 50)])
  func moreAddressesThanThereIsRoomForAreCounted(_ size: Size) throws {
    var desk = reading([], size: size, Self.know)
    if size.columns == 80 { desk.press("o") }
    let shown = screen(desk, size)
    #expect(shown.contains("Also P. Nair"), "\(shown)")
    #expect((1...6).count { shown.contains("p\($0)@mail.example") } == 4, "\(shown)")
    #expect(shown.contains("and 2 more addresses"), "\(shown)")
    #expect(shown.contains("3 tickets, 1 open"), "\(shown)")
    let order = try #require(shown.range(of: "Order #10482"))
    let name = try #require(shown.range(of: "Also P. Nair"))
    #expect(order.lowerBound < name.lowerBound)
    var sheet = try #require(desk.desk.ticket?.sheet)
    Self.know(&sheet)
    let narrow = OrderText.lines(
      sheet, width: 24, setting: desk.fixture.setting, now: DeskFixture.now
    ).map { $0.map(\.text).joined() }
    #expect(narrow.count { $0.contains("@mail.example") } == 1, "\(narrow)")
    #expect(narrow.contains { $0.contains("and 5 more addresses") }, "\(narrow)")
  }

  private static func know(_ sheet: inout TicketSheet) {
    sheet.customer?.identities = (1...6).map {
      Identity(channel: .email, address: "p\($0)@mail.example")
    }
    sheet.customer?.otherNames = ["P. Nair"]
    sheet.dealings.tickets = 3
    sheet.dealings.openTickets = 1
    sheet.dealings.orders = 2
    sheet.dealings.value = [Money(Decimal(38.9), "EUR"), Money(12, "USD")]
  }
}

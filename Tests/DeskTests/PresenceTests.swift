import Desk
import Domain
import Terminal
import TestKit
import Testing

private let priya: TicketID = DeskFixture.id(482)
private let ana = AgentID("ana")
private let ben = AgentID("ben")

/// What colleagues see of each other.
@Suite struct PresenceTests {
  private func withBen(isWriting: Bool) -> DeskFixture {
    var fixture = DeskFixture.morning
    fixture.others = [
      Presence(
        agent: ben, ticket: priya, isWriting: isWriting,
        since: DeskFixture.moment("2026-11-25T12:01:00Z"))
    ]
    return fixture
  }

  private func told(_ desk: DeskDriver) -> [Presence?] {
    desk.allEffects.compactMap {
      if case .present(let presence) = $0 { .some(presence) } else { nil }
    }
  }

  @Test func openingWritingAndLeavingAreToldOnceEach() {
    var desk = DeskDriver(.morning)
    desk.press("j")
    #expect(told(desk).isEmpty, "moving tells nobody anything")
    desk.press("Enter")
    #expect(told(desk).map(\.?.ticket) == [priya])
    #expect(told(desk).map(\.?.isWriting) == [false])
    desk.press("r")
    #expect(told(desk).isEmpty, "an empty answer is none")
    desk.type("Hi Priya")
    #expect(told(desk).map(\.?.isWriting) == [true])
    desk.press("Esc")
    #expect(told(desk).map(\.?.isWriting) == [false])
    desk.press("q")
    #expect(told(desk) == [nil])
    desk.press("Enter", "C-x")
    desk.send(.hangUp)
    #expect(told(desk) == [nil])
    #expect(desk.allEffects.last == .quit)
  }

  @Test func whoReadsStandsInTheListAndAboveTheTicket() {
    var desk = DeskDriver(withBen(isWriting: false))
    #expect(desk.canvas.text.contains("Ben reads Mug"))
    desk.press("j", "Enter")
    #expect(desk.line(0).contains("Ben reads"), "\(desk.line(0))")
    desk.press("r")
    #expect(!desk.canvas.text.contains("Ben writes"))
    #expect(desk.bottom.contains("send"), "who reads is in nobody's way: \(desk.bottom)")
  }

  @Test func whoWritesIsToldBeforeAnotherAnswerIsBegun() {
    var desk = DeskDriver(withBen(isWriting: true))
    #expect(desk.canvas.text.contains("Ben writes Mug"))
    desk.press("j", "r")
    #expect(desk.bottom.contains("Ben writes here since 12:01"), "\(desk.bottom)")
    #expect(desk.canvas.text.contains("! Ben writes here since 12:01"))
    desk.refresh { $0.others = [] }
    #expect(!desk.canvas.text.contains("! Ben writes"))
  }

  @Test func aDeskThatEndedWithoutAWordIsLookedForEveryFewSeconds() {
    var desk = DeskDriver(withBen(isWriting: true))
    let soon = Effect.remind(.company, after: .seconds(5))
    desk.send(.reminded(.company))
    #expect(desk.allEffects.contains(soon), "Ben may go at any time")
    #expect(desk.canvas.text.contains("Ben writes"))
    desk.fixture.others = []
    desk.send(.reminded(.company))
    #expect(!desk.canvas.text.contains("Ben writes"))
    #expect(!desk.allEffects.contains(soon))
    desk.send(.reminded(.company))
    #expect(!desk.allEffects.contains(.ask(.presence(agent: ana))), "nobody is there to be missed")
  }
}

import Desk
import Domain
import Terminal
import TestKit
import Testing

@Suite struct SplittingTests {
  private func reading() -> DeskDriver {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter")
    return desk
  }

  /// What was asked of the store, without the identifier that only this desk knows.
  private func asked(_ desk: DeskDriver) -> (origin: TicketID, messages: [MessageID])? {
    for case .commit(let changes, _) in desk.effects {
      if case .split(let split) = changes.first?.act { return (split.origin, split.messages) }
    }
    return nil
  }

  @Test func theMessageOneReadsGoesAloneOrWithAllAfterIt() throws {
    var desk = reading()
    desk.press("g", "g", "X")
    let messages = try #require(desk.desk.ticket?.sheet?.messages.map(\.id))
    #expect(desk.bottom.contains("a ticket of its own: "), "\(desk.bottom)")
    #expect(desk.bottom.contains("o only this") && desk.bottom.contains("a and "))
    var alone = desk
    alone.press("o")
    #expect(asked(alone)?.messages == [messages[0]])
    desk.press("a")
    #expect(asked(desk)?.messages == messages)
  }

  @Test func theLastGoesWithoutAQuestion() throws {
    var desk = reading()
    desk.press("G")
    desk.press(":")
    desk.type("split only\n")
    let sheet = try #require(desk.desk.ticket?.sheet)
    #expect(asked(desk)?.origin == sheet.ticket.id)
    #expect(asked(desk)?.messages.count == 1)
  }

  @Test func whatIsNeitherIsSaid() {
    var desk = reading()
    desk.press(":")
    desk.type("split both\n")
    #expect(desk.bottom.contains("say `only` this message"), "\(desk.bottom)")
    #expect(asked(desk) == nil)
  }
}

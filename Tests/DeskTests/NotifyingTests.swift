import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

@Suite struct NotifyingTests {
  private static let all: Set<Occasion> = Set(Occasion.allCases)

  private func desk(_ wishes: Notifications, _ change: (inout DeskFixture) -> Void = { _ in })
    -> DeskDriver
  {
    var fixture = DeskFixture.morning
    fixture.setting.notifications = wishes
    change(&fixture)
    return DeskDriver(fixture)
  }

  private func row(_ desk: DeskDriver, urgent: Bool) -> InboxRow {
    var row = desk.fixture.rows[1]
    row.id = DeskFixture.id(600)
    row.customer = "-n \u{1B}]2;evil\u{07} Nora"
    row.subject = "Iceland"
    row.lastMessageAt = DeskFixture.now
    row.priority = urgent ? .urgent : .normal
    return row
  }

  @Test func whatIsNewRingsShowsAndRunsAsWished() {
    var quietly = desk(Notifications(bell: [.newUrgent], title: [.new], desktop: [.newUrgent]))
    let plain = row(quietly, urgent: false)
    quietly.refresh { $0.rows.append(plain) }
    #expect(quietly.effects.count == 1, "\(quietly.effects)")
    guard case .title(let text)? = quietly.effects.first else { return }
    #expect(text.hasPrefix("new: -n ␛"))
    #expect(text.unicodeScalars.allSatisfy { !TextFlow.isForbidden($0) })
    #expect(quietly.desk.clock == DeskFixture.now)

    var loudly = desk(Notifications(bell: Self.all, title: Self.all, desktop: Self.all))
    let urgent = row(loudly, urgent: true)
    loudly.refresh { $0.rows.append(urgent) }
    #expect(loudly.effects.contains(.bell))
    #expect(
      loudly.effects.contains {
        if case .notify(let text) = $0 { text.hasPrefix("urgent: ") } else { false }
      })
    loudly.press("j")
    #expect(loudly.effects == [.title("")], "the next key takes the news from the title")
    loudly.press("j")
    #expect(loudly.effects == [])
  }

  @Test func whatIsNewIsToldWhateverTheListShows() {
    var desk = desk(Notifications(bell: [.newUrgent]))
    desk.press("/")
    desk.type("tag:nothing\n")
    #expect(desk.desk.inbox.total == 0)
    let urgent = row(desk, urgent: true)
    desk.refresh { $0.rows.append(urgent) }
    #expect(desk.effects == [.bell])
    desk.refresh { _ in }
    #expect(desk.effects == [], "once")
    // Going to another view is no news.
    desk.press("g", "1")
    #expect(desk.effects == [])
  }

  @Test func aNewMessageInAnOldTicketIsToldToo() {
    var desk = desk(Notifications(bell: [.new]))
    desk.refresh { fixture in
      fixture.rows[1].isUnread = true
      fixture.rows[1].lastMessageAt = DeskFixture.now
    }
    #expect(desk.effects == [.bell])
    desk.refresh { $0.rows[1].tags = [] }
    #expect(desk.effects == [], "nothing was said")
  }

  @Test func byDefaultOnlyTheBellRingsForWhatIsUrgent() {
    var plain = DeskDriver(.morning)
    let (first, second) = (row(plain, urgent: false), row(plain, urgent: true))
    plain.refresh { $0.rows.append(first) }
    #expect(plain.effects == [])
    var urgent = DeskDriver(.morning)
    urgent.refresh { $0.rows.append(second) }
    #expect(urgent.effects == [.bell])
  }

  @Test func anAnswerThatFailsIsToldOnce() {
    var desk = desk(Notifications(bell: [.replyFailed], desktop: [.replyFailed])) {
      $0.outbox = Array(DeskFixture.morningWithOutbox.outbox.prefix(1))
    }
    #expect(desk.effects == [])
    desk.refresh { $0.outbox[0].state = .refused }
    #expect(desk.effects == [.bell, .notify("answer to #481 refused")])
    desk.refresh { _ in }
    #expect(desk.effects == [])
  }

  @Test func whatNeedsSomeoneWhenTheDeskOpensIsNoNews() {
    let desk = desk(Notifications(bell: [.replyFailed])) {
      $0.outbox = DeskFixture.morningWithOutbox.outbox
    }
    #expect(!desk.allEffects.contains(.bell))
  }

  @Test func aTicketThatIsAboutToBeOverdueIsToldOncePerDueTime() throws {
    var desk = desk(Notifications(bell: [.dueSoon], desktop: [.dueSoon]))
    desk.send(.minute(DeskFixture.now))
    let question = try #require(
      desk.allEffects.compactMap { if case .ask(let question) = $0 { question } else { nil } }.first
    )
    var row = desk.fixture.rows[2]
    row.due = DeskFixture.now + .minutes(12)
    func page(_ rows: [InboxRow]) -> Action {
      .answer(question, .inbox(InboxPage(rows: rows, offset: 0, total: rows.count, seen: 41)))
    }
    desk.send(page([row]))
    #expect(
      desk.effects == [
        .bell, .notify("#479 due in 12m: tom_collector, Wrong size, can I swap?"),
      ])
    #expect(desk.desk.inbox.total == 7, "the list is not touched by it")
    desk.send(page([row]))
    #expect(desk.effects == [])
    row.due = DeskFixture.now + .minutes(14)
    desk.send(page([row]))
    #expect(desk.effects.count == 2)
    row.due = DeskFixture.now - .minutes(1)
    desk.send(page([row]))
    #expect(desk.effects == [], "what is over time is no longer about to be")
  }

  @Test func nobodyIsAskedWhereNobodyWantsToHear() {
    var desk = DeskDriver(.morning)
    desk.send(.minute(DeskFixture.now))
    #expect(desk.allEffects == [])
  }

  @Test func inQuietHoursOnlyTheTitleTells() throws {
    let quiet = try #require(QuietHours(reading: "14:00-15:00"))
    var desk = desk(
      Notifications(bell: Self.all, title: Self.all, desktop: Self.all, quiet: quiet))
    let urgent = row(desk, urgent: true)
    desk.refresh { $0.rows.append(urgent) }
    #expect(desk.effects.count == 1)
    #expect(!desk.effects.contains(.bell))
  }

  @Test(arguments: [
    ("20:00-08:00", "2026-11-25T19:59:00Z", false), ("20:00-08:00", "2026-11-25T20:00:00Z", true),
    ("20:00-08:00", "2026-11-25T07:59:59Z", true), ("20:00-08:00", "2026-11-25T08:00:00Z", false),
    // Dublin is an hour ahead in summer.
    ("12:00-13:30", "2026-07-01T11:00:00Z", true), ("12:00-13:30", "2026-07-01T12:30:00Z", false),
  ])
  func quietHoursFollowTheClocksOfTheShop(_ text: String, _ moment: String, _ isQuiet: Bool) throws
  {
    let hours = try #require(QuietHours(reading: text))
    let zone = try #require(TimeZone(identifier: "Europe/Dublin"))
    #expect(hours.contains(DeskFixture.moment(moment), in: zone) == isQuiet)
  }

  @Test(arguments: [
    "", "20:00", "20-08", "24:00-08:00", "20:60-08:00", "08:00-08:00", "a-b", "1:1-2:2",
  ])
  func otherTextsAreNoQuietHours(_ text: String) {
    #expect(QuietHours(reading: text) == nil)
  }
}

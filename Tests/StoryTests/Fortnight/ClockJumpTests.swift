import Domain
import Mailbox
import Store
import TestKit
import Testing

/// R7: clocks that are set while the program runs, and days of 25 hours.
@Suite(.timeLimit(.minutes(5))) struct ClockJumpTests {
  private static let start = "2026-10-24T10:00:00Z"
  private static let jumps: [Span] = [
    .days(3), .days(3 * 365), .minutes(-10), .days(-3), .days(-10),
  ]

  @Test(arguments: jumps)
  func aClockThatIsSetMakesNothingReadTwiceNorSkipped(_ jump: Span) async throws {
    try await MailShop.with(from: Self.start) { shop in
      let store = try shop.store(seed: 1)
      let process = try SyncProcess(of: shop, seed: 2)
      var pulls = 0
      for minute in 1...30 {
        shop.clock.pass(.minutes(1))
        if minute == 15 {
          pulls = shop.book.pulls
          shop.clock.jump(jump)
        }
        var letter = NumberedLetter(minute)
        // Two come in every second minute, and what they say of themselves is not true.
        letter.date = shop.clock.elapsed + .days(minute % 2 == 0 ? -400 : 400)
        letter.answers = ["the-first@customer.example"]
        let arrival = shop.clock.elapsed - .minutes(Int64(minute % 2))
        await shop.server.deliver(letter.bytes, receivedAt: arrival.date)
        try await eventually("letter \(minute) is here") {
          try await store.ledger()[.ticketed] == minute
        }
      }
      let fetched = shop.book.fetched
      #expect(fetched.count == 30 && fetched.values.allSatisfy { $0 == 1 })
      let messages = try await store.messages()
      #expect(messages.map(\.letter) == Array(1...30), "taken in as they came")
      // A look each minute and one for each letter, and as many again: no storm.
      #expect(shop.book.pulls - pulls <= 4 * 16)
      try await process.end()
    }
  }

  /// It is found again once its window is over, whatever the clock said when it was accepted.
  @Test(arguments: jumps)
  func aReplyLeavesOnceWhateverTheClockIsSetTo(_ jump: Span) async throws {
    try await MailShop.with(from: Self.start) { shop in
      let process = try SyncProcess(of: shop, seed: 2)
      var agents = Agents(try shop.store(seed: 5), shop.clock, seed: 3)
      await shop.server.deliver(
        NumberedLetter(1).bytes, receivedAt: shop.clock.elapsed.date)
      try await eventually("the letter is here") {
        try await agents.store.ledger()[.ticketed] == 1
      }
      let sleeping = shop.clock.sleeping
      try await agents.reply(window: .seconds(10))
      try await eventually("an alarm is set") { shop.clock.sleeping > sleeping }
      shop.clock.pass(.seconds(5))
      shop.clock.jump(jump)
      for minute in 1...12 where await shop.server.sent.isEmpty {
        shop.clock.pass(.minutes(1))
        try await eventually("what woke sleeps again, at minute \(minute)") {
          await !shop.server.sent.isEmpty || (shop.book.isIdle && shop.clock.sleeping >= sleeping)
        }
      }
      try await eventually("it has left", within: .seconds(10)) {
        await shop.server.sent.count == 1
      }
      try await eventually("it is filed") {
        try await agents.store.outbox(includingSent: true).allSatisfy(\.isFiled)
      }
      try await process.end()
    }
  }

  /// In the night to 25 October the shop's clocks go back: what came in that day came in 25 hours.
  @Test func theDayOnWhichTheClocksGoBackHas25Hours() async throws {
    try await MailShop.with(from: "2026-10-23T22:30:00Z") { shop in
      let store = try shop.store(seed: 1)
      let process = try SyncProcess(of: shop, seed: 2)
      for hour in 1...73 {
        shop.clock.pass(.hours(1))
        var letter = NumberedLetter(hour)
        letter.date = shop.clock.elapsed
        await shop.server.deliver(letter.bytes, receivedAt: shop.clock.elapsed.date)
        try await eventually("letter \(hour) is here") {
          try await store.ledger()[.ticketed] == hour
        }
      }
      try await process.end()
      let question = Question.ledgerDays(since: Instant(milliseconds: 0), MailShop.zone)
      guard case .ledgerDays(let days) = try await store.ask(question) else { return }
      #expect(days.map(\.fetched) == [24, 25, 24])
      let zone = MailShop.zone
      let dates = try await store.messages().compactMap { $0.date?.rfc3339(in: zone) }
      #expect(dates.filter { $0.hasPrefix("2026-10-25T01:30:00") }.count == 2)
      #expect(shop.book.fetched.values.allSatisfy { $0 == 1 })
    }
  }
}

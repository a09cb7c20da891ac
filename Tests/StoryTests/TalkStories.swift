import ChannelKit
import Domain
import Foundation
import Store
import TestKit
import Testing
import Twilio

@testable import App

/// A customer writes where there is a shop's own interface, the agent answers from a template, and
/// the answer stands in the right conversation once, whatever goes wrong on the way.
@Suite struct TalkStories {
  /// A channel, and what goes wrong at each step.
  struct Story: Sendable, CustomTestStringConvertible {
    let simulator: any Simulator.Type
    /// What goes wrong while the message is fetched.
    var coming: SmallShop.Mishap?
    /// What goes wrong while the answer goes out.
    var going: SmallShop.Mishap?
    /// What goes wrong while one looks whether there is more.
    var afterwards: SmallShop.Mishap?

    init(
      _ type: String, coming: SmallShop.Mishap? = nil, going: SmallShop.Mishap? = nil,
      afterwards: SmallShop.Mishap? = nil
    ) {
      let known = Catalogue.simulators.first { $0.channel.profile.type == type }
      guard let known else { preconditionFailure("\(type) has no double") }
      simulator = known
      (self.coming, self.going, self.afterwards) = (coming, going, afterwards)
    }

    var channel: String { simulator.account.channel.rawValue }
    /// What finds both conversations, and nothing else that came from there.
    var query: String { "channel:\(channel) samovar" }

    var testDescription: String {
      let mishaps = [coming, going, afterwards].map { $0.map { "\($0)" } ?? "well" }
      return "\(simulator.channel.profile.title): \(mishaps.joined(separator: ", "))"
    }

    static let all = [
      Story("instagram"),
      Story("instagram", coming: .cut, going: .lostAnswer, afterwards: .page(status: 502)),
      Story(
        "instagram", coming: .slowDown(retryAfter: "5"), going: .away, afterwards: .lostAnswer),
      Story("telegram"),
      Story("telegram", coming: .status(500), going: .away, afterwards: .short),
      Story(
        "ebay", coming: .lostAnswer, going: .slowDown(retryAfter: "7"), afterwards: .away),
      Story(
        "mirakl", coming: .page(status: 200), going: .away, afterwards: .slowDown(retryAfter: nil)),
    ]
  }

  private static func shop() -> SmallShop {
    SmallShop(SmallShop.State(now: Stage.morning))
  }

  @Test(arguments: Story.all)
  func aMessageIsAnsweredFromATemplateOnce(_ story: Story) async throws {
    let shop = Self.shop()
    try await Stage.play(marketplace: shop, by: story.simulator) { stage in
      try await receive(story, shop, stage)
      try await answer(story, stage)
      if let mishap = story.going { await shop.planForChange(mishap) }
      stage.clock.pass(.seconds(11))
      try await stage.eventually("the answer is there, and known to be") { stage in
        stage.clock.pass(.minutes(1))
        await shop.keepTime(with: stage)
        let isThere = await shop.said(in: "7788").count == 2
        return try await stage.outbox.isEmpty && isThere
      }
      if let mishap = story.afterwards { await shop.plan(mishap) }
      let asked = await shop.requests.count
      try await stage.eventually("one has looked again") { stage in
        stage.clock.pass(.minutes(2))
        await shop.keepTime(with: stage)
        return await shop.requests.count > asked + 2
      }
      let said = await shop.said(in: "7788")
      #expect(said.count == 2 && said.last?.contains("lovely to read") == true, "\(said)")
      #expect(await shop.said(in: "7799") == ["Is the samovar blue?"])
      #expect(try await stage.count(story.query) == 2)
      let sheet = try await stage.ticket(on: story.channel, with: "samovar is lovely")
      #expect(sheet.messages.map(\.direction) == [.inbound, .outbound])
      #expect(sheet.ticket.status == .pending)
    }
  }

  /// Two customers write; their messages come in, whatever goes wrong with the first look.
  private func receive(_ story: Story, _ shop: SmallShop, _ stage: Stage) async throws {
    await shop.keepTime(with: stage)
    await shop.change { state in
      state.say(
        "The samovar is lovely, thank you!", in: "7788", subject: "My samovar",
        customer: Party(name: "Ada Byron", address: "7788"))
      state.say(
        "Is the samovar blue?", in: "7799", subject: "Another samovar",
        customer: Party(name: "Bo Lind", address: "7799"))
    }
    if let mishap = story.coming { await shop.plan(mishap) }
    try await stage.eventually("both are here") { stage in
      stage.clock.pass(.minutes(1))
      await shop.keepTime(with: stage)
      return try await stage.count(story.query) == 2
    }
  }

  /// Opens Ada's ticket, answers it from a template and sends it.
  private func answer(_ story: Story, _ stage: Stage) async throws {
    let screen = stage.screen
    try await screen.search("channel:\(story.channel) samovar lovely", finds: 1)
    try await screen.openTicket()
    try await screen.beginAnswer()
    try await screen.insertTemplate("thanks")
    try await screen.sees("lovely to read")
    screen.press("C-x C-s")
    try await screen.sees("Enter sends")
    screen.press("Enter")
    try await screen.sees("waits to leave")
  }

  // MARK: - On the telephone

  /// Voicemail is heard of, and answered by a call, which closes the wait.
  @Test(arguments: [nil, SmallShop.Mishap.status(503), .lostAnswer])
  func voicemailIsATicketThatACallAnswers(_ mishap: SmallShop.Mishap?) async throws {
    let shop = Self.shop()
    try await Stage.play(marketplace: shop, by: TwilioCallsSimulator.self) { stage in
      let screen = stage.screen
      await shop.keepTime(with: stage)
      await shop.change { state in
        let voice = Posting.File(name: "voice.mp3", type: "audio/mpeg", bytes: [1, 2, 3])
        state.say(
          "spoken", in: "+15550199", files: [voice],
          customer: Party(name: "ADA BYRON", address: "+15550199"))
        state.say(
          "missed", in: "+15550177", customer: Party(name: "", address: "+15550177"))
      }
      // The list, and then what was spoken, cannot be had at first.
      if let mishap {
        await shop.plan(mishap)
        await shop.plan(mishap, at: 3)
      }
      try await stage.eventually("both calls are here") { stage in
        stage.clock.pass(.minutes(1))
        await shop.keepTime(with: stage)
        return try await stage.count("channel:phone") == 2
      }
      try await screen.search("channel:phone voicemail", finds: 1)
      try await screen.openTicket()
      try await screen.sees("Voicemail, 41 s.", "voicemail.mp3")
      screen.press("r")
      try await screen.sees("─ reply")
      screen.type("Hello")
      screen.press("C-x C-s")
      try await screen.sees("a call is answered by a call")
      // Ana rings her; the number's own list of calls says so.
      await shop.keepTime(with: stage)
      await shop.change { $0.say("called", in: "+15550199", by: .us) }
      if let mishap { await shop.plan(mishap) }
      try await stage.eventually("the call is here") { stage in
        stage.clock.pass(.minutes(1))
        await shop.keepTime(with: stage)
        return try await stage.ticket(on: "phone", with: "Voicemail").messages.count == 2
      }
      let sheet = try await stage.ticket(on: "phone", with: "Voicemail")
      #expect(sheet.messages.map(\.direction) == [.inbound, .outbound])
      #expect(sheet.messages.last?.body.visible.hasPrefix("We called") == true)
      #expect(sheet.messages.first?.attachments.map(\.bytes) == [3])
      #expect(try await stage.count("channel:phone") == 2)
    }
  }
}

extension SmallShop {
  fileprivate func said(in talk: String) -> [String] {
    state.talks.first { $0.id == talk }?.words.map(\.text) ?? []
  }

  /// Its clock goes with everybody's.
  fileprivate func keepTime(with stage: Stage) {
    let now = stage.clock.now
    change { $0.now = now }
  }
}

extension Stage {
  /// The only ticket of a channel in which somebody says this.
  fileprivate func ticket(on channel: String, with words: String) async throws -> TicketSheet {
    let page = try await store.inbox(
      try Query.parse("channel:\(channel)", zone: .gmt), sort: .newest, limit: 99, agent: agent.id)
    for row in page.rows {
      if let sheet = try await store.ticket(row.id, agent: agent.id),
        sheet.messages.contains(where: { $0.body.visible.contains(words) })
      {
        return sheet
      }
    }
    throw Overdue(what: "a ticket on \(channel) says \(words)")
  }
}

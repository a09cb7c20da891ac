import ChannelKit
import Domain
import Foundation
import Mastodon
import Meta
import Testing
import Twilio
import Wire

/// Customers write where people chat and post, judged by what the agent sees and by what is said
/// there afterwards.
@Suite struct ChatTests {
  private static func shop(_ customer: String, _ words: String, ago: Span) -> SmallShop {
    var state = SmallShop.State(now: Stage.morning - ago)
    state.say(words, in: customer, customer: Party(name: "Ada Byron", address: customer))
    state.now = Stage.morning
    return SmallShop(state)
  }

  /// Opens the only ticket of a channel and begins an answer.
  private func begin(_ words: String, on channel: String, _ stage: Stage) async throws {
    let screen = stage.screen
    screen.press("/")
    screen.type("channel:\(channel)")
    try await screen.sees("will it come")
    screen.press("Enter")
    try await screen.sees("enter open")
    screen.press("Enter")
    try await screen.sees("r reply")
    screen.press("r")
    try await screen.sees("reply to")
    screen.type(words)
    try await screen.sees(words)
  }

  @Test func aChatOnWhatsAppSaysHowLongIsLeftAndIsAnswered() async throws {
    let shop = Self.shop("+15550199", "Hello, will it come today?", ago: .hours(20))
    try await Stage.play(marketplace: shop, by: TwilioWhatsAppSimulator.self) { stage in
      try await begin("It left us this morning.", on: "whatsapp", stage)
      try await stage.screen.sees("reply to +15550199, by WhatsApp", "left to answer")
      stage.screen.press("C-x C-s")
      try await stage.screen.sees("Enter sends")
      stage.screen.press("Enter")
      try await stage.screen.sees("waits to leave")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("it is there") { _ in
        await shop.state.talks.first?.words.map(\.text).last == "It left us this morning."
      }
      try await stage.eventually("the outbox is empty") { try await $0.outbox.isEmpty }
    }
  }

  @Test func aTextMessageIsAnsweredOnceThoughNobodyToldThatItArrived() async throws {
    let shop = Self.shop("+15550199", "Hello, will it come today?", ago: .hours(50))
    try await Stage.play(marketplace: shop, by: TwilioSMSSimulator.self) { stage in
      await shop.planForChange(.lostAnswer)
      try await begin("It left us this morning.", on: "sms", stage)
      stage.screen.press("C-x C-s")
      try await stage.screen.sees("Enter sends")
      stage.screen.press("Enter")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("it is known to have left") { stage in
        stage.clock.pass(.minutes(1))
        let isThere = await shop.state.talks.first?.words.count == 2
        let isEmpty = try await stage.outbox.isEmpty
        return isThere && isEmpty
      }
      #expect(await shop.state.talks.first?.words.count == 2)
    }
  }

  @Test func aPublicAnswerIsAskedAboutOnce() async throws {
    let shop = Self.shop("ada", "Hello, will it come today?", ago: .hours(2))
    try await Stage.play(marketplace: shop, by: MastodonSimulator.self) { stage in
      try await begin("It left us this morning.", on: "mastodon", stage)
      try await stage.screen.sees("in public")
      stage.screen.press("C-x C-s")
      try await stage.screen.sees("everybody may read it", "Enter confirms")
      stage.screen.press("Enter")
      try await stage.screen.sees("Enter sends, for everybody to read")
      stage.screen.press("Enter")
      try await stage.screen.sees("waits to leave")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("it is there") { _ in
        await shop.state.talks.first?.words.map(\.text).last == "It left us this morning."
      }
      let sent = try #require(await shop.requests.last { $0.method == .post })
      #expect(String(decoding: sent.body, as: UTF8.self).contains("\"visibility\":\"public\""))
    }
  }

  @Test func aChatOnMessengerIsAnsweredAfterADay() async throws {
    let shop = Self.shop("7788", "Hello, will it come today?", ago: .hours(30))
    try await Stage.play(marketplace: shop, by: MessengerSimulator.self) { stage in
      try await begin("It left us this morning.", on: "messenger", stage)
      try await stage.screen.sees("reply to Ada Byron, by Messenger", "5d left")
      stage.screen.press("C-x C-s")
      try await stage.screen.sees("Enter sends")
      stage.screen.press("Enter")
      try await stage.screen.sees("waits to leave")
      stage.clock.pass(.seconds(11))
      try await stage.eventually("it is there") { _ in
        await shop.state.talks.first?.words.map(\.text).last == "It left us this morning."
      }
    }
  }
}

import ChannelKit
import Domain
import Foundation
import Mastodon
import Testing
import Wire

/// What Mastodon does that others do not.
@Suite struct MastodonTests {
  private let double = TalkDouble(simulator: MastodonSimulator.self)

  /// Ada asks in private about an order, Bo in public about none.
  private func server() -> SmallShop {
    var state = SmallShop.State(now: opening)
    state.say("Where is order 1001?", in: "ada", order: "1001", customer: Party(address: "ada"))
    state.now = state.now + .minutes(1)
    state.say("Do you sell mugs?", in: "bo", customer: Party(name: "Bo", address: "bo"))
    return SmallShop(state)
  }

  @Test(arguments: [("ada", "direct"), ("bo", "public")])
  func anAnswerIsReadByThoseWhoReadWhatItAnswers(_ who: String, _ visibility: String) async throws {
    let shop = server()
    let postings = try await double.pullAll(at: shop).postings
    let posting = try #require(double.postings(postings, with: who).first)
    var reply = double.answer("Yes.", to: posting, at: await shop.state.now)
    reply.audience = posting.audience
    let sink = double.sink(at: shop)
    _ = try await sink.send(try sink.parcel(for: reply, files: []))
    let request = try #require(await shop.requests.last)
    let body = JSONNode(try JSONValue(parsing: request.body))
    #expect(body["visibility"].words == visibility)
    #expect(body["status"].words == "@\(who)@social.example Yes.")
    #expect(request.headers["Idempotency-Key"] == reply.id.description)
  }

  /// Who says nothing of it is answered in private.
  @Test func anAnswerIsPrivateUnlessSaidOtherwise() async throws {
    let shop = server()
    let postings = try await double.pullAll(at: shop).postings
    let posting = try #require(double.postings(postings, with: "bo").first)
    let reply = double.answer("Yes.", to: posting, at: await shop.state.now)
    let parcel = try double.sink(at: shop).parcel(for: reply, files: [])
    #expect(String(decoding: parcel.bytes, as: UTF8.self).contains("\"visibility\":\"direct\""))
  }

  @Test func wordsComeWithoutTheNamesTheyGoTo() async throws {
    let postings = try await double.pullAll(at: server()).postings
    #expect(postings.map(\.text).contains("<p>Do you sell mugs?</p>"))
    #expect(postings.map(\.subject).contains("Do you sell mugs?"))
  }

  /// 500 with the name; of a name its server does not count, and an address counts 23.
  @Test(arguments: [
    (String(repeating: "a", count: 496), true), (String(repeating: "a", count: 497), false),
    (String(repeating: "é", count: 496), true), (String(repeating: "👩‍👩‍👧", count: 496), true),
    (
      String(repeating: "a", count: 472)
        + " https://example.com/\(String(repeating: "b", count: 99))", true
    ),
    (String(repeating: "a", count: 473) + " https://example.com/", false),
    (String(repeating: "a", count: 492) + " @bo@very.long.example", true),
  ])
  func theLengthIsCountedAsTheServerDoes(_ text: String, _ fits: Bool) async throws {
    let shop = server()
    let postings = try await double.pullAll(at: shop).postings
    let posting = try #require(double.postings(postings, with: "bo").first)
    let reply = double.answer(text, to: posting, at: await shop.state.now)
    let parcel = try? double.sink(at: shop).parcel(for: reply, files: [])
    #expect((parcel != nil) == fits)
  }

  @Test func whatOthersSayInTheThreadIsTheirs() async throws {
    let status = { (id: String, from: String, to: String, answers: String) in
      """
      {"id":"\(id)","created_at":"2026-03-02T09:30:00.000Z","visibility":"unlisted",
       "spoiler_text":"","content":"<p>Hm</p>","in_reply_to_id":\(answers),
       "account":{"id":"\(from)","acct":"\(from)","username":"\(from)","display_name":""},
       "mentions":[{"acct":"\(to)"}],"media_attachments":[]}
      """
    }
    let transport = FixedTransport(answers: [
      (
        "/notifications",
        """
        [{"id":"9","type":"mention","created_at":"2026-03-02T09:30:00.000Z",
          "status":\(status("5", "bo@far.example", "shop", "\"4\""))}]
        """
      ),
      (
        "/statuses/5/context",
        """
        {"ancestors":[\(status("1", "ada", "shop", "null")),\(status("2", "shop", "ada", "\"1\"")),
          \(status("3", "bo@far.example", "shop", "\"1\"")),
          \(status("4", "shop", "bo@far.example", "\"3\""))],"descendants":[]}
        """
      ),
    ])
    let channel = MastodonChannel(
      account: MastodonSimulator.account, transport: transport,
      credentials: MastodonSimulator.credentials)
    let first = try await channel.messages(after: nil)
    let posting = try #require(
      try await channel.messages(after: first.next).arrivals.first?.posting)
    #expect(posting.conversation == "1")
    #expect(Set(posting.neighbours ?? []) == ["3", "4"])
    #expect(posting.from.address == "bo@far.example")
    #expect(posting.audience == .everybodyQuietly)
  }
}

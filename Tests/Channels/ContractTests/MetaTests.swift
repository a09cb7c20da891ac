import ChannelKit
import Domain
import Foundation
import Meta
import Testing
import Wire

/// What Meta does that others do not.
@Suite struct MetaTests {
  private let double = TalkDouble(simulator: MessengerSimulator.self)

  private func page() -> SmallShop {
    var state = SmallShop.State(now: opening)
    state.say("Where is it?", in: "7788", customer: Party(name: "Ada Byron", address: "7788"))
    return SmallShop(state)
  }

  private func answer(at shop: SmallShop) async throws -> (any ReplySink, Parcel) {
    let posting = try #require(try await double.pullAll(at: shop).postings.first)
    let sink = double.sink(at: shop)
    let reply = double.answer("It left us.", to: posting, at: await shop.state.now)
    return (sink, try sink.parcel(for: reply, files: []))
  }

  /// A day later it is what a person says; then nothing was said before.
  @Test func afterADayItGoesOutAsAPersonsAnswer() async throws {
    let shop = page()
    let (sink, parcel) = try await answer(at: shop)
    await shop.change { $0.now = $0.now + .hours(30) }
    _ = try await sink.send(parcel)
    #expect(await shop.words == ["customer: Where is it?", "us: It left us."])
    let sent = await shop.requests.filter { $0.method == .post }
    #expect(sent.count == 2)
    let last = JSONNode(try JSONValue(parsing: try #require(sent.last).body))
    #expect(last["messaging_type"].words == "MESSAGE_TAG")
    #expect(last["tag"].words == "HUMAN_AGENT")
  }

  @Test func afterAWeekItIsRefused() async throws {
    let shop = page()
    let (sink, parcel) = try await answer(at: shop)
    await shop.change { $0.now = $0.now + .days(8) }
    let error = await #expect(throws: ChannelError.self) { try await sink.send(parcel) }
    guard case .refused(let reason) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(reason.contains("Human Agent"), "\(reason)")
    #expect(await shop.words == ["customer: Where is it?"])
  }

  @Test(arguments: [
    (4, "slowDown"), (613, "slowDown"), (190, "signedOut"), (10, "signedOut"), (200, "signedOut"),
    (2, "unreachable"),
  ])
  func whatIsWrongIsUnderstoodByItsCode(_ code: Int, _ meaning: String) async throws {
    let channel = MessengerChannel(
      account: MessengerSimulator.account, transport: Refusing(code: code),
      credentials: MessengerSimulator.credentials)
    let error = await #expect(throws: ChannelError.self) { try await channel.messages(after: nil) }
    #expect("\(error as Any)".contains(".\(meaning)"), "\(error as Any)")
  }

  @Test func theLengthOnInstagramIsCountedInBytes() async throws {
    let double = TalkDouble(simulator: InstagramSimulator.self)
    let shop = page()
    let posting = try #require(try await double.pullAll(at: shop).postings.first)
    let now = await shop.state.now
    for (text, fits) in [
      (String(repeating: "é", count: 500), true), (String(repeating: "é", count: 501), false),
    ] {
      let reply = double.answer(text, to: posting, at: now)
      #expect(((try? double.sink(at: shop).parcel(for: reply, files: [])) != nil) == fits)
    }
  }
}

/// Says no to everything, with a code.
private struct Refusing: Transport {
  var code: Int

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    HTTPResponse(status: 400, json: ["error": ["message": "no", "code": .int(code)]])
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "no streams here")
  }
}

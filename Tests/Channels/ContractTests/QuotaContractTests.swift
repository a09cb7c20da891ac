import ChannelKit
import Domain
import Testing
import Wire

@testable import App

/// What every shop that tells how much it may still be asked passes against its double.
@Suite struct QuotaContractTests {
  /// A double as a test's argument.
  struct Teller: Sendable, CustomTestStringConvertible {
    let simulator: any Simulator.Type
    let mark: QuotaMark

    var testDescription: String { simulator.channel.profile.title }

    static let all = Catalogue.simulators.compactMap { simulator in
      simulator.channel.profile.quota.map { Teller(simulator: simulator, mark: $0) }
    }

    /// Where a shop tells how much there is, and when all of it is there again.
    var tellsAll: Bool { !["walmart"].contains(simulator.channel.profile.type) }
    var tellsWhen: Bool {
      !["walmart", "etsy", "messenger", "instagram"].contains(simulator.channel.profile.type)
    }
  }

  @Test func theseShopsTell() {
    #expect(
      Teller.all.map { $0.simulator.channel.profile.type } == [
        "shopify", "bigcommerce", "aftership", "etsy", "walmart", "mastodon", "messenger",
        "instagram", "klaviyo", "hubspot",
      ])
  }

  @Test(arguments: Teller.all)
  func whatIsLeftIsReadFromAnyAnswer(_ teller: Teller) async throws {
    let shop = sampleShop()
    let now = await shop.state.now
    let meter = QuotaMeter(teller.mark, now: { now })
    let channel = teller.simulator.metered(at: shop, meter)
    #expect(await meter.quota == nil)
    let testable = try #require(channel as? any Testable)
    try await testable.test()
    let quota = try #require(await meter.quota)
    let isPercent = quota.unit == .percent
    #expect(quota.left == (isPercent ? 82 : 412))
    #expect(quota.at == now)
    #expect(quota.full == (teller.tellsAll ? isPercent ? 100 : 500 : nil))
    let span = quota.fullAt.map { $0 - now }
    #expect((span != nil) == teller.tellsWhen)
    if let span { #expect(abs(span.milliseconds - 240_000) <= 1000, "\(span)") }
  }

  @Test(arguments: Teller.all)
  func itGoesDownWithEachRequest(_ teller: Teller) async throws {
    let shop = sampleShop()
    await shop.change { state in
      state.allowance.isCounted = true
      state.allowance.left = 100
      state.allowance.full = 100
    }
    let now = await shop.state.now
    let meter = QuotaMeter(teller.mark, now: { now })
    let testable = try #require(teller.simulator.metered(at: shop, meter) as? any Testable)
    try await testable.test()
    try await testable.test()
    let left = try #require(await meter.quota?.left)
    #expect(await left == 100 - shop.requests.count)
  }

  /// What tells nothing leaves what is known as it is.
  @Test(arguments: Teller.all)
  func anAnswerThatSaysNothingChangesNothing(_ teller: Teller) async throws {
    let now = opening
    let meter = QuotaMeter(teller.mark, now: { now })
    let shop = sampleShop()
    let testable = try #require(teller.simulator.metered(at: shop, meter) as? any Testable)
    try await testable.test()
    let before = await meter.quota
    let silent = MeteredTransport(Silent(), meter)
    _ = try await silent.send(HTTPRequest(.get, "https://shop.example"))
    #expect(await meter.quota == before)
  }

  private struct Silent: Transport {
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      HTTPResponse(status: 502, body: Array("<html>".utf8))
    }

    func connect(
      _ endpoint: Endpoint, within limit: Duration
    ) async throws(TransportError) -> any ByteStream {
      throw .unreachable(reason: "no streams here")
    }
  }
}

import ChannelKit
import Domain
import Foundation
import Testing
import Wire

/// Writes down what channels and doubles say to each other, for `make contracts` to hold against
/// the shops' own descriptions.
@Suite struct ExchangeTests {
  private static let path = ProcessInfo.processInfo.environment["SHOPBELL_EXCHANGES"]

  @Test(.enabled(if: path != nil, "make contracts asks for it"))
  func writesDownWhatIsSaid() async throws {
    var lines: [String] = []
    for double in TalkDouble.all {
      let shop = talkativeShop()
      let postings = try await double.pullAll(at: shop).postings
      let posting = try #require(postings.first { $0.author == .customer })
      let reply = double.answer("It left us.", to: posting, at: await shop.state.now)
      let parcel = try double.sink(at: shop).parcel(for: reply, files: [])
      _ = try await double.sink(at: shop).send(parcel)
      if let book = double.simulator.channel(at: shop) as? any SentBook {
        _ = try await book.receipt(of: parcel, besides: [])
      }
      lines += zip(await shop.requests, await shop.answers).map { request, answer in
        Self.line(double.simulator, request, answer)
      }
    }
    for double in TalkDouble.listeners {
      var state = SmallShop.State(now: opening)
      state.say("missed", in: "4201")
      state.say(
        "voicemail", in: "4202", files: [.init(name: "v.mp3", type: "audio/mpeg", bytes: [1])])
      let shop = SmallShop(state)
      _ = try await double.pullAll(at: shop)
      lines += zip(await shop.requests, await shop.answers).map { request, answer in
        Self.line(double.simulator, request, answer)
      }
    }
    for double in ShopDouble.all {
      let shop = await claimedShop()
      let first = try await double.pullAll(at: shop)
      _ = try await double.pullAll(at: shop, after: first.cursor)
      if let book = double.channel(at: shop) as? any OrderBook {
        _ = try await book.order("1004")
        _ = try await book.order("9999")
      }
      if let book = double.channel(at: shop) as? any ParcelBook {
        _ = try await book.parcels(["TRACK1001"])
      }
      if let hand = double.channel(at: shop) as? any OrderHand {
        await shop.change { $0.put(OrderHandTests.paid) }
        for action in try await hand.actions(on: OrderHandTests.paid) {
          let errand = OrderHandTests.errand(action, OrderHandTests.paid, double)
          _ = try await hand.perform(errand)
          _ = try await hand.isDone(errand)
          await shop.change { $0.put(OrderHandTests.paid) }
        }
      }
      await shop.plan(.signedOut)
      _ = await double.failure(at: shop)
      lines += zip(await shop.requests, await shop.answers).map { request, answer in
        Self.line(double.simulator, request, answer)
      }
    }
    try (lines.joined(separator: "\n") + "\n")
      .write(toFile: try #require(Self.path), atomically: true, encoding: .utf8)
  }

  /// The sample shop with one of every claim that there is.
  private func claimedShop() async -> SmallShop {
    let shop = sampleShop()
    await shop.change { state in
      for (index, kind) in Claim.Kind.allCases.enumerated() {
        var order = sample(1002 + index)
        order.claims = [
          Claim(
            kind, number: "500012\(index)", statusText: "waiting seller response", isOpen: true,
            wanted: "broken", amount: Money("12.50", "EUR"), openedAt: opening - .days(1),
            answerBy: opening + .days(2))
        ]
        state.put(order)
      }
      var order = sample(1004)
      order.claims = state.orders.first { $0.order.number == "1004" }?.order.claims ?? []
      order.notes = [
        OrderNote("Left at the door", author: "Ana", at: opening, isSeen: true),
        OrderNote("Fragile", at: nil, isSeen: false),
      ]
      order.buyer = Buyer(
        orders: 6, spent: Money("412.00", "EUR"), since: opening - .days(700), tags: ["vip"],
        note: "Likes blue")
      state.put(order)
    }
    return shop
  }

  private static func line(
    _ simulator: any Simulator.Type, _ request: HTTPRequest, _ answer: HTTPResponse
  ) -> String {
    let exchange: JSONValue = [
      "channel": .string(simulator.channel.profile.type),
      "method": .string(request.method.rawValue), "url": .string(request.url),
      "body": (try? JSONValue(parsing: request.body)) ?? .null, "status": .int(answer.status),
      "answer": (try? JSONValue(parsing: answer.body)) ?? .null,
    ]
    return exchange.written
  }
}

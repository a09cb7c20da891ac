import ChannelKit
import Domain
import Testing
import Wire
import WooCommerce

@testable import App

/// What was noted with orders, and who bought, over the shops that tell.
@Suite struct NoteContractTests {
  private static func doubles(_ types: [String]) -> [ShopDouble] {
    ShopDouble.all.filter { types.contains($0.simulator.channel.profile.type) }
  }

  private func shop() async -> SmallShop {
    let shop = sampleShop()
    await shop.change { state in
      var order = sample(1003)
      order.notes = [
        OrderNote("Left at the door", author: "Ana", at: opening - .hours(2), isSeen: true),
        OrderNote("Fragile", author: "Ben", at: opening - .hours(3), isSeen: false),
      ]
      order.buyer = Buyer(
        orders: 1, spent: Money("412.00", "EUR"), since: opening - .days(700), tags: ["vip"],
        note: "Likes blue")
      state.put(order)
    }
    return shop
  }

  private func order(_ double: ShopDouble, at shop: SmallShop) async throws -> Order {
    let book = try #require(double.channel(at: shop) as? any OrderBook)
    return try #require(try await book.order("1003"))
  }

  @Test(arguments: doubles(["woocommerce", "bigcommerce"]))
  func whatWasNotedComesWithTheOrder(_ double: ShopDouble) async throws {
    let shop = await shop()
    let order = try await order(double, at: shop)
    #expect(order.notes.map(\.isSeen) == [true, false], "\(order.notes)")
    #expect(order.notes.first?.text.contains("Left at the door") == true)
    #expect(order.notes.first?.at == opening - .hours(2))
    #expect(order.notes.last?.text == "Fragile")
    var (place, told): (Cursor?, [Order]) = (nil, [])
    for _ in 0..<9 {
      let batch = try await double.source(at: shop).orders(after: place)
      (place, told) = (batch.next, told + batch.orders)
      if !batch.hasMore { break }
    }
    #expect(told.first { $0.number == "1003" }?.notes == order.notes)
    #expect(told.filter { !$0.notes.isEmpty }.count == 1)
  }

  @Test(arguments: doubles(["woocommerce", "bigcommerce", "shopify"]))
  func whoBoughtComesWithTheOrder(_ double: ShopDouble) async throws {
    let buyer = try #require(try await order(double, at: await shop()).buyer)
    #expect(buyer.orders == 1)
    #expect(buyer.since == opening - .days(700))
    #expect(buyer.tags == ["vip"])
    if double.testDescription != "WooCommerce" { #expect(buyer.note == "Likes blue") }
  }

  /// Lost, refused or nonsense: the order is there, or is asked for again.
  @Test(arguments: doubles(["woocommerce", "bigcommerce"]), 1...6)
  func aRefusalOfNotesHindersNoOrder(_ double: ShopDouble, _ request: Int) async throws {
    let shop = await shop()
    await shop.plan(.status(500), at: request)
    var found = try? await order(double, at: shop)
    await shop.calm()
    if found == nil { found = try await order(double, at: shop) }
    #expect(found?.number == "1003")
  }

  @Test func trackingNumbersAreReadFromKeysOfTheShopsOwn() async throws {
    var account = WooCommerceSimulator.account
    account.settings["tracking_keys"] = #"["_parcel_no"]"#
    let order = """
      {"id":727,"number":"727","status":"completed","currency":"EUR","total":"5.00",
       "date_created_gmt":"2026-03-01T10:00:00","billing":{},"shipping":{},"line_items":[],
       "refunds":[],"meta_data":[{"key":"_Parcel_No","value":"A1"},{"key":"other","value":"B2"}]}
      """
    for (settings, numbers) in [(account, ["A1"]), (WooCommerceSimulator.account, [])] {
      let channel = WooCommerceChannel(
        account: settings, transport: FixedTransport(answers: [("/orders", "[\(order)]")]),
        credentials: WooCommerceSimulator.credentials)
      let read = try await channel.orders(after: nil).orders.first
      #expect(read?.shipments.map(\.trackingNumber) == numbers)
    }
  }
}

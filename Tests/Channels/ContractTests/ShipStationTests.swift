import ChannelKit
import Domain
import Foundation
import ShipStation
import Testing
import Wire

/// How often ShipStation is asked, and what happens to a parcel that cannot be told.
@Suite struct ShipStationTests {
  private let double = ShopDouble(simulator: ShipStationSimulator.self)

  /// Parcels of two carriers, in the order of their numbers.
  private func shop(_ carriers: [String]) -> SmallShop {
    var state = SmallShop.State(now: opening)
    for (index, carrier) in carriers.enumerated() {
      var order = sample(1001 + index)
      order.shipments[0].carrier = carrier
      state.now = state.now + .minutes(1)
      state.put(order)
    }
    return SmallShop(state)
  }

  private func paths(_ shop: SmallShop) async -> [String] {
    await shop.requests.map { request in
      let path = request.url.prefix { $0 != "?" }
      return String(path.dropFirst("https://api.shipstation.com/v2".count))
    }
  }

  @Test func aParcelThatCannotBeToldHindersNoOther() async throws {
    for mishap in [
      SmallShop.Mishap.status(500), .status(503), .status(404), .page(status: 502), .cut,
    ] {
      let shop = shop(["ups", "dhl", "fedex"])
      // The list, then two requests for each: the fifth is the second parcel's way.
      await shop.plan(mishap, at: 4)
      let first = try await double.pullAll(at: shop)
      #expect(first.facts.map { $0.prefix(4) } == ["1001", "1003"], "\(mishap)")
      let second = try await double.pullAll(at: shop, after: first.cursor)
      #expect(second.facts.map { $0.prefix(4) } == ["1002"], "\(mishap)")
      let third = try await double.pullAll(at: shop, after: second.cursor)
      #expect(third.facts == [])
    }
  }

  @Test func aCarrierInTroubleIsLeftAloneForThisTime() async throws {
    let shop = shop(["dhl", "dhl", "dhl", "ups"])
    await shop.plan(.status(500), at: 2)
    await shop.plan(.status(500), at: 4)
    let first = try await double.pullAll(at: shop)
    #expect(first.facts.map { $0.prefix(4) } == ["1004"])
    // Its third parcel was not even asked about.
    #expect(await paths(shop).count { $0.hasSuffix("/track") } == 3)
    let second = try await double.pullAll(at: shop, after: first.cursor)
    #expect(second.facts.map { $0.prefix(4) }.sorted() == ["1001", "1002", "1003"])
  }

  @Test func aParcelOnItsWayIsAskedAboutOnceEveryTwoHours() async throws {
    let shop = shop(["dhl"])
    let first = try await double.pullAll(at: shop)
    var asked = await shop.requests.count
    #expect(asked == 3)
    let second = try await double.pullAll(at: shop, after: first.cursor)
    #expect(await shop.requests.count == asked + 1, "only the list")
    // Its carrier scans it: the shipment itself has not changed.
    await shop.change { state in
      state.now = state.now + .hours(3)
      state.orders[0].order.shipments[0].lastScan = "Sorted"
      state.orders[0].order.shipments[0].lastScanAt = state.now
    }
    asked = await shop.requests.count
    let third = try await double.pullAll(at: shop, after: second.cursor)
    #expect(third.facts == ["1001|TRACK1001|Sorted|in_transit"])
    #expect(await paths(shop).dropFirst(asked) == ["/shipments", "/labels/se-6001-0/track"])
    await shop.change { state in
      state.now = state.now + .hours(3)
      state.orders[0].order.shipments[0].state = .delivered
    }
    let fourth = try await double.pullAll(at: shop, after: third.cursor)
    #expect(fourth.facts == ["1001|TRACK1001|Sorted|delivered"])
    await shop.change { $0.now = $0.now + .hours(3) }
    asked = await shop.requests.count
    _ = try await double.pullAll(at: shop, after: fourth.cursor)
    #expect(await shop.requests.count == asked + 1, "what has arrived is not asked about")
  }

  @Test func whatNoCarrierHasSeenIsNotAskedAbout() async throws {
    var order = sample(1001)
    order.shipments[0].lastScanAt = nil
    order.shipments[0].lastScan = ""
    let shop = SmallShop(now: opening, orders: [order])
    let first = try await double.pullAll(at: shop)
    #expect(first.facts == ["1001|TRACK1001||pending"])
    #expect(await paths(shop) == ["/shipments", "/labels"])
  }

  @Test func manyShipmentsOfOneMomentAreAllRead() async throws {
    var state = SmallShop.State(now: opening)
    state.pageLimit = 2
    for number in 1001...1007 { state.put(sample(number)) }
    let shop = SmallShop(state)
    let pulled = try await double.pullAll(at: shop)
    #expect(await Set(pulled.facts) == double.facts(of: shop))
  }

  @Test(arguments: [
    ("DELIVERED_TO_NEIGHBOUR", Shipment.State.delivered), ("DE", .delivered), ("IT", .inTransit),
    ("ATTEMPTED_DELIVERY_2ND", .failed), ("HELD_BY_CUSTOMS", .inTransit), ("UN", .pending),
    ("RETURN_TO_SENDER", .returned), ("CARRIER_DELAYS", .late), ("NEW_WORD", .inTransit),
    ("DELIVERED_TO_LOCKER_COLLECTION_POINT", .outForDelivery),
  ])
  func carriersWordsHaveTheirMeaning(_ code: String, _ state: Shipment.State) async throws {
    let label = """
      {"labels":[{"label_id":"se-1","shipment_id":"se-2","tracking_number":"T1","voided":false,
       "carrier_code":"ups","tracking_status":"in_transit","status":"completed"},
       {"label_id":"se-3","tracking_number":"T0","voided":true,"status":"voided"}]}
      """
    let way = """
      {"tracking_number":"T1","status_code":"\(code)","carrier_code":"ups","events":[
       {"occurred_at":"2026-03-03T09:10:00Z","description":"Departed","city_locality":"ALBANY"},
       {"occurred_at":"2026-03-02T09:10:00Z","description":"Taken","city_locality":"TROY"}]}
      """
    let channel = ShipStationChannel(
      account: ShipStationSimulator.account,
      transport: FixedTransport(answers: [("/labels", label), ("/track", way)]),
      credentials: ShipStationSimulator.credentials)
    let parcels = try await channel.parcels(["T1"])
    #expect(parcels.map(\.shipment.state) == [state])
    #expect(parcels.first?.shipment.lastScan == "Departed · ALBANY")
  }
}

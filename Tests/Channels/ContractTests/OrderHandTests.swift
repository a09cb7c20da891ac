import ChannelKit
import Domain
import Testing
import Wire

@testable import App

/// What every channel that does something to orders passes against its double.
@Suite struct OrderHandTests {
  /// An action of a channel, as a test's argument.
  struct Deed: Sendable, CustomTestStringConvertible {
    let double: ShopDouble
    let action: String
    var testDescription: String { "\(double.testDescription) \(action)" }
  }

  private static let hands = ShopDouble.all.filter { $0.simulator.channel is any OrderHand.Type }

  static var paid: Order {
    var order = sample(1004)
    order.state = .paid
    order.shipments = []
    return order
  }

  private func shop() -> SmallShop { SmallShop(now: opening, orders: [Self.paid]) }

  private func hand(_ double: ShopDouble, _ shop: SmallShop) throws -> any OrderHand {
    try #require(double.channel(at: shop) as? any OrderHand)
  }

  private func errands(_ double: ShopDouble, _ shop: SmallShop) async throws -> [OrderErrand] {
    let hand = try hand(double, shop)
    let order = try #require(try await hand.order("1004"))
    return try await hand.actions(on: order).map { Self.errand($0, order, double) }
  }

  /// An action with an answer for each of its fields.
  static func errand(_ action: OrderAction, _ order: Order, _ double: ShopDouble) -> OrderErrand {
    OrderErrand(
      id: ID(high: 1, low: 1), order: order.id, account: double.simulator.account.name,
      action: action,
      answers: action.fields.map { field in
        let value =
          switch field.kind {
          case .text: "Bär & Söhne, \"now\""
          case .choice(let choices): choices.last?.value ?? ""
          }
        return .init(name: field.name, title: field.title, value: value, words: value)
      }, author: AgentID("ana"))
  }

  @Test func someShopsLetThingsBeDone() {
    let types = Set(Self.hands.map { $0.simulator.channel.profile.type })
    #expect(types.isSuperset(of: ["amazon", "shopify", "woocommerce"]))
  }

  @Test(arguments: hands)
  func eachActionIsDoneOnceAndOnlyIt(_ double: ShopDouble) async throws {
    let errands = try await errands(double, shop())
    #expect(!errands.isEmpty)
    #expect(Set(errands.map(\.action)).count == errands.count)
    for errand in errands {
      let shop = shop()
      _ = try await hand(double, shop).perform(errand)
      #expect(await shop.state.deeds.count == 1, "\(errand.action)")
      #expect(await shop.state.deeds.first?.order == "1004")
      if let told = errand.toldWords {
        #expect(await shop.state.deeds.first?.words == told, "\(errand.action)")
      }
    }
  }

  @Test(arguments: hands)
  func aLostAnswerIsNotAskedForAgain(_ double: ShopDouble) async throws {
    for errand in try await errands(double, shop()) {
      let shop = shop()
      let hand = try hand(double, shop)
      await shop.planForChange(.lostAnswer)
      do throws(ChannelError) {
        _ = try await hand.perform(errand)
        Issue.record("\(errand.action): the answer was lost")
      } catch {
        guard case .unsure = error else {
          Issue.record("\(errand.action): \(error)")
          continue
        }
      }
      #expect(await shop.state.deeds.count == 1, "\(errand.action)")
      #expect(await shop.requests.filter(SmallShop.isChange).count <= 1, "\(errand.action)")
    }
  }

  @Test(arguments: hands)
  func whoIsAwayOrBusyHasDoneNothing(_ double: ShopDouble) async throws {
    let errand = try #require(try await errands(double, shop()).first)
    for mishap in [SmallShop.Mishap.away, .slowDown(retryAfter: "5"), .signedOut] {
      let shop = shop()
      let hand = try hand(double, shop)
      _ = try await hand.order("1004")
      await shop.planForChange(mishap)
      do throws(ChannelError) {
        _ = try await hand.perform(errand)
        Issue.record("\(mishap) was passed over")
      } catch {
        switch error {
        case .unreachable, .slowDown, .signedOut, .refused: break
        case .unsure, .unreadable, .postponed: Issue.record("\(mishap): \(error)")
        }
      }
      #expect(await shop.state.deeds == [], "\(mishap)")
    }
  }

  @Test(arguments: hands)
  func whatDoesNotExistIsRefused(_ double: ShopDouble) async throws {
    let shop = shop()
    var errand = try #require(try await errands(double, shop).first)
    errand.order.number = "9999"
    let hand = try hand(double, shop)
    do throws(ChannelError) {
      _ = try await hand.perform(errand)
      Issue.record("there is no such order")
    } catch {
      guard case .refused = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}

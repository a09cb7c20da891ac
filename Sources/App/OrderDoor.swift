import ChannelKit
import Domain
import Store
import Sync

/// A desk's way to the shops, for what people do to orders.
struct OrderDoor: Sendable {
  /// What speaks to the shops; `nil` for a desk that speaks to none.
  let engine: SyncEngine?

  private static let closed = Problem("no shop is connected to this desk")

  /// What an order's shop lets be done to it, or why nobody can say.
  func offers(on order: Order) async -> Result<OrderOffers, Problem> {
    guard let engine else { return .failure(Self.closed) }
    do throws(ChannelError) {
      return .success(try await engine.offers(on: order))
    } catch {
      return .failure(Problem(error.sentence))
    }
  }

  /// Asks a shop once; what became of it, or why nothing was asked.
  func perform(
    _ errand: OrderErrand, of ticket: TicketID, seen: EventNumber
  ) async -> Result<OrderAnswer, Problem> {
    guard let engine else { return .failure(Self.closed) }
    do throws(StoreError) {
      return try await engine.perform(errand, of: ticket, seen: seen).mapError {
        Problem("nothing was asked for: \($0.sentence)")
      }
    } catch {
      return .failure(Problem(error.sentence))
    }
  }
}

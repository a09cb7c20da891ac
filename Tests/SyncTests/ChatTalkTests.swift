import ChannelKit
import Chat
import Domain
import Foundation
import Store
import Synchronization
import Testing
import Wire

@testable import Sync

/// Live chat: a ticket for each visitor, thirty seconds for each answer, and an end.
@Suite struct ChatTalkTests {
  private func chat() -> SmallShop {
    var state = SmallShop.State(now: TestClock().now)
    state.say("Hello?", in: "c1", subject: "Hello?", customer: Party(name: "Ada", address: "c1"))
    return SmallShop(state)
  }

  private func engine(_ desk: Desk, _ shop: SmallShop) -> SyncEngine {
    desk.engine(
      nil,
      [
        SyncAccount(account: ChatSimulator.account) { () throws(ChannelError) in
          ChatSimulator.channel(at: shop)
        }
      ])
  }

  @Test func aVisitorWaitsThirtySecondsAndTheEndStartsNoClock() async throws {
    let (desk, shop) = (try Desk(), chat())
    let engine = engine(desk, shop)
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    var sheet = try await desk.ticket()
    #expect(sheet.ticket.channel == .chat)
    let clock = try #require(sheet.ticket.clocks.first)
    #expect(clock.due - clock.startedAt == .seconds(30))
    await shop.change { state in
      state.now = state.now + .seconds(5)
      state.say("[the chat has ended]", in: "c1", by: .machine)
    }
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    sheet = try await desk.ticket()
    #expect(sheet.messages.map(\.body.visible) == ["Hello?", "[the chat has ended]"])
    #expect(sheet.ticket.clocks.count == 1)
    #expect(try await desk.ledger() == [.ticketed: 2])
  }

  @Test func anotherVisitorIsAnotherTicketAndTheSameOneIsNot() async throws {
    let (desk, shop) = (try Desk(), chat())
    let engine = engine(desk, shop)
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    await shop.change { state in
      state.now = state.now + .minutes(1)
      state.say("Me too!", in: "c2", customer: Party(name: "Bo", address: "c2"))
      state.say("Still there?", in: "c1")
    }
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(try await desk.ticket(1).messages.map(\.body.visible) == ["Hello?", "Still there?"])
    #expect(try await desk.ticket(2).messages.map(\.body.visible) == ["Me too!"])
  }

  // MARK: What asking means

  /// Gives three pages, and may forget each once it is asked for the next.
  private struct Forgetful: MessageSource {
    static let profile = Profile(
      type: "forgetful", title: "Forgetful", pollInterval: .seconds(60), attachmentLimit: 0)

    let store: Store?
    let asked: Asked

    final class Asked: Sendable {
      private let pairs = Mutex<[(asked: String?, kept: String?)]>([])
      func note(_ asked: Cursor?, kept: Cursor?) {
        pairs.withLock { $0.append((asked?.text, kept?.text)) }
      }
      var all: [(asked: String?, kept: String?)] { pairs.withLock { $0 } }
    }

    init(_ store: Store, _ asked: Asked) { (self.store, self.asked) = (store, asked) }
    init(account: Account, transport: any Transport, credentials: Credentials?) {
      (store, asked) = (nil, Asked())
    }

    func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
      let answer = try? await store?.ask(.cursor(support.name))
      if case .cursor(let kept)? = answer { asked.note(cursor, kept: kept) }
      let page = cursor.flatMap { Int($0.text) } ?? 0
      var batch = Batch(arrivals: [], next: Cursor("\(page + 1)"), hasMore: page < 2)
      batch.isKeptByAsking = true
      return batch
    }
  }

  /// Whoever takes the next question for a receipt is asked it only when the store has the rest.
  @Test func whatAQuestionLetsGoIsKeptBeforeItIsAsked() async throws {
    let desk = try Desk()
    let asked = Forgetful.Asked()
    let store = desk.store
    let engine = desk.engine(
      nil,
      [
        SyncAccount(account: support) { () throws(ChannelError) in Forgetful(store, asked) }
      ])
    _ = try await engine.runOnce(waitingForWindowsUpTo: .seconds(0))
    #expect(asked.all.map(\.asked) == [nil, "1", "2"])
    #expect(asked.all.allSatisfy { $0.asked == $0.kept }, "\(asked.all)")
  }
}

import Domain
import Foundation
import GRDB
import Glibc
import Testing

@testable import Store

/// Who has which ticket in front of them, across processes on one file.
@Suite struct PresenceTests {
  private let ana = AgentID("ana")
  private let ben = AgentID("ben")
  private let ticket = TicketID(high: 1, low: 1)
  private let other = TicketID(high: 2, low: 2)
  private let noon = Instant(milliseconds: 1_795_687_200_000)

  private func presence(
    _ agent: AgentID, _ ticket: TicketID, isWriting: Bool = false
  ) -> Presence {
    Presence(agent: agent, ticket: ticket, isWriting: isWriting, since: noon)
  }

  private func open(_ folder: Folder, _ holder: Holder = .thisProcess) throws -> Store {
    let clock = noon
    return try Store.open(
      folder.file, as: .readWrite, clock: { clock }, seed: 1, reactions: [],
      holder: holder, patience: 5)
  }

  private func others(_ store: Store, than agent: AgentID) async throws -> [Presence] {
    guard case .presence(let others) = try await store.ask(.presence(agent: agent)) else {
      return []
    }
    return others
  }

  @Test func colleaguesSeeWhoIsWhereAndNobodySeesThemselves() async throws {
    let folder = try Folder()
    let (first, second) = (try open(folder), try open(folder))
    _ = try await first.commit([], facts: [.present(presence(ana, ticket))], by: .agent(ana))
    _ = try await second.commit(
      [], facts: [.present(presence(ben, ticket, isWriting: true))], by: .agent(ben))
    #expect(try await others(first, than: ana) == [presence(ben, ticket, isWriting: true)])
    #expect(try await others(second, than: ben) == [presence(ana, ticket)])
    // One desk, one ticket.
    _ = try await second.commit([], facts: [.present(presence(ben, other))], by: .agent(ben))
    #expect(try await others(first, than: ana) == [presence(ben, other)])
    _ = try await second.commit([], facts: [.absent(ben)], by: .agent(ben))
    #expect(try await others(first, than: ana) == [])
  }

  @Test func aDeskThatWasKilledIsNoLongerThere() async throws {
    let folder = try Folder()
    let gone = Holder(boot: Holder.thisProcess.boot, process: 1_999_999, began: "12")
    let store = try open(folder)
    _ = try await open(folder, gone).commit(
      [], facts: [.present(presence(ben, ticket, isWriting: true))], by: .agent(ben))
    #expect(try await others(store, than: ana) == [])
    // What it left is cleared away by the next desk that leaves.
    _ = try await store.commit([], facts: [.absent(ana)], by: .agent(ana))
    let left = try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM presence") }
    #expect(left == 0)
  }

  @Test func oneSeesOnesOwnOtherDesk() async throws {
    let folder = try Folder()
    // The process that started this one surely runs.
    let parent = Holder(
      boot: Holder.thisProcess.boot, process: getppid(),
      began: try #require(Holder.start(of: getppid())))
    _ = try await open(folder, parent).commit(
      [], facts: [.present(presence(ana, ticket))], by: .agent(ana))
    #expect(try await others(try open(folder), than: ana) == [presence(ana, ticket)])
  }
}

import ArgumentParser
import Desk
import Domain
import Foundation
import Store

extension OutboxCommand {
  /// Lets held replies go, after a restore all of them.
  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Let held replies go: all of them, or one account's.",
      discussion: """
        As after a restore, which holds every reply that waited in the backup. Sync first: what \
        left after the backup was made is found among the sent messages then, and no longer held. \
        A reply since which something was said in its ticket stays held, too: look at it, and send \
        it with `shopbell outbox retry ID`. Customer lists, which are told nothing after a restore, \
        are told again of what happens from then on.
        """)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Every held reply.") var all = false
    @Option(help: "Those that go out through this account.") var account: String?
    @Flag(help: "Also where nobody has synced since: what left already is sent twice.")
    var anyway = false

    /// What becomes of each held reply.
    private struct Sorted {
      var changes: [Change] = []
      var overtaken: [OutboxRow] = []
      var unsynced: Set<AccountName> = []
    }

    func run() async throws {
      guard all != (account != nil) else {
        throw Failure(.usage, "which replies? Say --all, or --account and its name")
      }
      let settings = try global.settings()
      let store = try StoreOpening.open(global.storePath)
      let held = try await storing { () throws(StoreError) in try await store.outbox() }
        .filter { $0.state == .held && (account == nil || $0.reply.account == account) }
      let lists = try await storing { () throws(StoreError) in
        try await letListsGo(of: settings.accounts.map(\.account), in: store)
      }
      for list in lists { global.output.remark("\(list) is told of tickets again, from now on") }
      guard !held.isEmpty || !lists.isEmpty else {
        throw Failure(.failed, "no reply is held; `shopbell outbox` lists what waits")
      }
      let sorted = try await storing { () throws(StoreError) in
        try await sort(held, in: store, for: settings.agent.id)
      }
      for row in sorted.overtaken {
        global.output.remark(
          "\(row.reply.id) stays held: something was said in #\(row.ticketNumber) since; "
            + "`shopbell outbox retry` sends it all the same")
      }
      guard sorted.unsynced.isEmpty else {
        throw Failure(
          .tryAgain,
          "nothing was released: \(sorted.unsynced.sorted().joined(separator: ", ")) was not synced "
            + "since the replies were held, and one may have left after the backup was made. "
            + "`shopbell sync` finds out; --anyway does not wait for it")
      }
      let outcome = try await storing { () throws(StoreError) in
        try await store.commit(sorted.changes, by: .agent(settings.agent.id))
      }
      let released = outcome.events.count {
        if case .replyReleased = $0.act { true } else { false }
      }
      global.output.result(
        JSON.object(["changed": .int(released), "left_alone": .int(held.count - released)]),
        "\(Wording.count(released, "reply", "replies")) released; the next sync sends them")
    }

    /// Customer lists that are told nothing since the store was restored are told again of what
    /// happens from now on.
    private func letListsGo(
      of accounts: [Account], in store: Store
    ) async throws(StoreError) -> [AccountName] {
      var facts: [Fact] = []
      var names: [AccountName] = []
      for name in accounts.map(\.name) where account == nil || account == name {
        let place = TellingPlace.name(of: name)
        guard case .cursor(let cursor?) = try await store.ask(.cursor(place)),
          TellingPlace(cursor) == .isHeld
        else { continue }
        facts.append(.cursor(place, TellingPlace.since(Instant(Date())).cursor))
        names.append(name)
      }
      if !facts.isEmpty { _ = try await store.commit([], facts: facts, by: .system) }
      return names
    }

    private func sort(
      _ held: [OutboxRow], in store: Store, for agent: AgentID
    ) async throws(StoreError) -> Sorted {
      var sorted = Sorted()
      guard case .accounts(let states) = try await store.ask(.accounts) else { return sorted }
      for row in held {
        let events = try await store.ticket(row.reply.ticket, agent: agent)?.events ?? []
        let since = row.reply.heldSince(in: events)
        let isSynced = states.contains { state in
          state.account == row.reply.account && state.phase == .synced
            && since.map { state.at > $0 } ?? true
        }
        if row.reply.isOvertaken(in: events) {
          sorted.overtaken.append(row)
        } else if isSynced || anyway {
          sorted.changes.append(Change(row.reply.ticket, .replyReleased(row.reply.id)))
        } else {
          sorted.unsynced.insert(row.reply.account)
        }
      }
      return sorted
    }
  }
}

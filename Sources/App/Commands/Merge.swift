import ArgumentParser
import Domain
import Foundation
import Store

/// Makes one matter of several tickets.
struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one matter of tickets: merge TICKET -- QUERY shows them all within TICKET.",
    discussion: """
      Nothing is copied or lost: TICKET shows what was said in the others, and `shopbell undo` \
      takes them apart. Tickets that are not surely of one customer are merged only with \
      --any-customer, for whoever answers then answers all of it.
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Merge even where they may be different customers'.") var anyCustomer = false
  @Argument(help: "The ticket that stays, by its number or identifier.") var ticket: String
  @Argument(help: "Which tickets are merged into it.") var query: [String] = []

  func run() async throws {
    let settings = try global.settings()
    let me = settings.agent.id
    guard !query.isEmpty else {
      throw Failure(
        .usage, "which tickets? Name a query after --, such as `-- id:1234 or id:1240`")
    }
    let query = try QueryReading.read(query, settings)
    let store = try StoreOpening.open(global.storePath)
    let survivor = try await TicketFinding.sheet(ticket, in: store, for: me)
    let selection = Selection(query: query, minus: [survivor.ticket.id])
    let others = try await storing { () throws(StoreError) in
      try await store.selected(selection, agent: me)
    }
    guard !others.isEmpty else {
      throw Failure(.failed, "nothing but #\(survivor.ticket.number) matches \(query.text)")
    }
    if !anyCustomer { try await check(others, against: survivor, in: store, for: me) }
    // What was looked at is what is merged, whatever matches by now.
    let outcome = try await storing { () throws(StoreError) in
      try await store.commitAll(
        [.merged(into: survivor.ticket.id)], Selection(plus: Set(others)), by: .agent(me))
    }
    let merged = outcome.changed.intersection(others).count
    global.output.receipt(outcome, changed: merged)
    guard let why = outcome.leftAlone.first?.why.sentence else { return }
    guard merged > 0 else { throw Failure(.failed, why) }
    global.output.remark("left alone: \(why)")
  }

  private func check(
    _ others: [TicketID], against survivor: TicketSheet, in store: Store, for agent: AgentID
  ) async throws {
    let customer = survivor.lastInbound?.from.address.lowercased() ?? ""
    for id in others {
      let sheet = try await TicketFinding.sheet(id.description, in: store, for: agent)
      let other = sheet.lastInbound?.from.address.lowercased()
      guard !customer.isEmpty, other == customer else {
        throw Failure(
          .failed,
          "#\(sheet.ticket.number) and #\(survivor.ticket.number) are not surely of one customer; "
            + "nothing was merged (--any-customer merges them all the same)")
      }
    }
  }
}

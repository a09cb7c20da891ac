import ArgumentParser
import Domain
import Foundation
import Store

/// Says which order a ticket is about.
struct LinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "Say which order a ticket is about: link TICKET ORDER.",
    discussion: """
      ORDER is a number that a shop or an import told; where several shops have it, put the \
      channel before it: shopify:1001. `shopbell undo` takes it back.
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Say that it is not about it.") var remove = false
  @Argument(help: "The ticket, by its number or identifier.") var ticket: String
  @Argument(help: "The order's number.") var order: String

  func run() async throws {
    let me = try global.settings().agent.id
    let store = try StoreOpening.open(global.storePath)
    let sheet = try await TicketFinding.sheet(ticket, in: store, for: me)
    let pick = OrderPick(order)
    let id = remove ? try linked(pick, in: sheet) : try await known(pick, in: store)
    let act: Act = remove ? .unlinkedOrder(id) : .linkedOrder(id)
    let outcome = try await storing { () throws(StoreError) in
      try await store.commit([Change(sheet.ticket.id, act)], by: .agent(me))
    }
    let isDone = !outcome.changed.isEmpty
    let words = remove ? "no longer linked to" : isDone ? "linked to" : "already linked to"
    global.output.result(
      JSON.object([
        "changed": .int(outcome.changed.count), "undo_id": JSON(outcome.undo?.description),
        "ticket": .int(sheet.ticket.number), "order": .text(id.number),
        "channel": .text(id.channel.rawValue),
      ]),
      "#\(sheet.ticket.number) is \(words) order \(id.number)"
        + (isDone ? " · `shopbell undo` takes it back" : ""))
  }

  private func known(_ pick: OrderPick, in store: Store) async throws -> OrderID {
    let found = try await storing { () throws(StoreError) in
      try await store.orders(numbers: [pick.number])
    }.map(\.id).filter(pick.means)
    guard found.count < 2 else {
      let names = found.map(\.description).joined(separator: ", ")
      throw Failure(.usage, "several shops have an order \(order): say which, \(names)")
    }
    guard let id = found.first else {
      throw Failure(.failed, "no shop and no import has told us of an order \(order)")
    }
    return id
  }

  private func linked(_ pick: OrderPick, in sheet: TicketSheet) throws(Failure) -> OrderID {
    guard let id = sheet.ticket.orders.first(where: pick.means) else {
      throw Failure(.failed, "#\(sheet.ticket.number) is not linked to an order \(order)")
    }
    return id
  }
}

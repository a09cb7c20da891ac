import ArgumentParser
import Domain
import Store

/// Takes the last step back, or one by its identifier.
struct UndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take your last change back, or one by its undo id.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The undo_id that a command printed.") var step: String?

  func run() async throws {
    let settings = try global.settings()
    var id: UndoID?
    if let step {
      guard let parsed = UndoID(step) else {
        throw Failure(.usage, "`\(step)` is no undo id; a command prints it as undo_id")
      }
      id = parsed
    }
    let store = try StoreOpening.open(global.storePath)
    let outcome = try await storing { () throws(StoreError) in
      try await store.undo(by: settings.agent.id, id)
    }
    try Undoing.tell(outcome, "undone", "there is nothing to undo", global.output)
  }
}

/// Does again what was taken back last.
struct RedoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redo", abstract: "Do again what was undone last.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let settings = try global.settings()
    let store = try StoreOpening.open(global.storePath)
    let outcome = try await storing { () throws(StoreError) in
      try await store.redo(by: settings.agent.id)
    }
    try Undoing.tell(outcome, "redone", "there is nothing to redo", global.output)
  }
}

private enum Undoing {
  static func tell(_ outcome: Outcome, _ word: String, _ nothing: String, _ output: Output)
    throws(Failure)
  {
    let (tickets, customers) = (outcome.changed.count, outcome.customers.count)
    let changed = tickets + customers
    guard changed > 0 || !outcome.leftAlone.isEmpty else { throw Failure(.failed, nothing) }
    var parts = customers > 0 ? [customers == 1 ? "1 customer" : "\(customers) customers"] : []
    if tickets > 0 || customers == 0 {
      parts.insert("\(tickets) \(tickets == 1 ? "ticket" : "tickets")", at: 0)
    }
    let kept = outcome.leftAlone.count
    output.result(
      JSON.object([word: .int(changed), "left_alone": .int(kept)]),
      "\(parts.joined(separator: " and ")) \(word)"
        + (kept > 0 ? " · \(kept) changed since, left alone" : ""))
    if changed == 0, let why = outcome.leftAlone.first?.why.sentence {
      output.remark("left alone: \(why)")
    }
  }
}

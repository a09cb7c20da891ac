import ArgumentParser
import Desk
import Domain
import Foundation
import Store

/// Writes down what agents have said of tickets.
struct DumpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump",
    abstract:
      "Write tags, notes, assignees, statuses, priorities, snoozes, spam and joined customers as text.",
    discussion: """
      One block a ticket, in an order that stays, so that two of them can be compared line by \
      line. A ticket is named by its messages, so that `shopbell load` finds it again wherever the \
      same mail was imported.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A path where nothing is yet; standard output without one.") var path: String?

  func run() async throws {
    let store = try StoreOpening.read(global.storePath)
    let fold = try await DumpFold.reading(store)
    var dump = fold.dump
    dump.joins = try await DumpJoins.told(of: fold, in: store)
    let out = try DataOutput(path)
    try out.write(Data(dump.text.utf8))
    try out.finish()
    global.output.remark("\(Wording.count(dump.entries.count, "ticket")) written down")
  }
}

/// Lets tickets stand as a dump says.
struct LoadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Let tickets stand as a text of `shopbell dump` says.",
    discussion: """
      All of it is read first: where a line makes no sense, nothing is changed. Only what differs \
      is changed, in one step of undo; notes are added and never taken away, and tickets that the \
      text does not name stay as they are.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A file that `shopbell dump` wrote; standard input without one, or for -.")
  var path: String?

  func run() async throws {
    let settings = try global.settings()
    let file = path ?? "-"
    let text = try file == "-" ? InputReading.standardInput() : InputReading.file(file)
    let dump = try DumpReading.read(text, file: file)
    let store = try StoreOpening.open(global.storePath)
    let plan = DumpPlan(
      dump, over: try await DumpFold.reading(store), seed: .random(in: .min ... .max))
    for entry in plan.missing.prefix(20) {
      global.output.remark("\(file):\(entry.line): no message of this ticket is here")
    }
    if plan.missing.count > 20 {
      global.output.remark("and \(plan.missing.count - 20) more that are not here")
    }
    for entry in plan.repeated.prefix(20) {
      global.output.remark(
        "\(file):\(entry.line): its messages lie in a ticket that a block above names; left alone")
    }
    let joins = try await DumpJoins.plan(dump.joins, in: store)
    for join in joins.missing.prefix(20) {
      global.output.remark("\(file):\(join.line): one of these customers is not known here")
    }
    let outcome = try await commit(
      plan.changes + joins.changes, to: store, by: settings.agent.id)
    let kept = outcome.leftAlone.filter { $0.why != .alreadySo }
    for refused in kept.prefix(20) {
      global.output.remark("\(refused.ticket): left alone, \(refused.why.sentence)")
    }
    let missing = plan.missing.count + joins.missing.count
    let joined = outcome.customers.count
    global.output.result(
      JSON.object([
        "changed": .int(outcome.changed.count), "left_alone": .int(kept.count),
        "joined": .int(joined), "not_found": .int(missing),
        "undo_id": JSON(outcome.undo?.description),
      ]),
      "\(outcome.changed.count) changed" + (joined > 0 ? " · \(joined) joined" : "")
        + (kept.isEmpty ? "" : " · \(kept.count) left alone")
        + (missing > 0 ? " · \(missing) not found" : "")
        + (outcome.events.isEmpty ? "" : " · `shopbell undo` takes it back"))
    guard plan.found > 0 || dump.entries.isEmpty else {
      throw Failure(
        .failed, "no ticket of \(file) is here; import its mail first, then load it again")
    }
  }

  /// In parts, as one step.
  private func commit(
    _ changes: [Change], to store: Store, by agent: AgentID
  ) async throws(Failure) -> Outcome {
    var whole = Outcome()
    for start in stride(from: 0, to: changes.count, by: 1000) {
      let part = Array(changes[start..<min(start + 1000, changes.count)])
      let undo = whole.undo
      let outcome: Outcome
      do throws(StoreError) {
        outcome = try await store.commit(
          part, by: .agent(agent), undo: undo, what: "load a dump")
      } catch {
        guard !whole.changed.isEmpty else { throw Failure(error) }
        throw Failure(
          Failure(error).status,
          "\(error.sentence); \(Wording.count(whole.changed.count, "ticket")) were changed until "
            + "then. Load it again to go on, or take that back with `shopbell undo`")
      }
      whole.events += outcome.events
      whole.leftAlone += outcome.leftAlone
      whole.undo = outcome.undo ?? undo
    }
    return whole
  }
}

extension DumpFold {
  /// What stands in a store, read from its log.
  static func reading(_ store: Store) async throws(Failure) -> DumpFold {
    var fold = DumpFold()
    var last: EventNumber = 0
    while true {
      let events = try await storing { () throws(StoreError) in
        try await store.events(after: last, limit: 2000)
      }
      guard let end = events.last else { return fold }
      for event in events { fold.apply(event) }
      last = end.number
    }
  }
}

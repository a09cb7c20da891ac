import ArgumentParser
import Desk
import Domain
import Foundation
import Store

/// What every bulk command does: one step of undo over whatever a query finds.
protocol BulkCommand: AsyncParsableCommand {
  var global: GlobalOptions { get }
  var query: [String] { get }
  /// What happens to each ticket; throws for a mistaken argument.
  func acts(_ settings: Settings, now: Instant) throws(Failure) -> [Act]
}

extension BulkCommand {
  mutating func run() async throws {
    let settings = try global.settings()
    let acts = try acts(settings, now: Instant(Date()))
    guard !query.isEmpty else {
      throw Failure(
        .usage, "which tickets? Name a query after --, such as `-- is:unread` or `-- id:1234`")
    }
    let query = try QueryReading.read(query, settings)
    let store = try StoreOpening.open(global.storePath)
    let outcome = try await storing { () throws(StoreError) in
      try await store.commitAll(
        acts, Selection(query: query), by: .agent(settings.agent.id), seen: nil)
    }
    global.output.receipt(outcome)
    guard !outcome.changed.isEmpty || !outcome.leftAlone.isEmpty else {
      throw Failure(.failed, "nothing matches \(query.text)")
    }
  }
}

extension Output {
  /// What a bulk change did.
  ///
  /// - Parameter changed: the tickets it was about, where it changed others along with them.
  func receipt(_ outcome: Outcome, changed: Int? = nil) {
    let changed = changed ?? outcome.changed.count
    let kept = outcome.leftAlone.filter { $0.why != .alreadySo }.count
    result(
      JSON.object([
        "changed": .int(changed), "left_alone": .int(kept),
        "undo_id": JSON(outcome.undo?.description),
      ]),
      "\(changed) changed" + (kept > 0 ? " · \(kept) left alone" : "")
        + (changed > 0 ? " · `shopbell undo` takes it back" : ""))
  }
}

/// Adds and removes tags.
struct TagCommand: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Add and remove tags: tag +refund -wismo -- QUERY.",
    usage: "shopbell tag (+TAG | -TAG)... -- QUERY")

  @OptionGroup var global: GlobalOptions
  @Argument(parsing: .captureForPassthrough, help: "+TAG and -TAG, then -- and a query.")
  var words: [String] = []

  private var split: (tags: [String], query: [String], flags: [String]) {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    let head = words[..<end]
    return (
      head.filter { !$0.hasPrefix("--") }, Array(words[end...].dropFirst()),
      head.filter { $0.hasPrefix("--") }
    )
  }

  var query: [String] { split.query }

  func acts(_ settings: Settings, now: Instant) throws(Failure) -> [Act] {
    let words = split.tags
    guard !words.isEmpty else {
      throw Failure(.usage, "which tags? Write +TAG to add and -TAG to remove, then -- and a query")
    }
    var acts: [Act] = []
    for word in words {
      guard let sign = word.first, sign == "+" || sign == "-", let tag = Tag(word.dropFirst())
      else {
        throw Failure(.usage, "`\(word)` is neither +TAG nor -TAG; a query follows after --")
      }
      acts.append(sign == "+" ? .tagged(tag) : .untagged(tag))
    }
    return acts
  }
}

/// Gives tickets to someone.
struct AssignCommand: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign",
    abstract: "Give tickets to an agent: assign (me | none | HANDLE) -- QUERY.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "me, none or a handle.") var agent: String
  @Argument(help: "Which tickets.") var query: [String] = []

  func acts(_ settings: Settings, now: Instant) throws(Failure) -> [Act] {
    switch agent {
    case "none": return [.assigned(nil)]
    case "me": return [.assigned(settings.agent.id)]
    default:
      let known = ([settings.agent] + settings.colleagues).map(\.id.handle)
      guard known.contains(agent.lowercased()) else {
        let near = Problem.nearest(to: agent, among: known)
        throw Failure(
          .usage,
          "no agent is called \(agent); "
            + (near.map { "did you mean \($0)?" } ?? "add a [[colleague]] to config.toml"))
      }
      return [.assigned(AgentID(agent))]
    }
  }
}

/// Sets where tickets stand.
struct StatusCommand: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Set a status: status (open | pending | on_hold | solved) -- QUERY.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "open, pending, on_hold, solved or closed.") var status: String
  @Argument(help: "Which tickets.") var query: [String] = []

  func acts(_ settings: Settings, now: Instant) throws(Failure) -> [Act] {
    let names = Status.allCases.filter { $0 != .new }.map(\.rawValue)
    guard let status = Status(rawValue: status), status != .new else {
      let near = Problem.nearest(to: status, among: names)
      throw Failure(
        .usage,
        "no status is called \(status); "
          + (near.map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))"))
    }
    return [.moved(status, .asked)]
  }
}

/// Puts tickets to sleep.
struct SnoozeCommand: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "snooze",
    abstract: "Hide tickets until a time: snooze (3h | 2d | 2026-01-31 | off) -- QUERY.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "30m, 3h, 2d, 1w, a date, a time as RFC 3339, or off.") var until: String
  @Argument(help: "Which tickets.") var query: [String] = []

  func acts(_ settings: Settings, now: Instant) throws(Failure) -> [Act] {
    if until == "off" { return [.woken] }
    do {
      return [.snoozed(until: try SnoozeTime.read(until, at: now, in: settings.zone))]
    } catch {
      throw Failure(.usage, error.description)
    }
  }
}

/// Writes a note to colleagues.
struct NoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Add an internal note to a ticket; no customer ever sees it.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A ticket's number or identifier.") var ticket: String
  @Argument(help: "The note's words; - reads them from standard input.") var words: [String]

  func run() async throws {
    let settings = try global.settings()
    let store = try StoreOpening.open(global.storePath)
    let sheet = try await TicketFinding.sheet(ticket, in: store, for: settings.agent.id)
    let text = words == ["-"] ? InputReading.standardInput() : words.joined(separator: " ")
    guard !text.allSatisfy(\.isWhitespace) else { throw Failure(.usage, "the note is empty") }
    let now = Instant(Date())
    var mint = Mint(seed: .random(in: .min ... .max))
    let note = Message(
      id: mint.id(at: now), direction: .note, channel: sheet.ticket.channel,
      account: sheet.ticket.account,
      from: Party(name: settings.agent.name, address: settings.agent.address),
      subject: sheet.ticket.subject, receivedAt: now, body: Body(visible: text))
    let outcome = try await storing { () throws(StoreError) in
      try await store.commit(
        [Change(sheet.ticket.id, .noted(note))], by: .agent(settings.agent.id))
    }
    global.output.result(
      JSON.object([
        "changed": .int(outcome.changed.count), "undo_id": JSON(outcome.undo?.description),
      ]), "noted on #\(sheet.ticket.number)")
  }
}

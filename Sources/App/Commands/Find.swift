import ArgumentParser
import Domain
import Foundation
import Store

/// Tickets that match.
struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "List the tickets that match a query.",
    discussion: """
      The search language: words and "phrases", refund* for a prefix, and terms such as \
      from: subject: tag: channel: status: assignee:me order: tracking: is:unread is:overdue \
      before:2026-01-31 value:>100 sla:<1h. Terms side by side must all hold; OR, NOT, a leading \
      - and parentheses work. A query that begins with - follows --.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "What to look for; nothing finds every ticket.") var query: [String] = []
  @Option(help: "due, newest, oldest, created, priority or relevance.") var sort: Sort = .newest
  @Option(help: "How many at most.") var limit = 100
  @Option(help: "How many to skip.") var offset = 0
  @Option(help: "List what stands behind a row, by the cursor that came with it.")
  var after: String?
  @Flag(help: "Show where the words of each stand.") var snippets = false

  func run() async throws {
    guard limit >= 0, offset >= 0 else {
      throw Failure(.usage, "--limit and --offset are whole numbers from 0")
    }
    let near = try landmark()
    let settings = try global.settings()
    let store = try StoreOpening.read(global.storePath)
    let query = try QueryReading.read(query, settings)
    let page = try await storing { () throws(StoreError) in
      try await store.inbox(
        query, sort: sort, offset: offset, limit: limit, agent: settings.agent.id, near: near)
    }
    for row in page.rows {
      let snippet = snippets ? try await self.snippet(of: row, query, store, settings) : nil
      if global.json {
        var more = snippets ? ["snippet": JSON(snippet?.text)] : [:]
        more["cursor"] = JSON(row.place?.text)
        global.output.json(JSON(row, in: settings.zone).adding(more))
      } else {
        global.output.line(Listing.line(row, now: Instant(Date()), zone: settings.zone))
        if let snippet { global.output.line(Listing.line(snippet)) }
      }
    }
    if !global.json, page.rows.count < page.total || page.hasMore {
      let total = "\(page.total)" + (page.hasMore ? "+" : "")
      let next = page.rows.last?.place.map { "`--after \($0.text)` shows the next" }
      global.output.remark(
        "\(page.rows.count) of \(total); \(next ?? "--offset and --limit show others")")
    }
    guard page.total > 0 else { throw Failure(.failed, "nothing matches \(query.text)") }
  }
}

extension SearchCommand {
  /// The row behind which the list begins; what is skipped is skipped from there.
  private func landmark() throws -> Landmark? {
    guard let after else { return nil }
    guard let place = ListPlace(after) else {
      throw Failure(
        .usage, "`\(after)` is no cursor; it stands under the key `cursor` of each row of --json")
    }
    guard place.sort == sort else {
      throw Failure(
        .usage,
        "this cursor is of a list sorted by \(place.sort.rawValue): add --sort "
          + place.sort.rawValue)
    }
    return Landmark(place, at: -1)
  }

  private func snippet(
    of row: InboxRow, _ query: Query, _ store: Store, _ settings: Settings
  ) async throws -> Snippet? {
    let sheet = try await storing { () throws(StoreError) in
      try await store.ticket(row.id, agent: settings.agent.id)
    }
    return sheet.flatMap { query.snippet(in: $0.messages) }
  }
}

/// How many tickets match.
struct CountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Count the tickets that match a query.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "What to look for; nothing counts every ticket.") var query: [String] = []

  func run() async throws {
    let settings = try global.settings()
    let store = try StoreOpening.read(global.storePath)
    let query = try QueryReading.read(query, settings)
    let count = try await storing { () throws(StoreError) in
      try await store.count(query, agent: settings.agent.id)
    }
    global.output.result(JSON.object(["count": .int(count)]), "\(count)")
  }
}

/// One ticket, whole.
struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one ticket whole: messages, notes, order, events.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A ticket's number or identifier.") var ticket: String

  func run() async throws {
    let settings = try global.settings()
    let store = try StoreOpening.read(global.storePath)
    let sheet = try await TicketFinding.sheet(ticket, in: store, for: settings.agent.id)
    if global.json {
      let hashes = sheet.messages.compactMap(\.raw)
      let places = try await storing { () throws(StoreError) in
        try await store.ask(.places(sha256: hashes))
      }
      guard case .serverMail(let mails) = places else { return }
      global.output.json(JSON(sheet, mails, in: settings.zone))
    } else {
      global.output.lines(Listing.lines(sheet, now: Instant(Date()), zone: settings.zone))
    }
  }
}

extension Sort: ExpressibleByArgument {}

/// Finds the ticket that an argument means.
enum TicketFinding {
  /// The ticket with a number (`1234`, `#1234`) or an identifier.
  static func id(_ text: String, in store: Store) async throws(Failure) -> TicketID {
    let word = text.hasPrefix("#") ? String(text.dropFirst()) : text
    let found = try await storing { () throws(StoreError) in try await store.find(word) }
    guard let found else {
      throw Failure(.failed, "there is no ticket \(text); `shopbell search` lists them")
    }
    return found
  }

  /// The same ticket, whole.
  static func sheet(_ text: String, in store: Store, for agent: AgentID) async throws(Failure)
    -> TicketSheet
  {
    let id = try await id(text, in: store)
    let sheet = try await storing { () throws(StoreError) in
      try await store.ticket(id, agent: agent)
    }
    guard let sheet else { throw Failure(.failed, "there is no ticket \(text)") }
    return sheet
  }
}

/// Reads a query from a command's words.
enum QueryReading {
  /// Words as the shell split them; one that has white space inside stays one text.
  static func read(_ words: [String], _ settings: Settings) throws(Failure) -> Query {
    let text = words.joined(separator: " ")
    do throws(Problem) {
      return try Query.parse(text, zone: settings.zone)
    } catch {
      let pointer = String(repeating: " ", count: max(0, error.column - 1)) + "^"
      let remedy = error.remedy.isEmpty ? "" : "; \(error.remedy)"
      throw Failure(.usage, "\(error.what)\(remedy)\n  \(text)\n  \(pointer)")
    }
  }
}

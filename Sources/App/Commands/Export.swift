import ArgumentParser
import Desk
import Domain
import Foundation
import Mail
import Store

/// Hands tickets out.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Hand out the tickets that match a query: JSON, mbox or CSV.",
    discussion: """
      json is one ticket a line, whole, as `shopbell show --json` prints it; mbox their messages as \
      they came, byte for byte; csv one line a ticket for a spreadsheet, where a text that might be \
      a formula has an apostrophe before it. A file is readable by its owner only, and none is \
      ever overwritten.
      """)

  /// What is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case json
    case mbox
    case csv
  }

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Which tickets; nothing exports those that `shopbell search` lists.")
  var query: [String] = []
  @Option(help: "json, mbox or csv.") var format: Format = .json
  @Option(help: "A path where nothing is yet; standard output without one.") var output: String?

  /// What has been written so far.
  private struct Tally {
    var tickets = 0
    var messages = 0
    var withoutBytes = 0
  }

  func run() async throws {
    let isOut = output == nil || output == "-"
    guard format == .json || !isOut || isatty(STDOUT_FILENO) == 0 else {
      throw Failure(
        .usage, "\(format.rawValue) is not for a terminal to show: name a file with --output")
    }
    let settings = try global.settings()
    let query = try QueryReading.read(query, settings)
    let store = try StoreOpening.read(global.storePath)
    let agent = settings.agent.id
    let found = try await storing { () throws(StoreError) in
      try await store.selected(Selection(query: query), agent: agent)
    }
    guard !found.isEmpty else {
      throw Failure(.failed, "nothing matches \(query.text); nothing was written")
    }
    let out = try DataOutput(output)
    var tally = Tally()
    if format == .csv { try out.write(Data(CSV.line(Self.columns).utf8)) }
    for id in found.sorted() {
      let sheet = try await storing { () throws(StoreError) in
        try await store.ticket(id, agent: agent)
      }
      guard let sheet else { continue }
      tally.tickets += 1
      switch format {
      case .json: try out.write(try await json(sheet, in: store, zone: settings.zone))
      case .csv: try out.write(Data(CSV.line(Self.cells(sheet, in: settings.zone)).utf8))
      case .mbox:
        for message in sheet.messages where message.direction != .note {
          // What a marketplace's own interface told is kept as it told it, and is no mail.
          guard let bytes = try await raw(message, in: store), bytes.first != UInt8(ascii: "{")
          else {
            tally.withoutBytes += 1
            continue
          }
          tally.messages += 1
          try out.write(
            MboxWriter.entry(bytes, from: message.from.address, at: message.receivedAt.date))
        }
      }
      global.output.progress(tally.tickets, of: found.count, "tickets")
    }
    try out.finish()
    global.output.progressEnded()
    tell(tally, isOut)
  }
}

// MARK: - Formats

extension ExportCommand {
  private func json(
    _ sheet: TicketSheet, in store: Store, zone: TimeZone
  ) async throws(Failure) -> Data {
    let hashes = sheet.messages.compactMap(\.raw)
    let places = try await storing { () throws(StoreError) in
      try await store.ask(.places(sha256: hashes))
    }
    guard case .serverMail(let mails) = places else { return Data() }
    return Data(Output.jsonLine(JSON(sheet, mails, in: zone)).utf8)
  }

  private func raw(_ message: Message, in store: Store) async throws(Failure) -> Data? {
    guard let hash = message.raw else { return nil }
    return try await storing { () throws(StoreError) in try await store.bytes(sha256: hash) }
  }

  private static let columns = [
    "id", "number", "subject", "customer", "channel", "account", "status", "priority", "tags",
    "assignee", "order_ids", "messages", "created_at", "last_message_at", "sla_due_at",
    "snoozed_until",
  ]

  private static func cells(_ sheet: TicketSheet, in zone: TimeZone) -> [String] {
    let ticket = sheet.ticket
    let moment = { (moment: Instant?) in moment?.rfc3339(in: zone) ?? "" }
    return [
      ticket.id.description, "\(ticket.number)", ticket.subject, sheet.customer?.label ?? "",
      ticket.channel.rawValue, ticket.account, ticket.status.rawValue, ticket.priority.rawValue,
      ticket.tags.sorted().map(\.word).joined(separator: " "), ticket.assignee?.handle ?? "",
      ticket.orders.map(\.number).joined(separator: " "), "\(ticket.messageCount)",
      moment(ticket.createdAt), moment(ticket.lastMessageAt), moment(ticket.due),
      moment(ticket.snoozedUntil),
    ]
  }

  private func tell(_ tally: Tally, _ isOut: Bool) {
    let words =
      Wording.count(tally.tickets, "ticket")
      + (format == .mbox ? ", \(Wording.count(tally.messages, "message"))" : "") + " exported"
    if tally.withoutBytes > 0 {
      global.output.remark(
        "\(Wording.count(tally.withoutBytes, "message")) left out, whose mail was never here: "
          + "--format json has their words")
    }
    if isOut {
      global.output.remark(words)
    } else {
      global.output.result(
        JSON.object([
          "tickets": .int(tally.tickets), "messages": .int(tally.messages),
          "without_bytes": .int(tally.withoutBytes),
        ]), words)
    }
  }
}

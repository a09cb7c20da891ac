import ArgumentParser
import Desk
import Domain
import Foundation
import Store

/// What waits to go out, what failed and why.
struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "See and settle the replies on their way.",
    subcommands: [List.self, Retry.self, Release.self, Cancel.self, Arrived.self],
    defaultSubcommand: List.self)

  /// Every reply that waits for a machine or a person.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the replies that are not out yet.")

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Also those that are sent.") var all = false

    func run() async throws {
      let settings = try global.settings()
      let store = try StoreOpening.read(global.storePath)
      let rows = try await storing { () throws(StoreError) in
        try await store.outbox(includingSent: all)
      }
      for row in rows {
        if global.json {
          global.output.json(JSON(row, in: settings.zone))
        } else {
          let to = row.reply.recipients.map(\.address).joined(separator: ", ")
          global.output.line(
            "\(row.reply.id)  #\(row.ticketNumber)  \(Wording.delivery(row.state))  \(to)")
          let story = Self.story(row, in: settings.zone)
          if !story.isEmpty { global.output.line("    \(story)") }
        }
      }
      if rows.isEmpty, !global.json { global.output.remark("the outbox is empty") }
    }

    /// How often it was tried, when it is tried next, and what was said last.
    private static func story(_ row: OutboxRow, in zone: TimeZone) -> String {
      var parts: [String] = []
      if row.attempts > 0 { parts.append(Wording.count(row.attempts, "try", "tries")) }
      if row.state == .retry {
        let now = Instant(Date())
        parts.append("next try \(Wording.moment(row.notBefore, at: now, in: zone))")
      }
      if !row.lastError.isEmpty { parts.append(row.lastError) }
      return parts.joined(separator: " · ")
    }
  }

  /// Sends once more.
  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retry",
      abstract: "Send a reply again: one that failed, was held, or certainly did not arrive.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The reply's identifier.") var id: String

    func run() async throws {
      try await settle(id, global) { row in
        switch row.state {
        case .held: .replyReleased(row.reply.id)
        default: .replyRepeated(row.reply.id)
        }
      }
    }
  }

  /// Takes it back.
  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Take a reply back that has not left.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The reply's identifier.") var id: String

    func run() async throws {
      try await settle(id, global) { .replyRecalled($0.reply.id) }
    }
  }

  /// A person knows that it arrived.
  struct Arrived: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "arrived", abstract: "Say that an unsure reply did arrive.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The reply's identifier.") var id: String

    func run() async throws {
      let now = Instant(Date())
      try await settle(id, global) {
        .replySettled($0.reply.id, Receipt(at: now, answer: "an agent says it arrived"))
      }
    }
  }

  private static func settle(
    _ id: String, _ global: GlobalOptions, _ act: (OutboxRow) -> Act
  ) async throws {
    let settings = try global.settings()
    let store = try StoreOpening.open(global.storePath)
    let rows = try await storing { () throws(StoreError) in
      try await store.outbox(includingSent: true)
    }
    guard let row = rows.first(where: { $0.reply.id.description.hasPrefix(id.lowercased()) }),
      id.count >= 8
    else {
      throw Failure(.failed, "there is no reply \(id); `shopbell outbox` lists them")
    }
    let change = Change(row.reply.ticket, act(row))
    let outcome = try await storing { () throws(StoreError) in
      try await store.commit([change], by: .agent(settings.agent.id))
    }
    if let refused = outcome.leftAlone.first {
      throw Failure(.failed, "nothing changed: \(refused.why.sentence)")
    }
    let after = try await storing { () throws(StoreError) in
      try await store.outbox(includingSent: true)
    }
    if let now = after.first(where: { $0.reply.id == row.reply.id }) {
      global.output.result(
        JSON(now, in: settings.zone), "\(now.reply.id) is now \(Wording.delivery(now.state))")
    }
  }
}

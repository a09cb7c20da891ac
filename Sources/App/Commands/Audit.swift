import ArgumentParser
import ChannelKit
import Desk
import Domain
import Foundation
import Store
import Terminal

/// Looks after what nobody looks at: for now the channels.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "See how each channel does, and which has gone quiet.",
    subcommands: [Channels.self], defaultSubcommand: Channels.self)

  /// Every account and every channel: when it last worked, what came, what waits.
  struct Channels: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "channels",
      abstract: "Per account the last good pull; per channel what came, what waits, and silence.")

    @OptionGroup var global: GlobalOptions

    @Option(help: "How far back is counted: 30d, 12w.")
    var since = "30d"

    func run() async throws {
      guard let span = Moments.span(since), span > .seconds(0) else {
        throw Failure(.usage, "--since takes a span such as 30d or 12w, not \(since)")
      }
      let settings = try global.settings()
      let now = Instant(Date())
      let store = try StoreOpening.read(global.storePath)
      let (states, channels) = try await storing { () throws(StoreError) in
        (try await store.accounts(), try await store.channels(since: now - span))
      }
      let zone = settings.zone
      show(Health.accounts(settings.accounts.map(\.account), states, at: now, in: zone))
      guard !channels.isEmpty else {
        global.output.remark("no ticket yet, so there is no channel to look at")
        return
      }
      if !global.json { global.output.line("") }
      show(Health.channels(channels, since: since, at: now, in: zone))
    }

    private func show(_ lines: [Health.Line]) {
      for line in lines {
        if let json = line.json {
          global.output.result(json, line.text)
        } else if !global.json {
          global.output.line(line.text)
        }
      }
    }
  }
}

/// How accounts and channels do, as lines whose columns stand below each other.
enum Health {
  /// What is printed; a heading has no JSON.
  struct Line {
    var json: JSON?
    var text: String
  }

  /// A line for each account that is set up, and for each that once was.
  static func accounts(
    _ accounts: [Account], _ states: [AccountState], at now: Instant, in zone: TimeZone
  ) -> [Line] {
    let gone = states.filter { state in !accounts.contains { $0.name == state.account } }
    let all = accounts.map { ($0.name, $0.type) } + gone.map { ($0.account, "not set up any more") }
    return table(
      ["account", "type", "last good pull", ""],
      all.map { name, type in
        let state = states.first { $0.account == name }
        let good = state?.goodAt
        let json = JSON.object([
          "kind": "account", "account": .text(name), "type": .text(type),
          "state": .text(state?.phase.rawValue ?? "idle"), "last_good_pull": JSON(good, in: zone),
          "lag_seconds": good.map { .int(Int((now - $0).milliseconds / 1000)) } ?? .null,
          "error": JSON(state.flatMap { $0.error.isEmpty ? nil : $0.error }),
        ])
        return (json, [name, type, Wording.ago(good, at: now), state?.error ?? ""])
      })
  }

  /// A line for each channel.
  static func channels(
    _ channels: [ChannelHealth], since: String, at now: Instant, in zone: TimeZone
  ) -> [Line] {
    table(
      [
        "since \(since)", "tickets", "messages", "first answer", "waiting", "oldest", "with order",
        "last message",
      ],
      channels.map { health in
        let share = health.linkedShare
        let json = JSON.object([
          "kind": "channel", "channel": .text(health.channel.rawValue),
          "accounts": .list(health.accounts.map { .text($0) }), "tickets": .int(health.tickets),
          "messages": .int(health.messages), "answered": .int(health.answered),
          "first_answer_seconds": seconds(health.firstAnswer), "waiting": .int(health.waiting),
          "oldest_waiting_since": JSON(health.oldest, in: zone),
          "linked_percent": share.map { .int($0) } ?? .null,
          "last_message_at": JSON(health.lastAt, in: zone),
          "usual_gap_seconds": seconds(health.usualGap), "silent": .bool(health.isSilent(at: now)),
        ])
        return (
          json,
          [
            health.channel.rawValue, Wording.grouped(health.tickets),
            Wording.grouped(health.messages), health.firstAnswer.map(Wording.span) ?? "·",
            Wording.grouped(health.waiting),
            health.oldest.map { Wording.age(of: $0, at: now) } ?? "·",
            share.map { "\($0) %" } ?? "·", Wording.silence(of: health, at: now),
          ]
        )
      }, numbers: 1..<7)
  }

  private static func seconds(_ span: Domain.Span?) -> JSON {
    span.map { .int(Int($0.milliseconds / 1000)) } ?? .null
  }

  private static func table(
    _ heading: [String], _ rows: [(json: JSON, cells: [String])], numbers: Range<Int> = 0..<0
  ) -> [Line] {
    let lines = [(nil, heading)] + rows.map { (Optional($0.json), $0.cells) }
    let widths = heading.indices.map { column in
      lines.map { TextFlow.cells($0.1[column]) }.max() ?? 0
    }
    return lines.map { json, cells in
      let parts = cells.indices.map { column in
        let text = TextFlow.clean(cells[column], lines: false)
        if column == cells.count - 1 { return text }
        return TextFlow.pad(text, to: widths[column], numbers.contains(column) ? .right : .left)
      }
      return Line(json: json, text: parts.joined(separator: "  ").trimmed)
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}

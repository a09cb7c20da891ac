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
      let alarms = channels.compactMap { Wording.alarm(about: $0, at: now) }
      guard !global.json, !alarms.isEmpty else { return }
      global.output.line("")
      for alarm in alarms { global.output.line(TextFlow.clean(alarm, lines: false)) }
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
      ["account", "type", "last good pull", "may be asked", ""],
      all.map { name, type in
        let state = states.first { $0.account == name }
        let good = state?.goodAt
        let json = JSON.object([
          "kind": "account", "account": .text(name), "type": .text(type),
          "state": .text(state?.phase.rawValue ?? "idle"), "last_good_pull": JSON(good, in: zone),
          "lag_seconds": good.map { .int(Int((now - $0).milliseconds / 1000)) } ?? .null,
          "quota": quota(state?.quota?.standing(at: now), in: zone),
          "error": JSON(state.flatMap { $0.error.isEmpty ? nil : $0.error }),
        ])
        let left = Wording.quota(state?.quota, at: now, in: zone) ?? "·"
        return (json, [name, type, Wording.ago(good, at: now), left, state?.error ?? ""])
      })
  }

  private static func quota(_ quota: Quota?, in zone: TimeZone) -> JSON {
    guard let quota else { return .null }
    return .object([
      "unit": .text(quota.unit.rawValue), "left": .int(quota.left),
      "full": quota.full.map { .int($0) } ?? .null, "full_at": JSON(quota.fullAt, in: zone),
      "told_at": JSON(quota.at, in: zone),
    ])
  }

  /// A line for each channel.
  static func channels(
    _ channels: [ChannelHealth], since: String, at now: Instant, in zone: TimeZone
  ) -> [Line] {
    table(
      [
        "since \(since)", "tickets", "messages", "answered", "first answer", "waiting", "oldest",
        "with order", "last message",
      ],
      channels.map { health in
        let share = health.linkedShare
        let json = JSON.object([
          "kind": "channel", "channel": .text(health.channel.rawValue),
          "accounts": .list(health.accounts.map { .text($0) }), "tickets": .int(health.tickets),
          "messages": .int(health.messages), "answered": .int(health.answered),
          "first_answer_seconds": seconds(health.firstAnswer),
          "first_answer_p90_seconds": seconds(health.slowAnswer), "waiting": .int(health.waiting),
          "oldest_waiting_since": JSON(health.oldest, in: zone),
          "linked_percent": share.map { .int($0) } ?? .null,
          "last_message_at": JSON(health.lastAt, in: zone),
          "usual_gap_seconds": seconds(health.usualGap), "silent": .bool(health.isSilent(at: now)),
        ])
        return (
          json,
          [
            health.channel.rawValue, Wording.grouped(health.tickets),
            Wording.grouped(health.messages), Wording.grouped(health.answered),
            health.firstAnswer.map(Wording.span) ?? "·",
            Wording.grouped(health.waiting),
            health.oldest.map { Wording.age(of: $0, at: now) } ?? "·",
            share.map { "\($0) %" } ?? "·", Wording.silence(of: health, at: now),
          ]
        )
      }, numbers: 1..<8)
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

internal import Domain
internal import Foundation
internal import GRDB

/// How channels do, counted from the tables.
struct HealthRows {
  let db: Database
  /// What is older is not counted.
  let since: Instant

  /// Every channel that has ever had a ticket, by name.
  func all() throws -> [ChannelHealth] {
    var found: [ChannelName: ChannelHealth] = [:]
    for row in try Row.fetchAll(
      db,
      sql: """
        SELECT channel, account, count(*) FILTER (WHERE created_at >= :since),
          count(*) FILTER (WHERE created_at >= :since
            AND EXISTS (SELECT 1 FROM order_link l WHERE l.ticket = t.row)),
          count(*) FILTER (WHERE is_open AND waiting_since IS NOT NULL),
          min(waiting_since) FILTER (WHERE is_open)
        FROM ticket t WHERE in_sight AND merged_into IS NULL
        GROUP BY channel, account ORDER BY channel, account
        """, arguments: ["since": since.milliseconds])
    {
      let name = ChannelName(rawValue: row[0])
      var health = found[name] ?? ChannelHealth(name)
      health.accounts.append(row[1])
      health.tickets += row[2] as Int
      health.linked += row[3] as Int
      health.waiting += row[4] as Int
      health.oldest = [health.oldest, moment(row[5])].compactMap(\.self).min()
      found[name] = health
    }
    try addMessages(to: &found)
    try addAnswers(to: &found)
    return found.values.sorted { $0.channel < $1.channel }
  }

  private func moment(_ milliseconds: Int64?) -> Instant? {
    milliseconds.map { Instant(milliseconds: $0) }
  }

  /// What people wrote, and how long it usually is from one message to the next.
  private func addMessages(to found: inout [ChannelName: ChannelHealth]) throws {
    var gaps: [ChannelName: [Int64]] = [:]
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT t.channel, m.received_at FROM message m JOIN ticket t ON t.row = m.ticket
        WHERE m.row >= ? AND m.direction = 'inbound' AND m.kind = 'human'
        ORDER BY m.row
        """, arguments: [MessageKey.first(of: since)])
    while let row = try rows.next() {
      let name = ChannelName(rawValue: row[0])
      let at = Instant(milliseconds: row[1])
      if let last = found[name]?.lastAt {
        gaps[name, default: []].append(max(0, (at - last).milliseconds))
      }
      found[name]?.messages += 1
      found[name]?.lastAt = at
    }
    for (name, health) in found {
      if let all = gaps[name]?.sorted(), health.messages >= ChannelHealth.fewest {
        found[name]?.usualGap = Span(milliseconds: all[all.count * 19 / 20])
      }
      if health.lastAt == nil { found[name]?.lastAt = try lastMessage(on: name) }
    }
  }

  /// When a customer last wrote, for a channel that has been quiet all the time.
  private func lastMessage(on name: ChannelName) throws -> Instant? {
    try moment(
      Int64.fetchOne(
        db,
        sql: """
          SELECT m.received_at FROM message m JOIN ticket t ON t.row = m.ticket
          WHERE m.direction = 'inbound' AND m.kind = 'human' AND t.channel = ?
          ORDER BY m.row DESC LIMIT 1
          """, arguments: [name.rawValue]))
  }

  /// How long people waited for their first answer; each counts when it was given.
  private func addAnswers(to found: inout [ChannelName: ChannelHealth]) throws {
    var spans: [ChannelName: [Int64]] = [:]
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT t.channel, min(c.stopped_at - c.started_at)
        FROM ticket t JOIN clock c ON c.ticket = t.row
        WHERE c.stopped_at >= ? AND c.kind IN ('first', 'platform') AND c.cycle = 1
          AND c.state IN ('met', 'breached') AND t.in_sight AND t.merged_into IS NULL
        GROUP BY t.row
        """, arguments: [since.milliseconds])
    while let row = try rows.next() {
      spans[ChannelName(rawValue: row[0]), default: []].append(row[1])
    }
    for (name, all) in spans {
      let sorted = all.sorted()
      let middle = sorted.count / 2
      let median =
        sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
      found[name]?.answered = sorted.count
      found[name]?.firstAnswer = Span(milliseconds: median)
      found[name]?.slowAnswer = Span(milliseconds: sorted[(sorted.count * 9 - 1) / 10])
    }
  }
}

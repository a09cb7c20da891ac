import Desk
import Domain
import TOMLKit

extension SettingsReading {
  /// The `[notify]` table.
  mutating func readNotify(_ table: TableAt, into desk: inout DeskSettings) {
    check(table, allowed: Settings.keys["notify", default: []])
    desk.notifier = strings(table, "command") ?? []
    desk.notifications.title = occasions(table, "title") ?? []
    desk.notifications.desktop = occasions(table, "desktop") ?? []
    if !desk.notifications.desktop.isEmpty, desk.notifier.isEmpty {
      complain(
        table, "desktop", "nothing says how to notify", "set command = [\"notify-send\"]")
    }
    if let text = string(table, "quiet"), text != "off" {
      desk.notifications.quiet = QuietHours(reading: text)
      if desk.notifications.quiet == nil {
        complain(table, "quiet", "quiet hours are written 20:00-08:00, or off", "")
      }
    }
    guard let value = table.table["due_soon"] else { return }
    if let minutes = value.int, (1...1_440).contains(minutes) {
      desk.notifications.soon = .minutes(Int64(minutes))
    } else {
      complain(table, "due_soon", "due_soon is minutes from 1 to 1440", "")
    }
  }

  /// A list of occasions, or one of them, or `never`.
  mutating func occasions(_ table: TableAt, _ key: String) -> Set<Occasion>? {
    guard let value = table.table[key] else { return nil }
    let words = value.string.map { [$0] } ?? strings(table, key)
    guard let words else { return nil }
    if words == ["never"] { return [] }
    let known = Occasion.allCases.map(\.rawValue)
    if let odd = words.first(where: { Occasion(rawValue: $0) == nil }) {
      let near = Problem.nearest(to: odd, among: known).map { "did you mean \($0)?" }
      complain(
        table, key, "nothing is told of \(odd)",
        near ?? "known: \(known.joined(separator: ", ")), never")
    }
    return Set(words.compactMap { Occasion(rawValue: $0) })
  }
}

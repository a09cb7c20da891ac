import Domain
import Terminal

extension Desk {
  /// Shows how things stand.
  mutating func goToReport() -> [Effect] {
    report.prepare(team: setting.team, tags: tags, zone: setting.zone)
    return go(to: .report)
  }

  /// The tickets behind the number under the cursor.
  mutating func openReported() -> [Effect] {
    guard let row = report.selected else { return [] }
    place = .inbox
    lastPlace = nil
    inbox.look(at: .search(row.query))
    return rest()
  }
}

import Domain
import Terminal

// MARK: - The room of the settings

extension Desk {
  /// Takes the next value of the setting under the cursor, or asks for one.
  mutating func changeSetting() -> [Effect] {
    guard let option = settings.selected else { return [] }
    let now = value(of: option)
    guard option.isCycled else {
      line = LineEntry(
        .option(option), prompt: "\(option.rawValue): ", text: now,
        history: history["\(option.rawValue):"] ?? [])
      notice = nil
      return []
    }
    let known = option.values(themes: setting.themes, dictionaries: setting.dictionaries)
    guard !known.isEmpty else { return tell("there is nothing to choose from") }
    let next = known.firstIndex(of: now).map { ($0 + 1) % known.count } ?? 0
    return set(option, to: known[next])
  }

  /// A value has changed: it is so until the desk is left, and in the room of the settings it can
  /// be taken back.
  mutating func note(_ option: DeskOption, was before: String) {
    guard value(of: option) != before else { return }
    if place == .settings {
      forget(.option(option, before, settings.origin(of: option)))
    }
    settings.note(option, .session)
  }

  /// Takes the last change of a setting back.
  mutating func takeBack(_ option: DeskOption, _ before: String, _ origin: Origin) -> [Effect] {
    let effects = set(option, to: before)
    settings.note(option, origin)
    takesBack = option == .theme ? origin : nil
    forgotten = nil
    return effects
  }

  /// Writes the setting under the cursor into the configuration.
  mutating func keepSetting() -> [Effect] {
    guard let option = settings.selected else { return [] }
    switch settings.origin(of: option) {
    case .session: return [.keepSetting(option, value(of: option))]
    case .builtIn: return tell("\(option.rawValue) is as it comes: there is nothing to keep")
    case .file(let path, let line): return tell("\(path) says so in line \(line) already")
    }
  }

  /// A setting stands in the configuration now, if it is still so.
  mutating func kept(_ option: DeskOption, _ value: String, _ origin: Origin) -> [Effect] {
    if self.value(of: option) == value { settings.note(option, origin) }
    if case .option(option, _, _) = forgotten { forgotten = nil }
    guard case .file(let path, let line) = origin else { return [] }
    return tell(Notice("\(option.rawValue) is kept: line \(line) of \(path)"))
  }
}

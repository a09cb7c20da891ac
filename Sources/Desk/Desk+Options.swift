import Domain
import Terminal

// MARK: - :set and :theme

extension Desk {
  /// `theme dark`, `mouse on`, or nothing, which shows how everything is set.
  mutating func set(_ argument: String) -> [Effect] {
    let words = argument.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
    guard let name = words.first else { return go(to: Place.settings) }
    guard let option = DeskOption(rawValue: name) else {
      return refuse("\(name) cannot be set\(nearest(name, DeskOption.allCases.map(\.rawValue)))")
    }
    guard words.count > 1 else {
      return tell("\(name) is \(value(of: option)): \(option.help)")
    }
    return set(option, to: words[1])
  }

  mutating func set(_ option: DeskOption, to value: String) -> [Effect] {
    let before = self.value(of: option)
    let effects = apply(option, value)
    note(option, was: before)
    return effects
  }

  private mutating func apply(_ option: DeskOption, _ value: String) -> [Effect] {
    switch option {
    case .theme:
      return theme(value)
    case .signs:
      guard let signs = Signs(rawValue: value) else { return refuse(value, for: option) }
      appearance.signs = signs
    case .split:
      guard let split = Split(rawValue: value) else { return refuse(value, for: option) }
      appearance.split = split
      shares = Frame.Shares()
    case .mouse:
      guard ["on", "off"].contains(value) else { return refuse(value, for: option) }
      appearance.hearsMouse = value == "on"
      let hint = value == "on" ? ": hold shift to mark text with it" : ""
      return [.hearMouse(appearance.hearsMouse)] + tell("mouse is \(value)\(hint)")
    case .pictures:
      let form = Picture.Form(rawValue: value)
      guard form != nil || value == "off" else { return refuse(value, for: option) }
      appearance.pictures = form
    case .spelling:
      return spell(in: value)
    case .columns:
      return set(columns: value)
    case .sendWindow:
      guard let seconds = Int64(value), (0...600).contains(seconds) else {
        return refuse("send_window is seconds from 0 to 600")
      }
      setting.window = .seconds(seconds)
    case .dueSoon:
      guard let minutes = Int64(value), (1...1_440).contains(minutes) else {
        return refuse("due_soon is minutes from 1 to 1440")
      }
      setting.notifications.soon = .minutes(minutes)
    case .quiet:
      let hours = QuietHours(reading: value)
      guard hours != nil || value == "off" else {
        return refuse("quiet hours are written 20:00-08:00, or off")
      }
      setting.notifications.quiet = hours
    case .bell, .title, .desktop:
      return set(option, occasions: value)
    }
    return tell("\(option.rawValue) is \(self.value(of: option))")
  }

  /// What is told without being asked, by one of the three ways.
  private mutating func set(_ option: DeskOption, occasions text: String) -> [Effect] {
    let words = text.split { $0.isWhitespace || $0 == "," }.map { $0.lowercased() }
    let occasions = words == ["never"] ? [] : words.map { Occasion(rawValue: $0) }
    guard let odd = occasions.firstIndex(of: nil) else {
      let chosen = Set(occasions.compactMap(\.self))
      switch option {
      case .bell: setting.notifications.bell = chosen
      case .title: setting.notifications.title = chosen
      default: setting.notifications.desktop = chosen
      }
      return tell("\(option.rawValue) is \(value(of: option))")
    }
    return refuse(words[odd], for: option)
  }

  private mutating func refuse(_ value: String, for option: DeskOption) -> [Effect] {
    let known = option.values(themes: setting.themes, dictionaries: setting.dictionaries)
    return refuse("\(option.rawValue) is one of \(Wording.list(known))\(nearest(value, known))")
  }

  private func nearest(_ word: String, _ known: [String]) -> String {
    Problem.nearest(to: word, among: known).map { ": did you mean \($0)?" } ?? ""
  }

  func value(of option: DeskOption) -> String {
    switch option {
    case .theme: appearance.theme.name
    case .signs: appearance.signs.rawValue
    case .split: appearance.split.rawValue
    case .mouse: appearance.hearsMouse ? "on" : "off"
    case .pictures: appearance.pictures?.rawValue ?? "off"
    case .spelling: appearance.spelling.words
    case .columns: appearance.columns.words
    case .sendWindow: "\(setting.window.milliseconds / 1000)"
    case .bell: Occasion.words(setting.notifications.bell)
    case .title: Occasion.words(setting.notifications.title)
    case .desktop: Occasion.words(setting.notifications.desktop)
    case .quiet: setting.notifications.quiet?.words ?? "off"
    case .dueSoon: "\(setting.notifications.soon.milliseconds / 60_000)"
    }
  }

  /// Asks for a theme's file, which may have changed since; nothing says what there is.
  mutating func theme(_ name: String) -> [Effect] {
    guard !name.isEmpty else {
      return tell("theme is \(appearance.theme.name) · there are \(Wording.list(setting.themes))")
    }
    return [.readTheme(name)]
  }

  /// A theme was read: the screen is drawn with it from now on.
  mutating func take(_ theme: DeskTheme) -> [Effect] {
    let before = appearance.theme.name
    appearance.theme = theme
    if let origin = takesBack {
      settings.note(.theme, origin)
      takesBack = nil
    } else {
      note(.theme, was: before)
    }
    return [.use(theme.looks)] + tell("theme is \(theme.name)")
  }

  /// A file of the person's has mistakes: the first is told, all are kept in the log.
  mutating func take(_ problems: [Problem], ending: String = "") -> [Effect] {
    let texts = problems.map { $0.file == nil ? $0.sentence : "\($0)" }
    for text in texts.dropFirst() { log.add(LogEntry(at: clock, Notice(text, .error))) }
    guard let first = texts.first else { return [] }
    let more = texts.count > 1 ? " · \(texts.count - 1) more in the log" : ""
    return refuse(first + more + (ending.isEmpty ? "" : " · \(ending)"))
  }
}

// MARK: - Zoom and borders

extension Desk {
  /// The pane that the keys move.
  var focusedPane: Frame.Pane {
    guard place == .ticket else { return .list }
    if let composer, composer.isFocused { return .composer }
    return ticket?.part == .order ? .order : .thread
  }

  /// Gives the pane that the keys move the whole window, or takes it back.
  mutating func zoom() -> [Effect] {
    guard place == .inbox || place == .ticket else { return tell("this has the whole window") }
    isZoomed.toggle()
    return []
  }

  /// Makes the pane that the keys move larger, or smaller when negative, in steps of a
  /// twenty-fifth.
  mutating func grow(_ steps: Int) -> [Effect] {
    let pane = focusedPane
    guard let (name, sign) = border(of: pane),
      let border = frame.borders.first(where: {
        $0.name == name
      })
    else { return tell("there is no border to move here") }
    shares[name] = max(40, min(960, border.share + sign * steps * 40))
    return []
  }

  /// The border that a pane is made larger with, and whether the pane lies behind it.
  private func border(of pane: Frame.Pane) -> (Frame.Border.Name, Int)? {
    let here = Set(frame.borders.map(\.name))
    let choices: [(Frame.Border.Name, Int)] =
      switch pane {
      case .list: [(.list, -1)]
      case .order: [(.order, 1)]
      case .composer: [(.composer, 1)]
      case .thread: [(.composer, -1), (.order, -1), (.list, 1)]
      }
    return choices.first { here.contains($0.0) }
  }
}

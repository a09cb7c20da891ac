import Domain
import Terminal

extension Desk {
  mutating func openPalette(onlyHere: Bool) -> [Effect] {
    notice = nil
    palette = PalettePane(paletteEntries(onlyHere: onlyHere), history: history[":"] ?? [])
    return []
  }

  private func paletteEntries(onlyHere: Bool) -> [PalettePane.Entry] {
    let place = below
    return Command.table.filter { entry in
      if [.accept, .complete].contains(entry.command) { return false }
      return !onlyHere || entry.command.works(in: place)
    }.map { entry in
      let call = CommandCall(entry.command)
      let spellings = setting.keymap.spellings(of: entry.command, in: place)
      return PalettePane.Entry(
        call: call, spellings: spellings, help: entry.help, obstacle: obstacle(to: entry.command))
    }
  }

  /// Goes within the list; above its first row lies what was typed before.
  mutating func moveInPalette(_ step: Step) -> [Effect] {
    guard case .rows(let count) = step, count < 0, palette?.list.selection == 0 else {
      palette?.list.take(step)
      return []
    }
    palette?.field.recall(count)
    return paletteChanged()
  }

  @discardableResult
  mutating func paletteChanged() -> [Effect] {
    palette?.filter()
    guard let pane = palette, let typed = pane.typed, let word = pane.word else { return [] }
    if let path = pane.path { return [.lookUp(path: path)] }
    let found = candidates.candidates(
      for: typed.command.entry.argument, continuing: word,
      after: String(typed.argument.dropLast(word.count).trimmed), limit: 50)
    palette?.offer(found)
    return []
  }

  /// The command's name, or the word behind it.
  mutating func completePalette() -> [Effect] {
    guard let pane = palette else { return [] }
    if let candidate = pane.candidate ?? pane.candidates.first {
      palette?.take(candidate)
    } else if !pane.field.text.contains(" "), let selected = pane.selected {
      let takesMore = selected.call.command.entry.argument != .nothing
      palette?.field.text = selected.call.command.rawValue + (takesMore ? " " : "")
    }
    return paletteChanged()
  }

  mutating func acceptPalette() -> [Effect] {
    if let candidate = palette?.candidate {
      palette?.take(candidate)
      // A folder or a term's name says nothing yet.
      if palette?.field.text.last != " " { return paletteChanged() }
    }
    guard var pane = palette else { return [] }
    let call = pane.call
    let text = pane.field.commit()
    history[":"] = pane.field.history
    palette = nil
    let effects = remember(":", text)
    if let ticket = ticketNumber(text) { return effects + [.ask(.find(ticket))] }
    guard let call else {
      let name = String(text.trimmed.split(separator: " ").first ?? "")
      let nearest = Command.nearest(to: name).map { ": did you mean \($0.rawValue)?" }
      let help = nearest ?? " · \(way(to: .palette)) lists them all"
      return text.isEmpty ? [] : effects + refuse("there is no command \(name)\(help)")
    }
    return effects + run(call)
  }

  /// Writes down what was typed behind a sign, for another day.
  func remember(_ sign: String, _ text: String) -> [Effect] {
    TypedLine(sign, text).map { [.remember($0)] } ?? []
  }

  /// `482` or `#482`, typed as a command, opens that ticket.
  private func ticketNumber(_ text: String) -> String? {
    let digits = text.trimmed.drop { $0 == "#" }
    return !digits.isEmpty && digits.allSatisfy(\.isWholeNumber) ? String(digits) : nil
  }
}

extension Desk {
  /// The keys of a command where the person is; where it has none there, its name behind those of
  /// the palette.
  func way(to command: Command) -> String {
    let keymap = setting.keymap
    if let keys = keymap.spelling(of: CommandCall(command), in: below) { return keys }
    let palette =
      keymap.spelling(of: CommandCall(.command), in: below)
      ?? keymap.spelling(of: CommandCall(.palette), in: below).map { "\($0) " }
    return (palette ?? ":") + command.rawValue
  }
}

extension Keymap {
  /// The keys of a command in a place, with any argument, as lists show them.
  func shown(_ command: Command, in context: Context) -> String {
    spellings(of: command, in: context).first ?? ""
  }

  /// All keys of a command in a place, the place's own first.
  func spellings(of command: Command, in context: Context) -> [String] {
    context.inherited.flatMap { place in
      bindings.filter { $0.context == place && $0.call.command == command }.map(\.spelling)
    }
  }
}

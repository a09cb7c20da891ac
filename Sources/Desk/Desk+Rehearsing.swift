import Domain

/// Looking at what would be done before it is done.
extension Desk {
  /// The next act is only shown; with a command behind it, that one is.
  mutating func rehearse(_ argument: String) -> [Effect] {
    rehearses = true
    guard !argument.isEmpty else {
      let key = setting.keymap.spelling(of: CommandCall(.cancel), in: .inbox) ?? ":cancel"
      return tell("the next act is shown before it is done · \(key) leaves")
    }
    do {
      let effects = run(try CommandCall(reading: argument))
      if line == nil, choice == nil { rehearses = false }
      return effects
    } catch {
      rehearses = false
      let nearest = error.nearest.map { ": did you mean \($0.rawValue)?" } ?? ""
      return refuse("there is no command \(error.name)\(nearest)")
    }
  }

  /// Asks what acts would do to what they reach.
  mutating func rehearse(_ acts: [Act], _ target: Target) -> [Effect] {
    rehearses = false
    notice = nil
    let pane =
      switch target {
      case .one(let id, let seen): RehearsalPane(acts, Selection(plus: [id]), seen: seen)
      case .many(let selection, _, let seen): RehearsalPane(acts, selection, seen: seen)
      }
    rehearsal = pane
    return go(to: .rehearsal) + [pane.effect]
  }

  /// Takes over what would come of acts, as long as they are still looked at.
  mutating func take(_ answer: Rehearsal, of effect: Effect) -> [Effect] {
    if rehearsal?.effect == effect { rehearsal?.answered(answer) }
    return []
  }

  /// Does what was shown, to the tickets that were shown.
  mutating func performRehearsed() -> [Effect] {
    guard let pane = rehearsal, pane.rehearsal != nil else { return tell("it is being looked at") }
    guard pane.changing > 0 else { return tell("nothing would change") }
    inbox.unmark()
    return back() + [.commitAll(pane.acts, pane.selection, seen: pane.seen)]
  }
}

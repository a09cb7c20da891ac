import Domain

/// What was thrown away last and is in no log: a draft, a view of one's own, its columns,
/// what a setting was.
enum Forgotten: Hashable {
  case draft(Draft)
  case view(SavedView)
  /// The columns that a view had before.
  case columns(SavedView)
  /// What a setting was before, and where that came from.
  case option(DeskOption, String, Origin)
}

extension Desk {
  /// Throws the draft of the open ticket away; `undo` brings it back.
  mutating func discard() -> [Effect] {
    guard let id = ticket?.id else { return [] }
    let agent = setting.agent.id
    let draft = composer?.draft(by: agent, at: clock) ?? ticket?.sheet?.draft
    let isBlank = composer?.isBlank ?? (draft?.isEmpty ?? true)
    composer = nil
    unkept[id] = nil
    ticket?.forgetDraft(at: clock)
    let drop = Effect.keep([.draftDropped(id, agent)])
    guard let draft, !isBlank else { return tell(Notice("the draft is thrown away")) + [drop] }
    forget(.draft(draft))
    return tell(Notice("the draft is thrown away · \(way(to: .undo)) brings it back")) + [drop]
  }

  mutating func forget(_ thing: Forgotten) {
    forgotten = thing
    stepsSinceForgotten = 0
  }

  /// What was thrown away comes back only where it was the last thing done.
  mutating func count(_ effects: [Effect]) {
    guard forgotten != nil else { return }
    for effect in effects {
      switch effect {
      case .commit, .commitAll, .redo: stepsSinceForgotten += 1
      case .undo: stepsSinceForgotten -= 1
      default: break
      }
    }
  }

  /// Brings back what was thrown away last; `nil` where something else was done since.
  mutating func bringBack() -> [Effect]? {
    guard let thing = forgotten, stepsSinceForgotten <= 0, place != .steps else { return nil }
    switch thing {
    case .view(let view):
      forgotten = nil
      take(ownViews: ownViews + [view])
      return [.changeViews(.keep(view))] + tell("“\(view.name)” is back")
    case .columns(let view):
      // Another view may be looked at, or this one be gone.
      guard case .view(let shown) = inbox.source, shown.number == view.number,
        shown.name == view.name
      else { return nil }
      forgotten = nil
      return choose(view.columns, for: shown) + tellColumns(of: view)
    case .option(let option, let value, let origin):
      return place == .settings ? takeBack(option, value, origin) : nil
    case .draft(let draft):
      // Another draft was begun there since: it is not written over.
      let begun =
        composer?.ticket == draft.ticket
        || ticket?.id == draft.ticket && ticket?.sheet?.draft?.isEmpty == false
      if begun { return nil }
      forgotten = nil
      if ticket?.id == draft.ticket { ticket?.take(draft, at: clock) }
      return [.keep([.draft(draft)])]
        + tell(Notice("the draft to \(name(of: draft.ticket)) is back"))
    }
  }
}

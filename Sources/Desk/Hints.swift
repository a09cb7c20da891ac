import Domain
import Terminal

/// The few keys that matter where one is, from the live keymap.
enum Hints {
  struct Hint {
    var keys: String
    var word: String
  }

  static func here(_ desk: Desk) -> [Hint] {
    let context = desk.context
    return wanted(desk, context).compactMap { command, word in
      let keys = desk.setting.keymap.shown(command, in: context)
      guard !keys.isEmpty else { return nil }
      return Hint(keys: spelt(keys), word: word)
    }
  }

  /// `enter`, `esc`: names of keys in small letters, as hints have always been written.
  private static func spelt(_ keys: String) -> String {
    ["Enter", "Esc", "Tab", "Space"].contains(keys) ? keys.lowercased() : keys
  }

  private static func wanted(_ desk: Desk, _ context: Context) -> [(Command, String)] {
    switch context {
    case .inbox:
      if desk.inbox.markCount > 0 {
        return [
          (.tag, "tag"), (.assign, "assign"), (.status, "status"), (.snooze, "snooze"),
          (.mark, "mark"), (.cancel, "unmark"), (.undo, "undo"),
        ]
      }
      return [
        (.open, "open"), (.reply, "reply"), (.tag, "tag"), (.assign, "assign"), (.mark, "mark"),
        (.search, "search"), (.command, "command"), (.help, "help"),
      ]
    case .ticket:
      return [
        (.reply, "reply"), (.template, "template"), (.note, "note"), (.status, "status"),
        (.tag, "tag"), (.orders, "order"), (.unfold, "unfold"), (.back, "back"), (.help, "help"),
      ]
    case .composer:
      let holes: [(Command, String)] =
        desk.composer?.holes.isEmpty == false ? [(.nextHole, "next hole")] : []
      return holes + [
        (.send, desk.composer?.kind == .note ? "keep" : "send"), (.template, "template"),
        (.quote, "quote"), (.edit, "editor"), (.back, "leave, draft kept"),
      ]
    case .review: return [(.confirm, "send"), (.cancel, "back")]
    case .templates: return [(.accept, "insert"), (.language, "language"), (.cancel, "leave")]
    case .links:
      let picture: [(Command, String)] =
        desk.obstacleToPicture() == nil ? [(.picture, "show picture")] : []
      return [(.accept, "open")] + picture + [(.copy, "copy"), (.cancel, "leave")]
    case .palette: return [(.accept, "run"), (.complete, "complete"), (.cancel, "leave")]
    case .outbox:
      let possible = desk.outbox.selected.map(OutboxPane.commands) ?? []
      let open: [(Command, String)] =
        desk.outbox.selected == nil ? [] : [(.open, "open its ticket")]
      return possible.map { ($0, $0.rawValue.replacing("-", with: " ")) } + open
        + [(.back, "back")]
    case .ledger: return [(.open, "see the quarantined"), (.back, "back")]
    case .channels: return [(.open, "see its open tickets"), (.back, "back"), (.help, "help")]
    case .views:
      let isOwn = desk.views.selected.map { desk.ownViews.contains($0) } ?? false
      return [(.open, "show it")] + (isOwn ? [(.forgetView, "throw away")] : [])
        + [(.back, "back"), (.help, "help")]
    case .report: return [(.open, "see the tickets"), (.back, "back"), (.help, "help")]
    case .knowledge: return [(.language, "language"), (.back, "back"), (.help, "help")]
    case .steps: return [(.undo, "take back"), (.redo, "do again"), (.back, "back")]
    case .settings:
      let isSet = desk.settings.selected.map { desk.settings.origin(of: $0) } == .session
      let keeping: [(Command, String)] =
        isSet ? [(.keepSetting, "keep"), (.undo, "take back")] : []
      return [(.open, "change")] + keeping + [(.back, "back"), (.help, "help")]
    case .rehearsal:
      return [(.perform, "do it"), (.mark, "leave one out"), (.back, "back, nothing is done")]
    case .mailing:
      let holes: [(Command, String)] =
        desk.mailing?.asked.isEmpty == false ? [(.fillHole, "fill what is missing")] : []
      return holes + [
        (.perform, "send"), (.mark, "leave one out"), (.template, "template"),
        (.back, "back, nothing is sent"),
      ]
    case .log:
      return [(.open, "open the ticket"), (.search, "lines with words"), (.back, "back")]
    case .line, .everywhere: return []
    }
  }

  /// What a binding does, with the view's name where it shows one.
  static func explanation(of call: CommandCall, _ desk: Desk) -> String {
    if call.command == .view, let view = desk.view(named: call.argument) {
      return "view \(view.name)"
    }
    return call.argument.isEmpty
      ? call.command.entry.help : "\(call.command.entry.help): \(call.argument)"
  }
}

import Domain
import Terminal

/// What was pressed before the rows came that it is meant for.
struct Ahead: Hashable, Sendable {
  /// The command that waits for them.
  var call: CommandCall
  /// How often it was wanted.
  var times: Int?
  /// The keys pressed behind it.
  var keys: [Key] = []
}

extension Desk {
  /// Lets a command about rows wait until the rows on the screen are those that were asked for.
  /// - Returns: whether it waits.
  mutating func waits(_ call: CommandCall, _ times: Int?) -> Bool {
    guard context == .inbox, inbox.isStale, call.command.reachesRows else { return false }
    ahead = Ahead(call: call, times: times)
    return true
  }

  /// Keeps a key for later where another waits already; Esc gives all of them up.
  /// - Returns: whether it was kept.
  mutating func waits(_ key: Key) -> Bool {
    guard ahead != nil else { return false }
    if key == Key(.escape) { ahead = nil } else { ahead?.keys.append(key) }
    return true
  }

  /// The rows are there: does what was pressed for them.
  mutating func catchUp() -> [Effect] {
    guard let waiting = ahead, !inbox.isStale else { return [] }
    ahead = nil
    var effects = run(waiting.call, times: waiting.times)
    for key in waiting.keys { effects += press(key) }
    return effects
  }
}

extension Command {
  /// Whether it is about the row under the cursor, the marks, or the place of the cursor.
  fileprivate var reachesRows: Bool {
    switch self {
    case .search, .view, .views, .lastView, .jumpBack, .jumpForward, .zoom, .grow, .shrink, .set,
      .theme, .sort, .back, .cancel, .command, .palette, .help, .accept, .complete,
      .sync, .quit, .outbox, .log, .ledger, .undo, .redo:
      false
    default: true
    }
  }
}

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
    guard context == .inbox, isAwaitingRows, call.command.reachesRows else { return false }
    ahead = Ahead(call: call, times: times)
    return true
  }

  /// The rows, or the tickets that are to be marked, have not come yet.
  private var isAwaitingRows: Bool { inbox.isStale || inbox.gathering != nil }

  /// Marks the range that is being drawn before a command that reaches the marks.
  /// - Returns: what is to be asked where the command waits for the answer.
  mutating func settlesFirst(_ call: CommandCall, _ times: Int?) -> [Effect]? {
    guard context == .inbox, inbox.rangeStart != nil, call.command.reachesMarks,
      let question = inbox.settleRange()
    else { return nil }
    ahead = Ahead(call: call, times: times)
    return gather(.add, question)
  }

  /// Keeps a key for later where another waits already; Esc gives all of them up.
  /// - Returns: whether it was kept.
  mutating func waits(_ key: Key) -> Bool {
    if place == .ticket, ticket?.waiting != nil {
      if key == Key(.escape) {
        ticket?.waiting = nil
        ticket?.keysAhead = []
      } else {
        ticket?.keysAhead.append(key)
      }
      return true
    }
    if place == .mailing, mailing?.isRead == false, key != Key(.escape) {
      mailing?.keysAhead.append(key)
      return true
    }
    if isAwaitingList {
      keysAhead = key == Key(.escape) ? [] : keysAhead + [key]
      return key != Key(.escape)
    }
    guard ahead != nil else { return false }
    if key == Key(.escape) {
      ahead = nil
      inbox.gathering = nil
    } else {
      ahead?.keys.append(key)
    }
    return true
  }

  /// The list that is looked at has not come yet, or not as it is now.
  private var isAwaitingList: Bool {
    switch place {
    case .ledger: !ledger.isAnswered
    case .channels: !channels.isAnswered
    case .steps: !steps.isAnswered
    case .log: !log.isAnswered
    default: false
    }
  }

  /// The list is there: presses the keys that were meant for it.
  mutating func pressAhead() -> [Effect] {
    guard !isAwaitingList else { return [] }
    let keys = keysAhead
    keysAhead = []
    return keys.flatMap { press($0) }
  }

  /// The rows are there: does what was pressed for them.
  mutating func catchUp() -> [Effect] {
    guard let waiting = ahead, !isAwaitingRows else { return [] }
    ahead = nil
    var effects = run(waiting.call, times: waiting.times)
    for key in waiting.keys { effects += press(key) }
    return effects
  }
}

extension Command {
  /// Whether it is done to what is marked.
  fileprivate var reachesMarks: Bool {
    switch self {
    case .tag, .assign, .take, .status, .snooze, .wake, .priority, .noReplyNeeded, .spam, .notSpam,
      .release, .trash, .restore, .repeat, .template, .invert, .markAll, .markAlso, .unmark,
      .markOnly, .merge:
      true
    default: false
    }
  }

  /// Whether it is about the row under the cursor, the marks, or the place of the cursor.
  fileprivate var reachesRows: Bool {
    switch self {
    case .search, .view, .views, .lastView, .jumpBack, .jumpForward, .zoom, .grow, .shrink, .set,
      .theme, .sort, .columns, .back, .cancel, .command, .palette, .help, .accept, .complete,
      .sync, .quit, .outbox, .log, .ledger, .channels, .report, .knowledge, .settings, .undo, .redo:
      false
    default: true
    }
  }
}

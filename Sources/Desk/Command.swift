/// Everything a person can ask the desk for, by the name they type after `:`.
package enum Command: String, Hashable, Sendable, CaseIterable {
  // moving
  case down
  case up
  case first
  case last
  case halfPageDown = "half-page-down"
  case halfPageUp = "half-page-up"
  case pageDown = "page-down"
  case pageUp = "page-up"
  case nextMatch = "next-match"
  case previousMatch = "previous-match"
  case nextPane = "next-pane"
  case nextTicket = "next-ticket"
  case previousTicket = "previous-ticket"
  // going
  case open
  case back
  case search
  case view
  case views
  case lastView = "last-view"
  case saveView = "save-view"
  case forgetView = "forget-view"
  case jumpBack = "jump-back"
  case jumpForward = "jump-forward"
  case narrow
  case widen
  case sort
  case columns
  case outbox
  case log
  case ledger
  case channels
  case report
  case knowledge
  case settings
  case command
  case palette
  case help
  case quit
  // choosing
  case mark
  case markRange = "mark-range"
  case markAll = "mark-all"
  case invert
  case lastMarks = "last-marks"
  case markAlso = "mark-also"
  case unmark
  case markOnly = "mark-only"
  case cancel
  // acting
  case tag
  case assign
  case take
  case status
  case snooze
  case wake
  case priority
  case noReplyNeeded = "no-reply-needed"
  case spam
  case notSpam = "not-spam"
  case release
  case trash
  case restore
  case merge
  case unmerge
  case split
  case linkOrder = "link-order"
  case unlinkOrder = "unlink-order"
  case orderAction = "order-action"
  case joinCustomer = "join-customer"
  case `repeat`
  case undo
  case redo
  case undoList = "undo-list"
  case dryRun = "dry-run"
  case perform
  case fillHole = "fill-hole"
  // in a ticket
  case reply
  case replyQuoting = "reply-quoting"
  case note
  case unfold
  case orders
  case attachment
  case links
  case picture
  case headers
  case source
  case copy
  // writing
  case template
  case send
  case edit
  case quote
  case subject
  case cc
  case bcc
  case attach
  case detach
  case nextHole = "next-hole"
  case previousHole = "previous-hole"
  case fill
  case reflow
  case correct
  case learnWord = "learn-word"
  case discard
  case undoTyping = "undo-typing"
  case redoTyping = "redo-typing"
  // before sending
  case confirm
  case then
  // in the outbox
  case retry
  case arrived
  case sendAgain = "send-again"
  case recall
  // in lists one types into
  case accept
  case complete
  case language
  // panes and colours
  case zoom
  case grow
  case shrink
  case set
  case theme
  case keepSetting = "keep-setting"
  // the keys
  case map
  case reloadKeys = "reload-keys"
  // the house
  case sync
}

/// A command with what was typed behind it.
package struct CommandCall: Hashable, Sendable {
  /// The command.
  package var command: Command
  /// What was typed behind its name; empty where nothing was.
  package var argument: String

  /// A command with its argument.
  package init(_ command: Command, _ argument: String = "") {
    self.command = command
    self.argument = argument
  }

  /// As it is typed after `:`.
  package var line: String {
    argument.isEmpty ? command.rawValue : "\(command.rawValue) \(argument)"
  }

  /// Reads `tag +refund -wismo`; throws a problem with the nearest name where there is no such
  /// command, `column` being where the text begins.
  package init(reading text: some StringProtocol, column: Int = 1) throws(Unread) {
    let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    let name = words.first.map { String($0) } ?? ""
    guard let command = Command(rawValue: name) else {
      throw Unread(
        name: name, nearest: Command.nearest(to: name),
        column: column + text.prefix { $0.isWhitespace }.count)
    }
    self.command = command
    argument = words.count > 1 ? String(words[1].trimmed) : ""
  }

  /// A name that is no command.
  package struct Unread: Error, Hashable, Sendable {
    /// What was typed.
    package var name: String
    /// The command that may be meant.
    package var nearest: Command?
    /// Where the name begins, in characters from 1.
    package var column: Int
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: SubSequence {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    guard let end = lastIndex(where: { !$0.isWhitespace }) else { return self[endIndex...] }
    return self[start...end]
  }
}

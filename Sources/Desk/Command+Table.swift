import Domain

/// What is known of a command: help, palette, completion and the documents are made from it.
package struct CommandEntry: Hashable, Sendable {
  /// The command.
  package var command: Command
  /// What it does, as a phrase that continues "press this to …".
  package var help: String
  /// Where it works.
  package var contexts: [Context]
  /// What may be typed behind its name.
  package var argument: Argument

  init(
    _ command: Command, _ help: String, _ contexts: [Context], _ argument: Argument = .nothing
  ) {
    self.command = command
    self.help = help
    self.contexts = contexts
    self.argument = argument
  }
}

/// What may be typed behind a command's name.
package enum Argument: String, Hashable, Sendable, CaseIterable {
  case nothing
  /// `+refund -wismo`
  case tags
  /// `me`, `none`, a handle
  case agent
  /// `solved` and the like
  case status
  /// `3h`, `tomorrow`, `monday`, `2d`, `2026-12-01`
  case moment
  /// `low`, `normal`, `high`, `urgent`
  case priority
  /// The number of a view, or its name
  case view
  /// `due`, `newest`, …
  case sort
  /// Columns of the list, or `default`
  case columns
  /// A search
  case query
  /// The name of a template
  case template
  /// A number, from 1
  case number
  /// A file's path
  case path
  /// Something that can be set, and its value
  case option
  /// The name of a theme
  case theme
  /// Keys, as a keymap spells them
  case keys
  /// Any words
  case text

  /// How it stands in a command line that is explained; empty for nothing.
  package var sign: String {
    switch self {
    case .nothing: ""
    case .tags: "+TAG -TAG"
    case .agent: "AGENT|me|none"
    case .status: "STATUS"
    case .moment: "WHEN"
    case .priority: "PRIORITY"
    case .view: "VIEW"
    case .sort: "SORT"
    case .columns: "COLUMN …|default"
    case .query: "QUERY"
    case .template: "TEMPLATE"
    case .number: "NUMBER"
    case .path: "FILE"
    case .option: "OPTION VALUE"
    case .theme: "THEME"
    case .keys: "KEYS"
    case .text: "TEXT"
    }
  }
}

extension Command {
  /// What is known of it.
  package var entry: CommandEntry {
    guard let entry = Self.byCommand[self] else {
      preconditionFailure("\(rawValue) has no line in the table of commands")
    }
    return entry
  }

  /// The name nearest to a mistyped one.
  package static func nearest(to name: String) -> Command? {
    let names = allCases.map(\.rawValue)
    let begun = name.count > 1 ? names.first { $0.hasPrefix(name) } : nil
    return (begun ?? Problem.nearest(to: name, among: names)).flatMap(Command.init(rawValue:))
  }

  private static let byCommand = Dictionary(
    uniqueKeysWithValues: table.map { ($0.command, $0) })

  /// Every command once, in the order people read them.
  package static let table: [CommandEntry] =
    moving + going + choosing + acting + inTicket + writing + sending + typing + panes

  // swift-format-ignore
  private static let moving = [
    CommandEntry(.down, "go down", [.everywhere, .palette, .templates, .line]),
    CommandEntry(.up, "go up", [.everywhere, .palette, .templates, .line]),
    CommandEntry(.first, "go to the first row, and see what is new there", [.everywhere, .palette, .templates]),
    CommandEntry(.last, "go to the last row", [.everywhere, .palette, .templates]),
    CommandEntry(.halfPageDown, "go half a page down", [.everywhere, .palette, .templates]),
    CommandEntry(.halfPageUp, "go half a page up", [.everywhere, .palette, .templates]),
    CommandEntry(.pageDown, "go a page down", [.everywhere, .palette, .templates]),
    CommandEntry(.pageUp, "go a page up", [.everywhere, .palette, .templates]),
    CommandEntry(.nextMatch, "go to the next match", [.inbox, .ticket]),
    CommandEntry(.previousMatch, "go to the match before", [.inbox, .ticket]),
    CommandEntry(.nextPane, "go to the next pane", [.inbox, .ticket, .composer]),
    CommandEntry(.nextTicket, "open the next ticket of the list", [.ticket]),
    CommandEntry(.previousTicket, "open the ticket before it in the list", [.ticket]),
  ]

  // swift-format-ignore
  private static let going = [
    CommandEntry(.open, "open what is under the cursor", [.inbox, .outbox, .log, .ledger, .channels, .views, .report, .settings]),
    CommandEntry(.back, "go back, or quit from the list", [.everywhere, .composer]),
    CommandEntry(.search, "search, live as you type; in a ticket or the log, find words", [.inbox, .ticket, .log], .query),
    CommandEntry(.view, "show a saved view", [.everywhere], .view),
    CommandEntry(.views, "list the saved views with their counts", [.everywhere]),
    CommandEntry(.lastView, "show the view or search before this one", [.everywhere]),
    CommandEntry(.saveView, "keep the search as a view, by a name; a number from 1 to 9 before it is its key", [.inbox], .text),
    CommandEntry(.forgetView, "throw a view of yours away", [.views]),
    CommandEntry(.jumpBack, "go back to where you were before", [.everywhere]),
    CommandEntry(.jumpForward, "go forward again", [.everywhere]),
    CommandEntry(.narrow, "narrow the list by one more filter", [.inbox], .query),
    CommandEntry(.widen, "take the last filter of the search away", [.inbox]),
    CommandEntry(.sort, "sort the list: due, newest, oldest, created, priority, relevance", [.inbox], .sort),
    CommandEntry(.columns, "choose what the list shows of each ticket, and in which order, for this view", [.inbox], .columns),
    CommandEntry(.outbox, "see replies on their way, and those that need you", [.everywhere]),
    CommandEntry(.ledger, "see what was fetched, day by day, and what became of it", [.everywhere]),
    CommandEntry(.channels, "see how each channel does, and which has gone quiet", [.everywhere]),
    CommandEntry(.report, "see how things stand, in numbers that open into their tickets", [.everywhere]),
    CommandEntry(.knowledge, "read the templates, what they are for and what is wrong with them", [.everywhere]),
    CommandEntry(.settings, "see how the desk is set, where that comes from, and change it", [.everywhere]),
    CommandEntry(.log, "see what happened in the shop, newest first, with the whole story of each failure", [.everywhere]),
    CommandEntry(.command, "type a command", [.everywhere, .composer, .review]),
    CommandEntry(.palette, "list all commands with their keys", [.everywhere, .composer, .review]),
    CommandEntry(.help, "list what the keys do here", [.everywhere, .composer, .review]),
    CommandEntry(.quit, "leave the program; drafts are kept", [.everywhere]),
  ]

  // swift-format-ignore
  private static let choosing = [
    CommandEntry(.mark, "mark the row under the cursor, or unmark it; in a dry run or a mailing, leave it out", [.inbox, .rehearsal, .mailing]),
    CommandEntry(.markRange, "begin to mark a range, or end it", [.inbox]),
    CommandEntry(.markAll, "mark all that match the list's search", [.inbox]),
    CommandEntry(.invert, "mark what is not marked, and the other way round", [.inbox]),
    CommandEntry(.lastMarks, "mark again what was marked last", [.inbox]),
    CommandEntry(.markAlso, "mark what a search finds too", [.inbox], .query),
    CommandEntry(.unmark, "unmark what a search finds", [.inbox], .query),
    CommandEntry(.markOnly, "of what is marked, leave only what a search finds", [.inbox], .query),
    CommandEntry(.cancel, "unmark, or leave without doing anything", Context.allCases.filter { $0 != .composer }),
  ]

  // swift-format-ignore
  private static let acting = [
    CommandEntry(.tag, "tag or untag: +refund -wismo", [.inbox, .ticket], .tags),
    CommandEntry(.assign, "assign to an agent", [.inbox, .ticket], .agent),
    CommandEntry(.take, "assign to yourself", [.inbox, .ticket]),
    CommandEntry(.status, "set the status", [.inbox, .ticket], .status),
    CommandEntry(.snooze, "put out of sight until then: 3h, tomorrow, monday, 2d, a date", [.inbox, .ticket], .moment),
    CommandEntry(.wake, "bring back into sight", [.inbox, .ticket]),
    CommandEntry(.priority, "set the priority", [.inbox, .ticket], .priority),
    CommandEntry(.noReplyNeeded, "say that the last message wants no answer", [.inbox, .ticket]),
    CommandEntry(.spam, "judge it to be spam", [.inbox, .ticket]),
    CommandEntry(.notSpam, "judge it not to be spam", [.inbox, .ticket]),
    CommandEntry(.release, "take it out of quarantine; in the outbox, send a held reply", [.inbox, .ticket, .outbox]),
    CommandEntry(.trash, "throw it away", [.inbox, .ticket]),
    CommandEntry(.restore, "take it out of the trash", [.inbox, .ticket]),
    CommandEntry(.merge, "make one matter of it with another ticket, by its number", [.inbox, .ticket], .number),
    CommandEntry(.unmerge, "take out again what was merged into it", [.inbox, .ticket]),
    CommandEntry(.split, "make a ticket of its own of the message you read: only it, or it and all after it", [.ticket], .text),
    CommandEntry(.linkOrder, "say which order it is about: one of those it may be, or any by its number", [.ticket], .text),
    CommandEntry(.unlinkOrder, "say that it is not about an order", [.ticket], .text),
    CommandEntry(.orderAction, "see what its shop lets be done to its order, and ask for one of it", [.ticket], .text),
    CommandEntry(.joinCustomer, "say who is the same person as its customer: one who may be, or any by address, phone or ticket", [.ticket], .text),
    CommandEntry(.repeat, "do the last act again", [.inbox, .ticket]),
    CommandEntry(.undo, "take back what you did last, or the step under the cursor", [.everywhere]),
    CommandEntry(.redo, "do again what you took back, or the step under the cursor", [.everywhere]),
    CommandEntry(.undoList, "see who did what and when, to take it back or do it again", [.everywhere]),
    CommandEntry(.dryRun, "show what the next act would do to each ticket, before it is done", [.inbox, .ticket], .text),
    CommandEntry(.perform, "do what is shown; in a mailing, send the answers that are ready", [.rehearsal, .mailing]),
    CommandEntry(.fillHole, "fill what is missing, once for all answers of a mailing", [.mailing], .text),
  ]

  // swift-format-ignore
  private static let inTicket = [
    CommandEntry(.reply, "answer the customer", [.inbox, .ticket]),
    CommandEntry(.replyQuoting, "answer with the last message quoted", [.inbox, .ticket]),
    CommandEntry(.note, "write a note to colleagues", [.inbox, .ticket]),
    CommandEntry(.unfold, "show or fold quoted lines, signatures and what happened in between", [.ticket]),
    CommandEntry(.orders, "show order, parcel and customer, or hide them", [.inbox, .ticket]),
    CommandEntry(.attachment, "look at what a file is, then open it; by its number", [.ticket], .number),
    CommandEntry(.links, "list links and files with where they lead and what they are, to open or copy", [.ticket]),
    CommandEntry(.picture, "show the picture under the cursor on the whole screen, where pictures are on", [.links]),
    CommandEntry(.headers, "show the header fields of the message you read, or hide them", [.ticket]),
    CommandEntry(.source, "show the message you read as it came, or hide it", [.ticket]),
    CommandEntry(.copy, "copy the customer's address, or the order number with `copy order`", [.inbox, .ticket, .links], .text),
  ]

  // swift-format-ignore
  private static let writing = [
    CommandEntry(.template, "insert a template; with marks, answer them all from one", [.inbox, .ticket, .composer, .mailing], .template),
    CommandEntry(.send, "look at the answer once more, then send it; a note is kept at once", [.ticket, .composer]),
    CommandEntry(.edit, "write on in $EDITOR", [.ticket, .composer]),
    CommandEntry(.quote, "quote the last message", [.composer]),
    CommandEntry(.subject, "change the answer's subject", [.composer], .text),
    CommandEntry(.cc, "choose who else reads the answer", [.composer], .text),
    CommandEntry(.bcc, "choose who gets the answer without the others knowing", [.composer], .text),
    CommandEntry(.attach, "attach a file to the answer", [.composer], .path),
    CommandEntry(.detach, "leave a file out again, by its number", [.composer], .number),
    CommandEntry(.nextHole, "go to the next hole of the template; behind ;NAME, put that template here", [.composer]),
    CommandEntry(.previousHole, "go to the hole before", [.composer]),
    CommandEntry(.fill, "end long lines at 72 columns", [.composer]),
    CommandEntry(.reflow, "join the lines of the paragraph under the cursor and end them at 72 columns, quoted ones too", [.composer]),
    CommandEntry(.correct, "go to the next word that may be misspelt and choose another spelling", [.composer], .text),
    CommandEntry(.learnWord, "say that a word is right, now and later", [.composer], .text),
    CommandEntry(.discard, "throw this draft away", [.ticket, .composer]),
    CommandEntry(.undoTyping, "take back what was typed last", [.composer]),
    CommandEntry(.redoTyping, "type again what was taken back", [.composer]),
  ]

  // swift-format-ignore
  private static let sending = [
    CommandEntry(.confirm, "send it", [.review]),
    CommandEntry(.then, "choose where the ticket goes once it is sent", [.review], .status),
    CommandEntry(.retry, "try to send it again now", [.outbox]),
    CommandEntry(.arrived, "say that it arrived: you have looked", [.outbox]),
    CommandEntry(.sendAgain, "say that it did not arrive, and send it once more", [.outbox]),
    CommandEntry(.recall, "take the reply back before it leaves", [.outbox]),
    CommandEntry(.sync, "fetch and send now", [.everywhere]),
  ]

  // swift-format-ignore
  private static let typing = [
    CommandEntry(.accept, "take it", [.line, .palette, .templates, .links]),
    CommandEntry(.complete, "complete the word", [.line, .palette]),
    CommandEntry(.language, "show the templates in the next language", [.templates, .knowledge]),
  ]

  // swift-format-ignore
  private static let panes = [
    CommandEntry(.zoom, "give the pane the whole window, or take it back", [.everywhere, .composer]),
    CommandEntry(.grow, "make the pane larger", [.inbox, .ticket, .composer]),
    CommandEntry(.shrink, "make the pane smaller", [.inbox, .ticket, .composer]),
    CommandEntry(.set, "set theme, columns, bell and more until you leave", [.everywhere, .composer], .option),
    CommandEntry(.theme, "choose the colours, or read a theme's file again", [.everywhere, .composer], .theme),
    CommandEntry(.keepSetting, "write the setting under the cursor into config.toml", [.settings]),
    CommandEntry(.map, "say what keys mean and where that is written; alone, explain the keys pressed next", [.everywhere, .composer], .keys),
    CommandEntry(.reloadKeys, "read the files of the keymap again", [.everywhere, .composer]),
  ]
}

package import Domain
package import Templating
package import Terminal

/// All that can reach the desk.
package enum Action: Sendable {
  /// The desk is open: it asks for what it needs to see.
  case start
  /// The person pressed a key, or pasted.
  case key(Key)
  /// The mouse was pressed, moved or turned.
  case mouse(MouseEvent)
  /// A theme as its file says now, and what is wrong there.
  case themed(DeskTheme, [Problem])
  /// The keymap as its files say now, and what is wrong there.
  case keysRead(Keymap, [Problem])
  /// The person asked for a command by its name, where there are no keys.
  case run(CommandCall)
  /// The store answers a question that is asked or watched.
  case answer(Question, Answer)
  /// What became of a commit, an undo or a redo, and which effect asked for it.
  case outcome(Outcome, of: Effect)
  /// What acts would do, and which effect asked.
  case rehearsed(Rehearsal, of: Effect)
  /// Something did not work: one sentence for a person, and which effect asked for it.
  case failed(String, of: Effect)
  /// Something worth one line: `sent to the terminal's clipboard`.
  case told(String)
  /// The window has this size now.
  case resized(Size)
  /// A minute has passed: ages and dues may read differently.
  case minute(Instant)
  /// A time that the desk asked to be reminded of has come.
  case reminded(Reminder)
  /// The template library was read, or read again after a file changed.
  case templates(TemplateLibrary)
  /// The person left `$EDITOR`; `nil` where the text is to stay as it was.
  case edited(String?)
  /// A file's bytes lie in the store: it can go out with what is written in this ticket.
  case attached(Attachment)
  /// A picture as this terminal takes it, and which effect asked.
  case drawn(Picture, of: Effect)
  /// The paths that continue what was typed, folders with a slash behind them, files with their
  /// size.
  case paths([Completion], continuing: String)
  /// Words were looked up.
  case spelt(SpellingFindings, TicketID)
  /// Other spellings of a word, best first.
  case suggested([String], for: String)
  /// What an order's shop lets be done to it.
  case offered(OrderOffers)
  /// What became of an action on an order.
  case performed(OrderAnswer, OrderErrand)
  /// A setting with this value stands in the configuration now.
  case kept(DeskOption, String, Origin)
  /// The terminal is gone or the program must end: what is written is kept, then it quits.
  case hangUp
}

/// What the desk wants to be reminded of; asking again for one replaces the earlier asking.
package enum Reminder: Hashable, Sendable, CaseIterable {
  /// Typing has paused long enough to keep the draft.
  case draft
  /// The store would not take what was written: it is tried again.
  case unkept
  /// The seconds in which a reply can be taken back have become fewer.
  case countdown
  /// The cursor has rested on a row: its preview may be fetched.
  case rest
  /// The line at the bottom has been read.
  case notice
  /// A prefix key has waited: its continuations are shown.
  case continuations
  /// Colleagues have tickets in front of them: whoever is gone without a word is looked for.
  case company
}

package import Domain
package import Terminal

/// All that the desk can ask for; whoever runs it answers with actions.
package enum Effect: Hashable, Sendable {
  /// Write, on top of the last event the agent has seen of each ticket. One step of undo.
  /// Answered by `Action.outcome` or `Action.failed`.
  case commit([Change], seen: EventNumber)
  /// The same acts on every ticket of a selection, in chunks under one step of undo. Tickets that
  /// changed after `seen` are left alone and counted.
  case commitAll([Act], Selection, seen: EventNumber)
  /// Tell what the same acts would do to every ticket of a selection, and do nothing. Answered by
  /// `Action.rehearsed` or `Action.failed`.
  case rehearse([Act], Selection, seen: EventNumber)
  /// A draft, a read mark: kept outside log and undo. Answered only when it fails.
  case keep([Fact])
  /// Let colleagues see which ticket this agent has in front of them; none where it is `nil`.
  /// Answered only when it fails.
  case present(Presence?)
  /// Read once. The answer arrives as `Action.answer`.
  case ask(Question)
  /// Read now, and again whenever the answer changes.
  case watch(Question)
  /// Watch this no longer.
  case unwatch(Question)
  /// Take back this agent's newest step.
  case undo
  /// Do again what was taken back last.
  case redo
  /// Take back one of this agent's steps.
  case takeBack(UndoID)
  /// Do one of this agent's steps again.
  case doAgain(UndoID)
  /// Let the person write on in `$EDITOR`. Answered by `Action.edited`.
  case editOutside(String)
  /// Send `Action.reminded` after this long; an earlier asking for the same is forgotten.
  case remind(Reminder, after: Domain.Span)
  /// Put this on the terminal's clipboard (OSC 52).
  case copy(String)
  /// Take a file's bytes into the store as they are now. Answered by `Action.attached`.
  case attach(path: String)
  /// Look which paths continue this one. Answered by `Action.paths`.
  case lookUp(path: String)
  /// Open a file that came with a message, with the command the person configured.
  case open(Attachment)
  /// Have a picture drawn in this form, in so many columns and rows. Answered by `Action.drawn` or
  /// `Action.failed`.
  case draw(Attachment, Picture.Form, Size)
  /// Draw with these looks from now on.
  case use(Theme)
  /// Read a theme's file as it is now. Answered by `Action.themed`.
  case readTheme(String)
  /// Read the files of the keymap as they are now. Answered by `Action.keysRead`.
  case readKeys
  /// Look up words of what is written in a ticket. Answered by `Action.spelt`.
  case spell(SpellingWish, TicketID)
  /// Look for other spellings of a word in a dictionary. Answered by `Action.suggested`.
  case suggest(String, String)
  /// Take a word into this person's own.
  case learnWord(String)
  /// Change the file of this person's own views. Answered only when it fails.
  case changeViews(ViewText.Change)
  /// Write down a command or a search that was typed. Answered only when it fails.
  case remember(TypedLine)
  /// Write a setting's value into the configuration. Answered by `Action.kept` or `Action.failed`.
  case keepSetting(DeskOption, String)
  /// Listen to the mouse, or no longer.
  case hearMouse(Bool)
  /// Open an address with the command the person configured: they have seen where it leads.
  case openLink(String)
  /// Ring the bell once.
  case bell
  /// Let the terminal's title tell this, or its own again where it is empty.
  case title(String)
  /// Run the notification command the person configured with this line.
  case notify(String)
  /// Ask an order's shop what can be done to it now. Answered by `Action.offered` or
  /// `Action.failed`.
  case offers(Order)
  /// Ask a shop for what the agent has confirmed, unless more has happened to the ticket than they
  /// had seen. Answered by `Action.performed` or `Action.failed`.
  case perform(OrderErrand, of: TicketID, seen: EventNumber)
  /// Pull every account and flush the outbox now.
  case syncNow
  /// End the program.
  case quit
}

/// Something that came from the terminal.
package enum ScreenInput: Hashable, Sendable {
  /// The person pressed a key, or pasted.
  case key(Key)
  /// The mouse was pressed, moved or turned; only while it is heard.
  case mouse(MouseEvent)
  /// The terminal has this size now; also the first input of every screen.
  case resize(Size)
  /// The terminal is gone (SIGHUP, end of input). Save and end.
  case hangUp
  /// Someone asked the program to end (SIGTERM, SIGINT from outside).
  case terminate
  /// The program was stopped and goes on; time has passed.
  case resumed
}

/// A terminal, or a test that plays one: shows canvases, gives inputs.
package protocol Screen: Sendable {
  /// The size of the terminal at this moment.
  var size: Size { get }

  /// What comes in, in batches: everything that was waiting. Handle a whole batch, then show once.
  ///
  /// One reader only. The stream ends when the screen is closed.
  var inputs: AsyncStream<[ScreenInput]> { get }

  /// Shows `canvas` soon and returns at once; of canvases that follow quickly the newest is shown.
  func show(_ canvas: Canvas)

  /// Rings the bell, or flashes where the terminal does that instead.
  func ring()

  /// Lets the terminal's title say `text`; its own again where that is empty. Does nothing where
  /// there is no title.
  func title(_ text: String)

  /// Asks the terminal to put bytes, given as base64, on its clipboard, which it may refuse
  /// (OSC 52); whether there is one to ask.
  func copy(base64: String) -> Bool

  /// Draws with `theme` from now on, what is shown too.
  func use(_ theme: Theme)

  /// Listens to the mouse from now on, or no longer.
  func hear(mouse: Bool)

  /// Gives the terminal back to the person's own settings, runs `act` (an editor), takes it again.
  ///
  /// No input is read meanwhile. Afterwards the last canvas is drawn afresh.
  func stepAside<Value: Sendable>(
    _ act: @Sendable () async throws -> Value
  ) async rethrows -> Value

  /// Gives the terminal back for good. Closing twice does nothing.
  func close() async
}

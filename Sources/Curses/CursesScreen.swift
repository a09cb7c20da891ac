import CCurses
import Glibc
import Synchronization
package import Terminal

/// The terminal on standard input and output.
///
/// One thread of its own uses the terminal library: it sleeps until a key, a signal, a canvas or
/// a request arrives, and writes nothing while nothing happens. Ctrl-Z suspends the program, as
/// `SIGTSTP` does; other signals arrive as inputs.
package final class CursesScreen: Screen {
  package let inputs: AsyncStream<[ScreenInput]>
  private let letterbox: Letterbox

  /// Takes the terminal.
  ///
  /// Where `NO_COLOR` is set, the terminal has no colours or `isColourful` is false, every theme
  /// keeps its attributes only.
  package static func open(
    theme: Theme = .terminal, isColourful: Bool = true
  ) throws(CursesError) -> CursesScreen {
    guard isOpen.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
    else { throw .alreadyOpen }
    do {
      return try CursesScreen(theme: theme, isColourful: isColourful)
    } catch {
      isOpen.store(false, ordering: .relaxed)
      throw error
    }
  }

  private static let isOpen = Atomic(false)

  private init(theme: Theme, isColourful: Bool) throws(CursesError) {
    guard let letterbox = Letterbox() else { throw .outOfResources }
    let signals = ccurses_catch_signals()
    switch Int(ccurses_open()) {
    case CCURSES_OPENED: break
    case CCURSES_NO_TTY: throw Self.giveUp(.noTerminal)
    case CCURSES_DUMB: throw Self.giveUp(.dumbTerminal)
    default: throw Self.giveUp(.unknownTerminal(Self.environment("TERM")))
    }
    let (stream, continuation) = AsyncStream.makeStream(of: [ScreenInput].self)
    inputs = stream
    self.letterbox = letterbox
    let loop = CursesLoop(
      letterbox: letterbox, signals: signals, inputs: continuation,
      isColourful: isColourful && Self.environment("NO_COLOR").isEmpty, theme: theme)
    guard startThread({ loop.run(atEnd: { Self.isOpen.store(false, ordering: .relaxed) }) }) else {
      ccurses_close()
      throw Self.giveUp(.outOfResources)
    }
  }

  private static func giveUp(_ error: CursesError) -> CursesError {
    ccurses_release_signals()
    return error
  }

  private static func environment(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }
}

// MARK: - Screen

extension CursesScreen {
  package var size: Size { letterbox.size }

  package func show(_ canvas: Canvas) { letterbox.post { $0.canvas = canvas } }

  package func ring() { letterbox.post { $0.isRinging = true } }

  package func hear(mouse: Bool) { letterbox.post { $0.hearsMouse = mouse } }

  package func title(_ text: String) {
    let harmless = TextFlow.clean(text, lines: false)
    letterbox.post { $0.title = harmless }
  }

  package func copy(base64: String) -> Bool {
    letterbox.post { $0.copied = base64 }
    return true
  }

  package func use(_ theme: Theme) { letterbox.post { $0.theme = theme } }

  package func stepAside<Value: Sendable>(
    _ act: @Sendable () async throws -> Value
  ) async rethrows -> Value {
    await letterbox.ask(.leave)
    let result: Value
    do {
      result = try await act()
    } catch {
      await letterbox.ask(.comeBack)
      throw error
    }
    await letterbox.ask(.comeBack)
    return result
  }

  package func close() async { await letterbox.ask(.close) }
}

/// Runs `body` on a thread of its own that nobody waits for.
private func startThread(_ body: @escaping () -> Void) -> Bool {
  final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  let body = Unmanaged.passRetained(Body(body))
  let result = pthread_create(
    &thread, nil,
    { context in
      if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
      return nil
    }, body.toOpaque())
  guard result == 0 else {
    body.release()
    return false
  }
  pthread_detach(thread)
  return true
}

import CCurses
import Glibc
import Terminal

/// What the thread that owns the terminal library does: wait, read, draw.
final class CursesLoop {
  private let letterbox: Letterbox
  private let signals: Int32
  private let inputs: AsyncStream<[ScreenInput]>.Continuation
  private let isColourful: Bool
  private var painter: Painter
  private var decoder = KeyDecoder()
  private var canvas: Canvas?
  private var batch: [ScreenInput] = []
  private var isAside = false
  private var isStopped = false
  private var isGone = false

  init(
    letterbox: Letterbox, signals: Int32, inputs: AsyncStream<[ScreenInput]>.Continuation,
    isColourful: Bool, theme: Theme
  ) {
    self.letterbox = letterbox
    self.signals = signals
    self.inputs = inputs
    self.isColourful = isColourful
    painter = Painter(theme: theme, colours: isColourful ? Int(ccurses_colours()) : 0)
    measure()
  }

  /// Works until the screen is closed. Each turn hands on one batch of input and draws once.
  func run(atEnd: () -> Void) {
    while true {
      deliver()
      let (hasKeys, hasSignals) = wait()
      if hasSignals { hearSignals() }
      if hasKeys { readKeys() }
      deliver()
      let post = letterbox.take()
      if let theme = post.theme {
        painter.forget()
        painter = Painter(theme: theme, colours: isColourful ? Int(ccurses_colours()) : 0)
      }
      if let canvas = post.canvas ?? (post.theme == nil ? nil : canvas) {
        self.canvas = canvas
        if isDrawing { painter.paint(canvas) }
      }
      if post.isRinging, isDrawing { ccurses_ring() }
      if let hears = post.hearsMouse { ccurses_hear_mouse(hears ? 1 : 0) }
      if let title = post.title, isDrawing { ccurses_title(title) }
      if let base64 = post.copied, isDrawing { ccurses_copy(base64) }
      for (request, done) in post.requests {
        if request == .close {
          close(atEnd)
          done.resume()
          return
        }
        serve(request)
        done.resume()
      }
    }
  }

  private var isDrawing: Bool { !isAside && !isStopped }

  private func deliver() {
    if !batch.isEmpty { inputs.yield(batch) }
    batch = []
  }

  private func serve(_ request: Letterbox.Request) {
    if request == .leave, !isAside {
      isAside = true
      painter.forget()
      ccurses_leave()
    } else if request == .comeBack, isAside {
      isAside = false
      comeBack()
    }
  }

  private func close(_ atEnd: () -> Void) {
    painter.forget()
    ccurses_close()
    ccurses_release_signals()
    inputs.finish()
    atEnd()
    for (_, done) in letterbox.close().requests { done.resume() }
  }
}

// MARK: - What comes in

extension CursesLoop {
  private func wait() -> (hasKeys: Bool, hasSignals: Bool) {
    let events = Int16(POLLIN)
    var doors = [
      pollfd(fd: !isDrawing || isGone ? -1 : STDIN_FILENO, events: events, revents: 0),
      pollfd(fd: signals, events: events, revents: 0),
      pollfd(fd: letterbox.bell, events: events, revents: 0),
    ]
    while poll(&doors, nfds_t(doors.count), -1) < 0, errno == EINTR {}
    if doors[0].revents & ~events != 0, !hasInput {
      isGone = true
      batch.append(.hangUp)
      doors[0].revents = 0
    }
    return (doors[0].revents != 0, doors[1].revents != 0)
  }

  private var hasInput: Bool {
    var waiting: Int32 = 0
    return ioctl(STDIN_FILENO, UInt(FIONREAD), &waiting) == 0 && waiting > 0
  }

  private func readKeys() {
    var strokes: [Stroke] = []
    var isResized = false
    while let stroke = nextStroke() {
      if stroke == .named("KEY_RESIZE") { isResized = true } else { strokes.append(stroke) }
    }
    for input in decoder.decode(strokes) {
      if input == .key(.control("z")) { suspend(group: true) } else { batch.append(input) }
    }
    if isResized { resize() }
  }

  private func nextStroke() -> Stroke? {
    while true {
      var code: UInt32 = 0
      switch Int(ccurses_read(&code)) {
      case CCURSES_CHARACTER:
        if let scalar = Unicode.Scalar(code) { return .scalar(scalar) }
      case CCURSES_KEY:
        if let name = ccurses_key_name(code) { return .named(String(cString: name)) }
      case CCURSES_PASTE_BEGINS: return .pasteBegins
      case CCURSES_PASTE_ENDS: return .pasteEnds
      case CCURSES_MOUSE_BEGINS: return .mouseBegins
      default: return nil
      }
    }
  }

  private func hearSignals() {
    var numbers = [UInt8](repeating: 0, count: 64)
    let count = max(0, read(signals, &numbers, numbers.count))
    for number in Set(numbers.prefix(count).map(Int32.init)).sorted() {
      switch number {
      case SIGWINCH: if isDrawing { resize() }
      case SIGHUP: batch.append(.hangUp)
      case SIGTERM: batch.append(.terminate)
      // In an editor's hands the terminal sends it to us too; there it means the editor.
      case SIGINT: if !isAside { batch.append(.terminate) }
      case SIGTSTP: suspend(group: false)
      case SIGCONT: resume()
      default: break
      }
    }
  }
}

// MARK: - Size, and giving the terminal away

extension CursesLoop {
  private func measure() {
    var columns: Int32 = 0
    var rows: Int32 = 0
    ccurses_size(&columns, &rows)
    let size = Size(Int(columns), Int(rows))
    guard size != letterbox.size else { return }
    letterbox.size = size
    batch.append(.resize(size))
  }

  private func resize() {
    measure()
    painter.forget()
    if let canvas { painter.paint(canvas) }
  }

  private func comeBack() {
    ccurses_return()
    resize()
  }

  /// Stops until SIGCONT is heard; `group` stops the whole job, as Ctrl-Z should.
  private func suspend(group: Bool) {
    deliver()
    painter.forget()
    if isDrawing { ccurses_leave() }
    isStopped = true
    ccurses_stop(group ? 1 : 0)
  }

  /// We go on. Where nobody had told us to stop, someone may have used the terminal since.
  private func resume() {
    if isDrawing { ccurses_leave() }
    isStopped = false
    if !isAside { comeBack() }
    batch.append(.resumed)
  }
}

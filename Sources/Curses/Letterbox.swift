import CCurses
import Glibc
import Synchronization
import Terminal

/// What others leave for the thread that owns the terminal; leaving something wakes it.
final class Letterbox: Sendable {
  /// What a caller waits for.
  enum Request: Sendable {
    /// Give the terminal back for a while.
    case leave
    /// Take it again.
    case comeBack
    /// Give it back for good.
    case close
  }

  /// What lies in the box. Of canvases and themes only the newest counts.
  struct Post: Sendable {
    var canvas: Canvas?
    var theme: Theme?
    var isRinging = false
    var hearsMouse: Bool?
    var title: String?
    /// What goes to the clipboard, as base64.
    var copied: String?
    var requests: [(request: Request, done: CheckedContinuation<Void, Never>)] = []
  }

  private struct State: Sendable {
    var post = Post()
    var size = Size.zero
    var isClosed = false
  }

  private let state = Mutex(State())
  /// Readable when something lies in the box.
  let bell: Int32
  private let button: Int32

  /// A box, or nil where the system has no pipe left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard ccurses_pipe(&ends) == 0 else { return nil }
    (bell, button) = (ends[0], ends[1])
  }

  deinit {
    Glibc.close(bell)
    Glibc.close(button)
  }

  var size: Size {
    get { state.withLock { $0.size } }
    set { state.withLock { $0.size = newValue } }
  }

  func post(_ put: (inout sending Post) -> Void) {
    state.withLock { put(&$0.post) }
    ring()
  }

  /// Leaves a request and returns when it is done; at once when the screen is closed.
  func ask(_ request: Request) async {
    await withCheckedContinuation { done in
      let isClosed = state.withLock { state in
        if !state.isClosed { state.post.requests.append((request, done)) }
        return state.isClosed
      }
      if isClosed { done.resume() } else { ring() }
    }
  }

  /// Empties the box.
  func take() -> Post {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(bell, &bytes, bytes.count) > 0 {}
    return state.withLock { state in
      defer { state.post = Post() }
      return state.post
    }
  }

  /// From now on nothing is taken; returns what was left meanwhile.
  func close() -> Post {
    state.withLock { $0.isClosed = true }
    return take()
  }

  private func ring() {
    var byte: UInt8 = 1
    _ = write(button, &byte, 1)
  }
}

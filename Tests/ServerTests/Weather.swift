import Synchronization
import TestKit

/// How a line to a server behaves, from one moment to the next.
final class Weather: Sendable {
  /// What the line does.
  enum Kind: Hashable, Sendable {
    /// Nothing.
    case clear
    /// It breaks after so many bytes from the server, and every later one breaks at once.
    case cut(Int)
    /// It stands still after so many bytes from the server, until there is other weather.
    case still(Int)
    /// It passes one byte at a time, both ways.
    case dribble
  }

  private struct State {
    var kind = Kind.clear
    var passed = 0
    var isStill = false
    var total = 0
  }

  private let state = Mutex(State())

  /// The line stands still now.
  var isStill: Bool { state.withLock { $0.isStill } }

  /// How many bytes went either way since the beginning.
  var total: Int { state.withLock { $0.total } }

  /// The weather changes, and the count of bytes begins anew.
  func change(to kind: Kind) {
    state.withLock { $0 = State(kind: kind, total: $0.total) }
  }

  /// What becomes of a piece.
  func pass(_ way: Way, _ bytes: [UInt8]) async -> Passage {
    let kind = state.withLock { state in
      state.total += bytes.count
      return state.kind
    }
    if way == .toServer { return Passage(bytes: bytes, isDribbled: kind == .dribble) }
    let before = state.withLock { state in
      defer { state.passed += bytes.count }
      return state.passed
    }
    switch kind {
    case .clear: return Passage(bytes: bytes)
    case .dribble: return Passage(bytes: bytes, isDribbled: true)
    case .cut(let limit):
      let left = max(0, limit - before)
      return Passage(bytes: Array(bytes.prefix(left)), isLast: bytes.count >= left)
    case .still(let limit):
      guard before + bytes.count >= limit else { return Passage(bytes: bytes) }
      state.withLock { $0.isStill = true }
      try? await eventually("the weather changes", within: .seconds(60)) {
        state.withLock { $0.kind != kind }
      }
      let isCut = state.withLock { if case .cut = $0.kind { true } else { false } }
      return Passage(bytes: isCut ? [] : bytes, isLast: isCut)
    }
  }
}

/// A line that changes whole lines of what a server says, however they are cut into pieces.
final class LineEditor: Sendable {
  private let rest = Mutex<[UInt8]>([])
  private let edit: @Sendable (String) -> String?

  /// `edit` returns what is said instead of a line, or `nil` to leave the line out.
  init(_ edit: @escaping @Sendable (String) -> String?) {
    self.edit = edit
  }

  /// What becomes of a piece.
  func pass(_ way: Way, _ bytes: [UInt8]) -> Passage {
    guard way == .toClient else { return Passage(bytes: bytes) }
    return rest.withLock { rest in
      rest += bytes
      var said: [UInt8] = []
      while let end = rest.firstIndex(of: 0x0A) {
        let line = Array(rest[...end])
        rest.removeFirst(line.count)
        // Only answers are edited, never what lies in mails.
        guard line.starts(with: Array("* ".utf8)) || line.contains(0x5B) else {
          said += line
          continue
        }
        let text = String(decoding: line, as: UTF8.self)
        if let edited = edit(text) { said += edited == text ? line : Array(edited.utf8) }
      }
      return Passage(bytes: said)
    }
  }
}

import ChannelKit
import Desk
import Domain
import Foundation
import Synchronization
import Terminal
import TestKit

/// A terminal that a test plays: it presses keys and reads what is shown.
final class StageScreen: Screen {
  private struct State {
    var size: Size
    var canvas: Canvas?
    var isClosed = false
    var copied: [String] = []
    var files: [String: String] = [:]
    var rings = 0
    var titles: [String] = []
    var isMouseHeard = false
  }

  let inputs: AsyncStream<[ScreenInput]>
  private let keys: AsyncStream<[ScreenInput]>.Continuation
  private let state: Mutex<State>

  init(_ size: Size) {
    (inputs, keys) = AsyncStream.makeStream()
    state = Mutex(State(size: size))
    keys.yield([.resize(size)])
  }

  var size: Size { state.withLock(\.size) }

  func show(_ canvas: Canvas) { state.withLock { $0.canvas = canvas } }
  func ring() { state.withLock { $0.rings += 1 } }
  func title(_ text: String) { state.withLock { $0.titles.append(text) } }
  func use(_ theme: Theme) {}
  func hear(mouse: Bool) { state.withLock { $0.isMouseHeard = mouse } }

  func stepAside<Value: Sendable>(
    _ act: @Sendable () async throws -> Value
  ) async rethrows -> Value {
    try await act()
  }

  func close() async {
    state.withLock { $0.isClosed = true }
    keys.finish()
  }

  func copy(base64: String) -> Bool {
    let text = String(decoding: Data(base64Encoded: base64) ?? Data(), as: UTF8.self)
    state.withLock { $0.copied.append(text) }
    return true
  }

  // MARK: What lies around it

  func file(_ path: String) -> Result<FrozenFile, Problem> {
    guard let words = state.withLock({ $0.files[path] }) else {
      return .failure(Problem("\(path) cannot be attached: no such file or directory"))
    }
    let bytes = RawBytes(Data(words.utf8))
    let attachment = Attachment(
      sha256: bytes.sha256, filename: path.split(separator: "/").last.map(String.init) ?? path,
      contentType: "text/plain", bytes: bytes.contents.count)
    return .success(FrozenFile(attachment: attachment, bytes: bytes))
  }

  /// The paths of files that continue what is typed.
  func paths(continuing text: String) -> [Completion] {
    state.withLock { $0.files.keys.filter { $0.hasPrefix(text) }.sorted() }.map {
      Completion(text: $0, meaning: "a file")
    }
  }

  // MARK: What the test does

  /// Presses keys, spelt as in a keymap: `C-x C-s`.
  func press(_ spelling: String) {
    for key in Key.sequence(spelling) ?? [] { keys.yield([.key(key)]) }
  }

  /// Types text, a key a letter.
  func type(_ text: String) {
    keys.yield(text.map { .key(Key($0)) })
  }

  /// Pastes text.
  func paste(_ text: String) { keys.yield([.key(.paste(text))]) }

  /// Does something with the mouse.
  func point(_ kind: MouseEvent.Kind, _ column: Int, _ row: Int) {
    keys.yield([.mouse(MouseEvent(kind, Point(column, row)))])
  }

  /// Clicks on a cell.
  func click(_ column: Int, _ row: Int) {
    point(.press, column, row)
    point(.release, column, row)
  }

  /// Clicks on the first letter of a word on the screen.
  func click(on word: String) throws {
    for (row, line) in lines.enumerated() {
      guard let found = line.firstRange(of: word) else { continue }
      return click(TextFlow.cells(String(line[..<found.lowerBound])), row)
    }
    throw Overdue(what: "\(word) is on the screen:\n\(text)")
  }

  /// The window gets another size.
  func resize(_ size: Size) {
    state.withLock { $0.size = size }
    keys.yield([.resize(size)])
  }

  /// Puts a text file where an agent could attach it.
  func put(_ words: String, at path: String) { state.withLock { $0.files[path] = words } }

  /// The terminal goes away.
  func hangUp() { keys.yield([.hangUp]) }

  // MARK: What the test sees

  /// What was put on the clipboard, the oldest first.
  var copied: [String] { state.withLock(\.copied) }

  /// How often the bell has rung.
  var rings: Int { state.withLock(\.rings) }

  /// What the terminal's title has said, the oldest first.
  var titles: [String] { state.withLock(\.titles) }

  /// The desk listens to the mouse.
  var isMouseHeard: Bool { state.withLock(\.isMouseHeard) }

  /// The desk has left it.
  var isClosed: Bool { state.withLock(\.isClosed) }

  /// The words on it.
  var text: String { state.withLock { $0.canvas?.text ?? "" } }

  /// Its lines.
  var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Waits until it is as wanted, and returns its words; throws with the last ones.
  @discardableResult
  func eventually(
    _ what: String, within limit: Duration = .seconds(120),
    _ isSo: (String) async throws -> Bool
  ) async throws -> String {
    do {
      try await TestKit.eventually(what, within: limit) { try await isSo(text) }
    } catch is Overdue {
      throw Overdue(what: "\(what); the screen shows:\n\(text)")
    }
    return text
  }

  /// Waits until all these words are on it.
  @discardableResult
  func sees(_ words: String...) async throws -> String {
    try await eventually("the screen shows \(words)") { text in words.allSatisfy(text.contains) }
  }

  /// Waits until none of these words is on it.
  @discardableResult
  func seesNoMore(_ words: String...) async throws -> String {
    try await eventually("the screen shows \(words) no more") { text in
      !words.contains(where: text.contains)
    }
  }
}

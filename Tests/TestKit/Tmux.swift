import Foundation
import Glibc

/// A real terminal of any size that nobody looks at, with one program in it: the words on its
/// screen can be read and its keys pressed.
///
/// A private tmux; it ends with the test, and at the latest with the test's process.
package final class Tmux: Sendable {
  static let program = "/usr/bin/tmux"

  private let folder: TestFolder
  private let server: ServerProcess

  /// Starts a program in a terminal.
  ///
  /// - Parameters:
  ///   - environment: what it finds in its environment beside ours.
  private init(
    columns: Int, rows: Int, environment: [String: String], _ program: String, _ arguments: [String]
  ) async throws {
    let folder = try TestFolder("tmux")
    try folder.file("tmux.conf", Self.configuration)
    server = try ServerProcess(
      Self.program, ["-u", "-S", folder["socket"], "-f", folder["tmux.conf"], "-D"])
    self.folder = folder
    do {
      try await TestKit.eventually("tmux listens") {
        if let failure = server.failure { throw TalkFailed(description: "tmux \(failure)") }
        return FileManager.default.fileExists(atPath: folder["socket"])
      }
      let variables = environment.merging(Self.locale) { own, _ in own }
        .filter { $0.key != "TERM" }.flatMap { ["-e", "\($0.key)=\($0.value)"] }
      try await say(
        ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"] + variables
          + ["--", "/bin/sh", "-c", Self.keeper, folder["status"], program] + arguments)
    } catch {
      try? await remove()
      throw error
    }
  }

  /// Runs a test with a program in a terminal of `columns` × `rows`, and ends both whatever comes
  /// of it.
  package static func with<Value>(
    columns: Int = 80, rows: Int = 24, environment: [String: String] = [:],
    _ program: String, _ arguments: [String] = [], _ test: (Tmux) async throws -> Value
  ) async throws -> Value {
    let terminal = try await Tmux(
      columns: columns, rows: rows, environment: environment, program, arguments)
    do {
      let value = try await test(terminal)
      try await terminal.remove()
      return value
    } catch {
      try? await terminal.remove()
      throw error
    }
  }

  private func remove() async throws {
    _ = try? await run(Self.program, ["-S", folder["socket"], "kill-server"])
    try await server.stop()
    folder.remove()
  }

  /// Whether there is a tmux; says why tests are skipped where not.
  package static var isHere: Bool {
    if FileManager.default.isExecutableFile(atPath: program) { return true }
    print("skipped: tmux is not installed")
    return false
  }

  private static let configuration = """
    set -g default-terminal tmux-256color
    set -g status off
    set -g remain-on-exit on
    set -s escape-time 0
    set -s set-clipboard on

    """

  /// Keeps the exit status in a file: tmux forgets every third one.
  private static let keeper = #""$@"; echo $? >"$0.new"; mv "$0.new" "$0""#

  private static let locale = ["LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"]

  @discardableResult
  private func say(_ words: [String]) async throws -> String {
    let ending = try await run(Self.program, ["-u", "-S", folder["socket"]] + words)
    guard ending.status == 0 else { throw TalkFailed(description: "tmux \(words): \(ending)") }
    return ending.out
  }
}

// MARK: - Its keys

extension Tmux {
  /// Presses keys, spelt as in a keymap: `j`, `C-x`, `M-x`, `Enter`, `Esc`, `Space`, `S-Tab`,
  /// `PageDown`, `F1`.
  package func press(_ keys: String...) async throws {
    let names = ["Esc": "Escape", "S-Tab": "BTab", ";": "\\;"]
    try await say(["send-keys", "--"] + keys.map { names[$0] ?? $0 })
  }

  /// Types text, one key a character.
  package func type(_ text: String) async throws {
    // A last semicolon would end the command of tmux.
    let whole = text.hasSuffix(";") ? text.dropLast() + "\\;" : text
    try await say(["send-keys", "-l", "--", whole])
  }

  /// Gives it another size.
  package func resize(columns: Int, rows: Int) async throws {
    try await say(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }
}

// MARK: - Its screen

extension Tmux {
  /// The words on the screen, a line a row, without blanks at the ends of lines.
  package func screen() async throws -> String {
    try await say(["capture-pane", "-p"])
  }

  /// The screen with its colours and other attributes as escape sequences.
  package func colouredScreen() async throws -> String {
    try await say(["capture-pane", "-p", "-e"])
  }

  /// What the terminal knows of itself, in tmux's words: `#{mouse_sgr_flag}`.
  package func tell(_ format: String) async throws -> String {
    try await say(["display-message", "-p", format]).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Waits until the screen is as wanted, and returns it; throws the last screen where it is not
  /// in time.
  @discardableResult
  package func eventually(
    _ what: String, within limit: Duration = .seconds(120), _ isSo: (String) throws -> Bool
  ) async throws -> String {
    var last = ""
    do {
      try await TestKit.eventually(what, within: limit) {
        last = try await screen()
        return try isSo(last)
      }
    } catch is Overdue {
      throw Overdue(what: "\(what); the screen shows:\n\(last)")
    }
    return last
  }

  /// Waits until all these words are on the screen, and returns it.
  @discardableResult
  package func sees(_ words: String..., within limit: Duration = .seconds(120)) async throws
    -> String
  {
    try await eventually("the screen shows \(words)", within: limit) { screen in
      words.allSatisfy(screen.contains)
    }
  }

  /// Waits until none of these words is on the screen, and returns it.
  @discardableResult
  package func seesNoMore(
    _ words: String..., within limit: Duration = .seconds(120)
  ) async throws -> String {
    try await eventually("the screen shows \(words) no more", within: limit) { screen in
      !words.contains(where: screen.contains)
    }
  }

  /// The program's exit status, or 128 and the number of the signal that ended it; `nil` while it
  /// runs.
  package var status: Int? {
    let kept = FileManager.default.contents(atPath: folder["status"]) ?? Data()
    return Int(String(decoding: kept, as: UTF8.self).filter(\.isNumber))
  }

  /// Sends the program a signal: SIGHUP is what a terminal that is closed sends.
  package func kill(_ signal: Int32) async throws {
    let shell = try await say(["display-message", "-p", "#{pane_pid}"]).filter(\.isNumber)
    let children = try await run("/usr/bin/pgrep", ["-P", shell]).out.split(separator: "\n")
    for child in children.compactMap({ Int32($0) }) { _ = Glibc.kill(child, signal) }
  }

  /// Waits for the program's end and returns its exit status.
  package func ended(within limit: Duration = .seconds(120)) async throws -> Int {
    try await TestKit.eventually("the program in the terminal ends", within: limit) {
      status != nil
    }
    return status ?? -1
  }
}

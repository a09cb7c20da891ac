import Foundation
import Glibc
import Synchronization

/// How a program ended, and what it said.
package struct Ending: Sendable, CustomStringConvertible {
  /// Its exit status, or the number of the signal that ended it.
  package var status: Int32
  /// A signal ended it.
  package var isKilled: Bool
  /// What it wrote to standard output.
  package var out: String
  /// What it wrote to standard error.
  package var complaints: String

  /// All of it, for the test's output.
  package var description: String {
    "\(isKilled ? "killed by" : "ended with") \(status)\n\(out)\n\(complaints)"
  }
}

/// A program that has been started and may be waited for.
///
/// Foundation's `Process` hands on the signals that the starting thread blocks, and the threads of
/// tests block most; a server so started cannot be asked to end.
package final class Running: Sendable {
  private let name: String
  /// Its number.
  package let process: Int32
  private let folder: TestFolder
  private let end = Mutex<Int32?>(nil)

  /// Starts a program with a process group of its own.
  ///
  /// - Parameters:
  ///   - environment: all of its environment; ours where it is `nil`.
  ///   - input: a descriptor to read from; nothing where it is `nil`.
  package init(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil,
    input: Int32? = nil
  ) throws {
    name = ([program] + arguments).joined(separator: " ")
    folder = try TestFolder("run")
    let environment = environment ?? ProcessInfo.processInfo.environment
    process = try Spawning.spawn(
      program, arguments, environment.map { "\($0)=\($1)" }, input: input, out: folder["out"],
      complaints: folder["complaints"])
  }

  /// How it ended; `nil` while it runs.
  package var ending: Ending? {
    let status = end.withLock { end in
      var status: Int32 = 0
      if end == nil, waitpid(process, &status, WNOHANG) == process { end = status }
      return end
    }
    guard let status else { return nil }
    let signal = status & 0x7F
    return Ending(
      status: signal == 0 ? status >> 8 & 0xFF : signal, isKilled: signal != 0, out: text("out"),
      complaints: text("complaints"))
  }

  /// What it has said so far.
  package var words: String { text("out") + text("complaints") }

  /// Waits for its end; ends it by force where that does not come in time.
  @discardableResult
  package func ended(within limit: Duration = .seconds(60)) async throws -> Ending {
    defer { folder.remove() }
    do {
      try await eventually("the program ends", within: limit) { ending != nil }
    } catch {
      let words = words
      killGroup()
      try await eventually("the program ends by force") { ending != nil }
      throw Overdue(what: "it ends: \(name.prefix(300)); it said: \(words)")
    }
    guard let ending else { throw Overdue(what: "it ends: \(name.prefix(300))") }
    return ending
  }

  /// Sends it a signal.
  package func send(_ signal: Int32) {
    guard ending == nil else { return }
    kill(process, signal)
  }

  /// Ends at once whatever it has started and left behind.
  package func killGroup() {
    kill(-process, SIGKILL)
  }

  private func text(_ name: String) -> String {
    String(decoding: FileManager.default.contents(atPath: folder[name]) ?? Data(), as: UTF8.self)
  }
}

/// Runs a program to its end.
package func run(
  _ program: String, _ arguments: [String], environment: [String: String]? = nil,
  within limit: Duration = .seconds(60)
) async throws -> Ending {
  try await Running(program, arguments, environment: environment).ended(within: limit)
}

/// Starting a program with no signal blocked and no descriptor of ours but the standard ones.
enum Spawning {
  /// Starts it with a process group of its own, its words in files.
  static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], input: Int32?, out: String,
    complaints: String
  ) throws -> pid_t {
    try spawn(program, arguments, environment, POSIX_SPAWN_SETPGROUP) { actions in
      if let input {
        posix_spawn_file_actions_adddup2(&actions, input, 0)
      } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      }
      for (descriptor, path) in [(Int32(1), out), (2, complaints)] {
        posix_spawn_file_actions_addopen(
          &actions, descriptor, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      }
    }
  }

  /// Starts it with a session of its own, whose terminal is at `path`.
  static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], terminal path: String
  ) throws -> pid_t {
    // The first terminal that the leader of a session opens becomes the session's.
    try spawn(program, arguments, environment, ofItsOwn) { actions in
      posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], _ manner: Int32,
    _ open: (inout posix_spawn_file_actions_t) -> Void
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    open(&actions)
    // One that is not open is no error, as long as it is within the limit of open files.
    for descriptor in Int32(3)..<256 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var pipe = none
    sigaddset(&pipe, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &pipe)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | manner
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var process: pid_t = 0
    let failure = withStrings([program] + arguments) { arguments in
      withStrings(environment) { environment in
        posix_spawn(&process, program, &actions, &attributes, arguments, environment)
      }
    }
    guard failure == 0 else {
      throw TalkFailed(description: "\(program) does not start: \(failure)")
    }
    return process
  }

  /// `POSIX_SPAWN_SETSID`, which Swift does not see: it is a macro behind a feature test.
  private static let ofItsOwn: Int32 = 0x80

  private static func withStrings<Value>(
    _ strings: [String], _ work: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return work(copies + [nil])
  }
}

package import Foundation
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
package final class Running: Sendable {
  private let process: Process
  private let folder: TestFolder
  private let end: Mutex<(Int32, Bool)?>

  /// Starts a program; `environment` is all of its environment where it is given.
  package init(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil,
    input: FileHandle = .nullDevice
  ) throws {
    let process = Process()
    let folder = try TestFolder("run")
    self.process = process
    self.folder = folder
    end = Mutex(nil)
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    if let environment { process.environment = environment }
    process.standardInput = input
    let (out, complaints) = (folder["out"], folder["complaints"])
    for path in [out, complaints] {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    process.standardOutput = FileHandle(forWritingAtPath: out)
    process.standardError = FileHandle(forWritingAtPath: complaints)
    process.terminationHandler = { [self] process in
      end.withLock {
        $0 = (process.terminationStatus, process.terminationReason == .uncaughtSignal)
      }
    }
    try process.run()
  }

  /// How it ended; `nil` while it runs.
  package var ending: Ending? {
    guard let (status, isKilled) = end.withLock({ $0 }) else { return nil }
    return Ending(
      status: status, isKilled: isKilled, out: text("out"), complaints: text("complaints"))
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
      send(SIGKILL)
      throw Overdue(what: "\(process.executableURL?.path ?? "it") ends; it said: \(words)")
    }
    return ending ?? Ending(status: -1, isKilled: true, out: "", complaints: "")
  }

  /// Sends it a signal.
  package func send(_ signal: Int32) {
    guard ending == nil else { return }
    kill(process.processIdentifier, signal)
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

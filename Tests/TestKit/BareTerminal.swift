import Foundation
import Glibc
import Synchronization

/// A program in a pseudo-terminal, and every byte that it wrote there.
package final class BareTerminal: Sendable {
  private let door: Int32
  private let process: Int32
  private let written = Mutex(Written())

  private struct Written: Sendable {
    var bytes: [UInt8] = []
    var latest = ContinuousClock.now
    var isOver = false
  }

  private init(
    columns: Int, rows: Int, environment: [String: String], _ program: String,
    _ arguments: [String]
  ) throws {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var (ours, theirs): (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 128)
    guard openpty(&ours, &theirs, &name, nil, &size) == 0, let end = name.firstIndex(of: 0) else {
      throw TalkFailed(description: "there is no pseudo-terminal: \(errno)")
    }
    // No other program that is started meanwhile may hold this one's line.
    for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    defer { close(theirs) }
    door = ours
    let path = String(decoding: name[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
    process = try Spawning.spawn(
      program, arguments, environment.map { "\($0)=\($1)" }, terminal: path)
    read()
  }

  /// Runs a test with a program in a terminal of `columns` × `rows`, and ends it whatever comes of
  /// it.
  package static func with<Value>(
    columns: Int, rows: Int, environment: [String: String], _ program: String,
    _ arguments: [String], _ test: (BareTerminal) async throws -> Value
  ) async throws -> Value {
    let terminal = try BareTerminal(
      columns: columns, rows: rows, environment: environment, program, arguments)
    do {
      let value = try await test(terminal)
      await terminal.end()
      return value
    } catch {
      await terminal.end()
      throw error
    }
  }

  /// All that was written so far.
  package var bytes: [UInt8] { written.withLock { $0.bytes } }

  /// Whether the program has let go of the terminal.
  package var isOver: Bool { written.withLock { $0.isOver } }

  /// Writes what a person types.
  package func type(_ text: String) {
    var left = Array(text.utf8)[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { Glibc.write(door, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      left = left.dropFirst(count)
    }
  }

  /// Types, and waits until what comes of it has been written: until nothing more comes for a
  /// while, though nothing may come at all.
  package func press(_ keys: String) async throws {
    let start = ContinuousClock.now
    type(keys)
    try await eventually("the screen stands still") {
      let latest = written.withLock { $0.latest }
      let now = ContinuousClock.now
      return latest > start
        ? now - latest > .milliseconds(30) : now - start > .milliseconds(150)
    }
  }

  /// Reads on a thread of its own until the program has gone.
  private func read() {
    Foundation.Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = Glibc.read(door, &buffer, buffer.count), count > 0 {
        written.withLock { written in
          written.bytes += buffer[..<count]
          written.latest = .now
        }
      }
      written.withLock { $0.isOver = true }
      close(door)
    }
  }

  /// Ends the program as a terminal that goes away does; by force where it does not go.
  private func end() async {
    kill(process, SIGHUP)
    let isGone = { [process] in waitpid(process, nil, WNOHANG) != 0 }
    do {
      try await eventually("the program ends", within: .seconds(20), isGone)
    } catch {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
  }
}

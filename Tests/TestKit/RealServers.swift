import Foundation
import Glibc
import Synchronization

/// Whether the real mail servers can be started here.
package enum RealServers {
  /// Who delivers mail, and owns it.
  package static let postman = "nobody"

  /// Why they cannot; `nil` where they can.
  package static let missing: String? = {
    guard geteuid() == 0 else { return "real mail servers start as root only" }
    let programs = [
      ("dovecot-imapd", Dovecot.program), ("dovecot-imapd", "/usr/lib/dovecot/imap"),
      ("postfix", Postfix.program), ("postfix", SMTPSink.program),
      ("openssl", "/usr/bin/openssl"),
    ]
    for (package, program) in programs
    where !FileManager.default.isExecutableFile(atPath: program) {
      return "\(package) is not installed"
    }
    return nil
  }()

  /// They can be started; a test that needs them is skipped, and says why, where not.
  package static var areHere: Bool {
    guard let missing else { return true }
    print("skipped: \(missing)")
    return false
  }
}

/// A server that can be stopped and started again, with the folder that is all it owns.
package final class RealServer: Sendable {
  private let name: String
  private let folder: TestFolder
  private let ports: [Int]
  private let begin: @Sendable () throws -> ServerProcess
  private let process = Mutex<ServerProcess?>(nil)

  /// One that is not started yet; `begin` starts it in the foreground, and it answers at `ports`.
  init(
    _ name: String, in folder: TestFolder, ports: [Int],
    begin: @escaping @Sendable () throws -> ServerProcess
  ) {
    self.name = name
    self.folder = folder
    self.ports = ports
    self.begin = begin
  }

  /// Starts it, and waits until it answers.
  package func start() async throws {
    let started = try begin()
    do {
      try await eventually("\(name) answers") {
        if let failure = started.failure { throw TalkFailed(description: "\(name) \(failure)") }
        return ports.allSatisfy(LoopbackPorts.answers)
      }
    } catch {
      try? await started.stop()
      throw error
    }
    process.withLock { $0 = started }
  }

  /// Ends it and all its connections; what it keeps stays.
  package func stop() async throws {
    let old = process.withLock { process in
      defer { process = nil }
      return process
    }
    try await old?.stop()
  }

  /// Ends it and deletes everything.
  package func remove() async throws {
    try await stop()
    folder.remove()
  }
}

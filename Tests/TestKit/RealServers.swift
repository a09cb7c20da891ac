import Foundation
import Glibc

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

  /// Starts a server; a few times over, since another program may take its ports in between.
  static func start(_ name: String, _ begin: () async throws -> ServerProcess, ports: [Int])
    async throws -> ServerProcess
  {
    let server = try await begin()
    do {
      try await eventually("\(name) answers") {
        if let failure = server.failure { throw TalkFailed(description: "\(name) \(failure)") }
        return ports.allSatisfy(LoopbackPorts.answers)
      }
      return server
    } catch {
      try? await server.stop()
      throw error
    }
  }
}

import Foundation

/// Postfix's `smtp-sink`: an SMTP server that fails to order, and keeps what it took.
package struct SMTPSink: Sendable {
  static let program = "/usr/sbin/smtp-sink"

  /// Where it listens, without TLS and without names.
  package let port: Int
  private let folder: TestFolder
  private let server: RealServer

  /// Starts one with `smtp-sink`'s own options, such as `-q .`.
  package init(_ options: [String]) async throws {
    let folder = try TestFolder("sink")
    let kept = try folder.folder("kept", mode: 0o700, user: RealServers.postman)
    let port = LoopbackPorts.free(1)[0]
    server = RealServer("smtp-sink", in: folder, ports: [port]) {
      try ServerProcess(
        Self.program,
        ["-u", RealServers.postman, "-d", "\(kept)/mail."] + options
          + ["127.0.0.1:\(port)", "100"])
    }
    try await server.start()
    self.port = port
    self.folder = folder
  }

  /// What it took, with the envelope as `X-` fields before each mail.
  ///
  /// With `-r .` and `-f .` it keeps copies of what it refused, too.
  package var mails: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder["kept"])) ?? []
    return names.sorted().compactMap {
      FileManager.default.contents(atPath: "\(folder["kept"])/\($0)")
    }.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.isEmpty }
  }

  /// Ends it and deletes everything.
  package func remove() async throws {
    try await server.remove()
  }
}

import Foundation
import Sockets
import TestKit
import Wire

/// A real mail server with a configuration of its own, on loopback, in a folder of its own.
final class MailServer {
  let folder: URL
  let port: Int
  let certificates: TestCertificates?
  private let process = Process()

  /// Whether this computer can run them: both give up root themselves, so root must start them.
  static func canRun(_ program: String) -> Bool {
    let isThere = FileManager.default.isExecutableFile(atPath: program)
    if !isThere { print("skipped: there is no \(program)") }
    if getuid() != 0 { print("skipped: only root can start \(program)") }
    return isThere && getuid() == 0
  }

  private init(port: Int, certificates: TestCertificates?) throws {
    folder = URL(filePath: "/tmp/shopbell-server-\(UUID().uuidString)")
    self.port = port
    self.certificates = certificates
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try MailServer.giveToNobody(folder)
  }

  /// Dovecot with one mailbox, password `hunter2`; with certificates it demands TLS.
  static func dovecot(port: Int, certificates: TestCertificates? = nil) throws -> MailServer {
    let server = try MailServer(port: port, certificates: certificates)
    let file = server.folder.appending(path: "dovecot.conf")
    try server.dovecotConfiguration.write(to: file, atomically: true, encoding: .utf8)
    try server.start("/usr/sbin/dovecot", ["-F", "-c", file.path()])
    return server
  }

  /// Postfix's test sink; `faults` are its own options. What it takes lies in `mail.*`.
  static func sink(port: Int, faults: [String] = []) throws -> MailServer {
    let server = try MailServer(port: port, certificates: nil)
    try server.start(
      "/usr/sbin/smtp-sink",
      ["-u", "nobody", "-d", server.folder.appending(path: "mail.").path()] + faults
        + ["127.0.0.1:\(port)", "10"])
    return server
  }

  private func start(_ program: String, _ arguments: [String]) throws {
    // Children start with the signals blocked that the test's own thread blocks; Perl, which every
    // Debian has, lets them through again, so that the server can be ended.
    process.executableURL = URL(filePath: "/usr/bin/perl")
    process.arguments =
      [
        "-MPOSIX=:signal_h", "-e",
        "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec { $ARGV[0] } @ARGV", program,
      ] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Ends the server and deletes its folder.
  func stop() {
    process.terminate()
    process.waitUntilExit()
    certificates?.remove()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Returns when the server takes connections.
  func ready(_ transport: LiveTransport) async throws {
    let endpoint = Endpoint(host: "127.0.0.1", port: port, security: .plain)
    let clock = ContinuousClock.now
    while ContinuousClock.now - clock < .seconds(20) {
      if let stream = try? await transport.connect(endpoint) {
        await stream.close()
        return
      }
      await Task.yield()
    }
    throw TransportError.timedOut
  }

  private static func giveToNobody(_ url: URL) throws {
    try FileManager.default.setAttributes(
      [.ownerAccountID: 65_534, .groupOwnerAccountID: 65_534], ofItemAtPath: url.path())
  }
}

// MARK: - Mail on disk

extension MailServer {
  /// Puts a mail into a folder of the mailbox, as a delivery agent would.
  func deliver(_ bytes: [UInt8], name: String, to folder: String = "") throws {
    let maildir = self.folder.appending(path: "Maildir")
    let box = folder.isEmpty ? maildir : maildir.appending(path: ".\(folder)")
    for part in ["new", "cur", "tmp"] {
      try FileManager.default.createDirectory(
        at: box.appending(path: part), withIntermediateDirectories: true)
      try MailServer.giveToNobody(box.appending(path: part))
    }
    try MailServer.giveToNobody(maildir)
    try MailServer.giveToNobody(box)
    let file = box.appending(path: "tmp/\(name)")
    try Data(bytes).write(to: file)
    try MailServer.giveToNobody(file)
    try FileManager.default.moveItem(at: file, to: box.appending(path: "new/\(name)"))
  }

  /// What the sink has taken, whole mails only.
  func taken() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path())
      .filter { $0.hasPrefix("mail.") }
      .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
  }

  private var dovecotConfiguration: String {
    let path = folder.path()
    let protection =
      certificates.map {
        "ssl = required\nssl_cert = <\($0.certificate)\nssl_key = <\($0.key)\n"
      } ?? "ssl = no\ndisable_plaintext_auth = no\n"
    return """
      base_dir = \(path)/run
      state_dir = \(path)/state
      log_path = \(path)/log
      protocols = imap
      listen = 127.0.0.1
      first_valid_uid = 1
      mail_location = maildir:\(path)/Maildir
      passdb {
        driver = static
        args = password=hunter2
      }
      userdb {
        driver = static
        args = uid=65534 gid=65534 home=\(path)
      }
      service imap-login {
        inet_listener imap {
          port = \(port)
        }
        inet_listener imaps {
          port = 0
        }
        chroot =
      }
      service anvil {
        chroot =
      }
      namespace inbox {
        inbox = yes
        mailbox Sent {
          special_use = \\Sent
          auto = create
        }
      }
      \(protection)
      """
  }
}

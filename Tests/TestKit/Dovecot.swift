import Foundation
import Glibc
import Synchronization

/// A real IMAP server with mailboxes of its own: any user with one password.
package final class Dovecot: RealMailbox {
  static let program = "/usr/sbin/dovecot"

  /// What every user's password is.
  package static let password = "correct-horse-battery"

  /// Everything it owns.
  package let folder: TestFolder
  /// The port that is plain until STARTTLS.
  package let port: Int
  /// The port that is TLS from the first byte.
  package let securePort: Int
  private let server: RealServer
  private let count = Mutex(0)

  /// Starts one; the certificate may claim anything. Where it shares, what a `dovecot-acl` file in
  /// somebody's folder allows lies before others in `shared/`.
  package init(_ certificates: TestCertificates, shares: Bool = false) async throws {
    folder = try TestFolder("dovecot")
    let ports = LoopbackPorts.free(2)
    (port, securePort) = (ports[0], ports[1])
    let folder = folder
    server = RealServer("dovecot", in: folder, ports: ports) {
      try ServerProcess(Self.program, ["-F", "-c", folder["dovecot.conf"]])
    }
    try folder.folder("run")
    try folder.folder("homes", user: RealServers.postman)
    try folder.file("dovecot.conf", configuration(certificates) + (shares ? sharing : ""))
    try await start()
  }

  /// Starts it again after `stop`.
  package func start() async throws {
    try await server.start()
  }

  /// Ends it and all its connections; its mail stays.
  package func stop() async throws {
    try await server.stop()
  }

  /// Ends it and deletes everything.
  package func remove() async throws {
    try await server.remove()
  }

  /// The socket at which another server may ask whether a name and a password are good.
  package var authentication: String { folder["auth"] }

  /// What it has written into its log.
  package var log: String {
    (try? String(contentsOfFile: folder["dovecot.log"], encoding: .utf8)) ?? ""
  }

  private func configuration(_ certificates: TestCertificates) -> String {
    """
    base_dir = \(folder["run"])
    log_path = \(folder["dovecot.log"])
    protocols = imap
    listen = 127.0.0.1
    ssl = yes
    ssl_cert = <\(certificates.certificate)
    ssl_key = <\(certificates.key)
    ssl_min_protocol = TLSv1.2
    auth_mechanisms = plain login
    auth_failure_delay = 0
    first_valid_uid = 1
    first_valid_gid = 1
    mail_location = maildir:~/Maildir
    mail_fsync = never
    mail_max_userip_connections = 100
    namespace inbox {
      inbox = yes
      separator = /
      mailbox Sent {
        auto = subscribe
        special_use = \\Sent
      }
    }
    passdb {
      driver = static
      args = password=\(Self.password)
    }
    userdb {
      driver = static
      args = uid=\(RealServers.postman) gid=nogroup home=\(folder["homes"])/%u
    }
    service anvil {
      unix_listener anvil-auth-penalty {
        mode = 0
      }
    }
    service imap-login {
      inet_listener imap {
        port = \(port)
      }
      inet_listener imaps {
        port = \(securePort)
        ssl = yes
      }
    }
    service auth {
      unix_listener \(authentication) {
        mode = 0666
      }
    }

    """
  }
}

extension Dovecot {
  private var sharing: String {
    """
    mail_plugins = acl
    plugin {
      acl = vfile
      acl_shared_dict = file:\(folder["homes"])/shared
    }
    namespace shared {
      type = shared
      separator = /
      prefix = shared/%%u/
      location = maildir:\(folder["homes"])/%%u/Maildir:INDEX=~/shared/%%u
      subscriptions = no
      list = children
    }

    """
  }

  /// Lets somebody look up and read a folder of another, by its name in the Maildir (RFC 4314).
  package func share(_ name: String, of user: String, with other: String) throws {
    let path = "\(maildir(of: user))/\(name)dovecot-acl"
    guard FileManager.default.createFile(atPath: path, contents: Data("user=\(other) lr\n".utf8))
    else { throw POSIXError(.EIO) }
    try TestFolder.give(path, to: RealServers.postman)
  }
}

// MARK: - Mail

extension Dovecot {
  /// Where a user's inbox lies, as a Maildir; other folders begin with a dot in it.
  package func maildir(of user: String) -> String { "\(folder["homes"])/\(user)/Maildir" }

  package func deliver(_ mails: [[UInt8]], to user: String) async throws {
    for bytes in mails { try deliver(bytes, to: user) }
  }

  /// Puts a mail into a user's inbox, as a delivery agent does.
  package func deliver(_ bytes: [UInt8], to user: String) throws {
    let maildir = maildir(of: user)
    for name in ["\(folder["homes"])/\(user)", maildir]
      + ["new", "cur", "tmp"].map({ "\(maildir)/\($0)" })
    where mkdir(name, 0o700) == 0 {
      try TestFolder.give(name, to: RealServers.postman)
    }
    let number = count.withLock {
      $0 += 1
      return $0
    }
    let name = "\(time(nil)).T\(number + 1_000_000)P\(getpid()).test"
    guard
      FileManager.default.createFile(atPath: "\(maildir)/tmp/\(name)", contents: Data(bytes))
    else { throw POSIXError(.EIO) }
    try TestFolder.give("\(maildir)/tmp/\(name)", to: RealServers.postman)
    guard rename("\(maildir)/tmp/\(name)", "\(maildir)/new/\(name)") == 0 else {
      throw POSIXError(.EIO)
    }
  }
}

import Foundation
import Glibc

/// A real mail server that takes mail from anyone for its own boxes, and from those who sign in
/// with Dovecot's names and passwords for everyone it knows; it delivers into Dovecot's mailboxes.
/// Mail for any other domain would go round in a circle, and so comes back.
package final class Postfix: Sendable {
  static let program = "/usr/lib/postfix/sbin/master"

  /// An address that only SMTPUTF8 can carry; its mail lies in the mailbox of the customer Ada.
  package static let wide = "añna@customer.example"
  /// Everything it owns.
  package let folder: TestFolder
  /// Where other servers, and so customers, hand in mail.
  package let port: Int
  /// Where we hand in mail, with STARTTLS demanded.
  package let submissionPort: Int
  /// Where we hand in mail, with TLS from the first byte.
  package let securePort: Int
  private let server: RealServer

  /// Starts one for these addresses, of one or several domains.
  package init(
    _ certificates: TestCertificates, delivering addresses: [String], to dovecot: Dovecot
  ) async throws {
    folder = try TestFolder("postfix")
    let ports = LoopbackPorts.free(3)
    (port, submissionPort, securePort) = (ports[0], ports[1], ports[2])
    let folder = folder
    server = RealServer("postfix", in: folder, ports: ports) {
      try ServerProcess(Self.program, ["-c", folder.path, "-d"])
    }
    try makeQueue()
    try folder.file("main.cf", main(certificates, addresses, dovecot))
    try folder.file("master.cf", services)
    try await start()
  }

  /// Starts it again after `stop`.
  package func start() async throws {
    try await server.start()
  }

  /// Ends it; what waits in its queue stays.
  package func stop() async throws {
    try await server.stop()
  }

  /// Ends it and deletes everything.
  package func remove() async throws {
    try await server.remove()
  }

  /// What it has written into its log.
  package var log: String {
    (try? String(contentsOfFile: folder["postfix.log"], encoding: .utf8)) ?? ""
  }

  /// Hands in a customer's mail.
  package func handIn(_ mail: String, from sender: String, to recipient: String) async throws {
    let bytes = Array(mail.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
    try await PlainTalk.with(port) { try $0.handIn(bytes, from: sender, to: recipient) }
  }

  private func makeQueue() throws {
    try folder.folder("queue")
    try folder.folder("queue/pid")
    let own = [
      "active", "bounce", "corrupt", "defer", "deferred", "flush", "incoming", "private", "saved",
      "hold", "trace",
    ]
    for name in own { try folder.folder("queue/\(name)", mode: 0o700, user: "postfix") }
    try folder.folder("queue/maildrop", mode: 0o1730, user: "postfix", group: "postdrop")
    try folder.folder("queue/public", mode: 0o2710, user: "postfix", group: "postdrop")
    try folder.folder("data", mode: 0o700, user: "postfix")
  }
}

// MARK: - Configuration

extension Postfix {
  private func main(
    _ certificates: TestCertificates, _ addresses: [String], _ dovecot: Dovecot
  ) -> String {
    let domains = Set(addresses.compactMap { $0.split(separator: "@").last }).sorted()
    var boxes = addresses.map { "{\($0)=\($0)/Maildir/}" }
    if addresses.contains("ada@customer.example") {
      boxes.append("{\(Self.wide)=ada@customer.example/Maildir/}")
    }
    return """
      compatibility_level = 3.6
      queue_directory = \(folder["queue"])
      data_directory = \(folder["data"])
      daemon_directory = /usr/lib/postfix/sbin
      command_directory = /usr/sbin
      maillog_file = \(folder["postfix.log"])
      maillog_file_prefixes = /tmp
      myhostname = mail.shop.example
      mydestination =
      alias_maps =
      mynetworks = 127.0.0.0/8
      inet_interfaces = 127.0.0.1
      inet_protocols = ipv4
      recipient_delimiter = +
      smtputf8_enable = yes
      message_size_limit = 512000
      default_transport = smtp:[127.0.0.1]:\(port)
      virtual_mailbox_domains = \(domains.joined(separator: ", "))
      virtual_mailbox_base = \(dovecot.folder["homes"])
      virtual_mailbox_maps = inline:{ \(boxes.joined(separator: ", ")) }
      virtual_uid_maps = static:\(getpwnam(RealServers.postman)?.pointee.pw_uid ?? 65_534)
      virtual_gid_maps = static:\(getpwnam(RealServers.postman)?.pointee.pw_gid ?? 65_534)
      virtual_minimum_uid = 100
      smtpd_tls_cert_file = \(certificates.certificate)
      smtpd_tls_key_file = \(certificates.key)
      smtpd_tls_security_level = may
      smtpd_sasl_type = dovecot
      smtpd_sasl_path = \(dovecot.authentication)
      smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination

      """
  }

  private var services: String {
    let submission = """
        -o smtpd_sasl_auth_enable=yes
        -o smtpd_tls_auth_only=yes
        -o smtpd_client_restrictions=permit_sasl_authenticated,reject
      """
    return """
      127.0.0.1:\(port) inet n - n - - smtpd
      127.0.0.1:\(submissionPort) inet n - n - - smtpd
        -o smtpd_tls_security_level=encrypt
      \(submission)
      127.0.0.1:\(securePort) inet n - n - - smtpd
        -o smtpd_tls_wrappermode=yes
      \(submission)
      cleanup unix n - n - 0 cleanup
      qmgr unix n - n 300 1 qmgr
      tlsmgr unix - - n 1000? 1 tlsmgr
      rewrite unix - - n - - trivial-rewrite
      bounce unix - - n - 0 bounce
      defer unix - - n - 0 bounce
      trace unix - - n - 0 bounce
      flush unix n - n 1000? 0 flush
      proxymap unix - - n - - proxymap
      proxywrite unix - - n - 1 proxymap
      smtp unix - - n - - smtp
      error unix - - n - - error
      retry unix - - n - - error
      virtual unix - n n - - virtual
      anvil unix - - n - 1 anvil
      scache unix - - n - 1 scache
      postlog unix-dgram n - n - 1 postlogd

      """
  }
}

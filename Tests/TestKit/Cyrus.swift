import Foundation
import Glibc

/// A real Cyrus IMAP server with mailboxes of its own: any user with any password.
///
/// Debian lets nobody install it beside Dovecot; `make setup-tests` unpacks it into `.build/cyrus`.
package final class Cyrus: RealMailbox {
  /// Where it lies unpacked.
  private static let unpacked = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/cyrus/usr/lib").path()

  /// Why it cannot be started; `nil` where it can.
  package static let missing: String? = {
    if let missing = RealServers.missing { return missing }
    let program = "\(unpacked)/cyrus/bin/imapd"
    guard FileManager.default.isExecutableFile(atPath: program) else {
      return "Cyrus does not lie unpacked in .build/cyrus (see .ci/cyrus.sh)"
    }
    let found = libraries(of: unpacked)
    guard !found.isEmpty else { return "Cyrus was unpacked without its libraries" }
    return nil
  }()

  /// Everything it owns.
  package let folder: TestFolder
  package let port: Int
  package let securePort: Int
  private let server: RealServer

  /// Starts one; the certificate may claim anything.
  package init(_ certificates: TestCertificates) async throws {
    folder = try TestFolder("cyrus")
    let ports = LoopbackPorts.free(2)
    (port, securePort) = (ports[0], ports[1])
    let folder = folder
    server = RealServer("cyrus", in: folder, ports: ports) {
      let libraries = Self.libraries(of: folder["lib"])
      return try ServerProcess(
        "/usr/bin/env",
        [
          "LD_LIBRARY_PATH=\(libraries)", folder["lib/cyrus/bin/master"], "-C",
          folder["imapd.conf"], "-M", folder["cyrus.conf"], "-p", folder["config/master.pid"], "-D",
        ])
    }
    // It runs as a user who may not come to where the checkout lies.
    try FileManager.default.copyItem(atPath: Self.unpacked, toPath: folder["lib"])
    for name in ["socket", "db", "proc", "log", "msg", "lock"] {
      try folder.folder("config/\(name)", user: RealServers.postman, group: "nogroup")
    }
    for name in ["config", "spool"] {
      try folder.folder(name, user: RealServers.postman, group: "nogroup")
    }
    let copies = ["server.pem": certificates.certificate, "server.key": certificates.key]
    for (name, path) in copies {
      try FileManager.default.copyItem(atPath: path, toPath: folder[name])
      try TestFolder.give(folder[name], to: RealServers.postman)
    }
    try folder.file("imapd.conf", configuration)
    try folder.file("cyrus.conf", services)
    try await start()
  }

  package func start() async throws {
    try await server.start()
  }

  package func stop() async throws {
    try await server.stop()
  }

  package func remove() async throws {
    try await server.remove()
  }

  package func deliver(_ mails: [[UInt8]], to user: String) async throws {
    try await talk(as: user) { try $0.append(mails, to: "INBOX") }
  }
}

// MARK: - Configuration

extension Cyrus {
  /// The folder of its own libraries, named for the processor.
  private static func libraries(of place: String) -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return names.map { "\(place)/\($0)" }
      .first { FileManager.default.fileExists(atPath: "\($0)/libcyrus.so.0") } ?? ""
  }

  private var configuration: String {
    """
    configdirectory: \(folder["config"])
    defaultpartition: default
    partition-default: \(folder["spool"])
    cyrus_user: \(RealServers.postman)
    cyrus_group: nogroup
    virtdomains: userid
    defaultdomain: shop.example
    unixhierarchysep: yes
    altnamespace: yes
    sasl_pwcheck_method: alwaystrue
    sasl_mech_list: PLAIN LOGIN
    allowplaintext: yes
    autocreate_quota: 0
    autocreate_inbox_folders: Sent
    autocreate_subscribe_folders: Sent
    xlist-sent: Sent
    duplicatesuppression: no
    expunge_mode: immediate
    delete_mode: immediate
    conversations: no
    skiplist_unsafe: yes
    imaps_tls_server_cert: \(folder["server.pem"])
    imaps_tls_server_key: \(folder["server.key"])

    """
  }

  private var services: String {
    let bin = folder["lib/cyrus/bin"]
    let configured = "-C \(folder["imapd.conf"])"
    return """
      START {
        recover cmd="\(bin)/ctl_cyrusdb \(configured) -r"
      }
      SERVICES {
        imap cmd="\(bin)/imapd \(configured)" listen="127.0.0.1:\(port)" proto="tcp4"
        imaps cmd="\(bin)/imapd \(configured) -s" listen="127.0.0.1:\(securePort)" proto="tcp4"
      }
      DAEMON {
        idled cmd="\(bin)/idled \(configured) -d"
      }

      """
  }
}

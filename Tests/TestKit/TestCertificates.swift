import Foundation

/// Certificates made on the spot by the `openssl` command, in a folder of their own.
package struct TestCertificates: Sendable {
  /// What the server's certificate claims.
  package enum Claim: String, Sendable {
    /// The names `localhost` and 127.0.0.1.
    case loopback = "DNS:localhost,IP:127.0.0.1"
    /// Another host's name.
    case elsewhere = "DNS:mail.elsewhere.example"
    /// The name `localhost`, and no address.
    case named = "DNS:localhost"
    /// The names of `loopback`; signed by nobody but itself.
    case selfSigned = "IP:127.0.0.1,DNS:localhost"
  }

  private let folder: URL
  private let claim: Claim

  /// The root that signs all others; what is signed by itself is its own.
  package var root: String { claim == .selfSigned ? certificate : path("root.pem") }
  /// The server's certificate.
  package var certificate: String { path("server.pem") }
  /// The server's private key.
  package var key: String { path("server.key") }

  /// Makes a root and a server certificate; negative `days` make one that has run out.
  ///
  /// `nil` where there is no `openssl` command: the caller prints why and skips.
  package init?(_ claim: Claim = .loopback, days: Int = 2) throws {
    self.claim = claim
    folder = FileManager.default.temporaryDirectory
      .appending(path: "shopbell-certificates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    let names = path("names")
    try "subjectAltName=\(claim.rawValue)\nbasicConstraints=critical,CA:FALSE\n"
      .write(toFile: names, atomically: true, encoding: .utf8)
    let steps = [
      ["req", "-x509"] + curve
        + [
          "-keyout", path("root.key"), "-out", path("root.pem"), "-days", "2", "-subj",
          "/CN=test root",
        ],
      ["req"] + curve
        + ["-keyout", key, "-out", path("request.pem"), "-subj", "/CN=test server"],
      ["x509", "-req", "-in", path("request.pem")]
        + (claim == .selfSigned
          ? ["-signkey", key] : ["-CA", path("root.pem"), "-CAkey", path("root.key")])
        + ["-set_serial", "1", "-days", "\(days)", "-out", certificate, "-extfile", names],
    ]
    for step in steps where !TestCertificates.openssl(step) { return nil }
  }

  /// Deletes the folder.
  package func remove() {
    try? FileManager.default.removeItem(at: folder)
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path() }

  private static func openssl(_ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

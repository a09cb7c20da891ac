import Domain
import Foundation
import Glibc
import Seal
import Wire

/// An account's refresh token: the configured one, or the one that took its place, which is kept in
/// a file of its own beside the store.
///
/// The kept one counts until the configured one, the client or the address it is for changes.
struct KeptToken: RefreshTokenBook {
  private let path: String
  private let configured: Secret
  private let origin: String

  /// The book of an account beside the store at `store`.
  init(account: AccountName, beside store: String, configured: Secret, from server: TokenServer) {
    path = KeptToken.path(account, beside: store)
    self.configured = configured
    // A token is never said to anyone but whom it came from.
    let parts = [server.url, server.clientID, configured.reveal()]
    origin = Digest.sha256(parts.joined(separator: "\0")).hex
  }

  /// The file of an account: different for every name.
  static func path(_ account: AccountName, beside store: String) -> String {
    "\(store).\(account.percentEncoded).token"
  }

  func current() throws(TokenError) -> Secret {
    var status = stat()
    guard stat(path, &status) == 0 else { return configured }
    guard status.st_mode & 0o077 == 0 else {
      throw .signedOut(reason: "others can read the token's file \(path); run: chmod 600 \(path)")
    }
    let text = FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self)
    }
    let lines = (text ?? "").split(separator: "\n").map(String.init)
    guard lines.count == 2, lines[0] == origin else { return configured }
    return Secret(lines[1])
  }

  func keep(_ next: Secret) throws(TokenError) {
    do {
      try PrivateFile.write("\(origin)\n\(next.reveal())\n", to: path)
    } catch {
      throw .unreachable(
        reason: "the new sign-in of this account cannot be kept, so it waits: \(error.sentence)")
    }
  }
}

package import ChannelKit
import Domain
import Foundation
import Mail

extension MailboxChannel: Testable {
  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let lines = try opened()
    var checks: [String?] = []
    for folder in try await folders().names {
      let status = try await lines.reading.errand { () throws(ChannelError) in
        let status = try await lines.reading.run(.examine(folder))
        if status.kind == .ok { checks += try await lines.reading.newestChecks() }
        return status
      }
      guard status.kind == .ok else {
        let known = try await lines.filing.folders()
        throw .refused(
          reason: "\(lines.reading.host) has no folder \(folder) to read; there are \(known.listed)"
        )
      }
    }
    _ = try await archiveFolder()
    guard let sending = lines.sending else {
      throw .signedOut(reason: "the account \(account.name) has no smtp server")
    }
    try await sending.greet()
    guard account.settings["authserv_id"] == nil,
      let found = AuthenticationResults.server(among: checks)
    else { return [] }
    let name = found.name == "none" ? "a server that does not name itself" : found.name
    return [
      Suggestion(
        key: "authserv_id", value: found.name,
        reason: "\(found.mails) of the newest \(checks.count) mails bear what \(name) found out "
          + "about their senders",
        purpose: "forged senders are marked")
    ]
  }
}

extension IMAPConnection {
  /// The topmost Authentication-Results of each of the newest mails of the folder that is open,
  /// `nil` for a mail without one. A server that does not tell is no hindrance.
  fileprivate func newestChecks() async throws(ChannelError) -> [String?] {
    var last: UInt32?
    try await run(.fetchLast) { datum in
      if case .message(let mail) = datum, let uid = mail.uid { last = uid }
    }
    guard let last else { return [] }
    var checks: [String?] = []
    let newest = IMAPSet((last > 50 ? last - 50 : 1)...last)
    try await run(.fetch(newest, .checks)) { datum in
      guard case .message(let mail) = datum, mail.uid != nil else { return }
      let field = mail.sections.values.first ?? []
      let header = MIMEParser.parse(Data(field) + Data("\r\n".utf8))
      checks.append(header.headers.all("Authentication-Results").first?.raw)
    }
    return checks
  }
}

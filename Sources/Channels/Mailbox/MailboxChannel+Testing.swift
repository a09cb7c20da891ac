package import ChannelKit
import Domain
import Mail

extension MailboxChannel: Testable {
  package func test() async throws(ChannelError) {
    let lines = try opened()
    for folder in try await folders().names {
      let status = try await lines.reading.errand { () throws(ChannelError) in
        try await lines.reading.run(.examine(folder))
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
  }
}

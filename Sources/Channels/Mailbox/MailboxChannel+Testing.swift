package import ChannelKit
import Domain
import Mail

extension MailboxChannel: Testable {
  package func test() async throws(ChannelError) {
    let lines = try opened()
    for folder in account.folders {
      try await lines.reading.errand { () throws(ChannelError) in
        _ = try await lines.reading.run(.examine(folder))
      }
    }
    guard let sending = lines.sending else {
      throw .signedOut(reason: "the account \(account.name) has no smtp server")
    }
    try await sending.greet()
  }
}

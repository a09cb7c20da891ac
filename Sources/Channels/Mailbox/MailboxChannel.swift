package import ChannelKit
package import Domain
import Mail
package import Wire

/// A mailbox: reads over IMAP, sends over SMTP, files copies in the Sent folder.
///
/// Reading, filing and waiting for news have a connection each, opened when first needed.
package struct MailboxChannel: Channel {
  package static let profile = Profile(
    type: "mail", title: "Mailbox", pollInterval: .seconds(60), attachmentLimit: 20_000_000)

  /// The account it speaks for.
  let account: Account
  private let lines: Result<Lines, ChannelError>

  /// The connections to one account's servers.
  struct Lines: Sendable {
    var reading: IMAPConnection
    var filing: IMAPConnection
    var waiting: IMAPConnection
    var sending: SMTPSending?
  }

  /// A channel over `account.settings`: `imap`, `smtp`, `sent`, `sent_copy` and `ca`.
  ///
  /// Nothing is connected yet; a mistake in the settings is thrown by the first errand.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.account = account
    lines = MailboxChannel.lines(account, transport, credentials)
  }

  /// Ends all connections.
  package func close() async {
    guard case .success(let lines) = lines else { return }
    await lines.reading.close()
    await lines.filing.close()
    await lines.waiting.drop()
  }

  func opened() throws(ChannelError) -> Lines { try lines.get() }
}

// MARK: - Settings

extension MailboxChannel {
  private static func lines(
    _ account: Account, _ transport: any Transport, _ credentials: Credentials?
  ) -> Result<Lines, ChannelError> {
    do throws(ChannelError) {
      let imap = try url("imap", service: .imap, of: account)
      let credentials = try account.signIn(credentials)
      let access = MailboxAccess(credentials, user: imap.user)
      func connection() -> IMAPConnection {
        IMAPConnection(transport: transport, endpoint: imap.endpoint, access: access)
      }
      var sending: SMTPSending?
      if account.settings["smtp"] != nil {
        let smtp = try url("smtp", service: .smtp, of: account)
        sending = SMTPSending(
          transport: transport, endpoint: smtp.endpoint,
          access: MailboxAccess(credentials, user: smtp.user ?? imap.user))
      }
      return .success(
        Lines(
          reading: connection(), filing: connection(), waiting: connection(), sending: sending))
    } catch {
      return .failure(error)
    }
  }

  private static func url(
    _ key: String, service: MailURL.Service, of account: Account
  ) throws(ChannelError) -> MailURL {
    guard let text = account.settings[key] else {
      throw .signedOut(reason: "the account \(account.name) has no \(key) server")
    }
    let url: MailURL
    do {
      url = try MailURL(text, ca: account.settings["ca"])
    } catch {
      throw .signedOut(reason: "\(key) of the account \(account.name): \(error.reason)")
    }
    guard url.service == service else {
      throw .signedOut(reason: "\(key) of the account \(account.name) is not an \(key) address")
    }
    return url
  }
}

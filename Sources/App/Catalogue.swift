import ChannelKit
import Domain
import Mailbox
import Wire

/// The channels there are; a new one is a line here.
enum Catalogue {
  /// Every channel by the `type` of its accounts.
  static let channels: [any Channel.Type] = [MailboxChannel.self]

  /// The types that config.toml may name.
  static var types: [String] { channels.map { $0.profile.type } }

  /// The channel of an account; `nil` where its type is unknown.
  static func channel(
    for account: Account, transport: any Transport, credentials: Credentials?
  ) -> (any Channel)? {
    channels.first { $0.profile.type == account.type }
      .map { $0.init(account: account, transport: transport, credentials: credentials) }
  }
}

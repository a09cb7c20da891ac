import AfterShip
import Amazon
import BigCommerce
import ChannelKit
import Chat
import Domain
import EBay
import Etsy
import Exec
import HubSpot
import Klaviyo
import Mailbox
import Mailchimp
import Mastodon
import Meta
import Mirakl
import ShipStation
import Shopify
import Telegram
import Twilio
import Walmart
import Wire
import WooCommerce

/// The channels there are; a new one is a line here.
enum Catalogue {
  /// Every channel by the `type` of its accounts.
  static let channels: [any Channel.Type] = [
    MailboxChannel.self, WooCommerceChannel.self, ShopifyChannel.self, BigCommerceChannel.self,
    AfterShipChannel.self, ShipStationChannel.self, MiraklChannel.self, TelegramChannel.self,
    EBayChannel.self, EtsyChannel.self, WalmartChannel.self, AmazonChannel.self,
    TwilioSMSChannel.self, TwilioWhatsAppChannel.self, TwilioCallsChannel.self,
    MastodonChannel.self, MessengerChannel.self, InstagramChannel.self, ExecChannel.self,
    ChatChannel.self, KlaviyoChannel.self, HubSpotChannel.self, MailchimpChannel.self,
  ]

  /// The doubles of those that have one.
  static let simulators: [any Simulator.Type] = [
    WooCommerceSimulator.self, ShopifySimulator.self, BigCommerceSimulator.self,
    AfterShipSimulator.self, ShipStationSimulator.self, MiraklSimulator.self,
    TelegramSimulator.self, EBaySimulator.self, EtsySimulator.self, WalmartSimulator.self,
    AmazonSimulator.self, TwilioSMSSimulator.self, TwilioWhatsAppSimulator.self,
    TwilioCallsSimulator.self, MastodonSimulator.self, MessengerSimulator.self,
    InstagramSimulator.self, ExecSimulator.self, ChatSimulator.self,
    KlaviyoSimulator.self, HubSpotSimulator.self, MailchimpSimulator.self,
  ]

  /// The types that config.toml may name.
  static var types: [String] { channels.map { $0.profile.type } }

  /// What a channel is, by the `type` of its accounts.
  static func profile(_ type: String) -> Profile? {
    channel(of: type)?.profile
  }

  /// The channel whose accounts have this `type`.
  static func channel(of type: String) -> (any Channel.Type)? {
    channels.first { $0.profile.type == type }
  }

  /// Every setting that accounts of shops may have, each key once.
  static var fields: [Profile.Field] {
    var fields: [Profile.Field] = []
    for field in channels.flatMap({ $0.profile.fields })
    where !fields.contains(where: { $0.key == field.key }) {
      fields.append(field)
    }
    return fields
  }

  /// The channel of an account; `nil` where its type is unknown.
  static func channel(
    for account: Account, transport: any Transport, credentials: Credentials?
  ) -> (any Channel)? {
    channel(of: account.type)
      .map { $0.init(account: account, transport: transport, credentials: credentials) }
  }
}

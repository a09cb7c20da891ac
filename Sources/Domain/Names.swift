/// Where customers write to us: `email`, `amazon`, `ebay`, … as searches and templates spell it.
package struct ChannelName: Hashable, Comparable, Sendable, Codable, RawRepresentable {
  /// The lower-case word.
  package let rawValue: String

  /// A channel from its word.
  package init(rawValue: String) {
    self.rawValue = rawValue.lowercased()
  }

  /// Ordinary mail.
  package static let email = ChannelName(rawValue: "email")
  /// Amazon's relay mail.
  package static let amazon = ChannelName(rawValue: "amazon")
  /// eBay members' messages.
  package static let ebay = ChannelName(rawValue: "ebay")
  /// Walmart's relay mail.
  package static let walmart = ChannelName(rawValue: "walmart")
  /// A Shopify shop's contact form.
  package static let shopify = ChannelName(rawValue: "shopify")
  /// A WooCommerce shop's forms and order mails.
  package static let woocommerce = ChannelName(rawValue: "woocommerce")
  /// A BigCommerce shop.
  package static let bigcommerce = ChannelName(rawValue: "bigcommerce")
  /// Etsy's notice mails.
  package static let etsy = ChannelName(rawValue: "etsy")

  /// A Telegram bot's chats.
  package static let telegram = ChannelName(rawValue: "telegram")
  /// Text messages.
  package static let sms = ChannelName(rawValue: "sms")
  /// WhatsApp's chats.
  package static let whatsapp = ChannelName(rawValue: "whatsapp")
  /// Calls and voicemail.
  package static let phone = ChannelName(rawValue: "phone")
  /// Posts and private messages on Mastodon.
  package static let mastodon = ChannelName(rawValue: "mastodon")
  /// A Facebook page's chats.
  package static let messenger = ChannelName(rawValue: "messenger")
  /// An Instagram account's chats.
  package static let instagram = ChannelName(rawValue: "instagram")
  /// What a program of the user's own brings.
  package static let exec = ChannelName(rawValue: "exec")
  /// Chats on the shop's own pages.
  package static let chat = ChannelName(rawValue: "chat")

  /// The channels of this house, in the order people list them.
  package static let all: [ChannelName] = [
    .email, .amazon, .ebay, .walmart, .shopify, .woocommerce, .bigcommerce, .etsy, .telegram,
    .whatsapp, .messenger, .instagram, .sms, .phone, .mastodon, .chat, .exec,
  ]

  /// A marketplace that has its name from its account.
  package var isNamedByAccount: Bool { !Self.all.contains(self) }

  /// Its customers write from addresses that the marketplace makes up, several for each of them.
  package var givesAliases: Bool { [.amazon, .ebay, .walmart].contains(self) }

  package static func < (left: ChannelName, right: ChannelName) -> Bool {
    left.rawValue < right.rawValue
  }

  package init(from decoder: any Decoder) throws {
    self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// The name a person gave an account in config.toml: `support`, `amazon-de`.
package typealias AccountName = String

/// A label on a ticket: one lower-case word without white space, commas or a leading sign.
package struct Tag: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The word.
  package let word: String

  /// A tag from what a person typed; `nil` where that is no single word.
  package init?(_ text: some StringProtocol) {
    let word = text.lowercased()
    let isPlain = word.allSatisfy { !$0.isWhitespace && !",()\"".contains($0) }
    guard !word.isEmpty, word.count <= 64, isPlain, !"+-:".contains(word.prefix(1)) else {
      return nil
    }
    self.word = word
  }

  package var description: String { word }

  package static func < (left: Tag, right: Tag) -> Bool { left.word < right.word }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let tag = Tag(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no tag: \(text)")
    }
    self = tag
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(word)
  }
}

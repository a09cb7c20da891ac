package import Domain

/// A channel whose owner has a say in what a reply may hold.
package enum Marketplace: String, Hashable, Sendable, CaseIterable {
  case amazon
  case ebay
  case walmart
  case etsy

  /// The marketplace of a channel; `nil` for mail and the shop's own forms.
  package init?(_ channel: ChannelName) {
    self.init(rawValue: channel.rawValue)
  }

  /// Its name as it writes it itself.
  package var title: String {
    switch self {
    case .amazon: "Amazon"
    case .ebay: "eBay"
    case .walmart: "Walmart"
    case .etsy: "Etsy"
    }
  }

  /// It forbids links to elsewhere, addresses and phone numbers.
  package var forbidsContact: Bool {
    switch self {
    case .amazon, .ebay, .walmart: true
    case .etsy: false
    }
  }
}

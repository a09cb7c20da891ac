package import Domain
package import Wire

/// Knows customers: a CRM, or a list for marketing.
package protocol ContactBook: Testable {
  /// Whether somebody can be asked for by phone number, too.
  static var knowsPhones: Bool { get }
  /// Whom it knows by an address or a number; `nil` where it knows nobody.
  func contact(_ key: ContactKey) async throws(ChannelError) -> Contact?
}

extension ContactBook {
  package static var knowsPhones: Bool { false }

  /// Whether it can be asked by this.
  package func takes(_ key: ContactKey) -> Bool {
    switch key {
    case .mail: true
    case .phone: Self.knowsPhones
    }
  }
}

extension ContactKey {
  /// By what a customer is known to lists, each once: their own mail address, and the number they
  /// call or write from. The address of a marketplace's relay, and a name on a platform, is nobody's
  /// business there.
  package static func keys(of customer: Customer, besides relays: Relays) -> [ContactKey] {
    var keys: [ContactKey] = []
    for identity in customer.identities {
      guard let key = key(of: identity, besides: relays), !keys.contains(key) else { continue }
      keys.append(key)
    }
    return keys
  }

  private static func key(of identity: Identity, besides relays: Relays) -> ContactKey? {
    switch identity.channel {
    case .sms, .whatsapp, .phone:
      identity.address.wholeMatch(of: /\+[0-9]{6,15}/) == nil ? nil : .phone(identity.address)
    default:
      relays.isOwnAddress(identity) ? .mail(identity.address) : nil
    }
  }
}

extension JSONNode {
  /// Whatever it is, as a person reads it; `nil` where nothing is there.
  package var shown: String? {
    switch value {
    case .null: nil
    case .bool(let flag): flag ? "yes" : "no"
    case .string, .number: optional
    case .array:
      elements.isEmpty ? nil : elements.compactMap(\.shown).joined(separator: ", ")
    case .object: names.isEmpty ? nil : value.written
    }
  }
}

/// What a customer list (a CRM, or a list for marketing) knows of somebody.
package struct Contact: Hashable, Sendable, Codable {
  /// A way on which marketing reaches people.
  package enum Medium: String, Hashable, Sendable, Codable, CaseIterable {
    /// By mail.
    case mail
    /// By text message.
    case sms
  }

  /// Whether the list lets marketing go out on one medium.
  package struct Consent: Hashable, Sendable, Codable {
    /// The medium.
    package var medium: Medium
    /// Marketing may go out on it.
    package var isAllowed: Bool
    /// Why, in the list's own words; empty where it gives none.
    package var reason: String

    /// A consent, or that there is none.
    package init(_ medium: Medium, isAllowed: Bool, reason: String = "") {
      self.medium = medium
      self.isAllowed = isAllowed
      self.reason = reason
    }
  }

  /// Something else that the list notes of them.
  package struct Property: Hashable, Sendable, Codable {
    /// What it is called there.
    package var name: String
    /// What it says, as text.
    package var text: String

    /// No text is longer.
    package static let longest = 200

    /// A property; the end of a long text is left out.
    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text.count > Self.longest ? "\(text.prefix(Self.longest - 1))…" : text
    }
  }

  /// Their name there; empty where it has none.
  package var name: String
  /// Where they live, as far as it says.
  package var place: String
  /// What it says of marketing, medium by medium.
  package var marketing: [Consent]
  /// What else it notes, at most `mostProperties`.
  package var properties: [Property]
  /// The lists they are on and the tags they bear there.
  package var lists: [String]
  /// When something of it last changed there.
  package var updatedAt: Instant?
  /// Where one looks at them there; empty where there is no such place.
  package var link: String

  /// No more properties are kept, nor lists.
  package static let mostProperties = 10

  /// A contact.
  package init(
    name: String = "", place: String = "", marketing: [Consent] = [],
    properties: [Property] = [], lists: [String] = [], updatedAt: Instant? = nil,
    link: String = ""
  ) {
    self.name = name
    self.place = place
    self.marketing = marketing
    self.properties = Array(properties.prefix(Self.mostProperties))
    self.lists = Array(lists.prefix(Self.mostProperties))
    self.updatedAt = updatedAt
    self.link = link
  }
}

/// By what a customer list is asked for somebody.
package enum ContactKey: Hashable, Sendable {
  /// Their mail address, lower case.
  case mail(String)
  /// Their phone number, with `+` and country.
  case phone(String)

  /// The address or the number.
  package var text: String {
    switch self {
    case .mail(let address): address
    case .phone(let number): number
    }
  }
}

/// What a customer list said when it was asked for somebody.
package struct ContactEntry: Hashable, Sendable, Codable {
  /// The account that signs in to the list.
  package var account: AccountName
  /// What people call the list: `Klaviyo`.
  package var title: String
  /// What it was asked by: an address in lower case, or a phone number.
  package var address: String
  /// Whom it knows by that; `nil` where it knows nobody.
  package var contact: Contact?
  /// When it said so.
  package var asOf: Instant

  /// Whom it knows is not asked for again before that.
  package static let freshFor = Span.minutes(15)
  /// Whom it does not know, not before that.
  package static let strangerFor = Span.minutes(60)

  /// An entry.
  package init(
    account: AccountName, title: String, address: String, contact: Contact?, asOf: Instant
  ) {
    self.account = account
    self.title = title
    self.address = address
    self.contact = contact
    self.asOf = asOf
  }

  /// Whether it need not be asked again at `now`; a moment still to come proves nothing.
  package func isFresh(at now: Instant) -> Bool {
    asOf <= now && now < asOf + (contact == nil ? Self.strangerFor : Self.freshFor)
  }
}

extension Sequence<ContactEntry> {
  /// Of what lists said by several addresses of one customer, whom each knows; that a list knows
  /// nobody only where it does so by none of them.
  package var telling: [ContactEntry] {
    var shown: [ContactEntry] = []
    for entry in self {
      let others = filter { $0.account == entry.account }
      let isKnown = others.contains { $0.contact != nil }
      let newest = others.map(\.asOf).max()
      let isSaid = shown.contains { $0.account == entry.account && $0.contact == entry.contact }
      guard !isSaid, isKnown ? entry.contact != nil : entry.asOf == newest else { continue }
      shown.append(entry)
    }
    return shown
  }
}

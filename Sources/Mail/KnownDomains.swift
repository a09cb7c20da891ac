import Foundation

/// The domains that others like to imitate: the shop's own, those of marketplaces, and those where
/// many people have their address.
package struct KnownDomains: Hashable, Sendable {
  /// Whose a domain is.
  package enum Owner: Hashable, Sendable {
    /// The shop's own.
    case own
    /// A marketplace's or shop software's.
    case marketplace
    /// A mail provider's, shared by everybody who has an address there.
    case provider
  }

  /// A registered label with what is needed to compare others with it.
  struct Name: Hashable, Sendable {
    var label: String
    var picture: [UInt8]
    var owner: Owner
    /// The known domains with this label, `com` first.
    var registered: [String]
  }

  private var owners: [String: Owner] = [:]
  /// What others are compared with.
  private(set) var names: [Name] = []

  /// None are known.
  package init() {}

  /// Makes domains known; who was known first keeps what is theirs.
  package mutating func add(_ domains: some Sequence<String>, as owner: Owner) {
    for domain in domains.map({ Self.key($0) }).sorted() where owners[domain] == nil {
      guard let name = DomainName(HostName.unicode(domain)) else { continue }
      owners[domain] = owner
      add(name, as: owner)
    }
  }

  private mutating func add(_ name: DomainName, as owner: Owner) {
    let registered = name.registered
    guard let place = names.firstIndex(where: { $0.label == name.label && $0.owner == owner })
    else {
      names.append(
        Name(
          label: name.label, picture: Confusables.picture(name.label), owner: owner,
          registered: [registered]))
      return
    }
    guard !names[place].registered.contains(registered) else { return }
    names[place].registered.append(registered)
    names[place].registered.sort {
      ($0.hasSuffix(".com") ? 0 : 1, $0) < ($1.hasSuffix(".com") ? 0 : 1, $1)
    }
  }

  /// Whose a domain is, or the one it is part of; `nil` for everybody else's.
  package func owner(of domain: String) -> Owner? {
    var rest = Self.key(domain)[...]
    while true {
      if let owner = owners[String(rest)] { return owner }
      guard let dot = rest.firstIndex(of: ".") else { return nil }
      rest = rest[rest.index(after: dot)...]
    }
  }

  /// Whether this very domain is known.
  package func contains(_ domain: String) -> Bool { owners[Self.key(domain)] != nil }

  /// Whether a domain is a brand's own in another country, such as `amazon.cn`.
  package func isAtHome(_ brand: String, in domain: String) -> Bool {
    guard let name = DomainName(domain.lowercased()) else { return false }
    return name.label == brand.lowercased() && DomainName.isAbroad(name.suffix)
  }

  /// The words of a name as the eye takes them in: `Amaz0n` and `Amazon` are the same.
  package static func words(of name: String) -> [[UInt8]] {
    name.prefix(200).split { !$0.isLetter && !$0.isNumber }.map { Confusables.picture($0) }
  }

  /// A domain as domains are compared.
  private static func key(_ domain: String) -> String {
    let bare = domain.hasSuffix(".") ? String(domain.dropLast()) : domain
    return HostName.ascii(bare) ?? bare.lowercased()
  }
}

import Foundation

/// One domain held against those that are known.
struct Imitation {
  let name: DomainName
  let known: KnownDomains

  init(_ name: DomainName, among known: KnownDomains) {
    self.name = name
    self.known = known
  }

  /// The known domain that this one looks like.
  var original: String? {
    guard !Self.neighbours.contains(name.label) else { return nil }
    let picture = Confusables.picture(name.label)
    let found = known.names.first { other in
      other.label == name.label ? isMisplaced(other) : resembles(other, picture)
    }
    return found.map { best(of: $0) }
  }

  /// The known domain that stands in the labels in front.
  var borrowed: String? {
    for start in name.before.indices {
      let brand = known.names.first {
        $0.owner == .marketplace && $0.label.count >= 4 && $0.label == name.before[start]
      }
      if let brand {
        let host = (name.before + [name.registered]).joined(separator: ".")
        return brand.registered.first { host.contains($0) } ?? brand.registered[0]
      }
      for end in name.before.indices where end > start {
        let joined = name.before[start...end].joined(separator: ".")
        if known.contains(joined) { return joined }
      }
    }
    return nil
  }

  private func best(of other: KnownDomains.Name) -> String {
    other.registered.first { $0.hasSuffix(".\(name.suffix)") } ?? other.registered[0]
  }

  /// The same label where its owner is not: a marketplace is at home in many countries, a provider
  /// everywhere, the shop only where it says so.
  private func isMisplaced(_ other: KnownDomains.Name) -> Bool {
    switch other.owner {
    case .own: other.label.count >= 5
    case .marketplace: !DomainName.isAbroad(name.suffix)
    case .provider: false
    }
  }

  private func resembles(_ other: KnownDomains.Name, _ picture: [UInt8]) -> Bool {
    let length = other.picture.count
    guard length >= 4 else { return false }
    if picture == other.picture { return true }
    let isNearby =
      other.owner != .provider || other.registered.contains { $0.hasSuffix(".\(name.suffix)") }
    if isNearby, length >= 5, Self.isSwapped(picture, other.picture) { return true }
    if isNearby, length >= 6, Self.isOneEdit(picture, other.picture) { return true }
    return other.owner != .provider && isExtended(other, picture)
  }

  /// The other name with a hyphen inside, or with a word before or behind it.
  private func isExtended(_ other: KnownDomains.Name, _ picture: [UInt8]) -> Bool {
    let hyphen = UInt8(ascii: "-")
    if picture.contains(hyphen) {
      if picture.filter({ $0 != hyphen }) == other.picture.filter({ $0 != hyphen }) { return true }
    }
    guard other.picture.count >= (other.owner == .own ? 6 : 4) else { return false }
    let parts = picture.split(separator: hyphen)
    let wanted = other.picture.split(separator: hyphen)
    if parts.count > wanted.count,
      parts.indices.contains(where: { parts[$0...].starts(with: wanted) })
    {
      return true
    }
    return Self.baits.contains { $0 + other.picture == picture || other.picture + $0 == picture }
  }

  /// Words that swindlers put beside a name.
  private static let baits: [[UInt8]] = [
    "support", "service", "services", "help", "secure", "security", "login", "signin", "verify",
    "seller", "sellers", "buyer", "buyers", "order", "orders", "customer", "customers", "account",
    "accounts", "pay", "payment", "payments", "billing", "message", "messages", "mail", "notice",
    "notification", "notifications", "team", "center", "centre", "care", "refund", "refunds",
    "online", "official", "hilfe", "konto", "kunden", "kundenservice", "sicherheit",
  ].map { Confusables.picture($0) }

  /// Honest names that happen to stand beside a known one.
  private static let neighbours: Set<String> = [
    "amazone", "cloud", "email", "mail", "mirakel", "ymail",
  ]

  // MARK: - Nearness

  /// Whether two neighbouring letters changed places.
  static func isSwapped(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    let places = one.indices.filter { one[$0] != other[$0] }
    return places.count == 2 && places[1] == places[0] + 1 && one[places[0]] == other[places[1]]
      && one[places[1]] == other[places[0]]
  }

  /// Whether one letter was changed, left out or put in.
  static func isOneEdit(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard abs(one.count - other.count) <= 1, one != other else { return false }
    let head = zip(one, other).prefix { $0 == $1 }.count
    let tail = zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
    return head + tail >= max(one.count, other.count) - 1
  }
}

import Foundation

/// Why a domain is easily taken for another one (UTS #39, simplified, and the tricks that need no
/// foreign letters).
package enum LookAlike: Hashable, Sendable {
  /// It looks like this known domain, and is another.
  case imitates(String)
  /// This known domain, or its first word, stands in front of somebody else's: `registered`.
  case borrows(String, registered: String)
  /// A label mixes scripts that do not belong together.
  case mixesScripts
  /// A label has only letters of another script, each of which looks like a Latin one.
  case disguised
  /// It has letters that no host's name has, such as full-width ones.
  case oddLetters

  /// What is wrong with the looks of a domain; `nil` where nothing is.
  ///
  /// A domain that is known, or is part of one, is never wrong. An ordinary name in any one script
  /// is none either.
  package init?(_ domain: String, among known: KnownDomains = KnownDomains()) {
    guard domain.utf8.count <= 253, !domain.hasPrefix("["), known.owner(of: domain) == nil,
      let name = DomainName(HostName.unicode(domain).lowercased())
    else { return nil }
    let labels = name.before + [name.label] + name.suffix.split(separator: ".").map(String.init)
    let isPlain = labels.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
    if let other = Imitation(name, among: known).original {
      self = .imitates(other)
    } else if let other = Imitation(name, among: known).borrowed {
      self = .borrows(other, registered: name.registered)
    } else if isPlain {
      return nil
    } else if labels.contains(where: Self.isOdd) {
      self = .oddLetters
    } else if labels.contains(where: Self.mixes) {
      self = .mixesScripts
    } else if labels.dropLast().contains(where: { Self.isDisguised($0, below: labels.last ?? "") })
    {
      self = .disguised
    } else {
      return nil
    }
  }

  /// Letters that browsers and mail servers turn into others, or that cannot be seen.
  private static func isOdd(_ label: String) -> Bool {
    label.precomposedStringWithCompatibilityMapping.lowercased()
      != label.precomposedStringWithCanonicalMapping.lowercased()
      || label.unicodeScalars.contains {
        $0.properties.isDefaultIgnorableCodePoint || "。｡．".unicodeScalars.contains($0)
      }
  }

  private static func mixes(_ label: String) -> Bool {
    !Script.belongTogether(Set(label.unicodeScalars.compactMap { Script($0) }))
  }

  /// Below the country that writes so, such letters are what everybody expects.
  private static func isDisguised(_ label: String, below top: String) -> Bool {
    guard Confusables.isDisguise(label) else { return false }
    if top.unicodeScalars.contains(where: { !$0.isASCII }) { return false }
    let scripts = Set(label.unicodeScalars.compactMap { Script($0) })
    return !scripts.allSatisfy { homes[$0]?.contains(top) ?? false }
  }

  private static let homes: [Script: Set<String>] = [
    .cyrillic: [
      "ru", "su", "ua", "by", "bg", "rs", "mk", "me", "ba", "kz", "kg", "mn", "tj", "uz",
    ],
    .greek: ["gr", "cy"], .armenian: ["am"], .georgian: ["ge"],
  ]
}

// MARK: - In words

extension LookAlike {
  /// A sentence about `domain` without its full stop: what it looks like, and what it really is.
  package func sentence(about domain: String) -> String {
    let read = HostName.unicode(domain.lowercased())
    let spelt = HostName.ascii(read) ?? read
    let both = read == spelt ? read : "\(read), spelt \(spelt)"
    switch self {
    case .imitates(let other): return "\(both), looks like \(other), but is another domain"
    case .borrows(let other, let registered):
      return "\(both), begins like \(other), but belongs to \(registered)"
    case .mixesScripts: return "\(both), mixes letters of several scripts"
    case .disguised: return "\(both), looks Latin, but has letters of another script"
    case .oddLetters: return "\(both), has letters that only look like others"
    }
  }
}

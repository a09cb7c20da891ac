package import Domain
package import Foundation

extension Wording {
  /// What a customer list says of somebody, a few lines; one where it knows nobody.
  package static func contact(
    _ contact: Contact?, at now: Instant, in zone: TimeZone
  ) -> [String] {
    guard let contact else { return ["knows nobody by this address"] }
    let who = [contact.name, contact.place].filter { !$0.isEmpty }
    let notes = contact.properties.map { "\($0.name): \($0.text)" }
    var lines = [
      who.joined(separator: " · "), contact.marketing.map(marketing).joined(separator: " · "),
      contact.lists.isEmpty ? "" : "On \(contact.lists.joined(separator: ", "))",
      notes.joined(separator: " · "),
    ]
    if let at = contact.updatedAt { lines.append("Changed there \(date(at, at: now, in: zone))") }
    return lines.filter { !$0.isEmpty }
  }

  /// Whether marketing goes out on a medium, and why not.
  package static func marketing(_ consent: Contact.Consent) -> String {
    let medium =
      switch consent.medium {
      case .mail: "marketing by mail"
      case .sms: "marketing by text message"
      }
    let reason = consent.reason.isEmpty ? "" : " (\(consent.reason))"
    return consent.isAllowed ? medium : "no \(medium)\(reason)"
  }
}

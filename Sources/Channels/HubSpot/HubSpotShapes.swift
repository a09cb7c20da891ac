import ChannelKit
import Domain
import Wire

/// HubSpot's JSON, and what it means here
/// (https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide).
struct HubSpotShapes {
  /// Properties that the account asks for beside the usual ones.
  let more: [String]
  /// The account's Hub ID; empty where it is not known.
  let portal: String

  /// What is shown as it stands.
  private static let shown = ["lifecyclestage", "hs_lead_status", "company", "jobtitle"]
  private static let read = [
    "email", "hs_additional_emails", "firstname", "lastname", "phone", "mobilephone", "city",
    "country", "hs_email_optout", "hs_marketable_status", "lastmodifieddate",
  ]

  /// The properties that are asked for.
  var asked: [String] {
    var names = Self.read
    for name in more + Self.shown where !names.contains(name) { names.append(name) }
    return names
  }

  /// A search for whoever has the key in one of these properties.
  func search(_ properties: [String], _ key: ContactKey) -> JSONValue {
    let groups = properties.map { name -> JSONValue in
      // The other addresses stand in one text.
      let operation: JSONValue = name == "hs_additional_emails" ? "CONTAINS_TOKEN" : "EQ"
      return [
        "filters": [
          ["propertyName": .string(name), "operator": operation, "value": .string(key.text)]
        ]
      ]
    }
    return [
      "filterGroups": .array(groups), "properties": .array(asked.map { .string($0) }), "limit": 5,
    ]
  }

  /// Somebody who was found.
  struct Found {
    /// The number that HubSpot gave them.
    var id: String
    /// What it knows of them.
    var contact: Contact
  }

  /// Whoever has this address or number among those that were found.
  func found(among found: [JSONNode], by key: ContactKey) throws(JSONMistake) -> Found? {
    guard let json = found.first(where: { Self.has($0["properties"], key) }) else { return nil }
    let told = json["properties"]
    let id = try json["id"].text()
    let contact = Contact(
      name: joined(told["firstname"], told["lastname"]),
      place: joined(told["city"], told["country"], by: ", "), marketing: [Self.marketing(told)],
      properties: (more + Self.shown.filter { !more.contains($0) }).compactMap { name in
        told[name].shown.map { Contact.Property(name, $0) }
      }, updatedAt: told["lastmodifieddate"].moment ?? json["updatedAt"].moment,
      link: portal.isEmpty ? "" : "https://app.hubspot.com/contacts/\(portal)/contact/\(id)")
    return Found(id: id, contact: contact)
  }

  /// The property of a contact that says whether they wait for us.
  static let waiting = "open_support_ticket"

  /// News of a ticket as a change of the contact.
  static func change(_ news: TicketNews) -> JSONValue {
    ["properties": [waiting: .string(news.isWaiting ? "true" : "false")]]
  }

  /// Whether a refusal says that nobody has made that property yet.
  static func missesTheProperty(_ json: JSONNode) -> Bool {
    json["category"].words == "VALIDATION_ERROR"
      && json.value.written.contains("PROPERTY_DOESNT_EXIST")
  }

  private static func has(_ told: JSONNode, _ key: ContactKey) -> Bool {
    switch key {
    case .mail(let address):
      let others = told["hs_additional_emails"].words.lowercased().split(separator: ";")
      return told["email"].words.lowercased() == address || others.contains { $0 == address }
    case .phone(let number):
      return [told["phone"], told["mobilephone"]].contains { node in
        node.words.filter { $0 == "+" || $0.isNumber } == number
      }
    }
  }

  private static func marketing(_ told: JSONNode) -> Contact.Consent {
    if told["hs_email_optout"].isTrue {
      return .init(.mail, isAllowed: false, reason: "unsubscribed from all mail")
    }
    if told["hs_marketable_status"].words == "false" {
      return .init(.mail, isAllowed: false, reason: "no marketing contact")
    }
    return .init(.mail, isAllowed: true)
  }
}

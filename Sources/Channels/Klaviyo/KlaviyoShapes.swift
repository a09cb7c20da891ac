import ChannelKit
import Domain
import Wire

/// Klaviyo's JSON, and what it means here (https://developers.klaviyo.com/en/reference/get_profiles).
enum KlaviyoShapes {
  /// The field that a filter names.
  static func field(of key: ContactKey) -> String {
    switch key {
    case .mail: "email"
    case .phone: "phone_number"
    }
  }

  /// Whoever has this address or number, among what a filter let through.
  static func contact(_ json: JSONNode, by key: ContactKey) throws(JSONMistake) -> Contact? {
    let found = try json["data"].list().first { profile in
      profile["attributes"][field(of: key)].words.lowercased() == key.text
    }
    guard let found else { return nil }
    let profile = found["attributes"]
    return Contact(
      name: joined(profile["first_name"], profile["last_name"]),
      place: joined(profile["location"]["city"], profile["location"]["country"], by: ", "),
      marketing: marketing(profile["subscriptions"]),
      // What begins so is Klaviyo's own.
      properties: profile["properties"].names.filter { !$0.hasPrefix("$") }.compactMap { name in
        profile["properties"][name].shown.map { Contact.Property(name, $0) }
      }, updatedAt: profile["updated"].moment,
      link: "https://www.klaviyo.com/profile/\(try found["id"].text())")
  }

  /// The property of a profile that says whether its owner waits for us.
  static let waiting = "Open support ticket"

  /// News of a ticket as an event, which sets the property, too
  /// (https://developers.klaviyo.com/en/reference/create_event).
  static func event(_ news: TicketNews, of key: ContactKey) -> JSONValue {
    [
      "data": [
        "type": "event",
        "attributes": [
          "properties": [
            "Ticket": .int(news.number), "Channel": .string(news.channel.rawValue),
            "Status": .string(news.status.rawValue),
          ],
          "time": .string(news.at.rfc3339()), "unique_id": .string("shopbell-\(news.key)"),
          "metric": [
            "data": ["type": "metric", "attributes": ["name": .string(news.title)]]
          ],
          "profile": [
            "data": [
              "type": "profile",
              "attributes": [
                field(of: key): .string(key.text),
                "properties": [waiting: .bool(news.isWaiting)],
              ],
            ]
          ],
        ],
      ]
    ]
  }

  /// Whether a refusal is one of the key.
  static func isAboutTheKey(_ json: JSONNode) -> Bool {
    let codes = ["not_authenticated", "authentication_failed", "permission_denied"]
    return json["errors"].elements.contains { codes.contains($0["code"].words) }
  }

  private static func marketing(_ json: JSONNode) -> [Contact.Consent] {
    let ways: [(medium: Contact.Medium, word: String)] = [(.mail, "email"), (.sms, "sms")]
    return ways.compactMap { way in
      let told = json[way.word]["marketing"]
      guard !told.isNull else { return nil }
      let isAllowed = told["can_receive_\(way.word)_marketing"].isTrue
      let suppression = told["suppression"].elements.first?["reason"].optional
      let reason = isAllowed ? nil : suppression ?? told["consent"].optional
      return Contact.Consent(
        way.medium, isAllowed: isAllowed,
        reason: (reason ?? "").lowercased().replacing("_", with: " "))
    }
  }
}

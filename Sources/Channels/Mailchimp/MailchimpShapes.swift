import ChannelKit
import Domain
import Wire

/// Mailchimp's JSON, and what it means here
/// (https://mailchimp.com/developer/marketing/api/list-members/).
struct MailchimpShapes {
  /// Where the account lies: `us21`.
  let dataCenter: String

  /// What one audience says of somebody.
  struct Member {
    /// The audience's id.
    var audience: String
    /// `subscribed`, or another of Mailchimp's words.
    var status: String
    /// All that it says.
    var json: JSONNode
  }

  /// The fields that are asked for; whole members are large.
  static let fields = [
    "id", "web_id", "email_address", "full_name", "status", "list_id", "vip", "member_rating",
    "language", "last_changed", "merge_fields", "location", "tags",
  ]

  /// The members that have this address.
  static func members(
    _ found: [JSONNode], _ address: String
  ) throws(JSONMistake) -> [Member] {
    var members: [Member] = []
    for json in found where json["email_address"].words.lowercased() == address {
      members.append(
        Member(
          audience: try json["list_id"].text(), status: try json["status"].text(), json: json))
    }
    return members
  }

  /// What the audiences are called, by their ids.
  static func names(_ json: JSONNode) throws(JSONMistake) -> [String: String] {
    var names: [String: String] = [:]
    for list in try json.list() { names[try list["id"].text()] = list["name"].words }
    return names
  }

  /// What all audiences together say; the one to which somebody is subscribed first.
  func contact(_ members: [Member], _ names: [String: String]) -> Contact? {
    let sorted =
      members.filter { $0.status == "subscribed" }
      + members.filter { $0.status != "subscribed" }
    guard let first = sorted.first else { return nil }
    let told = first.json
    let isAllowed = first.status == "subscribed"
    var lists = sorted.map { member in
      let name = names[member.audience] ?? member.audience
      return member.status == "subscribed" ? name : "\(name) (\(Self.words(member.status)))"
    }
    for tag in sorted.flatMap({ $0.json["tags"].elements }).compactMap({ $0["name"].optional })
    where !lists.contains(tag) {
      lists.append(tag)
    }
    return Contact(
      name: told["full_name"].optional
        ?? joined(told["merge_fields"]["FNAME"], told["merge_fields"]["LNAME"]),
      place: told["location"]["country_code"].words,
      marketing: [
        .init(
          .mail, isAllowed: isAllowed, reason: isAllowed ? "" : Self.words(first.status))
      ], properties: Self.properties(told), lists: lists,
      updatedAt: told["last_changed"].moment, link: link(told))
  }

  /// The tag of a member who waits for us.
  static let waiting = "Open support ticket"

  /// News of a ticket as a change of tags
  /// (https://mailchimp.com/developer/marketing/api/list-member-tags/).
  static func tags(_ news: TicketNews) -> JSONValue {
    [
      "tags": [
        ["name": .string(waiting), "status": .string(news.isWaiting ? "active" : "inactive")]
      ]
    ]
  }

  private static func properties(_ told: JSONNode) -> [Contact.Property] {
    var properties: [Contact.Property] = []
    if told["vip"].isTrue { properties.append(.init("VIP", "yes")) }
    if let rating = told["member_rating"].optional {
      properties.append(.init("rating", "\(rating) of 5"))
    }
    if let language = told["language"].optional { properties.append(.init("language", language)) }
    let fields = told["merge_fields"]
    return properties
      + fields.names.filter { !["FNAME", "LNAME"].contains($0) }.compactMap { name in
        fields[name].shown.map { Contact.Property(name, $0) }
      }
  }

  private func link(_ told: JSONNode) -> String {
    guard let id = told["web_id"].optional else { return "" }
    return "https://\(dataCenter).admin.mailchimp.com/lists/members/view?id=\(id)"
  }

  private static func words(_ status: String) -> String {
    switch status {
    case "cleaned": "mail to them came back"
    case "pending": "not confirmed yet"
    case "transactional": "never subscribed"
    default: status
    }
  }
}

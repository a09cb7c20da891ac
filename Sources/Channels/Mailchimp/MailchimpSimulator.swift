package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Mailchimp in memory: those who bought in the small shop are in its audience.
package enum MailchimpSimulator: Simulator {
  package static var channel: any Channel.Type { MailchimpChannel.self }
  package static let account = Account(name: "letters", type: "mailchimp", address: "")
  package static let credentials = Credentials.password(user: "", Secret("abc123-us21"))

  /// The id of its audience.
  package static let audience = "a1b2c3d4e5"

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "Too Many Requests", "You have exceeded the limit.")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let proof = request.headers["Authorization"]?.dropFirst("Basic ".count)
    let pair = proof.flatMap { Data(base64Encoded: String($0)) }
      .map { String(decoding: $0, as: UTF8.self) }
    guard shop.isKeyGood, pair?.hasSuffix(":abc123-us21") == true else {
      return failure(401, "API Key Invalid", "Your API key may be invalid.")
    }
    let parts = request.path.split(separator: "/").map(String.init)
    let name = parts.dropFirst(4).first
    let called = shop.people.first { MemberHash.of($0.email) == name }
    switch (request.method, parts.dropFirst().first, parts.count) {
    case (.get, "search-members", 2):
      let address = request.query["query"]?.lowercased()
      let found = shop.people.filter { $0.email == address }
      return HTTPResponse(json: [
        "exact_matches": [
          "members": .array(found.map(member)), "total_items": .int(found.count),
        ], "full_search": ["members": [], "total_items": 0],
      ])
    case (.get, "lists", 2):
      return HTTPResponse(json: [
        "lists": [["id": .string(audience), "name": "Northlight news"]], "total_items": 1,
      ])
    case (.get, "lists", 3) where parts[2] == audience:
      return HTTPResponse(json: ["id": .string(audience), "name": "Northlight news"])
    case (.get, "lists", 5) where parts[2] == audience && parts[3] == "members":
      return called.map { HTTPResponse(json: member($0)) } ?? notFound
    case (.post, "lists", 6) where parts[2] == audience && parts[5] == "tags":
      guard let called, let tag = request.body["tags"].elements.first else { return notFound }
      shop.waiting[called.email] = tag["status"].words == "active"
      return HTTPResponse(status: 204, headers: [:], body: [])
    default: return notFound
    }
  }

  private static var notFound: HTTPResponse {
    failure(404, "Resource Not Found", "The requested resource could not be found.")
  }

  private static func failure(_ status: Int, _ title: String, _ detail: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      json: [
        "type": "https://mailchimp.com/developer/marketing/docs/errors/",
        "title": .string(title), "status": .int(status), "detail": .string(detail),
        "instance": "995c5cb0-3280-4a6e-808b-3b096d0bb219",
      ])
  }

  private static func member(_ person: SmallShop.Person) -> JSONValue {
    [
      "id": .string(MemberHash.of(person.email)), "web_id": .int(person.key),
      "email_address": .string(person.email),
      "full_name": .string("\(person.firstName) \(person.lastName)"),
      "status": .string(person.wantsMail ? "subscribed" : "unsubscribed"),
      "list_id": .string(audience), "vip": .bool(person.isRegular), "member_rating": 4,
      "language": "en", "last_changed": .string(person.changedAt.rfc3339()),
      "merge_fields": [
        "FNAME": .string(person.firstName), "LNAME": .string(person.lastName),
        "BIRTHDAY": "12/10",
      ],
      "location": ["country_code": "IE", "timezone": "europe/dublin"], "tags_count": 1,
      "tags": [["id": 1, "name": "repeat"]],
    ]
  }
}

package import ChannelKit
package import Domain
import Foundation
package import Wire

/// HubSpot in memory: its contacts are those who bought in the small shop.
package enum HubSpotSimulator: Simulator {
  package static var channel: any Channel.Type { HubSpotChannel.self }
  package static let account = Account(
    name: "crm", type: "hubspot", address: "",
    settings: ["properties": "[\"shoe_size\"]", "portal": "4711"])
  package static let credentials = Credentials.password(user: "", Secret("pat-eu1-1"))

  private static let contacts = "/crm/v3/objects/contacts"

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "RATE_LIMITS", "You have reached your secondly limit.")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    answer.headers["X-HubSpot-RateLimit-Max"] = "\(allowance.full)"
    answer.headers["X-HubSpot-RateLimit-Remaining"] = "\(allowance.left)"
    answer.headers["X-HubSpot-RateLimit-Interval-Milliseconds"] =
      "\(allowance.fullIn.milliseconds)"
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard shop.isKeyGood, request.headers["Authorization"] == "Bearer pat-eu1-1" else {
      return failure(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
    }
    switch (request.method, request.path) {
    case (.get, contacts):
      return page(shop.people.prefix(Int(request.query["limit"] ?? "10") ?? 10))
    case (.post, "\(contacts)/search"):
      return page(
        shop.people.filter { person in
          request.body["filterGroups"].elements.contains { group in
            group["filters"].elements.allSatisfy { matches(person, $0) }
          }
        }[...])
    case (.patch, _) where request.path.hasPrefix("\(contacts)/"):
      let id = request.path.dropFirst(contacts.count + 1)
      guard let person = shop.people.first(where: { "\($0.key)" == id }) else {
        return failure(404, "OBJECT_NOT_FOUND", "Object not found.")
      }
      shop.waiting[person.email] = request.body["properties"]["open_support_ticket"].isTrue
      return HTTPResponse(json: contact(person))
    case (.get, _) where request.path.hasPrefix("\(contacts)/"):
      let id = request.path.dropFirst(contacts.count + 1)
      let address = String(id).removingPercentEncoding?.lowercased()
      guard request.query["idProperty"] == "email",
        let person = shop.people.first(where: { $0.email == address })
      else { return failure(404, "OBJECT_NOT_FOUND", "Object not found.") }
      return HTTPResponse(json: contact(person))
    default:
      return failure(404, "OBJECT_NOT_FOUND", "No such path.")
    }
  }

  private static func failure(_ status: Int, _ category: String, _ message: String) -> HTTPResponse
  {
    HTTPResponse(
      status: status,
      json: [
        "status": "error", "message": .string(message), "category": .string(category),
        "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf",
      ])
  }

  private static func page(_ people: ArraySlice<SmallShop.Person>) -> HTTPResponse {
    HTTPResponse(json: ["total": .int(people.count), "results": .array(people.map(contact))])
  }

  private static func matches(_ person: SmallShop.Person, _ filter: JSONNode) -> Bool {
    let value = filter["value"].words
    return switch (filter["propertyName"].words, filter["operator"].words) {
    case ("email", "EQ"): person.email == value
    case ("phone", "EQ"): person.phone == value
    case ("hs_additional_emails", "CONTAINS_TOKEN"): other(of: person) == value
    default: false
    }
  }

  /// Everybody has another address there.
  private static func other(of person: SmallShop.Person) -> String { "work.\(person.email)" }

  private static func contact(_ person: SmallShop.Person) -> JSONValue {
    [
      "id": .string("\(person.key)"),
      "properties": [
        "email": .string(person.email), "hs_additional_emails": .string(other(of: person)),
        "firstname": .string(person.firstName), "lastname": .string(person.lastName),
        "phone": .text(person.phone), "mobilephone": nil, "city": .string(person.city),
        "country": nil, "lifecyclestage": "customer", "hs_lead_status": nil, "company": nil,
        "jobtitle": nil, "shoe_size": "42", "hs_email_optout": person.wantsMail ? nil : "true",
        "hs_marketable_status": .string(person.wantsMail ? "true" : "false"),
        "lastmodifieddate": .string(person.changedAt.rfc3339()),
      ],
      "createdAt": "2025-01-10T12:00:00.000Z", "updatedAt": .string(person.changedAt.rfc3339()),
      "archived": false,
    ]
  }
}

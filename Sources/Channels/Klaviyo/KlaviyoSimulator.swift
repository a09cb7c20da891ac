package import ChannelKit
package import Domain
package import Wire

/// Klaviyo in memory: its profiles are those who bought in the small shop.
package enum KlaviyoSimulator: Simulator {
  package static var channel: any Channel.Type { KlaviyoChannel.self }
  package static let account = Account(name: "news", type: "klaviyo", address: "")
  package static let credentials = Credentials.password(user: "", Secret("pk_abc123"))

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "throttled", "Request was throttled.")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    answer.headers["RateLimit-Limit"] = "\(allowance.full), 75;w=1, \(allowance.full);w=60"
    answer.headers["RateLimit-Remaining"] = "\(allowance.left)"
    answer.headers["RateLimit-Reset"] = "\(allowance.fullIn.milliseconds / 1000)"
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard shop.isKeyGood, request.headers["Authorization"] == "Klaviyo-API-Key pk_abc123" else {
      return failure(401, "not_authenticated", "Missing or invalid private key.")
    }
    guard request.headers["revision"] != nil else {
      return failure(400, "invalid", "The revision header is required.")
    }
    if request.path == "/api/events", request.method == .post {
      return take(request.body["data"]["attributes"], &shop)
    }
    guard request.path == "/api/profiles", request.method == .get else {
      return failure(404, "not_found", "A resource was not found.")
    }
    var people = shop.people
    if let filter = request.query["filter"] {
      guard let asked = filter.wholeMatch(of: /equals\((email|phone_number),"([^"\\]*)"\)/) else {
        return failure(400, "invalid", "Invalid filter provided.")
      }
      people = people.filter { person in
        asked.output.1 == "email"
          ? person.email == asked.output.2.lowercased()
          : person.phone == String(asked.output.2)
      }
    }
    let size = Int(request.query["page[size]"] ?? "20") ?? 20
    return HTTPResponse(json: [
      "data": .array(people.prefix(size).map(profile)),
      "links": ["self": "https://a.klaviyo.com/api/profiles", "next": nil, "prev": nil],
    ])
  }

  /// Takes an event; of several with one name the first stays.
  private static func take(_ event: JSONNode, _ shop: inout SmallShop.State) -> HTTPResponse {
    let profile = event["profile"]["data"]["attributes"]
    let person = shop.people.first { person in
      person.email == profile["email"].words || person.phone == profile["phone_number"].words
    }
    guard let person, let id = event["unique_id"].optional,
      let name = event["metric"]["data"]["attributes"]["name"].optional
    else { return failure(400, "invalid", "The event is incomplete.") }
    shop.events[id] = shop.events[id] ?? name
    shop.waiting[person.email] = profile["properties"]["Open support ticket"].isTrue
    return HTTPResponse(status: 202, headers: [:], body: [])
  }

  private static func failure(_ status: Int, _ code: String, _ detail: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      json: [
        "errors": [
          [
            "id": "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d", "status": .int(status),
            "code": .string(code), "title": .string(detail), "detail": .string(detail),
            "source": ["pointer": "/data/"],
          ]
        ]
      ])
  }

  private static func profile(_ person: SmallShop.Person) -> JSONValue {
    [
      "type": "profile", "id": .string("01GDDK\(person.key)"),
      "attributes": [
        "email": .string(person.email), "phone_number": .text(person.phone),
        "external_id": nil, "first_name": .string(person.firstName),
        "last_name": .string(person.lastName), "created": "2025-01-10T12:00:00+00:00",
        "updated": .string(person.changedAt.rfc3339()),
        "location": ["city": .string(person.city), "country": nil],
        "properties": [
          "$source": -1, "vip": .bool(person.isRegular), "size": "M", "colours": ["red", "blue"],
        ],
        "subscriptions": [
          "email": [
            "marketing": [
              "can_receive_email_marketing": .bool(person.wantsMail),
              "consent": .string(person.wantsMail ? "SUBSCRIBED" : "UNSUBSCRIBED"),
              "suppression": person.wantsMail
                ? [] : [["reason": "USER_SUPPRESSED", "timestamp": "2026-01-01T00:00:00+00:00"]],
              "list_suppressions": [],
            ]
          ],
          "sms": [
            "marketing": ["can_receive_sms_marketing": false, "consent": "NEVER_SUBSCRIBED"]
          ],
        ],
      ],
      "links": ["self": .string("https://a.klaviyo.com/api/profiles/01GDDK\(person.key)/")],
    ]
  }
}

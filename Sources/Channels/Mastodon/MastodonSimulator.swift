package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A Mastodon server in memory: each of the small shop's conversations is a thread with somebody.
package enum MastodonSimulator: Simulator {
  private static let server = "social.example"

  package static var channel: any Channel.Type { MastodonChannel.self }
  package static let account = Account(
    name: "toots", type: "mastodon", address: "", settings: ["url": "https://\(server)"])
  package static let credentials = Credentials.password(user: "", Secret("mastodon-token-1"))

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "Too many requests")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    answer.headers["X-RateLimit-Limit"] = "\(allowance.full)"
    answer.headers["X-RateLimit-Remaining"] = "\(allowance.left)"
    answer.headers["X-RateLimit-Reset"] = (now + allowance.fullIn).rfc3339()
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let path = request.path.split(separator: "/").map(String.init)
    if path.first == "media" { return file(path, shop) }
    guard shop.isKeyGood, request.headers["Authorization"] == "Bearer mastodon-token-1" else {
      return failure(401, "The access token is invalid")
    }
    switch (request.method, path.dropFirst(2).first, path.count) {
    case (.get, "accounts", 4): return HTTPResponse(json: us)
    case (.get, "notifications", 3): return notices(request, shop)
    case (.get, "statuses", 5): return thread(path[3], shop)
    case (.post, "statuses", 3): return say(request, &shop)
    default: return failure(404, "Record not found")
    }
  }

  private static func failure(_ status: Int, _ message: String) -> HTTPResponse {
    HTTPResponse(status: status, json: ["error": .string(message)])
  }

  private static func file(_ path: [String], _ shop: SmallShop.State) -> HTTPResponse {
    guard path.count == 3, let file = shop.file(path[1]) else {
      return failure(404, "Record not found")
    }
    return HTTPResponse(status: 200, headers: ["Content-Type": file.type], body: file.bytes)
  }

  /// `min_id` gives the next behind it, `max_id` the last before it; both the newest first.
  private static func notices(
    _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let all = shop.talks.flatMap { talk in talk.words.map { (talk, $0) } }
      .filter { $0.1.author == .customer }.sorted { number($0.1) < number($1.1) }
    let size = min(Int(request.query["limit"] ?? "15") ?? 15, shop.pageLimit)
    var page = Array(all.suffix(size))
    if !shop.repeatsItself {
      if let last = request.query["min_id"].flatMap(Int.init) {
        page = Array(all.filter { number($0.1) + 7000 > last }.prefix(size))
      } else if let first = request.query["max_id"].flatMap(Int.init) {
        page = Array(all.filter { number($0.1) + 7000 < first }.suffix(size))
      }
    }
    return HTTPResponse(
      json: .array(
        page.reversed().map { talk, word in
          [
            "id": .string("\(number(word) + 7000)"), "type": "mention",
            "created_at": .string(word.at.rfc3339()), "account": customer(talk),
            "status": status(word, in: talk),
          ]
        }))
  }

  private static func thread(_ id: String, _ shop: SmallShop.State) -> HTTPResponse {
    for talk in shop.talks {
      guard let place = talk.words.firstIndex(where: { "\(number($0))" == id }) else { continue }
      return HTTPResponse(json: [
        "ancestors": .array(talk.words[..<place].map { status($0, in: talk) }),
        "descendants": .array(talk.words[(place + 1)...].map { status($0, in: talk) }),
      ])
    }
    return failure(404, "Record not found")
  }

  private static func say(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let answered = request.body["in_reply_to_id"].words
    let talks = shop.talks.filter { $0.words.contains { "\(number($0))" == answered } }
    guard let talk = talks.first else { return failure(404, "Record not found") }
    guard request.headers["Idempotency-Key"]?.isEmpty == false else {
      return failure(422, "Validation failed: no key")
    }
    let name = "@\(talk.id)@\(server) "
    let text = request.body["status"].words
    // Nobody who is not named may read it.
    guard text.hasPrefix(name), text.count > name.count else {
      return failure(422, "Validation failed: Text can't be blank")
    }
    shop.say(String(text.dropFirst(name.count)), in: talk.id, by: .us)
    let words = shop.talks.first { $0.id == talk.id }?.words ?? []
    return words.last.map { HTTPResponse(json: status($0, in: talk)) } ?? failure(500, "no")
  }

  // MARK: Shapes

  private static func number(_ word: SmallShop.Word) -> Int { Int(word.id.dropFirst()) ?? 0 }

  private static let us: JSONValue = [
    "id": "1", "username": "shop", "acct": "shop", "display_name": "Northlight",
  ]

  private static func customer(_ talk: SmallShop.Talk) -> JSONValue {
    [
      "id": .string("9\(talk.id)"), "username": .string(talk.id), "acct": .string(talk.id),
      "display_name": .string(talk.customer.name),
    ]
  }

  /// What is about an order is said in private.
  private static func status(_ word: SmallShop.Word, in talk: SmallShop.Talk) -> JSONValue {
    let isOurs = word.author == .us
    let named = isOurs ? talk.id : "shop"
    let place = talk.words.firstIndex { $0.id == word.id }
    let before =
      place.flatMap { $0 > 0 ? talk.words[$0 - 1] : nil } ?? (place == nil ? talk.words.last : nil)
    let text = word.text.replacing("\n\n", with: "</p><p>")
    let card =
      "<span class=\"h-card\" translate=\"no\"><a href=\"https://\(server)/@\(named)\" "
      + "class=\"u-url mention\">@<span>\(named)</span></a></span>"
    return [
      "id": .string("\(number(word))"), "created_at": .string(word.at.rfc3339()),
      "in_reply_to_id": .text(before.map { "\(number($0))" }),
      "visibility": talk.order == nil ? "public" : "direct", "spoiler_text": "",
      "content": .string("<p>\(card) \(text)</p>"), "account": isOurs ? us : customer(talk),
      "mentions": [["id": "1", "username": .string(named), "acct": .string(named)]],
      "media_attachments": .array(
        word.files.enumerated().map { index, file in
          [
            "id": .string("\(word.id)-\(index)"), "type": "image",
            "url": .string("https://files.\(server)/media/\(word.id)-\(index)/\(file.name)"),
            "description": .null,
          ]
        }),
    ]
  }
}

package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Messenger in memory: each of the small shop's conversations is a chat with a page.
package enum MessengerSimulator: Simulator {
  package static var channel: any Channel.Type { MessengerChannel.self }
  package static let account = MetaDouble.account("page", "messenger")
  package static var credentials: Credentials { MetaDouble.credentials }

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    MetaDouble.slowDown(retryAfter)
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    MetaDouble.tell(allowance, in: &answer)
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    MetaDouble(us: MetaDouble.page).answer(request, &shop)
  }
}

/// Instagram in memory.
package enum InstagramSimulator: Simulator {
  package static var channel: any Channel.Type { InstagramChannel.self }
  package static let account = MetaDouble.account("insta", "instagram")
  package static var credentials: Credentials { MetaDouble.credentials }

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    MetaDouble.slowDown(retryAfter)
  }

  package static func tell(
    _ allowance: SmallShop.Allowance, at now: Instant, in answer: inout HTTPResponse
  ) {
    MetaDouble.tell(allowance, in: &answer)
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    MetaDouble(us: "17841400000000001").answer(request, &shop)
  }
}

/// Meta's answers, whichever the platform.
struct MetaDouble {
  static let page = "1122334455"

  static func account(_ name: AccountName, _ type: String) -> Account {
    Account(name: name, type: type, address: "", settings: ["page_id": page])
  }

  static let credentials = Credentials.password(user: "", Secret("EAAG-page-token-1"))

  /// What we are called in conversations.
  let us: String

  static func slowDown(_ retryAfter: String?) -> HTTPResponse {
    var response = failure(429, 4, "Application request limit reached")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  /// Hundredths used up, of the calls and of the time they took.
  static func tell(_ allowance: SmallShop.Allowance, in answer: inout HTTPResponse) {
    let used = 100 - allowance.left * 100 / max(1, allowance.full)
    answer.headers["X-App-Usage"] =
      #"{"call_count":\#(used),"total_cputime":1,"total_time":2}"#
    answer.headers["X-Business-Use-Case-Usage"] =
      #"{"\#(page)":[{"type":"messenger","call_count":\#(used / 2),"#
      + #""estimated_time_to_regain_access":0}]}"#
  }

  static func failure(
    _ status: Int, _ code: Int, _ message: String, _ subcode: Int? = nil
  ) -> HTTPResponse {
    var error: [String: JSONValue] = [
      "message": .string(message), "type": "OAuthException", "code": .int(code),
      "fbtrace_id": "BLBz",
    ]
    if let subcode { error["error_subcode"] = .int(subcode) }
    return HTTPResponse(status: status, json: ["error": .object(error)])
  }

  func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let path = request.path.split(separator: "/").map(String.init)
    if path.first == "media" {
      guard let file = shop.file(path.last ?? "") else { return Self.failure(404, 100, "gone") }
      return HTTPResponse(status: 200, headers: ["Content-Type": file.type], body: file.bytes)
    }
    guard shop.isKeyGood, request.headers["Authorization"] == "Bearer EAAG-page-token-1" else {
      return Self.failure(400, 190, "Invalid OAuth access token.")
    }
    switch (request.method, path.dropFirst().first, path.last) {
    case (.get, Self.page, "conversations"): return talks(request, shop)
    case (.get, Self.page, _):
      return HTTPResponse(json: [
        "id": .string(Self.page), "instagram_business_account": ["id": .string(us)],
      ])
    case (.get, let id?, _): return words(id, shop)
    case (.post, Self.page, "messages"): return say(request, &shop)
    default: return Self.failure(400, 100, "Unsupported request")
    }
  }

  private func talks(_ request: SimulatedRequest, _ shop: SmallShop.State) -> HTTPResponse {
    let all = shop.talks.sorted { ($0.changedAt, $0.id) > ($1.changedAt, $1.id) }
    let after = shop.repeatsItself ? nil : request.query["after"].flatMap { Int64($0) }
    let rest = all.filter { talk in after.map { talk.changedAt.milliseconds < $0 } ?? true }
    let size = min(Int(request.query["limit"] ?? "25") ?? 25, shop.pageLimit)
    let shown = rest.prefix(size)
    let isLast = rest.count <= shown.count && !shop.repeatsItself
    var paging: [String: JSONValue] = [
      "cursors": ["after": .string("\(shown.last?.changedAt.milliseconds ?? 0)"), "before": "0"]
    ]
    if !isLast { paging["next"] = .string("https://graph.facebook.com/next") }
    return HTTPResponse(json: [
      "data": .array(
        shown.map { talk in
          [
            "id": .string(talk.id), "updated_time": Self.stamp(talk.changedAt),
            "participants": ["data": [customer(talk), page]],
          ]
        }), "paging": .object(paging),
    ])
  }

  /// The twenty newest, the newest first.
  private func words(_ id: String, _ shop: SmallShop.State) -> HTTPResponse {
    guard let talk = shop.talks.first(where: { $0.id == id }) else {
      return Self.failure(400, 100, "Unsupported get request. Object does not exist")
    }
    let shown = talk.words.suffix(20).reversed().map { word -> JSONValue in
      let isOurs = word.author == .us
      var json: [String: JSONValue] = [
        "id": .string("m_\(word.id)"), "created_time": Self.stamp(word.at),
        "from": isOurs ? page : customer(talk), "message": .string(word.text),
        "to": ["data": [isOurs ? customer(talk) : page]],
      ]
      if !word.files.isEmpty {
        json["attachments"] = [
          "data": .array(
            word.files.enumerated().map { index, file in
              [
                "name": .string(file.name), "mime_type": .string(file.type),
                "image_data": [
                  "url": .string("https://scontent.example/media/\(word.id)-\(index)")
                ],
              ]
            })
        ]
      }
      return .object(json)
    }
    return HTTPResponse(json: ["id": .string(id), "messages": ["data": .array(shown)]])
  }

  private func say(_ request: SimulatedRequest, _ shop: inout SmallShop.State) -> HTTPResponse {
    let to = request.body["recipient"]["id"].words
    guard let talk = shop.talks.first(where: { $0.customer.address == to }) else {
      return Self.failure(400, 100, "No matching user found", 2_018_001)
    }
    let text = request.body["message"]["text"].words
    guard !text.isEmpty else { return Self.failure(400, 100, "Message cannot be empty") }
    let heard = talk.words.last { $0.author == .customer }?.at ?? shop.now
    let isTagged = request.body["tag"].words == "HUMAN_AGENT"
    guard shop.now - heard <= (isTagged ? .days(7) : .hours(24)) else {
      return Self.failure(400, 10, "This message is sent outside of allowed window.", 2_018_278)
    }
    let id = shop.say(text, in: talk.id, by: .us)
    return HTTPResponse(json: ["recipient_id": .string(to), "message_id": .string("m_\(id)")])
  }

  private var page: JSONValue { ["id": .string(us), "name": "Northlight Outfitters"] }

  private func customer(_ talk: SmallShop.Talk) -> JSONValue {
    ["id": .string(talk.customer.address), "name": .string(talk.customer.name)]
  }

  private static func stamp(_ moment: Instant) -> JSONValue {
    .string(moment.rfc3339().dropLast() + "+0000")
  }
}

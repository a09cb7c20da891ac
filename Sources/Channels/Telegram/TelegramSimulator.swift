package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Telegram in memory: each of the small shop's conversations is a chat with a bot.
package enum TelegramSimulator: Simulator {
  private static let token = "4242:AAExampleTokenOfABot"

  package static var channel: any Channel.Type { TelegramChannel.self }
  package static let account = Account(name: "bot", type: "telegram", address: "")
  package static let credentials = Credentials.password(user: "", Secret(token))

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    var response = failure(429, "Too Many Requests: retry later")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let path = request.path.split(separator: "/").map(String.init)
    guard shop.isKeyGood, path.contains("bot\(token)") else { return failure(401, "Unauthorized") }
    if path.first == "file" {
      guard let file = shop.file(path.last ?? "") else { return failure(404, "Not Found") }
      return HTTPResponse(status: 200, headers: ["Content-Type": file.type], body: file.bytes)
    }
    switch path.last {
    case "getMe":
      return success(["id": 99, "is_bot": true, "first_name": "Shop", "username": "shop_bot"])
    case "getUpdates": return success(.array(updates(request.body, shop)))
    case "getFile":
      let id = request.body["file_id"].words
      guard let file = shop.file(id) else { return failure(400, "Bad Request: invalid file_id") }
      return success([
        "file_id": .string(id), "file_unique_id": .string(id),
        "file_size": .int(file.bytes.count), "file_path": .string("photos/\(id)"),
      ])
    case "sendMessage": return say(request.body, &shop)
    default: return failure(404, "Not Found: method not found")
    }
  }

  private static func success(_ result: JSONValue) -> HTTPResponse {
    HTTPResponse(json: ["ok": true, "result": result])
  }

  private static func failure(_ code: Int, _ description: String) -> HTTPResponse {
    HTTPResponse(
      status: code,
      json: ["ok": false, "error_code": .int(code), "description": .string(description)])
  }

  private static func updates(_ body: JSONNode, _ shop: SmallShop.State) -> [JSONValue] {
    let offset = shop.repeatsItself ? 0 : body["offset"].optional.flatMap(Int.init) ?? 0
    let size = min(body["limit"].optional.flatMap(Int.init) ?? 100, shop.pageLimit)
    let all = shop.talks.flatMap { talk in talk.words.map { (talk, $0) } }
      .filter { $0.1.author == .customer && 8000 + number($0.1) >= offset }
      .sorted { number($0.1) < number($1.1) }
    return all.prefix(size).map { talk, word in
      ["update_id": .int(8000 + number(word)), "message": message(word, talk)]
    }
  }

  private static func number(_ word: SmallShop.Word) -> Int { Int(word.id.dropFirst()) ?? 0 }

  private static func message(_ word: SmallShop.Word, _ talk: SmallShop.Talk) -> JSONValue {
    let names = talk.customer.name.split(separator: " ", maxSplits: 1).map(String.init)
    let chat = Int(talk.id) ?? 0
    var json: [String: JSONValue] = [
      "message_id": .int(number(word)), "date": .int(word.at.milliseconds / 1000),
      "chat": ["id": .int(chat), "type": "private", "first_name": .string(names.first ?? "")],
      "from": [
        "id": .int(chat), "is_bot": false, "first_name": .string(names.first ?? ""),
        "last_name": .string(names.dropFirst().first ?? ""), "language_code": "en",
      ],
    ]
    json[word.files.isEmpty ? "text" : "caption"] = .string(word.text)
    if let file = word.files.first {
      json["document"] = [
        "file_id": .string("\(word.id)-0"), "file_unique_id": .string("\(word.id)-0"),
        "file_name": .string(file.name), "mime_type": .string(file.type),
        "file_size": .int(file.bytes.count),
      ]
    }
    return .object(json)
  }

  private static func say(_ body: JSONNode, _ shop: inout SmallShop.State) -> HTTPResponse {
    let chat = body["chat_id"].words
    guard let talk = shop.talks.first(where: { $0.id == chat }) else {
      return failure(400, "Bad Request: chat not found")
    }
    let text = body["text"].words
    guard !text.isEmpty else { return failure(400, "Bad Request: message text is empty") }
    shop.say(text, in: chat, by: .us)
    let id = shop.said
    return success([
      "message_id": .int(id), "date": .int(shop.now.milliseconds / 1000), "text": .string(text),
      "chat": ["id": .int(Int(talk.id) ?? 0), "type": "private"],
      "from": ["id": 99, "is_bot": true, "first_name": "Shop"],
    ])
  }
}

import ChannelKit
import Domain
import Foundation
import Wire

extension EBaySimulator {
  private static let place = "https://api.ebay.com/commerce/message/v1/conversation"

  static func talks(_ request: SimulatedRequest, _ shop: SmallShop.State) -> HTTPResponse {
    guard request.query["conversation_type"] == "FROM_MEMBERS" else {
      return failure(400, 355001, "The conversation_type is invalid.")
    }
    let since = request.query["start_time"].flatMap { Instant(rfc3339: $0) }
    let all = shop.talks.filter { talk in since.map { talk.changedAt > $0 } ?? true }
      .sorted { ($0.changedAt, $0.id) > ($1.changedAt, $1.id) }
    return list(request, shop, all.map(json), "conversations")
  }

  static func talk(
    _ id: String, _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    guard let talk = shop.talks.first(where: { $0.id == id }) else {
      return failure(404, 355002, "The conversation is not found.")
    }
    let words = talk.words.reversed().map { json($0, talk) }
    return list(request, shop, words, "messages")
  }

  private static func list(
    _ request: SimulatedRequest, _ shop: SmallShop.State, _ all: [JSONValue], _ name: String
  ) -> HTTPResponse {
    let limit = Int(request.query["limit"] ?? "25") ?? 25
    let offset = shop.repeatsItself ? 0 : Int(request.query["offset"] ?? "0") ?? 0
    let size = min(limit, shop.pageLimit)
    let page = all.dropFirst(offset).prefix(size)
    var json: [String: JSONValue] = [
      "href": .string(place), "limit": .int(limit), "offset": .int(offset),
      "total": .int(all.count), name: .array(Array(page)),
    ]
    if offset + page.count < all.count || shop.repeatsItself {
      json["next"] = .string("\(place)?limit=\(limit)&offset=\(offset + page.count)")
    }
    return HTTPResponse(json: .object(json))
  }

  static func say(_ body: JSONNode, _ shop: inout SmallShop.State) -> HTTPResponse {
    let id = body["conversationId"].words
    guard let talk = shop.talks.first(where: { $0.id == id }) else {
      return failure(400, 355007, "The conversation_id is invalid.")
    }
    let text = body["messageText"].words
    guard !text.isEmpty, text.count <= 2000 else {
      return failure(400, 355013, "The message text is too long.")
    }
    let message = shop.say(text, in: id, by: .us)
    return HTTPResponse(
      status: 201,
      json: [
        "messageId": .string(message), "senderUserName": .string(user),
        "recipientUserName": .string(talk.customer.address), "subject": .string(talk.subject),
        "messageBody": .string(text), "createdDate": .string(shop.now.rfc3339()),
        "readStatus": false,
      ])
  }

  private static func json(_ talk: SmallShop.Talk) -> JSONValue {
    [
      "conversationId": .string(talk.id), "conversationType": "FROM_MEMBERS",
      "conversationStatus": "ACTIVE", "conversationTitle": .string(talk.customer.address),
      "createdDate": .string((talk.words.first?.at ?? talk.changedAt).rfc3339()),
      "unreadCount": 1, "referenceType": "LISTING", "referenceId": "110551234567",
      "latestMessage": talk.words.last.map { json($0, talk) } ?? .null,
    ]
  }

  private static func json(_ word: SmallShop.Word, _ talk: SmallShop.Talk) -> JSONValue {
    let isOurs = word.author == .us
    return [
      "messageId": .string(word.id),
      "senderUsername": .string(isOurs ? user : talk.customer.address),
      "recipientUsername": .string(isOurs ? talk.customer.address : user),
      "subject": .string(talk.subject), "messageBody": .string(word.text),
      "createdDate": .string(word.at.rfc3339()), "readStatus": false,
      "messageMedia": .array(
        word.files.map { file in
          [
            "mediaName": .string(file.name), "mediaType": "IMAGE",
            "mediaUrl": .string("https://pictures.example/\(file.name)"),
          ]
        }),
    ]
  }
}

import ChannelKit
import Domain
import Foundation
import Wire

extension MiraklSimulator {
  /// Conversations by their last change, the latest first (M11).
  static func talks(_ request: SimulatedRequest, _ shop: SmallShop.State) -> HTTPResponse {
    let since = request.query["updated_since"].flatMap { Instant(rfc3339: $0) }
    let all = shop.talks.filter { talk in since.map { talk.changedAt >= $0 } ?? true }
      .sorted { ($0.changedAt, $0.id) > ($1.changedAt, $1.id) }
    let after = shop.repeatsItself ? nil : request.query["page_token"].flatMap { Int64($0) }
    let rest = all.filter { talk in after.map { talk.changedAt.milliseconds < $0 } ?? true }
    let size = min(Int(request.query["limit"] ?? "50") ?? 50, shop.pageLimit)
    let page = rest.prefix(size)
    let isLast = rest.count <= page.count && !shop.repeatsItself
    let wantsWords = request.query["with_messages"] == "true"
    var answer: [String: JSONValue] = ["data": .array(page.map { json($0, words: wantsWords) })]
    if !isLast, let last = page.last {
      answer["next_page_token"] = .string("\(last.changedAt.milliseconds)")
    }
    return HTTPResponse(json: .object(answer))
  }

  /// One conversation (M10).
  static func talk(_ id: String, _ shop: SmallShop.State) -> HTTPResponse {
    guard let talk = shop.talks.first(where: { $0.id == id }) else {
      return failure(404, "Thread \(id) not found")
    }
    return HTTPResponse(json: json(talk, words: true))
  }

  /// A file (M13).
  static func file(_ id: String, _ shop: SmallShop.State) -> HTTPResponse {
    guard let file = shop.file(id) else { return failure(404, "Attachment not found") }
    return HTTPResponse(status: 200, headers: ["Content-Type": file.type], body: file.bytes)
  }

  /// An answer of the shop (M12).
  static func say(
    _ id: String, _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    guard let talk = shop.talks.first(where: { $0.id == id }) else {
      return failure(404, "Thread \(id) not found")
    }
    guard let form = Multipart(request.bytes, type: request.headers["Content-Type"]),
      let part = form.parts.first(where: { $0.name == "message_input" }),
      let input = (try? JSONValue(parsing: part.bytes)).map({ JSONNode($0) })
    else { return failure(400, "message_input is missing") }
    let text = input["body"].words
    guard text.count >= 3 else { return failure(400, "body: size must be between 3 and 50000") }
    let known = input["to"].elements.allSatisfy { party in
      party["type"].words == "OPERATOR" || party["id"].words == talk.customer.address
    }
    guard known, !input["to"].elements.isEmpty else { return failure(400, "to is not authorized") }
    let files = form.parts.filter { $0.name == "files" }.map { file in
      Posting.File(name: file.filename ?? "file", type: file.type, bytes: file.bytes)
    }
    let message = shop.say(text, in: id, by: .us, files: files)
    return HTTPResponse(
      status: 201, json: ["message_id": .string(message), "thread_id": .string(id)])
  }
}

// MARK: - As JSON

extension MiraklSimulator {
  private static let shop: JSONValue = [
    "id": "2001", "display_name": "Northlight Outfitters", "type": "SHOP",
  ]

  private static func json(_ talk: SmallShop.Talk, words: Bool) -> JSONValue {
    let customer: JSONValue = [
      "id": .string(talk.customer.address), "display_name": .string(talk.customer.name),
      "type": "CUSTOMER",
    ]
    let order = talk.order.map { number -> JSONValue in
      ["type": "MMP_ORDER", "id": .string(number), "label": .string("Order \(number)")]
    }
    var json: [String: JSONValue] = [
      "id": .string(talk.id),
      "date_created": .string((talk.words.first?.at ?? talk.changedAt).rfc3339()),
      "date_updated": .string(talk.changedAt.rfc3339()),
      "topic": ["type": "FREE_TEXT", "value": .string(talk.subject)],
      "entities": .array(order.map { [$0] } ?? []),
      "authorized_participants": [
        shop, customer, ["display_name": "Operator", "type": "OPERATOR"],
      ],
      "current_participants": [shop, customer],
      "metadata": [
        "total_count": .int(talk.words.count),
        "last_message_date": .string(talk.changedAt.rfc3339()),
        "last_sender": sender(talk.words.last?.author ?? .customer, talk),
        "shop_reply_needed_since": .text(
          talk.words.last?.author == .us ? nil : talk.changedAt.rfc3339()),
      ],
      "no_store_reply_needed": [],
    ]
    if words { json["messages"] = .array(talk.words.suffix(100).map { word($0, talk) }) }
    return .object(json)
  }

  private static func word(_ word: SmallShop.Word, _ talk: SmallShop.Talk) -> JSONValue {
    let customer: JSONValue = [
      "id": .string(talk.customer.address), "display_name": .string(talk.customer.name),
      "type": "CUSTOMER",
    ]
    return [
      "id": .string(word.id), "body": .string(word.text),
      "date_created": .string(word.at.rfc3339()), "from": sender(word.author, talk),
      "to": word.author == .us ? [customer] : [shop],
      "attachments": .array(
        word.files.enumerated().map { index, file in
          [
            "id": .string("\(word.id)-\(index)"), "name": .string(file.name),
            "size": .int(file.bytes.count),
          ]
        }),
    ]
  }

  private static func sender(_ author: Posting.Author, _ talk: SmallShop.Talk) -> JSONValue {
    switch author {
    case .us:
      ["display_name": "Shop", "type": "SHOP_USER", "organization_details": shop]
    case .customer: ["display_name": .string(talk.customer.name), "type": "CUSTOMER_USER"]
    case .marketplace, .machine: ["display_name": "Operator", "type": "OPERATOR_USER"]
    }
  }
}

import Domain
import Foundation
package import Wire

/// Speaks for a small shop in lines of JSON, as a program of the user's own does
/// (docs/line-protocol.md); the doubles of those channels answer with it.
package enum SmallProgram {
  /// What a question is answered with; may change the shop.
  package static func answer(
    _ question: JSONNode, secret: String, _ shop: inout SmallShop.State
  ) -> [JSONValue] {
    guard shop.isKeyGood, question["secret"].words == secret else {
      return [["error": "signed_out", "reason": "the key is not known"]]
    }
    let after = question["after"].optional
    switch question["do"].words {
    case "hello":
      return [
        ["end": ["version": 1, "does": ["messages", "replies", "orders", "parcels"]]]
      ]
    case "messages": return messages(after, shop)
    case "wait": return [end()]
    case "send": return say(question, &shop)
    case "conversation":
      let talk = shop.talks.first { $0.id == question["conversation"].words }
      return (talk.map { talk in talk.words.map { message($0, talk) } } ?? []) + [end()]
    case "orders": return orders(after, shop)
    case "order":
      let found = shop.orders.filter { $0.order.isCalled(question["number"].words) }
      return found.map(order) + [end()]
    case "parcels": return parcels(question["numbers"].elements.map(\.words), shop) + [end()]
    default: return [["error": "unknown"]]
    }
  }

  /// Being asked to wait, as a web server asks for it.
  package static func slowDown(_ response: HTTPResponse) -> JSONValue {
    let now = response.headers["Date"].flatMap(Retry.date) ?? Date(timeIntervalSince1970: 0)
    let wait = response.headers["Retry-After"].flatMap { Retry.asked(by: $0, now: now) }
    return ["error": "slow_down", "seconds": wait.map { .int($0.components.seconds) } ?? .null]
  }

  private static func end(_ cursor: String? = nil, more: Bool = false) -> JSONValue {
    ["end": ["cursor": .text(cursor), "more": .bool(more)]]
  }

  // MARK: Conversations

  private static func messages(_ after: String?, _ shop: SmallShop.State) -> [JSONValue] {
    let from = shop.repeatsItself ? 0 : after.flatMap(Int.init) ?? 0
    let all = shop.talks.flatMap { talk in talk.words.map { (number($0), message($0, talk)) } }
      .filter { $0.0 > from }.sorted { $0.0 < $1.0 }
    let page = all.prefix(shop.pageLimit)
    let isLast = page.count == all.count && !shop.repeatsItself
    return page.map(\.1) + [end(page.last.map { "\($0.0)" } ?? after, more: !isLast)]
  }

  private static func number(_ word: SmallShop.Word) -> Int { Int(word.id.dropFirst()) ?? 0 }

  private static func message(_ word: SmallShop.Word, _ talk: SmallShop.Talk) -> JSONValue {
    let author: JSONValue =
      switch word.author {
      case .customer: "customer"
      case .us: "shop"
      case .marketplace: "platform"
      case .machine: "machine"
      }
    return [
      "message": [
        "id": .string(word.id), "conversation": .string(talk.id), "by": author,
        "customer": ["id": .string(talk.customer.address), "name": .string(talk.customer.name)],
        "subject": .string(talk.subject), "text": .string(word.text),
        "at": .string(word.at.rfc3339()),
        "orders": talk.order.map { [.string($0)] } ?? .null,
        "files": .array(
          word.files.map { file in
            [
              "name": .string(file.name), "type": .string(file.type),
              "base64": .string(Data(file.bytes).base64EncodedString()),
            ]
          }),
      ]
    ]
  }

  private static func say(_ question: JSONNode, _ shop: inout SmallShop.State) -> [JSONValue] {
    let talk = question["conversation"].words
    guard shop.talks.contains(where: { $0.id == talk }) else {
      return [["error": "refused", "reason": "the conversation is not there any more"]]
    }
    let files = question["files"].elements.map { node in
      Posting.File(
        name: node["name"].words, type: node["type"].words,
        bytes: Array(Data(base64Encoded: node["base64"].words) ?? Data()))
    }
    let id = shop.say(question["text"].words, in: talk, by: .us, files: files)
    return [["end": ["id": .string(id)]]]
  }

  // MARK: Orders

  /// Those that changed after a place, which is a moment and a number, in that order.
  private static func orders(_ after: String?, _ shop: SmallShop.State) -> [JSONValue] {
    let parts = (after ?? "").split(separator: "/").compactMap { Int64($0) }
    let from = parts.count == 2 && !shop.repeatsItself ? (parts[0], Int(parts[1])) : (-1, -1)
    let all = shop.orders.map { ($0.changedAt.milliseconds, $0.key, $0) }
      .filter { ($0.0, $0.1) > from }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    let page = all.prefix(shop.pageLimit)
    let isLast = page.count == all.count && !shop.repeatsItself
    let next = page.last.map { "\($0.0)/\($0.1)" } ?? after
    return page.map { order($0.2) } + [end(next, more: !isLast)]
  }

  private static func order(_ entry: SmallShop.Entry) -> JSONValue {
    let order = entry.order
    return [
      "order": [
        "number": .string(order.number), "created_at": .string(order.createdAt.rfc3339()),
        "changed_at": .string(entry.changedAt.rfc3339()), "status": .string(order.state.rawValue),
        "customer": [
          "name": .string(order.customerName), "email": .string(order.customerEmail),
          "phone": .string(order.customerPhone),
        ],
        "address": .array(order.address.map { .string($0) }),
        "currency": .string(order.total.currency), "total": .string(order.total.decimalText),
        "items": .array(
          order.items.map { item in
            [
              "title": .string(item.title), "sku": .string(item.sku),
              "quantity": .int(item.quantity), "price": .text(item.price?.decimalText),
            ]
          }),
        "parcels": .array(order.shipments.map { .object(parcel($0)) }),
      ]
    ]
  }

  private static func parcel(_ parcel: Shipment) -> [String: JSONValue] {
    [
      "carrier": .string(parcel.carrier), "number": .string(parcel.trackingNumber),
      "status": .string(parcel.state.rawValue), "shipped_at": .text(parcel.shippedAt?.rfc3339()),
      "expected_at": .text(parcel.expectedAt?.rfc3339()),
      "last_scan": .string(parcel.lastScan), "last_scan_at": .text(parcel.lastScanAt?.rfc3339()),
    ]
  }

  private static func parcels(_ numbers: [String], _ shop: SmallShop.State) -> [JSONValue] {
    shop.orders.flatMap { entry in
      entry.order.shipments.filter { numbers.contains($0.trackingNumber) }.map { shipment in
        var line = parcel(shipment)
        line["order"] = .string(entry.order.number)
        line["as_of"] = .string(entry.changedAt.rfc3339())
        return ["parcel": .object(line)]
      }
    }
  }
}

import ChannelKit
import Domain
import Foundation
import Wire

// MARK: - Returns, inquiries and cases

extension EBaySimulator {
  static func claims(
    _ path: [String], _ request: SimulatedRequest, _ shop: SmallShop.State
  ) -> HTTPResponse {
    let kinds: [String: (Claim.Kind, String)] = [
      "return": (.return, "creation_date_range"),
      "inquiry": (.inquiry, "inquiry_creation_date_range"),
      "casemanagement": (.dispute, "case_creation_date_range"),
    ]
    guard path.count == 4, path[3] == "search", let (kind, range) = kinds[path[2]],
      request.headers["X-EBAY-C-MARKETPLACE-ID"] != nil
    else { return failure(404, 2002, "Resource not found") }
    let from = request.query["\(range)_from"].flatMap { Instant(rfc3339: $0) }
    let until = request.query["\(range)_to"].flatMap { Instant(rfc3339: $0) }
    let all = shop.orders(since: nil).flatMap { entry in
      entry.order.claims.filter { $0.kind == kind }.map { (entry, $0) }
    }.filter { entry, claim in
      let opened = claim.openedAt ?? entry.order.createdAt
      return (from.map { opened >= $0 } ?? true) && (until.map { opened <= $0 } ?? true)
        && (request.query["order_id"].map { $0 == entry.order.number } ?? true)
    }
    let size = min(Int(request.query["limit"] ?? "25") ?? 25, shop.pageLimit)
    let page = shop.repeatsItself ? 1 : Int(request.query["offset"] ?? "1") ?? 1
    let members = all.dropFirst((page - 1) * size).prefix(size)
    return HTTPResponse(json: [
      "members": .array(
        members.map { kind == .return ? sentBack($0, $1) : inquiry($0, $1, path[2]) }),
      "paginationOutput": [
        "limit": .int(size), "offset": .int(page), "totalEntries": .int(all.count),
        "totalPages": .int((all.count + size - 1) / size),
      ],
    ])
  }

  private static func sentBack(_ entry: SmallShop.Entry, _ claim: Claim) -> JSONValue {
    let order = entry.order
    let opened = claim.openedAt ?? order.createdAt
    var json: [String: JSONValue] = [
      "returnId": .string(claim.number), "orderId": .string(order.number),
      "buyerLoginName": .string(order.customerEmail), "sellerLoginName": .string(user),
      "currentType": "MONEY_BACK", "state": claim.isOpen ? "RETURN_REQUESTED" : "CLOSED",
      "status": .string(code(claim.statusText)),
      "creationInfo": [
        "item": [
          "itemId": .string(listing(entry)), "returnQuantity": 1,
          "transactionId": .string("\(entry.key)0"),
        ],
        "type": "MONEY_BACK", "reason": "DEFECTIVE_ITEM", "reasonType": "SNAD",
        "comments": ["content": .string(claim.wanted)],
        "creationDate": ["value": .string(opened.rfc3339())],
      ],
    ]
    if let sum = claim.amount { json["sellerTotalRefund"] = ["estimatedRefundAmount": amount(sum)] }
    if let due = claim.answerBy {
      json["sellerResponseDue"] = [
        "activityDue": "SELLER_APPROVE_REQUEST", "respondByDate": ["value": .string(due.rfc3339())],
      ]
    }
    return .object(json)
  }

  private static func inquiry(
    _ entry: SmallShop.Entry, _ claim: Claim, _ list: String
  ) -> JSONValue {
    let name = list == "inquiry" ? "inquiry" : "case"
    var json: [String: JSONValue] = [
      "\(name)Id": .number(claim.number), "\(name)StatusEnum": .string(code(claim.statusText)),
      "buyer": .string(entry.order.customerEmail), "seller": .string(user),
      "itemId": .number(listing(entry)), "transactionId": .number("\(entry.key)0"),
      "creationDate": ["value": .string((claim.openedAt ?? entry.order.createdAt).rfc3339())],
      "lastModifiedDate": ["value": .string(entry.changedAt.rfc3339())],
    ]
    if let sum = claim.amount { json["claimAmount"] = amount(sum) }
    if let due = claim.answerBy { json["respondByDate"] = ["value": .string(due.rfc3339())] }
    return .object(json)
  }

  /// Sums are numbers there.
  private static func amount(_ sum: Money) -> JSONValue {
    ["value": .number("\(sum.amount)"), "currency": .string(sum.currency)]
  }

  private static func code(_ words: String) -> String {
    words.uppercased().replacing(" ", with: "_")
  }

  /// What was bought.
  static func listing(_ entry: SmallShop.Entry) -> String { "11055\(entry.key)" }

  /// What a buyer asked for before it left; only told of a single order.
  static func cancellations(_ order: Order) -> [JSONValue] {
    order.claims.filter { $0.kind == .cancellation }.map { claim in
      [
        "cancelRequestId": .string(claim.number), "cancelInitiator": "Buyer",
        "cancelReason": .string(code(claim.wanted)),
        "cancelRequestState": claim.isOpen ? "REQUESTED" : "COMPLETED",
        "cancelRequestedDate": .string((claim.openedAt ?? order.createdAt).rfc3339()),
      ]
    }
  }
}

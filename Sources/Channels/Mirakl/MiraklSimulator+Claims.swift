import ChannelKit
import Domain
import Foundation
import Wire

// MARK: - Incidents and returns

extension MiraklSimulator {
  static func isDisputed(_ order: Order) -> Bool {
    order.claims.contains { $0.kind == .dispute && $0.isOpen }
  }

  /// Returns lead from page to page with a token, the number of the last order that was told.
  static func returns(_ request: SimulatedRequest, _ shop: SmallShop.State) -> HTTPResponse {
    let since = request.query["return_last_updated_from"].flatMap { Instant(rfc3339: $0) }
    let place = shop.repeatsItself ? 0 : Int(request.query["page_token"] ?? "0") ?? 0
    let all = shop.orders(since: since).filter { entry in
      entry.key > place && entry.order.claims.contains { $0.kind == .return }
    }
    let page = all.prefix(min(Int(request.query["limit"] ?? "10") ?? 10, shop.pageLimit))
    var json: [String: JSONValue] = [
      "data": .array(
        page.flatMap { entry in
          entry.order.claims.filter { $0.kind == .return }.map { sentBack(entry, $0) }
        })
    ]
    if let last = page.last, all.count > page.count || shop.repeatsItself {
      json["next_page_token"] = .string("\(last.key)")
    }
    return HTTPResponse(json: .object(json))
  }

  private static func sentBack(_ entry: SmallShop.Entry, _ claim: Claim) -> JSONValue {
    let order = entry.order
    return [
      "id": .string(claim.number), "order_id": .string(order.number),
      "order_commercial_id": .string(order.number),
      "state": claim.isOpen ? "WAITING_ACCEPTANCE" : "CLOSED",
      "date_created": .string((claim.openedAt ?? order.createdAt).rfc3339()),
      "last_updated": .string(entry.changedAt.rfc3339()),
      "reason_code": "RETURN_DEFECTIVE_ITEM", "description": .string(claim.wanted),
      "method_code": "RETURN_METHOD_BY_MAIL", "rma": .null,
      "return_lines": .array(
        order.items.enumerated().map { index, item in
          [
            "order_line_id": .string("\(order.number)-\(index + 1)"),
            "quantity": .int(item.quantity),
          ]
        }),
    ]
  }
}

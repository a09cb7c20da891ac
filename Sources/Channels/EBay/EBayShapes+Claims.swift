import ChannelKit
import Domain
import Foundation
import Wire

// MARK: - Returns, inquiries and cases

extension EBayShapes {
  /// A list of what buyers ask back (https://developer.ebay.com/Devzone/post-order).
  enum ClaimList: String, CaseIterable {
    case returns = "/return/search"
    case inquiries = "/inquiry/search"
    case cases = "/casemanagement/search"

    /// What stands before `_from` where it is asked for from a day on.
    var range: String {
      switch self {
      case .returns: "creation_date_range"
      case .inquiries: "inquiry_creation_date_range"
      case .cases: "case_creation_date_range"
      }
    }
  }

  /// What stands on a page of such a list.
  static func claims(
    _ json: JSONNode, on list: ClaimList
  ) throws(JSONMistake) -> [ToldClaim] {
    var claims: [ToldClaim] = []
    for member in json["members"].elements {
      switch list {
      case .returns: claims.append(try sentBack(member))
      case .inquiries: claims.append(try inquiry(member, .inquiry, "inquiry"))
      case .cases: claims.append(try inquiry(member, .dispute, "case"))
      }
    }
    return claims
  }

  /// How many pages such a list has.
  static func pages(_ json: JSONNode) -> Int {
    json["paginationOutput"]["totalPages"].optional.flatMap(Int.init) ?? 1
  }

  private static func sentBack(_ json: JSONNode) throws(JSONMistake) -> ToldClaim {
    let info = json["creationInfo"]
    let isOpen = !isSettled(json["state"]) && !isSettled(json["status"])
    let refund = json["sellerTotalRefund"]
    let sum = refund["actualRefundAmount"].isNull ? "estimatedRefundAmount" : "actualRefundAmount"
    let claim = Claim(
      .return, number: try json["returnId"].text(),
      statusText: plain(json["status"].optional == nil ? json["state"] : json["status"]),
      isOpen: isOpen,
      wanted: [
        plain(json["currentType"]), plain(info["reason"]), info["comments"]["content"].words,
      ].filter { !$0.isEmpty }.joined(separator: ", "),
      amount: try? money(refund[sum]), openedAt: info["creationDate"]["value"].moment,
      answerBy: isOpen ? json["sellerResponseDue"]["respondByDate"]["value"].moment : nil)
    return ToldClaim(claim, about: .order(try json["orderId"].text()), on: .ebay)
  }

  /// An inquiry or a case. They name no order, but what was bought and by whom.
  private static func inquiry(
    _ json: JSONNode, _ kind: Claim.Kind, _ name: String
  ) throws(JSONMistake) -> ToldClaim {
    let status = json["\(name)StatusEnum"]
    // What was escalated goes on as a case.
    let isOpen = !isSettled(status) && status.words != "ESCALATED"
    let isOurTurn = isOpen && status.words != "WAITING_BUYER_RESPONSE"
    let claim = Claim(
      kind, number: try json["\(name)Id"].text(), statusText: plain(status), isOpen: isOpen,
      amount: try? money(json["claimAmount"]), openedAt: json["creationDate"]["value"].moment,
      answerBy: isOurTurn ? json["respondByDate"]["value"].moment : nil)
    let listing = try json["itemId"].text()
    return ToldClaim(claim, about: .listing(listing, buyer: try json["buyer"].text()), on: .ebay)
  }

  /// What buyers asked for before it left (https://developer.ebay.com/api-docs/sell/fulfillment).
  static func cancellations(_ json: JSONNode) -> [Claim] {
    json["cancelStatus"]["cancelRequests"].elements.compactMap { request in
      guard let number = request["cancelRequestId"].optional,
        request["cancelInitiator"].words.lowercased() != "seller"
      else { return nil }
      let state = request["cancelRequestState"]
      return Claim(
        .cancellation, number: number, statusText: plain(state),
        isOpen: state.words == "REQUESTED", wanted: plain(request["cancelReason"]),
        openedAt: request["cancelRequestedDate"].moment)
    }
  }

  private static func isSettled(_ status: JSONNode) -> Bool { status.words.contains("CLOSED") }

  private static func plain(_ json: JSONNode) -> String {
    json.words.lowercased().replacing("_", with: " ")
  }
}

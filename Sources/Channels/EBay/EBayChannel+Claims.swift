import ChannelKit
import Domain
import Foundation
import Wire

// MARK: - Returns, inquiries and cases (Post-Order API)

extension EBayChannel {
  /// Such a list reaches so far from the day it is asked from.
  private static let reach = Span.days(90)
  private static let claimsAtOnce = 200
  private static let mostPages = 10
  private static let place = "/post-order/v2"

  /// What buyers asked back in the last ninety days, whatever became of it meanwhile; and why some
  /// of it could not be had. Orders do not wait for it.
  func claims(at now: Instant?) async -> (claims: [ToldClaim], notices: [String]) {
    var (claims, notices): ([ToldClaim], [String]) = ([], [])
    for list in EBayShapes.ClaimList.allCases {
      var query: [ShopRequest.Field] = []
      if let now {
        query = [
          .init("\(list.range)_from", (now - Self.reach).rfc3339()),
          .init("\(list.range)_to", now.rfc3339()),
        ]
      }
      do throws(ChannelError) {
        claims += try await self.claims(on: list, asking: query)
      } catch {
        notices.append("returns and cases on eBay are not known: \(error.sentence)")
        break
      }
    }
    return (claims, notices)
  }

  /// What the buyer of one order asked back.
  func claims(about order: Order) async throws(ChannelError) -> [Claim] {
    var claims: [Claim] = []
    for list in EBayShapes.ClaimList.allCases {
      let told = try await self.claims(on: list, asking: [.init("order_id", order.number)])
      claims += told.filter { $0.isAbout(order) }.map(\.claim)
    }
    return claims
  }

  /// A list whose pages are numbered.
  private func claims(
    on list: EBayShapes.ClaimList, asking query: [ShopRequest.Field]
  ) async throws(ChannelError) -> [ToldClaim] {
    var claims: [ToldClaim] = []
    for page in 1...Self.mostPages {
      let fields: [ShopRequest.Field] = [
        .init("limit", "\(Self.claimsAtOnce)"), .init("offset", "\(page)"),
      ]
      let answer = try await afterSale.get().ask(
        ShopRequest(
          .get, Self.place + list.rawValue, query: query + fields, accepted: [401, 403, 404]))
      // The token is good for orders: it is not renewed for this.
      guard ![401, 403].contains(answer.status) else {
        throw .signedOut(reason: "this token may not read them; look at \(Self.console)")
      }
      guard answer.status == 200 else { break }
      let told = try answer.read { (json) throws(JSONMistake) in
        try EBayShapes.claims(json, on: list)
      }
      claims += told
      if told.isEmpty || page >= EBayShapes.pages(answer.json) { break }
    }
    return claims
  }
}

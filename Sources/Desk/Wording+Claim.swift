package import Domain
package import Foundation

extension Wording {
  /// What a customer asked back: `Return 5001234`, `Not received 5001`, `Case`.
  package static func claim(_ claim: Claim) -> String {
    let word =
      switch claim.kind {
      case .return: "Return"
      case .inquiry: "Not received"
      case .dispute: "Case"
      case .cancellation: "Cancellation"
      }
    return claim.number.isEmpty ? word : "\(word) \(claim.number)"
  }

  /// How far it is and what is asked for: `waiting for seller · €12.50`.
  package static func standing(of claim: Claim) -> String {
    [claim.statusText, claim.amount.map(sum) ?? ""].filter { !$0.isEmpty }
      .joined(separator: " · ")
  }

  /// Since when it is there, and until when we must answer: `since 3 Nov, answer by Fri 14:00`;
  /// empty where nobody says.
  package static func times(of claim: Claim, at now: Instant, in zone: TimeZone) -> String {
    let since = claim.openedAt.map { "since \(date($0, at: now, in: zone))" }
    let until = claim.answerBy.map { "answer by \(wake($0, at: now, in: zone))" }
    return [since, claim.isOpen ? until : nil].compactMap(\.self).joined(separator: ", ")
  }

  /// Who bought, as the shop knows them: `6 orders, €412.00, since 3 Nov 2023`; empty where it says
  /// nothing.
  package static func buyer(_ buyer: Buyer, at now: Instant, in zone: TimeZone) -> String {
    [
      buyer.orders.map { count($0, "order") }, buyer.spent.map(sum),
      buyer.since.map { "since \(date($0, at: now, in: zone))" },
    ].compactMap(\.self).joined(separator: ", ")
  }

  /// Who noted it, when, and whether the customer saw it: `Ana, 3 Nov, private`.
  package static func source(
    of note: OrderNote, at now: Instant, in zone: TimeZone
  ) -> String {
    [
      note.author, note.at.map { moment($0, at: now, in: zone) } ?? "",
      note.isSeen ? "seen by the customer" : "private",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// What is due of it: `due in 2d` or `open`, and `closed`.
  package static func urgency(of claim: Claim, at now: Instant) -> String {
    guard claim.isOpen else { return "closed" }
    return claim.answerBy.map { duePhrase($0, at: now) } ?? "open"
  }
}

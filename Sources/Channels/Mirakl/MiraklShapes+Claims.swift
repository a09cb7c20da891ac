import ChannelKit
import Domain
import Foundation
import Wire

// MARK: - Incidents (OR11) and returns (RT11)

extension MiraklShapes {
  /// An incident has no number and no page of its own: it is there as long as a line of the order is
  /// in it.
  static func incident(_ order: JSONNode) -> [Claim] {
    let lines = order["order_lines"].elements.filter {
      $0["order_line_state"].words == "INCIDENT_OPEN"
    }
    guard !lines.isEmpty || order["has_incident"].isTrue else { return [] }
    let wanted = lines.map { line in
      [line["product_title"].words, line["order_line_state_reason_label"].words]
        .filter { !$0.isEmpty }.joined(separator: ": ")
    }
    return [
      Claim(
        .dispute, number: "", statusText: "incident open", isOpen: true,
        wanted: wanted.filter { !$0.isEmpty }.joined(separator: "; "))
    ]
  }

  /// A page of returns, each with its key and when it changed.
  static func returns(
    _ json: JSONNode, on channel: ChannelName
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: ToldClaim)] {
    var entries: [(key: String, changed: Instant, item: ToldClaim)] = []
    for node in try json["data"].list() {
      let key = try node["id"].text()
      let opened = try node["date_created"].instant()
      let state = node["state"]
      let claim = Claim(
        .return, number: key, statusText: plain(state.words),
        isOpen: ["WAITING_ACCEPTANCE", "IN_PROGRESS", "RECEIVED"].contains(state.words),
        wanted: wanted(node), openedAt: opened)
      let told = ToldClaim(claim, about: .order(try node["order_id"].text()), on: channel)
      entries.append((key, node["last_updated"].moment ?? opened, told))
    }
    return entries
  }

  /// `2 pieces, changed mind: too small, RMA 4711`.
  private static func wanted(_ json: JSONNode) -> String {
    let count = json["return_lines"].elements.compactMap { try? $0["quantity"].whole() }
      .reduce(0, +)
    let reason = plain(
      json["reason_code"].words.replacing("RETURN_", with: "", maxReplacements: 1))
    let why = [reason, json["description"].words].filter { !$0.isEmpty }.joined(separator: ": ")
    let parts = [
      count > 0 ? "\(count) \(count == 1 ? "piece" : "pieces")" : "", why,
      json["rma"].optional.map { "RMA \($0)" } ?? "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  static func plain(_ code: String) -> String { code.lowercased().replacing("_", with: " ") }
}

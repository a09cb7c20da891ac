import ChannelKit
import Domain
import Foundation
import Wire

/// Meta's JSON, and what it means here.
enum MetaShapes {
  /// A conversation.
  struct Talk {
    var id: String
    /// When something was last said in it.
    var changed: Instant
    var customer: Party
  }

  /// Something said in it.
  struct Word {
    /// The message, without its files.
    var posting: Posting
    /// Where its files lie.
    var files: [(name: String, address: String)]
    /// The part of the answer that tells it.
    var told: [UInt8]
    /// The customer said it.
    var isTheirs: Bool { posting.author == .customer }
  }

  /// A page of conversations.
  static func talks(_ json: JSONNode, besides us: String) throws(JSONMistake) -> [Talk] {
    var talks: [Talk] = []
    for node in try json.list() {
      let parties = node["participants"]["data"].elements
      let other = parties.first { $0["id"].words != us }
      talks.append(
        Talk(
          id: try node["id"].text(), changed: try moment(node["updated_time"]),
          customer: other.map(party) ?? Party(address: "")))
    }
    return talks
  }

  /// What the next page is asked for with; `nil` on the last.
  static func next(_ json: JSONNode) -> String? {
    json["paging"]["next"].isNull ? nil : json["paging"]["cursors"]["after"].optional
  }

  /// What was said in a conversation, the oldest first.
  static func words(
    _ json: JSONNode, of talk: Talk, us: String
  ) throws(JSONMistake) -> [Word] {
    var words: [Word] = []
    for node in json.elements {
      let isOurs = node["from"]["id"].words == us
      let customer = isOurs ? node["to"]["data"].elements.first.map(party) : party(node["from"])
      let other = customer ?? talk.customer
      let text = node["message"].words
      let files = files(node["attachments"]["data"].elements)
      guard !text.isEmpty || !files.isEmpty else { continue }
      let posting = Posting(
        id: try node["id"].text(), conversation: talk.id, neighbours: nil,
        author: isOurs ? .us : .customer, from: isOurs ? Party(address: "") : other,
        to: isOurs ? [other] : [], customer: other, subject: Posting.subject(of: text), text: text,
        orders: nil, at: try moment(node["created_time"]))
      words.append(Word(posting: posting, files: files, told: node.value.bytes))
    }
    return words.sorted { ($0.posting.at, $0.posting.id) < ($1.posting.at, $1.posting.id) }
  }

  private static func party(_ json: JSONNode) -> Party {
    Party(name: json["name"].optional ?? json["username"].words, address: json["id"].words)
  }

  private static func files(_ nodes: [JSONNode]) -> [(name: String, address: String)] {
    nodes.compactMap { node in
      let places = [node["image_data"]["url"], node["video_data"]["url"], node["file_url"]]
      guard let address = places.compactMap(\.optional).first else { return nil }
      return (node["name"].optional ?? "file", address)
    }
  }

  /// `2026-03-02T09:30:00+0000`: RFC 3339 but for a colon.
  private static func moment(_ node: JSONNode) throws(JSONMistake) -> Instant {
    let text = try node.text()
    let written = text.hasSuffix("+0000") ? text.dropLast(5) + "Z" : text[...]
    guard let moment = Instant(rfc3339: String(written)) else {
      throw node.mistake("is no moment")
    }
    return moment
  }
}

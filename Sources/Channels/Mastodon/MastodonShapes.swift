import ChannelKit
import Domain
import Foundation
import Wire

/// Mastodon's JSON, and what it means here (https://docs.joinmastodon.org/entities/Status).
enum MastodonShapes {
  /// That somebody has mentioned us.
  struct Notice {
    var id: String
    var at: Instant
    var status: Status
    /// The part of the answer that tells it.
    var told: [UInt8]
  }

  /// A post.
  struct Status {
    var id: String
    var at: Instant
    var authorID: String
    /// By `name@server`.
    var author: Party
    /// Those it is addressed to, by `name@server`.
    var mentions: [String]
    /// The post that it answers.
    var answers: String?
    var audience: Audience?
    /// What stands before the words where they are hidden at first.
    var title: String
    /// In HTML.
    var content: String
    /// Where its files lie.
    var files: [String]
  }

  static func notices(_ json: JSONNode, on server: String) throws(JSONMistake) -> [Notice] {
    var notices: [Notice] = []
    for node in try json.list() where node["type"].words == "mention" {
      notices.append(
        Notice(
          id: try node["id"].text(), at: try node["created_at"].instant(),
          status: try status(node["status"], on: server), told: node.value.bytes))
    }
    return notices
  }

  static func statuses(_ json: JSONNode, on server: String) throws(JSONMistake) -> [Status] {
    var statuses: [Status] = []
    for node in json.elements { statuses.append(try status(node, on: server)) }
    return statuses
  }

  private static func status(_ json: JSONNode, on server: String) throws(JSONMistake) -> Status {
    let from = json["account"]
    let name = from["display_name"].optional ?? from["username"].words
    return Status(
      id: try json["id"].text(), at: try json["created_at"].instant(),
      authorID: try from["id"].text(),
      author: Party(name: name, address: try address(from["acct"].text(), on: server)),
      mentions: json["mentions"].elements.map { address($0["acct"].words, on: server) },
      answers: json["in_reply_to_id"].optional, audience: audience(json["visibility"].words),
      title: json["spoiler_text"].words, content: json["content"].words,
      files: json["media_attachments"].elements.compactMap { $0["url"].optional })
  }

  /// Who is on our own server is told without it.
  private static func address(_ name: String, on server: String) -> String {
    name.contains("@") ? name : "\(name)@\(server)"
  }

  /// Ids are numbers too long for one.
  static func isLater(_ id: String, than other: String) -> Bool {
    (id.count, id) > (other.count, other)
  }
}

// MARK: - Who reads it

extension MastodonShapes {
  private static func audience(_ visibility: String) -> Audience? {
    switch visibility {
    case "public": .everybody
    case "unlisted": .everybodyQuietly
    // What is for its writer's followers would be for ours, who are others.
    default: nil
    }
  }

  /// What an answer is given, so that it is read by those who read what it answers.
  static func visibility(of audience: Audience?) -> String {
    switch audience {
    case .everybody: "public"
    case .everybodyQuietly: "unlisted"
    case nil: "direct"
    }
  }
}

// MARK: - Words

extension MastodonShapes.Status {
  /// The same as a message in a thread.
  func posting(in thread: String, beside neighbours: [String], byUs: Bool = false) -> Posting {
    let words = MastodonShapes.withoutNames(content)
    let plain = words.replacing(/<[^>]*>/, with: " ").split(separator: " ").joined(separator: " ")
    var posting = Posting(
      id: id, conversation: thread, neighbours: neighbours.reversed(),
      author: byUs ? .us : .customer,
      from: author, customer: author,
      subject: Posting.subject(of: title.isEmpty ? plain : title),
      text: title.isEmpty ? words : "<p>\(title)</p>\(words)", orders: nil, at: at)
    posting.answers = [answers].compactMap(\.self)
    posting.audience = audience
    return posting
  }
}

extension MastodonShapes {
  /// The words without the names at their beginning, which say only whom they go to.
  static func withoutNames(_ html: String) -> String {
    let name = /^(<p>)?\s*<span class="h-card"[^>]*><a [^>]*>@<span>[^<]*<\/span><\/a><\/span>\s*/
    var rest = html
    while let match = rest.firstMatch(of: name) {
      rest = (match.output.1.map(String.init) ?? "") + rest[match.range.upperBound...]
    }
    return rest
  }

  /// How long Mastodon takes it to be: an address counts 23, and of a name what stands before its
  /// server (https://docs.joinmastodon.org/user/posting).
  static func length(of text: String) -> Int {
    text.replacing(/https?:\/\/\S+/, with: String(repeating: "x", count: 23))
      .replacing(/@([A-Za-z0-9_.-]+)@[A-Za-z0-9.-]+[A-Za-z0-9]/) { "@\($0.output.1)" }
      .count
  }
}

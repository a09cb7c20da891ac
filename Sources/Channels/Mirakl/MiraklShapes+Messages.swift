import ChannelKit
import Domain
import Wire

// MARK: - Conversations (M10, M11)

extension MiraklShapes {
  /// The marketplace's own people, of whom no id is told.
  static let operatorAddress = "operator"

  /// A conversation as it stands.
  struct Talk {
    /// What the marketplace calls it.
    var id: String
    /// When something was last said or done in it.
    var changed: Instant
    /// What was said, oldest first.
    var words: [Word]
  }

  /// Something said in it.
  struct Word {
    /// The message, without its files.
    var posting: Posting
    /// The files that go with it.
    var files: [(id: String, name: String, size: Int?)]
    /// The part of the answer that tells it.
    var told: [UInt8]
  }

  /// A page of conversations, each with its id, the last of its messages and when it changed: two
  /// messages may come within one moment.
  static func talks(
    _ json: JSONNode, on channel: ChannelName
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: Talk)] {
    var entries: [(key: String, changed: Instant, item: Talk)] = []
    for node in try json.list() {
      let talk = try talk(node, on: channel)
      let key = "\(talk.id)/\(talk.words.last?.posting.id ?? "")"
      entries.append((key, talk.changed, talk))
    }
    return entries
  }

  /// One conversation.
  static func talk(_ json: JSONNode, on channel: ChannelName) throws(JSONMistake) -> Talk {
    let id = try json["id"].text()
    var words: [Word] = []
    for node in json["messages"].elements { words.append(try word(node, of: json, id, channel)) }
    words.sort { ($0.posting.at, $0.posting.id) < ($1.posting.at, $1.posting.id) }
    let ids = words.map(\.posting.id)
    for index in words.indices {
      words[index].posting.neighbours = ids.filter { $0 != ids[index] }.reversed()
    }
    return Talk(id: id, changed: try json["date_updated"].instant(), words: words)
  }

  private static func word(
    _ json: JSONNode, of talk: JSONNode, _ id: String, _ channel: ChannelName
  ) throws(JSONMistake) -> Word {
    let customer = talk["authorized_participants"].elements
      .first { $0["type"].words == "CUSTOMER" }.flatMap(party)
    let type = json["from"]["type"].words
    let name = json["from"]["display_name"].words
    let marketplace = Party(name: name, address: operatorAddress)
    let author: Posting.Author
    let from: Party
    switch type {
    case "SHOP_USER": (author, from) = (.us, Party(name: name, address: ""))
    case "CUSTOMER_USER": (author, from) = (.customer, customer ?? marketplace)
    case "OPERATOR_USER": (author, from) = (.marketplace, marketplace)
    default: (author, from) = (.machine, marketplace)
    }
    let posting = Posting(
      id: try json["id"].text(), conversation: id, author: author, from: from,
      to: json["to"].elements.compactMap(party),
      customer: customer ?? Party(name: "Operator", address: operatorAddress),
      subject: subject(talk), text: json["body"].words, orders: orders(talk),
      at: try json["date_created"].instant())
    let told: JSONValue = [
      "marketplace": .string(channel.rawValue), "thread": .string(id), "topic": talk["topic"].value,
      "entities": talk["entities"].value,
      "message": json.value,
    ]
    var files: [(id: String, name: String, size: Int?)] = []
    for node in json["attachments"].elements {
      files.append(
        (try node["id"].text(), node["name"].optional ?? "file", try? node["size"].whole()))
    }
    return Word(posting: posting, files: files, told: told.bytes)
  }

  /// Who takes part, besides us.
  private static func party(_ json: JSONNode) -> Party? {
    let name = json["display_name"].words
    switch json["type"].words {
    case "OPERATOR": return Party(name: name, address: operatorAddress)
    case "CUSTOMER": return json["id"].optional.map { Party(name: name, address: $0) }
    default: return nil
    }
  }

  private static func subject(_ talk: JSONNode) -> String {
    let topic = talk["topic"]["value"].words
    return talk["topic"]["type"].words == "REASON_CODE" ? "Reason \(topic)" : topic
  }

  private static func orders(_ talk: JSONNode) -> [String] {
    talk["entities"].elements.filter { $0["type"].words == "MMP_ORDER" }
      .compactMap { $0["id"].optional }
  }
}

// MARK: - Answers (M12)

extension MiraklShapes {
  /// What is asked of an answer: whom it goes to, and its words.
  static func answer(_ reply: Reply) -> JSONValue {
    var to: [JSONValue] = []
    for party in reply.recipients {
      let value: JSONValue =
        party.address == operatorAddress
        ? ["type": "OPERATOR"] : ["type": "CUSTOMER", "id": .string(party.address)]
      if !to.contains(value) { to.append(value) }
    }
    return ["body": .string(reply.text), "to": .array(to)]
  }
}

package import Domain
import Foundation
package import Wire

/// Messages as lines of JSON, and what they mean here (docs/line-protocol.md).
package enum LineMessages {
  /// No id is longer.
  private static let longest = 200

  /// What lines tell, oldest first; other lines are passed by.
  package static func arrivals(
    _ entries: [JSONNode], _ place: inout LinePlace
  ) throws(JSONMistake) -> [Arrival] {
    var arrivals: [Arrival] = []
    for entry in entries {
      guard var posting = try posting(entry, place) else { continue }
      if posting.neighbours == [] {
        posting.neighbours = place.last(in: posting.conversation) ?? []
      }
      posting.neighbours?.removeAll { $0 == posting.id }
      place.tell(posting.id, in: posting.conversation)
      arrivals.append(Arrival(posting, told: told(entry).bytes))
    }
    return arrivals
  }

  private static func posting(
    _ entry: JSONNode, _ place: LinePlace
  ) throws(JSONMistake) -> Posting? {
    if !entry["message"].isNull { return try message(entry["message"]) }
    if !entry["closed"].isNull { return try closed(entry["closed"], place) }
    return nil
  }

  private static func message(_ json: JSONNode) throws(JSONMistake) -> Posting {
    let customer = Party(
      name: json["customer"]["name"].words, address: try id(json["customer"]["id"]))
    let author = try author(json["by"])
    let from =
      switch author {
      case .customer: customer
      case .us: Party(name: json["name"].words, address: "")
      case .marketplace, .machine: Party(name: json["name"].words, address: "operator")
      }
    let text = json["text"].words
    let files = try files(json["files"])
    guard !text.isEmpty || !files.isEmpty else { throw json["text"].mistake("is empty") }
    var posting = Posting(
      id: try id(json["id"]), conversation: try id(json["conversation"]), author: author,
      from: from, to: author == .us ? [customer] : [], customer: customer,
      subject: json["subject"].optional ?? subject(text), text: text,
      orders: json["orders"].isNull ? nil : try json["orders"].list().map(\.words),
      at: try json["at"].instant(), files: files)
    posting.neighbours = json["earlier"].elements.map(\.words)
    posting.answers = json["answers"].elements.map(\.words)
    posting.warnings = json["warnings"].elements.map(\.words)
    return posting
  }

  /// The end of a conversation stands in its ticket; of one that nobody has heard of there is none.
  private static func closed(
    _ json: JSONNode, _ place: LinePlace
  ) throws(JSONMistake) -> Posting? {
    let talk = try id(json["conversation"])
    guard place.last(in: talk) != nil else { return nil }
    let at = try json["at"].instant()
    let customer = Party(
      name: json["customer"]["name"].words, address: try id(json["customer"]["id"]))
    return Posting(
      id: "\(talk)-closed-\(at.milliseconds)", conversation: talk, author: .machine,
      from: Party(name: "", address: "operator"), customer: customer,
      subject: "", text: json["text"].optional ?? "[the chat has ended]", at: at)
  }

  private static func author(_ json: JSONNode) throws(JSONMistake) -> Posting.Author {
    switch json.optional {
    case nil, "customer": return .customer
    case "shop": return .us
    case "platform": return .marketplace
    case "machine": return .machine
    default: throw json.mistake("is not customer, shop, platform or machine")
    }
  }

  private static func id(_ json: JSONNode) throws(JSONMistake) -> String {
    let id = try json.text()
    guard id.utf8.count <= longest else { throw json.mistake("is longer than \(longest) bytes") }
    return id
  }

  /// The first line, cut at a word.
  private static func subject(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? "a file"
    guard line.count > 60 else { return line }
    let cut = line.prefix(60)
    return (cut.lastIndex(of: " ").map { String(cut[..<$0]) } ?? String(cut)) + "…"
  }

  // MARK: Going out

  /// What goes into the conversation that `reply` answers.
  package static func parcel(
    for reply: Reply, files: [AttachedFile], through account: Account
  ) throws(ChannelError) -> Parcel {
    guard let talk = Posting.conversation(of: reply) else {
      throw .refused(
        reason: "the ticket has no conversation of \(account.name) that could be answered")
    }
    if let other = reply.recipients.dropFirst().first {
      throw .refused(
        reason: "an answer through \(account.name) reaches the customer only; "
          + "take \(other.address) out")
    }
    let suffix = "@\(reply.channel.rawValue)"
    let answers = reply.inReplyTo.filter { $0.hasSuffix(suffix) }
      .map { JSONValue.string(String($0.dropLast(suffix.count))) }
    let content: JSONValue = [
      "id": .string(reply.externalID ?? reply.id.description), "conversation": .string(talk),
      "customer": .text(reply.recipients.first?.address), "text": .string(reply.text),
      "answers": .array(answers), "files": .array(files.map(file)),
    ]
    return Parcel(reply, into: talk, bytes: content.bytes)
  }

  // MARK: Files

  private static func files(_ json: JSONNode) throws(JSONMistake) -> [Posting.File] {
    var files: [Posting.File] = []
    for node in json.elements {
      guard let bytes = Data(base64Encoded: node["base64"].words) else {
        throw node["base64"].mistake("is no base64")
      }
      files.append(
        Posting.File(
          name: node["name"].optional ?? "file",
          type: node["type"].optional ?? "application/octet-stream", bytes: [UInt8](bytes)))
    }
    return files
  }

  /// A file as it goes out.
  private static func file(_ file: AttachedFile) -> JSONValue {
    [
      "name": .string(file.attachment.filename), "type": .string(file.attachment.contentType),
      "base64": .string(Data(file.bytes).base64EncodedString()),
    ]
  }

  /// The line as it is kept: its files are kept beside it.
  private static func told(_ entry: JSONNode) -> JSONValue {
    guard case .object(var line) = entry.value, case .object(var message)? = line["message"],
      message.removeValue(forKey: "files") != nil
    else { return entry.value }
    line["message"] = .object(message)
    return .object(line)
  }
}

import ChannelKit
import Domain
import Foundation
import Wire

/// Twilio's JSON, and what it means here (https://www.twilio.com/docs/messaging/api).
enum TwilioShapes {
  /// A message as a list tells it.
  struct Message {
    /// Its SID.
    var id: String
    /// By what it is remembered: that it failed is another thing to tell.
    var mark: String
    /// The customer, by their number.
    var customer: String
    /// Who said it; a machine, where it tells that ours failed.
    var author: Posting.Author
    /// A machine of ours answered.
    var isAutomatic: Bool
    /// When it was sent.
    var at: Instant
    /// Nothing will be added to it.
    var isSettled: Bool
    /// How many files go with it.
    var files: Int
    /// The message, without its files.
    var posting: Posting
    /// The part of the answer that tells it.
    var told: [UInt8]
  }

  /// Messages of several lists, each once, the oldest first.
  static func messages(
    _ nodes: [JSONNode], own: String, _ line: TwilioLine
  ) throws(JSONMistake) -> [Message] {
    var messages: [Message] = []
    var known: Set<String> = []
    for node in nodes {
      let message = try message(node, own: own)
      if known.insert(message.mark).inserted { messages.append(message) }
    }
    return messages.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
  }

  private static func message(_ json: JSONNode, own: String) throws(JSONMistake) -> Message {
    let id = try json["sid"].text()
    let isOurs = json["from"].words == own
    let customer = bare(try json[isOurs ? "to" : "from"].text())
    let moment = json["date_sent"].isNull ? json["date_created"] : json["date_sent"]
    let at = try moment.mailInstant()
    let status = json["status"].words
    let hasFailed = isOurs && ["failed", "undelivered"].contains(status)
    let party = Party(address: customer)
    let files = json["num_media"].optional.flatMap(Int.init) ?? 0
    let text = json["body"].words
    var posting = Posting(
      id: id, conversation: customer, neighbours: nil, author: isOurs ? .us : .customer,
      from: isOurs ? Party(address: "") : party, to: isOurs ? [party] : [], customer: party,
      subject: Posting.subject(of: text), text: text, orders: nil, at: at)
    if hasFailed {
      posting.author = .machine
      posting.id = "\(id)!"
      posting.from = party
      posting.to = []
      posting.text = failure(json)
      posting.returned = id
      posting.answers = [id]
    }
    return Message(
      id: id, mark: posting.id, customer: customer, author: posting.author,
      isAutomatic: json["direction"].words == "outbound-reply", at: at,
      isSettled: status != "receiving", files: files, posting: posting, told: json.value.bytes)
  }

  /// Why a message of ours did not arrive (https://www.twilio.com/docs/api/errors).
  private static func failure(_ json: JSONNode) -> String {
    let code = json["error_code"].words
    let why =
      switch code {
      case "63016": "the customer had not written for 24 hours"
      case "21610": "the customer has asked for no more messages (STOP)"
      case "30003", "30005": "the telephone is unknown or cannot be reached"
      case "30006": "the number is no mobile telephone"
      case "30007": "the network took it for spam"
      default: json["error_message"].optional ?? "Twilio says no reason"
      }
    return "The answer did not arrive: \(why)" + (code.isEmpty ? "." : " (error \(code)).")
  }

  /// A number without what stands before it.
  static func bare(_ address: String) -> String {
    address.split(separator: ":").last.map(String.init) ?? address
  }

  /// What to call a file, which Twilio gives no name.
  static func name(_ type: String, _ number: Int) -> String {
    let parts = type.prefix { $0 != ";" }.split(separator: "/")
    let kind =
      ["image": "picture", "audio": "sound", "video": "video"][parts.first ?? ""] ?? "file"
    let ending = ["jpeg": "jpg", "mpeg": "mp3", "plain": "txt", "x-vcard": "vcf"][parts.last ?? ""]
    return "\(kind)-\(number)." + (ending ?? String((parts.last ?? "bin").prefix(8)))
  }
}

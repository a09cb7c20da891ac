import ChannelKit
import Domain
import Wire

// MARK: - Conversations (https://developer.ebay.com/api-docs/commerce/message)

extension EBayShapes {
  /// A conversation without what was said in it.
  struct Talk {
    /// What eBay calls it.
    var id: String
    /// When something was last said.
    var changed: Instant
    /// The member we speak with, or the listing's title.
    var title: String
    /// The listing it is about.
    var listing: String?
  }

  /// A page of conversations, each with its id, the last of its messages and when it changed.
  static func talks(
    _ json: JSONNode
  ) throws(JSONMistake) -> [(key: String, changed: Instant, item: Talk)] {
    var entries: [(key: String, changed: Instant, item: Talk)] = []
    for node in try json.list() {
      let id = try node["conversationId"].text()
      let last = node["latestMessage"]
      let created = node["createdDate"].moment
      guard let changed = last["createdDate"].moment ?? created else {
        throw last["createdDate"].mistake("is no moment")
      }
      let talk = Talk(
        id: id, changed: changed, title: node["conversationTitle"].words,
        listing: node["referenceType"].words == "LISTING" ? node["referenceId"].optional : nil)
      entries.append(("\(id)/\(last["messageId"].words)", changed, talk))
    }
    return entries
  }

  /// What was said in a conversation, with the part of the answer that tells it.
  static func postings(
    _ json: JSONNode, of talk: Talk, us: String
  ) throws(JSONMistake) -> [(posting: Posting, told: [UInt8])] {
    var found: [(posting: Posting, told: [UInt8])] = []
    for node in try json.list() {
      let sender = node["senderUsername"].words
      let recipient = node["recipientUsername"].words
      let isOurs = sender.lowercased() == us.lowercased()
      let customer = Party(address: isOurs ? recipient : sender)
      var posting = Posting(
        id: try node["messageId"].text(), conversation: talk.id,
        author: isOurs ? .us : .customer, from: isOurs ? Party(address: "") : customer,
        to: isOurs ? [customer] : [], customer: customer.address.isEmpty ? nil : customer,
        subject: node["subject"].optional ?? talk.title, text: node["messageBody"].words,
        orders: [], at: try node["createdDate"].instant())
      // Media lie wherever their sender put them: they are named, not fetched.
      for media in node["messageMedia"].elements {
        guard let address = media["mediaUrl"].optional else { continue }
        posting.text += "\n[\(media["mediaName"].optional ?? "a file")] \(address)"
      }
      let told: JSONValue = [
        "conversationId": .string(talk.id), "reference": .text(talk.listing), "message": node.value,
      ]
      found.append((posting, told.bytes))
    }
    return found
  }
}

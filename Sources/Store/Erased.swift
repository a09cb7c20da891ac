internal import Domain
internal import Foundation

/// What stands where something was erased: as much as the log needs to be read again, and nothing
/// that anybody said.
enum Erased {
  /// The name of whoever was erased.
  static let name = "erased customer"
  /// The text of what was erased.
  static let text = "erased"
}

extension Message {
  /// The same message without a word of anybody's.
  var erased: Message {
    let isTheirs = direction == .inbound
    var message = Message(
      id: id, direction: direction, channel: channel, account: account,
      from: isTheirs ? Party(name: Erased.name, address: "") : from, subject: "",
      receivedAt: receivedAt, body: Body(visible: Erased.text))
    message.kind = kind
    message.date = date
    message.isHardBounce = isHardBounce
    return message
  }
}

extension Reply {
  /// The same reply without a word of anybody's.
  var erased: Reply {
    var reply = Reply(
      id: id, ticket: ticket, channel: channel, account: account, from: from,
      to: [Party(name: Erased.name, address: "")], subject: "", text: Erased.text,
      template: template, author: author, thenStatus: thenStatus, window: window)
    reply.acceptedAt = acceptedAt
    reply.seen = seen
    return reply
  }
}

extension OrderErrand {
  /// The same errand without a word of anybody's, on an order that stands for the true one.
  func erased(as order: OrderID) -> OrderErrand {
    var errand = self
    errand.order = order
    for index in errand.answers.indices {
      errand.answers[index].value = Erased.text
      errand.answers[index].words = Erased.text
    }
    return errand
  }
}

extension Receipt {
  /// The same receipt, with as many refusals as before.
  var erased: Receipt {
    var refusals: [String: String] = [:]
    for (number, refusal) in refused.sorted(by: { $0.key < $1.key }).enumerated() {
      refusals["\(Erased.text) \(number + 1)"] = refusal.value.hasPrefix("4") ? "4" : "5"
    }
    return Receipt(at: at, answer: Erased.text, refused: refusals)
  }
}

// MARK: - What others said

/// Takes somebody out of what others said: their addresses, their names, the Message-IDs of what
/// they wrote.
struct Redaction: Sendable {
  /// Addresses in lower case.
  let addresses: Set<String>
  /// Message-IDs.
  let externalIDs: Set<String>
  private let needles: Needles
  private let marks: Needles
  private let names: Set<[UInt8]>

  /// Takes these out.
  init(addresses: Set<String>, names: Set<String>, externalIDs: Set<String>) {
    self.addresses = addresses
    self.externalIDs = externalIDs
    self.names = Set(names.map { $0.utf8.map(Needles.folded) })
    let telling = addresses.filter(Self.isTelling)
    needles = Needles(telling.union(names))
    marks = Needles(telling.union(externalIDs))
  }

  /// Long enough to be told from other words.
  static func isTelling(_ text: String) -> Bool { text.utf8.count >= 7 }

  /// Whether something bears one of their addresses or Message-IDs.
  func isNamed(in bytes: Data) -> Bool { !marks.hits(in: bytes).isEmpty }

  /// Whether a party is one of those who are taken out.
  func isTheirs(_ party: Party) -> Bool { addresses.contains(party.address.lowercased()) }

  /// Whether all of these are, and there are any.
  func areTheirs(_ parties: [Party]) -> Bool { !parties.isEmpty && parties.allSatisfy(isTheirs) }

  /// JSON in which their names and addresses are replaced.
  func taken(outOf json: Data) -> Data {
    needles.replaced(in: json) { names.contains(needles.texts[$0]) ? Erased.name : Erased.text }
  }

  /// A text in which they are.
  func taken(outOf text: String) -> String {
    String(decoding: taken(outOf: Data(text.utf8)), as: UTF8.self)
  }

  /// A message of somebody else's without them; its bytes are given up, for they name them.
  func taken(outOf other: Message) throws -> Data {
    var message = other
    message.to.removeAll(where: isTheirs)
    message.cc.removeAll(where: isTheirs)
    message.bcc.removeAll(where: isTheirs)
    message.replyTo.removeAll(where: isTheirs)
    message.inReplyTo.removeAll(where: externalIDs.contains)
    message.references.removeAll(where: externalIDs.contains)
    if let bounced = message.bounced, externalIDs.contains(bounced) { message.bounced = nil }
    message.raw = nil
    return taken(outOf: try JSON.data(message))
  }

  /// A reply to somebody else without them.
  func taken(outOf other: Reply) throws -> Data {
    var reply = other
    reply.to.removeAll(where: isTheirs)
    reply.cc.removeAll(where: isTheirs)
    reply.bcc.removeAll(where: isTheirs)
    reply.inReplyTo.removeAll(where: externalIDs.contains)
    reply.references.removeAll(where: externalIDs.contains)
    return taken(outOf: try JSON.data(reply))
  }

  /// A draft to somebody else without them.
  func taken(outOf other: Draft) throws -> Data {
    var draft = other
    draft.cc?.removeAll(where: isTheirs)
    draft.bcc.removeAll(where: isTheirs)
    return taken(outOf: try JSON.data(draft))
  }

  /// A receipt without them.
  func taken(outOf other: Receipt) throws -> Data {
    var receipt = other
    receipt.refused = receipt.refused.filter { !addresses.contains($0.key.lowercased()) }
    return taken(outOf: try JSON.data(receipt))
  }
}

internal import Domain
internal import Foundation
internal import Seal

/// Marks in what we send, by which an answer finds its ticket; only the store's key can make them.
///
/// Three kinds: the Message-ID of a reply (ticket, reply, 80 bits of HMAC-SHA256), the part behind
/// a plus sign of our address (ticket, 64 bits), and a mark in the subject (number, 20 bits, of
/// use only together with a known sender).
struct Tokens: Sendable {
  /// The store's key.
  var key: [UInt8]

  // MARK: - Message-ID

  /// The Message-ID of a reply, without angle brackets.
  func messageID(ticket: TicketID, reply: ReplyID, domain: String) -> String {
    let named = Array(ticket.blob) + Array(reply.blob)
    return "sb." + Spelling.base32(named + code("message-id", named).prefix(10)) + "@" + domain
  }

  /// The ticket a Message-ID names, also by its part before the `@` alone; `nil` unless it is ours
  /// and its signature holds.
  func ticket(messageID: String) -> TicketID? {
    guard messageID.hasPrefix("sb.") else { return nil }
    let local = messageID.prefix { $0 != "@" }.dropFirst(3)
    guard let bytes = Spelling.bytes(base32: String(local)), bytes.count == 42 else { return nil }
    let named = Array(bytes.prefix(32))
    guard Keyed.isEqual(Array(bytes.suffix(10)), Array(code("message-id", named).prefix(10)))
    else { return nil }
    return TicketID(bytes: named.prefix(16))
  }

  // MARK: - Address

  /// One of our addresses with the ticket's token behind a plus sign.
  func address(_ address: String, for ticket: TicketID) -> String {
    guard let at = address.lastIndex(of: "@") else { return address }
    let named = Array(ticket.blob)
    let token = Spelling.base32(named + code("address", named).prefix(8))
    return "\(address[..<at])+sb\(token)\(address[at...])"
  }

  /// The ticket an address names; `nil` unless its signature holds.
  func ticket(address: String) -> TicketID? {
    guard let at = address.lastIndex(of: "@"),
      let plus = address[..<at].lastIndex(of: "+")
    else { return nil }
    let token = address[address.index(after: plus)..<at].lowercased()
    guard token.hasPrefix("sb"), let bytes = Spelling.bytes(base32: String(token.dropFirst(2))),
      bytes.count == 24
    else { return nil }
    let named = Array(bytes.prefix(16))
    guard Keyed.isEqual(Array(bytes.suffix(8)), Array(code("address", named).prefix(8)))
    else { return nil }
    return TicketID(bytes: named)
  }

  // MARK: - Subject

  /// The mark of a ticket in a subject: `[#1234-k7f2]`.
  func subjectToken(number: Int, ticket: TicketID) -> String {
    "[#\(number)-\(subjectCode(number: number, ticket: ticket))]"
  }

  /// The marks that a subject bears, each a number and its code, not yet checked.
  static func marks(in subject: String) -> [(number: Int, code: String)] {
    // Most subjects bear none, and to look is many times cheaper than to match. Half of them name
    // an order, so that a # alone says nothing.
    let pairs = zip(subject.utf8, subject.utf8.dropFirst())
    guard pairs.contains(where: { $0 == (UInt8(ascii: "["), UInt8(ascii: "#")) }) else { return [] }
    return subject.matches(of: /\[#([0-9]{1,12})-([a-zA-Z2-7]{4})\]/).compactMap { match in
      Int(match.output.1).map { ($0, match.output.2.lowercased()) }
    }
  }

  /// Whether a code belongs to a ticket.
  func holds(code: String, number: Int, ticket: TicketID) -> Bool {
    Keyed.isEqual(Array(code.utf8), Array(subjectCode(number: number, ticket: ticket).utf8))
  }

  private func subjectCode(number: Int, ticket: TicketID) -> String {
    let named = Array("\(number) ".utf8) + Array(ticket.blob)
    return String(Spelling.base32(code("subject", named).prefix(3)).prefix(4))
  }

  private func code(_ purpose: String, _ message: [UInt8]) -> [UInt8] {
    Keyed.hmacSHA256(key: key, message: Array("shopbell \(purpose) 1\n".utf8) + message)
  }
}

import ChannelKit
import Domain
import Foundation
import Mailbox
import Store
import TestKit
import Testing

/// What must be so in the end, whatever has happened.
struct Verdict {
  let store: Store
  let server: MailboxSimulator
  /// The hash of every mail that lay on the server at a quiet moment.
  var shown: Set<String>
  /// How many mails came.
  var mails: Int
  /// Replies that the store has accepted.
  var accepted: Set<ReplyID>

  /// Judges all of it.
  func expectAllIsWell() async throws {
    try await expectAllMailOnce()
    try await expectEveryReplyAtMostOnce()
    #expect(try await store.checkIntegrity(full: true).filter { !$0.isFine } == [])
  }

  /// The mails and flags that are kept are those on the server at this quiet moment; returns their
  /// hashes.
  static func expectEquality(
    of store: Store, and server: MailboxSimulator, _ when: String
  ) async throws -> Set<String> {
    let there = await server.everything()
    let kept = try await store.serverMail(of: "support").filter(\.isThere)
    let flags = Dictionary(uniqueKeysWithValues: kept.map { ($0.place.source, $0.place.flags) })
    #expect(
      flags == there.mapValues(\.flags), "\(when): the mails or flags kept are not the server's")
    let hashes = Dictionary(uniqueKeysWithValues: kept.map { ($0.place.source, $0.raw) })
    #expect(hashes == there.mapValues(\.hash), "\(when): other bytes are kept than the server's")
    return Set(there.values.map(\.hash))
  }

  /// All that the server showed at a quiet moment is here, once; every place has one fate.
  private func expectAllMailOnce() async throws {
    let messages = try await store.messages()
    let raws = messages.compactMap(\.raw)
    let fates = try await store.ledger()
    let places = try await store.serverMail(of: "support")
    print("\(mails) mails came, \(shown.count) shown; \(fates)")
    #expect(raws.count == Set(raws).count, "mails are here twice")
    let letters = messages.compactMap(\.letter)
    #expect(letters.count == Set(letters).count, "letters are here twice")
    #expect(letters.count == messages.count, "a message is none of the letters")
    #expect(shown.subtracting(places.map(\.raw)) == [], "mails that were shown are not here")
    let astray = try await expectToBeStoodFor(shown.subtracting(raws), by: messages)
    #expect(fates.values.reduce(0, +) == places.count, "a place has no fate, or two")
    #expect(
      (messages.count...messages.count + astray)
        .contains(fates[.ticketed, default: 0] + fates[.quarantined, default: 0]))
    let zone = MailShop.zone
    let first = Instant(milliseconds: 0)
    guard case .ledgerDays(let days) = try await store.ask(.ledgerDays(since: first, zone)) else {
      return
    }
    #expect(days.map(\.fetched).reduce(0, +) == places.count)
  }

  /// A copy that came another way stands for a letter that is here, and our own for a reply. What a
  /// colleague wrote to a letter that was gone before anybody saw it is kept for itself, though a
  /// copy of the letter may have come later; returns how many of those there are.
  private func expectToBeStoodFor(
    _ hashes: Set<String>, by messages: [Message]
  ) async throws -> Int {
    let letters = Set(messages.compactMap(\.letter))
    let came = Dictionary(
      messages.map { ([$0.externalID, $0.from.address], $0.receivedAt) }, uniquingKeysWith: min)
    var astray = 0
    for hash in hashes {
      guard let bytes = try await store.bytes(sha256: hash) else {
        Issue.record("the bytes of \(hash) are not here")
        continue
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let number = text.firstMatch(of: /This is letter number (\d+)\./).flatMap { Int($0.1) }
      if number.map(letters.contains) ?? text.contains("answer number") { continue }
      let answered = (Array(bytes).field("In-Reply-To") ?? "").filter { !"<>".contains($0) }
      let customer = text.firstMatch(of: /To: [^\r\n]*<([^>]+)>/).map { String($0.1) }
      let phoned = Array(bytes).field("X-Phone").flatMap { Int64($0) }
      let letter = came[[answered, customer]]?.milliseconds
      #expect(
        phoned.map { letter ?? .max > $0 } == true, "a mail that was shown is no message: \(text)")
      astray += 1
    }
    return astray
  }

  /// What was accepted is at the server's door once, or waits for a person under its name.
  private func expectEveryReplyAtMostOnce() async throws {
    let copies = Dictionary(
      grouping: await server.sent.map { $0.bytes.field("Message-ID") ?? "" }
    ) { $0 }.mapValues(\.count)
    let filed = Dictionary(
      grouping: await server.mails(in: "Sent").map {
        $0.bytes.field("Message-ID") ?? ""
      }
    ) { $0 }.mapValues(\.count)
    let rows = try await store.outbox(includingSent: true)
    #expect(Set(rows.map(\.reply.id)).isSuperset(of: accepted))
    #expect(copies.values.allSatisfy { $0 == 1 }, "replies were sent twice")
    for row in rows {
      let name = "<\(row.reply.externalID ?? "?")>"
      let count = copies[name] ?? 0
      switch row.state {
      case .sent: #expect(count == 1 && row.isFiled && filed[name] == 1, "\(row)")
      case .unsure: #expect(count <= 1, "\(row)")
      case .held, .refused, .recalled: #expect(count == 0, "\(row)")
      case .accepted, .retry, .sending: Issue.record("still waiting: \(row)")
      }
    }
    let states = Dictionary(grouping: rows) { $0.state.rawValue }.mapValues(\.count)
    print("\(rows.count) replies: \(states)")
  }
}

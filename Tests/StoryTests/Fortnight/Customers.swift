import Domain
import Foundation
import Mailbox

/// Customers who write, and another client of the mailbox: at random, and the same for one seed.
struct Customers {
  /// An answer to a reply of ours, and when it comes.
  private struct Answer {
    var at: Instant
    var from: String
    var subject: String
    var replies: [String]
  }

  private let server: MailboxSimulator
  private var chance: Mint
  /// When the letters come that answer nothing, the last one first.
  private var moments: [Instant]
  private var answers: [Answer] = []
  /// Letters that may be met again, in other folders or under the same id.
  private var remembered: [NumberedLetter] = []
  private var read = 0
  /// How many letters were written, and how many mails were put into folders.
  private(set) var letters = 0
  private(set) var mails = 0
  /// How many mails came in each hour since 1970.
  private(set) var mailsByHour: [Int64: Int] = [:]

  /// So many letters between two moments, more of them by day.
  init(
    _ server: MailboxSimulator, seed: UInt64, letters: Int, from start: Instant, to end: Instant
  ) {
    self.server = server
    var chance = Mint(seed: seed)
    var moments: [Instant] = []
    while moments.count < letters {
      let span = Int64.random(in: 0..<(end - start).milliseconds, using: &chance)
      let moment = start + Span(milliseconds: span)
      let isDay = (7..<21).contains(moment.hour % 24)
      if isDay || Int.random(in: 0..<6, using: &chance) == 0 { moments.append(moment) }
    }
    self.moments = moments.sorted(by: >)
    self.chance = chance
  }

  /// Everything that happens up to a moment.
  mutating func act(until moment: Instant) async {
    await readReplies(at: moment)
    while let next = moments.last, next <= moment {
      moments.removeLast()
      await write(at: next)
      for _ in 0..<roll(2) { await tidy() }
    }
    for answer in answers.filter({ $0.at <= moment }) { await write(answer) }
    answers.removeAll { $0.at <= moment }
  }

  private mutating func roll(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &chance) }
}

// MARK: - Writing

extension Customers {
  private mutating func write(at moment: Instant) async {
    let old = remembered.isEmpty ? nil : remembered[roll(remembered.count)]
    let kind = roll(100)
    if let old, kind < 5 {
      // Somebody's rule has copied it.
      return await deliver(old.bytes, to: ["INBOX", "Returns"][roll(2)], at: moment)
    }
    if var old, kind < 9 {
      old.fields = ["Received: from relay-\(letters).example by mx.shop.example"]
      return await deliver(old.bytes, to: "INBOX", at: moment)
    }
    var letter = newLetter(at: moment)
    if let old, kind < 13 { letter.id = old.id }
    if kind >= 97 { letter.id = nil }
    if (94..<97).contains(kind), let old, let id = old.id {
      // A colleague has answered by phone.
      letter.from = "Northlight <\(MailShop.address)>"
      letter.answers = [id]
      letter.fields = ["X-Phone: \(moment.milliseconds)"]
      return await deliver(letter.bytes(to: old.from), to: "Sent", at: moment, flags: ["\\Seen"])
    }
    remembered.append(letter)
    if remembered.count > 100 { remembered.removeFirst() }
    await deliver(letter.bytes, to: kind < 22 ? "Returns" : "INBOX", at: moment)
  }

  private mutating func newLetter(at moment: Instant) -> NumberedLetter {
    letters += 1
    var letter = NumberedLetter(letters)
    let customer = roll(2_000)
    letter.from = "Customer \(customer) <c\(customer)@customer.example>"
    // The sender's clock is nothing to go by.
    letter.date = moment + .minutes(roll(10) == 0 ? Int64(roll(6_000) - 3_000) : 0)
    letter.filling = roll(100)
    return letter
  }

  private mutating func write(_ answer: Answer) async {
    var letter = newLetter(at: answer.at)
    letter.from = answer.from
    letter.answers = answer.replies
    letter.subject = answer.subject
    await deliver(letter.bytes, to: "INBOX", at: answer.at)
  }

  private mutating func deliver(
    _ bytes: [UInt8], to folder: String, at moment: Instant, flags: [String] = []
  ) async {
    mails += 1
    mailsByHour[moment.hour, default: 0] += 1
    await server.deliver(bytes, to: folder, receivedAt: moment.date, flags: flags)
  }

  /// Half of those who got a reply will answer it.
  private mutating func readReplies(at moment: Instant) async {
    let sent = await server.sent
    while read < sent.count {
      let reply = sent[read]
      read += 1
      guard roll(2) == 0, let id = reply.bytes.field("Message-ID"), let to = reply.to.first else {
        continue
      }
      answers.append(
        Answer(
          at: moment + .minutes(Int64(1 + roll(1_500))), from: "<\(to)>",
          subject: reply.bytes.field("Subject") ?? "Re:",
          replies: [id.filter { !"<>".contains($0) }]))
    }
  }
}

// MARK: - What another client does

extension Customers {
  private static let read = MailShop.folders

  private mutating func tidy() async {
    let folder = Self.read[roll(4) == 0 ? 1 : 0]
    let there = await server.mails(in: folder)
    guard !there.isEmpty else { return }
    let mail = there[roll(there.count)]
    switch roll(10) {
    case 0..<5:
      let flag = ["\\Seen", "\\Flagged", "\\Answered", "Later"][roll(4)]
      var flags = mail.flags.filter { $0 != flag }
      if flags.count == mail.flags.count { flags.append(flag) }
      await server.set(flags, of: mail.uid, in: folder)
    case 5..<7:
      let target = ["INBOX", "Returns", "Elsewhere"][roll(3)]
      await server.deliver(
        mail.bytes, to: target, receivedAt: mail.receivedAt, flags: mail.flags)
      await server.remove(mail.uid, from: folder)
    default:
      await server.remove(mail.uid, from: folder)
    }
  }
}

extension NumberedLetter {
  /// The same to somebody else.
  func bytes(to address: String) -> [UInt8] {
    Array(
      String(decoding: bytes, as: UTF8.self)
        .replacing("To: \(MailShop.address)\r\n", with: "To: \(address)\r\n", maxReplacements: 1)
        .utf8)
  }
}

extension [UInt8] {
  /// What stands in a field of a mail's head, where that is one line.
  func field(_ name: String) -> String? {
    let lines = String(decoding: prefix(4_000), as: UTF8.self).split(separator: "\r\n")
    return lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
  }
}

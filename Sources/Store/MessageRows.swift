internal import Domain
internal import Foundation
internal import GRDB

/// What was said, a row for every message, note and sent reply; the words lie in content.
enum MessageRows {
  /// Files a message under a ticket; it is found once `words` are filed.
  static func add(
    _ message: Message, _ traces: ReadyMessage.Traces, to ticket: Int64, by event: EventNumber,
    content: Content.ID, isReply: Bool, words: inout SearchIndex.Waiting, in db: Database
  ) throws {
    let row = try MessageKey.claim(message.receivedAt, in: db)
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO message
          (row, id, ticket, seq, direction, kind, account, external_id, raw, words, received_at,
           is_reply, content_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    statement.setUncheckedArguments([
      row, message.id.blob, ticket, event, message.direction.rawValue, message.kind.rawValue,
      message.account, message.externalID, message.raw.flatMap { Data(hex: $0) },
      traces.hash, message.receivedAt.milliseconds, isReply, content.blob,
    ])
    try statement.execute()
    try SearchIndex.place(row: row, of: ticket, at: message.receivedAt, in: db)
    words.add(traces.words, row: row)
    try addParties(of: message, to: ticket, in: db)
  }

  /// When a customer first wrote in a ticket after an event, and when anything was last said.
  static func heard(
    in ticket: Int64, after event: EventNumber, in db: Database
  ) throws -> (first: Instant?, last: Instant?) {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT min(CASE WHEN direction = 'inbound' AND kind = 'human' THEN received_at END),
            max(received_at)
          FROM message WHERE ticket = ? AND seq > ? AND direction <> 'note'
          """), arguments: [ticket, event])
    let moment = { (index: Int) in
      (row?[index] as Int64?).map { Instant(milliseconds: $0) }
    }
    return (moment(0), moment(1))
  }

  /// Everything said in a ticket, oldest first.
  static func messages(of ticket: Int64, in db: Database) throws -> [Message] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT m.content_id, m.is_reply, m.received_at, o.last_error
        FROM message m LEFT JOIN outbox o ON m.is_reply AND o.reply_id = m.id
        WHERE m.ticket = ? ORDER BY m.received_at, m.seq
        """)
    return try Row.fetchAll(statement, arguments: [ticket]).map { row in
      let bytes = try Content.bytes(of: try Content.ID(stored: row[0]), in: db)
      guard row[1] else { return try JSON.value(Message.self, from: bytes) }
      let reply = try JSON.value(Reply.self, from: bytes)
      return Message(
        reply, sentAt: Instant(milliseconds: row[2]), notTaken: row[3] as String? ?? "")
    }
  }

  /// Whether a message came in before: the same account, Message-ID and bytes.
  static func isKnown(_ message: Message, in db: Database) throws -> Bool {
    guard let raw = message.raw.flatMap({ Data(hex: $0) }) else { return false }
    let statement = try db.cachedStatement(
      sql: "SELECT 1 FROM message WHERE raw = ? AND account = ? AND external_id IS ?")
    return try Bool.fetchOne(statement, arguments: [raw, message.account, message.externalID])
      ?? false
  }

  // MARK: - Parties

  /// Says who takes part in a ticket by one of its messages.
  static func addParties(of message: Message, to ticket: Int64, in db: Database) throws {
    switch message.direction {
    case .inbound:
      try add([message.from] + message.replyTo, as: "from", to: ticket, in: db)
      try add(message.to, as: "to", to: ticket, in: db)
      try add(message.cc, as: "cc", to: ticket, in: db)
    case .outbound:
      try add(message.to + message.cc + message.bcc, as: "reply", to: ticket, in: db)
    case .note:
      break
    }
  }

  private static func add(
    _ parties: [Party], as role: String, to ticket: Int64, in db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO party (ticket, role, address, name) VALUES (?, ?, ?, ?)")
    for party in parties where !party.address.isEmpty {
      statement.setUncheckedArguments([ticket, role, party.address.lowercased(), party.name])
      try statement.execute()
    }
  }

  /// Every address that wrote or was written to in a ticket, lower case.
  static func participants(of ticket: Int64, in db: Database) throws -> Set<String> {
    try String.fetchSet(
      db.cachedStatement(sql: "SELECT address FROM party WHERE ticket = ?"), arguments: [ticket])
  }
}

extension Message {
  /// A reply of ours as a message of its ticket, once the other side has it.
  init(_ reply: Reply, sentAt moment: Instant, notTaken: String = "") {
    self.init(
      id: MessageID(high: reply.id.high, low: reply.id.low), direction: .outbound,
      channel: reply.channel, account: reply.account, from: reply.from, subject: reply.subject,
      receivedAt: moment, body: Body(visible: reply.text))
    to = reply.to
    cc = reply.cc
    bcc = reply.bcc
    date = reply.acceptedAt
    externalID = reply.externalID
    inReplyTo = reply.inReplyTo
    references = reply.references
    attachments = reply.attachments
    warnings = notTaken.isEmpty ? [] : [notTaken]
  }

  /// The beginning of what it says, on one line.
  var preview: String {
    var visible = body.visible
    if let plain = visible.withUTF8(Self.plainPreview) { return plain }
    var text = ""
    var isBlank = true
    var count = 0
    for character in body.visible {
      guard count < Self.previewed else { break }
      if character.isBlank {
        if !isBlank { text.append(" ") }
        isBlank = true
      } else {
        text.append(character)
        isBlank = false
        count += 1
      }
    }
    return text
  }

  /// How many characters of it a preview holds, blanks left out.
  private static let previewed = 160

  /// The same where all of its characters are bytes; `nil` where they are not.
  private static func plainPreview(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var text: [UInt8] = []
    var isBlank = true
    var count = 0
    for byte in bytes {
      guard byte < 0x80 else { return nil }
      guard count < previewed else { break }
      if byte == 0x20 || 0x09...0x0D ~= byte {
        if !isBlank { text.append(0x20) }
        isBlank = true
      } else {
        text.append(byte)
        isBlank = false
        count += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Character {
  /// White space; of most letters, without looking them up.
  fileprivate var isBlank: Bool {
    guard let ascii = asciiValue else { return isWhitespace }
    return ascii == 0x20 || 0x09...0x0D ~= ascii
  }
}

import Foundation
import Mail

extension IMAPService {
  /// Does what a command asks; false ends the connection.
  mutating func answer(_ words: [Word]) async -> Bool {
    let texts = words.map { String(decoding: $0, as: UTF8.self) }
    guard texts.count > 1 else { return await say("* BAD what?") }
    let tag = texts[0]
    guard await simulator.isGood(token) else {
      _ = await say("* BYE the session has expired")
      return false
    }
    switch texts[1].uppercased() {
    case "CAPABILITY":
      let list = await capabilities()
      return await say("* CAPABILITY \(list)\r\n\(tag) OK done")
    case "NOOP":
      return await done(tag)
    case "LOGOUT":
      _ = await say("* BYE see you\r\n\(tag) OK done")
      return false
    case "STARTTLS":
      return await secure(tag)
    case "LOGIN" where texts.count == 4:
      return await signIn(tag, texts[2], texts[3])
    case "AUTHENTICATE":
      return await authenticate(tag, words)
    default:
      guard isSignedIn else { return await say("\(tag) BAD sign in first") }
      return await answer(tag, words, texts)
    }
  }

  private mutating func answer(_ tag: String, _ words: [Word], _ texts: [String]) async -> Bool {
    switch texts[1].uppercased() {
    case "LIST":
      return await list(tag)
    case "ENABLE" where texts.count == 3:
      let memory = await simulator.faults.memory
      saysUIDs = texts[2] == "QRESYNC" && memory == .remembersGone
      return await say("* ENABLED\(saysUIDs ? " QRESYNC" : "")\r\n\(tag) OK done")
    case "EXAMINE" where texts.count > 2, "SELECT" where texts.count > 2:
      await simulator.opening(ModifiedUTF7.decoded(words[2]))
      return await examine(tag, ModifiedUTF7.decoded(words[2]))
    case "APPEND" where texts.count > 3:
      return await append(tag, words)
    case "IDLE":
      return await idle(tag)
    case "CREATE" where texts.count == 3:
      await simulator.create(ModifiedUTF7.decoded(words[2]))
      return await done(tag)
    case "UID" where texts.count > 3 && IMAPService.changes.contains(texts[2].uppercased()):
      return await change(tag, words, texts)
    case "UID" where texts.count > 3 && texts[2].uppercased() == "FETCH":
      return await fetch(tag, texts)
    case "UID" where texts.count == 6 && texts[3].uppercased() == "HEADER":
      return await search(tag, field: texts[4], value: texts[5])
    case "UID" where texts.count > 4 && texts[2].uppercased() == "SEARCH":
      return await search(tag, among: texts)
    default:
      return await say("\(tag) BAD not known here")
    }
  }

  private mutating func done(_ tag: String) async -> Bool {
    let news = await simulator.news(for: connection, sayingUIDs: saysUIDs)
    return await say("\(news)\(tag) OK done")
  }

  private mutating func list(_ tag: String) async -> Bool {
    var text = ""
    for (name, folder) in await simulator.list() {
      let attributes = (["\\HasNoChildren"] + folder.attributes).joined(separator: " ")
      text += "* LIST (\(attributes)) \"/\" \"\(ModifiedUTF7.encoded(name))\"\r\n"
    }
    return await say("\(text)\(tag) OK done")
  }

  private mutating func examine(_ tag: String, _ name: String) async -> Bool {
    guard let folder = await simulator.open(name, for: connection) else {
      return await say("\(tag) NO [NONEXISTENT] there is no such folder")
    }
    var text = "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n"
    text += "* \(folder.mails.count) EXISTS\r\n* 0 RECENT\r\n"
    text += "* OK [UIDVALIDITY \(folder.validity)] as ever\r\n"
    if await simulator.faults.memory != .none {
      text += "* OK [HIGHESTMODSEQ \(folder.modSeq)] counted\r\n"
    }
    if await !simulator.faults.hidesUIDNext { text += "* OK [UIDNEXT \(folder.nextUID)] next\r\n" }
    return await say("\(text)\(tag) OK [READ-ONLY] done")
  }

  private mutating func append(_ tag: String, _ words: [Word]) async -> Bool {
    let name = ModifiedUTF7.decoded(words[2])
    guard let bytes = words.last,
      let place = await simulator.append(
        bytes, to: name, receivedAt: Date(timeIntervalSince1970: 1_700_000_000),
        flags: ["\\Seen"])
    else { return await say("\(tag) NO [TRYCREATE] there is no such folder") }
    return await say("\(tag) OK [APPENDUID \(place.validity) \(place.uid)] done")
  }

  private mutating func search(_ tag: String, field: String, value: String) async -> Bool {
    var found = ""
    for (_, mail) in await simulator.seen(by: connection) {
      let head = String(decoding: IMAPService.head(of: mail.bytes), as: UTF8.self)
      let isHit = head.split(separator: "\r\n").contains { line in
        line.lowercased().hasPrefix("\(field.lowercased()):")
          && line.lowercased().contains(value.lowercased())
      }
      if isHit { found += " \(mail.uid)" }
    }
    return await say("* SEARCH\(found)\r\n\(tag) OK done")
  }
}

extension IMAPService {
  /// A mail's bytes up to the first empty line.
  private static func head(of bytes: [UInt8]) -> ArraySlice<UInt8> {
    var start = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      if end - start < 2 { return bytes[..<start] }
      start = end + 1
    }
    return bytes[...]
  }

  static let changes: Set<String> = ["STORE", "MOVE", "COPY", "EXPUNGE"]

  private mutating func change(_ tag: String, _ words: [Word], _ texts: [String]) async -> Bool {
    guard let set = IMAPSet(texts[3]) else { return await say("\(tag) BAD not a set") }
    switch texts[2].uppercased() {
    case "STORE":
      guard texts.count > 6 else { return await say("\(tag) BAD which flag?") }
      let flag = texts[6]
      await simulator.change(set, for: connection) { mail in
        mail.flags.removeAll { $0 == flag }
        mail.flags.append(flag)
      }
    case "EXPUNGE":
      await simulator.lose(set, for: connection) { $0.flags.contains("\\Deleted") }
    default:
      guard texts.count == 5,
        await simulator.copy(set, to: ModifiedUTF7.decoded(words[4]), for: connection)
      else { return await say("\(tag) NO [TRYCREATE] there is no such folder") }
      if texts[2].uppercased() == "MOVE" { await simulator.lose(set, for: connection) }
    }
    return await done(tag)
  }

  private mutating func search(_ tag: String, among texts: [String]) async -> Bool {
    guard let set = texts.last.flatMap({ IMAPSet($0) }) else { return await say("\(tag) BAD set") }
    let uids = await simulator.seen(by: connection).map(\.mail.uid).filter { set.contains($0) }
    guard texts[3].uppercased() == "RETURN" else {
      let list = uids.map { " \($0)" }.joined()
      return await say("* SEARCH\(list)\r\n\(tag) OK done")
    }
    let all = uids.isEmpty ? "" : " ALL \(IMAPSet(uids).text)"
    return await say("* ESEARCH (TAG \"\(tag)\") UID\(all)\r\n\(tag) OK done")
  }
}

// MARK: - FETCH

extension IMAPService {
  private mutating func fetch(_ tag: String, _ texts: [String]) async -> Bool {
    let seen = await simulator.seen(by: connection)
    let wanted: (UInt32) -> Bool
    if texts[3] == "*" {
      let last = seen.last?.mail.uid
      wanted = { $0 == last }
    } else if let set = IMAPSet(texts[3]) {
      wanted = { set.contains($0) }
    } else {
      return await say("\(tag) BAD not a set")
    }
    let isWhole = texts.contains { $0.uppercased() == "BODY.PEEK[]" }
    let since = texts.firstIndex { $0.uppercased() == "CHANGEDSINCE" }.flatMap {
      UInt64(texts[$0 + 1])
    }
    if let since, texts.contains("VANISHED") {
      let gone = await simulator.vanished(since: since, for: connection).filter(wanted)
      if !gone.isEmpty, await !say("* VANISHED (EARLIER) \(IMAPSet(gone).text)") { return false }
    }
    for (number, mail) in seen where wanted(mail.uid) && mail.modSeq > since ?? 0 {
      let refusal = isWhole ? await simulator.faults.refusedMails[mail.uid] : nil
      if let refusal, refusal.hasPrefix("BYE") {
        _ = await say("* \(refusal)")
        return false
      }
      if let refusal, !refusal.isEmpty { return await say("\(tag) NO \(refusal)") }
      let flags = mail.flags.joined(separator: " ")
      var bytes = Array("* \(number) FETCH (UID \(mail.uid) RFC822.SIZE \(mail.bytes.count)".utf8)
      if since != nil { bytes += Array(" MODSEQ (\(mail.modSeq))".utf8) }
      if let place = texts.firstIndex(where: { $0.uppercased().hasSuffix("[HEADER.FIELDS") }) {
        let name = texts[place...].dropFirst().first { $0 != "(" }?.uppercased() ?? ""
        let field = IMAPService.field(name, of: mail.bytes)
        bytes += Array(" BODY[HEADER.FIELDS (\(name))] {\(field.count)}\r\n".utf8) + field
      }
      if texts.contains("FLAGS"), !isWhole { bytes += Array(" FLAGS (\(flags))".utf8) }
      if texts.contains("X-GM-LABELS") {
        let labels = mail.labels.map { label in
          let text = ModifiedUTF7.encoded(label).replacing("\\", with: "\\\\")
          return "\"\(text.replacing("\"", with: "\\\""))\""
        }
        bytes += Array(" X-GM-LABELS (\(labels.joined(separator: " ")))".utf8)
      }
      if refusal != nil {
        bytes += Array(" FLAGS (\(flags)) BODY[] NIL".utf8)
      } else if isWhole {
        let date = IMAPService.date(mail.receivedAt)
        bytes += Array(
          " FLAGS (\(flags)) INTERNALDATE \"\(date)\" BODY[] {\(mail.bytes.count)}\r\n".utf8)
        bytes += mail.bytes
      }
      guard await send(bytes + Array(")\r\n".utf8)) else { return false }
    }
    return await done(tag)
  }

  /// The fields of this name as they stand in a mail, a line each, and the empty line after them.
  private static func field(_ name: String, of bytes: [UInt8]) -> [UInt8] {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
    let fields = lines.filter { $0.uppercased().hasPrefix("\(name):") }
    return Array((fields.map { "\($0)\r\n" }.joined() + "\r\n").utf8)
  }

  private static func date(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = "dd-MMM-yyyy HH:mm:ss '+0000'"
    return formatter.string(from: date)
  }
}

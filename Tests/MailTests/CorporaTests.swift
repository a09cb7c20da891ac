import Foundation
import Mail
import Seal
import Testing

/// What other projects expect of their own samples. The floors stand just below what is reached,
/// so that a step back shows.
@Suite struct CorporaTests {
  // MARK: - Comparing

  private static func squeezed(_ text: String?) -> String {
    (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The F1 of the words of both.
  private static func likeness(_ left: String, _ right: String) -> Double {
    func words(_ text: String) -> [Substring: Int] {
      text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.reduce(into: [:]) {
        $0[$1, default: 0] += 1
      }
    }
    let (left, right) = (words(left), words(right))
    let total = left.values.reduce(0, +) + right.values.reduce(0, +)
    let common = left.reduce(0) { $0 + min($1.value, right[$1.key] ?? 0) }
    return total == 0 ? 1 : Double(2 * common) / Double(total)
  }

  private static func mailboxes(_ value: Any?) -> [[String?]]? {
    (value as? [[String: Any]])?.map { row in
      let name = squeezed(row["name"] as? String)
      return [name.isEmpty ? nil : name, row["address"] as? String]
    }
  }

  private static func mailboxes(_ list: [Mail.Mailbox]) -> [[String?]] {
    list.map { mailbox in
      let name = squeezed(mailbox.name)
      return [name.isEmpty ? nil : name, mailbox.address.isEmpty ? nil : mailbox.address]
    }
  }

  // MARK: - Parsing

  @Test(arguments: [
    ("mime-mailparser", 0.98), ("mime-cpython", 0.9), ("mime-mikel", 0.98),
    ("mimekit-samples", 1.0),
  ])
  func mails(name: String, floor: Double) {
    var tally = Tally()
    for one in MailCorpora.cases(name)
    where ["mime", "mime-differential", "mime-robust"].contains(one.kind) {
      let inspection = Inspection(of: one.bytes)
      let message = inspection.message
      if let expected = one.expect["class"] as? String {
        tally.mark("class", inspection.classification.messageClass.rawValue == expected)
      }
      if let subject = one.expect["subject"] as? String {
        tally.mark("subject", Self.squeezed(message.subject) == Self.squeezed(subject))
      }
      for (key, list) in [("from", message.from), ("to", message.to), ("cc", message.cc)] {
        guard let expected = Self.mailboxes(one.expect[key]) else { continue }
        tally.mark(key, Self.mailboxes(list) == expected)
      }
      if let date = one.expect["date"] as? String {
        tally.mark("date", message.date?.rfc3339 == date)
      }
      let files = one.expect["attachments"] as? [[String: Any]]
      if let names = files?.compactMap({ $0["filename"] as? String })
        ?? one.expect["filenames"] as? [String]
      {
        tally.mark(
          "filenames", message.attachments.compactMap(\.filename).sorted() == names.sorted())
      }
      if let files {
        let hashes = files.filter { $0["kind"] as? String == "Binary" }.compactMap {
          $0["sha256"] as? String
        }
        tally.mark(
          "bytes", Set(hashes).isSubset(of: Set(message.attachments.map(\.measure.sha256.hex))))
      }
      let texts = (one.expect["text_body"] as? [[String: Any]] ?? [])
        .filter { $0["type"] as? String == "Text" }.compactMap { $0["text"] as? String }
      if !texts.isEmpty {
        tally.mark("text", Self.likeness(message.text ?? "", texts.joined(separator: "\n")) >= 0.95)
      }
    }
    tally.show(name)
    #expect(tally.share >= floor)
  }

  @Test func headerFields() {
    var tally = Tally()
    for one in MailCorpora.cases("header-units-mailparser") {
      let value = one.header.components(separatedBy: "\n\n")[0]
        .trimmingCharacters(in: .newlines).replacingOccurrences(of: "\r", with: "")
      switch one.kind {
      case "header-address":
        let expected = Self.mailboxes(one.expect["mailboxes"]) ?? []
        tally.mark("address", Self.mailboxes(mail("To: \(value)").to) == expected)
      case "header-date":
        let date = mail("Date: \(value)").date?.rfc3339
        tally.mark("date", date == one.expect["iso"] as? String)
      case "header-content_type":
        guard let type = one.expect["c_type"] as? String,
          let subtype = one.expect["c_subtype"] as? String
        else { continue }
        let expected = one.expect["attributes"] as? [[String]] ?? []
        let boundary = expected.first { $0[0] == "boundary" }?[1] ?? ""
        let part = mail("Content-Type: \(value)", body: "--\(boundary)\r\n\r\nx").parts.first
        let found = part?.parameters ?? [:]
        tally.mark(
          "content type",
          part?.contentType == "\(type)/\(subtype)" && found.count == expected.count
            && expected.allSatisfy { found[$0[0]] == $0[1] })
      default: continue
      }
    }
    tally.show("header-units-mailparser")
    #expect(tally.share >= 0.91)
  }

  // MARK: - Kinds of mail

  @Test func bounces() {
    var tally = Tally()
    for one in MailCorpora.cases("bounce-sisimai") {
      let known = Classification(of: MIMEParser.parse(one.bytes))
      let expected = one.expect["class"] as? String ?? ""
      tally.mark(
        "class",
        known.messageClass.rawValue == expected
          || expected == "not-bounce" && known.messageClass != .bounce)
      guard expected == "bounce", let events = one.expect["events"] as? [[String: Any]] else {
        continue
      }
      let digits = events.compactMap { ($0["status"] as? String)?.first }.sorted()
      let found = known.bounce.compactMap { $0.status?.first }.sorted()
      tally.mark("status", digits == Array(found.prefix(events.count)))
      let isHard = events.contains { $0["hard"] as? Bool == true }
      tally.mark("hard", isHard == known.bounce.contains(where: \.hard))
    }
    tally.show("bounce-sisimai")
    #expect(tally.share("class") >= 0.98)
    #expect(tally.share("status") >= 0.98)
    #expect(tally.share("hard") >= 0.93)
  }

  @Test func automaticAnswers() {
    var tally = Tally()
    for one in MailCorpora.cases("auto-reply-policy") {
      let policy = AutoReplyPolicy(
        for: MIMEParser.parse(one.bytes), ownAddresses: ["support@shop.example"])
      tally.mark("allowed", policy.allowed == one.expect["auto_reply_allowed"] as? Bool)
    }
    tally.show("auto-reply-policy")
    #expect(tally.share == 1)
  }

  // MARK: - Texts

  @Test(arguments: [
    "reply-trim-crisp", "reply-trim-discourse", "reply-trim-github", "reply-trim-talon",
  ])
  func newWords(name: String) {
    var tally = Tally()
    for one in MailCorpora.cases(name) {
      let whole = BodyText.read(one.bytes, isHTML: one.kind == "reply-strip-html")
      let text =
        switch one.kind {
        case "reply-strip-eml": MIMEParser.parse(one.bytes).text ?? ""
        case "reply-strip-html": BodyText.text(fromHTML: whole)
        default: whole
        }
      let visible = BodyText.split(text).visible
      tally.mark(one.kind, Self.isExpected(visible, of: whole, one.expect))
    }
    tally.show(name)
    #expect(tally.share == 1)
  }

  private static func isExpected(_ visible: String, of whole: String, _ expect: [String: Any])
    -> Bool
  {
    let seen = squeezed(visible)
    func texts(_ key: String) -> [String] { (expect[key] as? [String] ?? []).map { squeezed($0) } }
    if let text = expect["visible"] as? String, seen != squeezed(text) { return false }
    if let text = expect["visible_nospace"] as? String,
      visible.filter({ !$0.isWhitespace }) != text
    {
      return false
    }
    if let text = expect["visible_starts"] as? String, !seen.hasPrefix(squeezed(text)) {
      return false
    }
    let wanted = texts("visible_contains") + texts("first_fragment_contains")
    guard wanted.allSatisfy({ seen.contains($0) }) else { return false }
    guard texts("visible_lacks").allSatisfy({ !seen.contains($0) }) else { return false }
    if let first = expect["first_fragment"] as? String {
      let first = squeezed(first)
      guard seen.hasPrefix(first), seen.count <= first.count + 120 else { return false }
    }
    return expect["nothing_stripped"] as? Bool != true || seen == squeezed(whole)
  }

  @Test func textOfHTML() {
    var tally = Tally()
    for one in MailCorpora.cases("html-text-soundasleep") {
      let text = BodyText.text(fromHTML: BodyText.read(one.bytes, isHTML: true))
      tally.mark("text", Self.likeness(text, one.expect["text"] as? String ?? "") >= 0.9)
    }
    tally.show("html-text-soundasleep")
    #expect(tally.share == 1)
  }

  // MARK: - Threads and files

  @Test func conversations() {
    var tally = Tally()
    for one in MailCorpora.cases("threading-imaptest") {
      let entries = MailArchive(path: one.file).map { Threading.Entry(MIMEParser.parse($0.bytes)) }
      let found = Threading.conversations(entries).map { $0.map { $0 + 1 } }
      let expected = (one.expect["conversations"] as? [[Int]] ?? []).map { $0.sorted() }
      tally.mark(
        "conversations", found.sorted { $0[0] < $1[0] } == expected.sorted { $0[0] < $1[0] })
    }
    tally.show("threading-imaptest")
    // Two of the four join by subject, which we refuse to do.
    #expect(tally.share >= 0.5)
  }

  @Test func packedFilesAreNamed() {
    for one in MailCorpora.cases("mimekit-samples") where one.kind == "tnef" {
      let head = "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      let message = MIMEParser.parse(Data(head.utf8) + one.bytes.base64EncodedData())
      let names = message.attachments.compactMap(\.filename)
      for name in one.expect["attachment_names"] as? [String] ?? [] {
        #expect(names.contains(name), "\(one.id)")
      }
    }
  }

  @Test func attachmentsStayInTheirFolder() throws {
    var tally = Tally()
    for one in MailCorpora.cases("attachment-names") {
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "names-\(UInt64.random(in: 0...UInt64.max))"
      ).path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try Data("old".utf8).write(to: URL(filePath: "\(folder)/report.pdf"))
      for file in MIMEParser.parse(one.bytes).attachments { try SafeName.save(file, into: folder) }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0 != "report.pdf" }
      let name = names.first ?? ""
      let contents = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
      tally.mark(
        "saved",
        names.count == 1 && !name.hasPrefix(".") && !name.hasPrefix("-")
          && name.utf8.count <= 255
          && Self.squeezed(String(decoding: contents, as: UTF8.self)) == "DATA"
          && FileManager.default.contents(atPath: "\(folder)/report.pdf") == Data("old".utf8))
    }
    tally.show("attachment-names")
    #expect(tally.share == 1)
  }

  // MARK: - Robustness

  /// R14: every sample survives random edits.
  @Test func damagedSamplesNeverStopTheParser() {
    var generator = SplitMix(state: 7)
    for name in [
      "mime-mailparser", "mime-cpython", "mime-mikel", "mimekit-samples", "bounce-sisimai",
    ] {
      for one in MailCorpora.cases(name) where !one.bytes.isEmpty && one.bytes.count < 60_000 {
        var bytes = [UInt8](one.bytes)
        for _ in 0..<20 {
          let place = Int.random(in: 0..<bytes.count, using: &generator)
          if Bool.random(using: &generator) {
            bytes[place] = UInt8.random(in: 0...255, using: &generator)
          } else {
            bytes.removeSubrange(place..<min(bytes.count, place + 5))
          }
          if bytes.isEmpty { break }
        }
        _ = Inspection(of: Data(bytes))
      }
    }
  }
}

/// A calendar part (RFC 5545, RFC 5546) in a few lines: what, when, where and who asks.
enum CalendarText {
  /// The lines for `text`; `nil` where it holds no event.
  static func summary(of text: String) -> String? {
    let lines = ContentLine.all(in: text)
    guard let start = lines.firstIndex(where: { $0.isBegin("vevent") || $0.isBegin("vtodo") })
    else { return nil }
    let method = lines.first { $0.name == "method" }?.value.lowercased() ?? ""
    var event: [String: ContentLine] = [:]
    var attendees: [ContentLine] = []
    var depth = 0
    for line in lines[(start + 1)...] {
      if line.name == "begin" { depth += 1 }
      if line.name == "end" {
        if depth == 0 { break }
        depth -= 1
      }
      guard depth == 0 else { continue }
      if line.name == "attendee" { attendees.append(line) }
      if event[line.name] == nil { event[line.name] = line }
    }
    return written(event, attendees: attendees, method: method)
  }

  private static func written(
    _ event: [String: ContentLine], attendees: [ContentLine], method: String
  ) -> String {
    let isCancelled = event["status"]?.value.lowercased() == "cancelled"
    var lines = ["\(isCancelled ? "Cancelled" : title(method)): \(event["summary"]?.plain ?? "")"]
    if method == "reply" {
      lines += attendees.prefix(10).map { "Answer: \($0.person) \($0.answer)" }
    }
    if let when = when(event) { lines.append("When: \(when)") }
    if let place = event["location"]?.plain, !place.isEmpty { lines.append("Where: \(place)") }
    if let organizer = event["organizer"] { lines.append("Organiser: \(organizer.person)") }
    return lines.joined(separator: "\n")
  }

  private static func title(_ method: String) -> String {
    switch method {
    case "request", "add": "Invitation"
    case "cancel": "Cancelled"
    case "reply": "Answer to an invitation"
    case "counter": "Another time proposed"
    case "declinecounter": "Proposed time declined"
    case "refresh": "Asks for the invitation again"
    default: "Event"
    }
  }

  private static func when(_ event: [String: ContentLine]) -> String? {
    guard let start = event["dtstart"] ?? event["due"] else { return nil }
    var words = start.moment
    if let end = event["dtend"]?.moment, end != words {
      // The same day is not said twice.
      let day = words.prefix(10)
      words += " – " + (end.hasPrefix(day) && end.count > 10 ? String(end.dropFirst(11)) : end)
    } else if let length = event["duration"]?.value {
      words += ", for \(length.prefix(20))"
    }
    if let zone = start.zone { words += " (\(zone))" }
    return event["rrule"] == nil ? words : "\(words), repeated"
  }
}

/// One line of a calendar or a card: `NAME;PARAMETER=value:value`.
struct ContentLine {
  let name: String
  let parameters: [String: String]
  let value: String

  /// All lines of `text`, continued ones joined; the first thousands of them.
  static func all(in text: String) -> [ContentLine] {
    var joined: [String] = []
    for line in BodyText.lines(text.prefix(1 << 20)).prefix(20_000) {
      if let first = line.utf8.first, first == 0x20 || first == 0x09, let last = joined.indices.last
      {
        if joined[last].utf8.count < 8_192 { joined[last] += line.dropFirst() }
      } else {
        joined.append(String(line))
      }
    }
    return joined.compactMap(ContentLine.init)
  }

  private init?(_ line: String) {
    var isQuoted = false
    let end = line.firstIndex { character in
      if character == "\"" { isQuoted.toggle() }
      return character == ":" && !isQuoted
    }
    guard let end else { return nil }
    let pieces = ContentLine.split(line[..<end])
    guard let first = pieces.first else { return nil }
    // Apple groups fields: `item1.EMAIL`.
    name = (first.split(separator: ".").last.map(String.init) ?? "").lowercased()
    var parameters: [String: String] = [:]
    for piece in pieces.dropFirst() {
      guard let mark = piece.firstIndex(of: "=") else { continue }
      let value = piece[piece.index(after: mark)...].filter { $0 != "\"" }
      parameters[piece[..<mark].lowercased()] = String(value)
    }
    self.parameters = parameters
    value = String(QuoteSigns.trim(line[line.index(after: end)...]))
  }

  private static func split(_ head: Substring) -> [Substring] {
    var isQuoted = false
    return head.split { character in
      if character == "\"" { isQuoted.toggle() }
      return character == ";" && !isQuoted
    }
  }

  func isBegin(_ what: String) -> Bool { name == "begin" && value.lowercased() == what }

  /// The value with its escapes resolved, on one line.
  var plain: String {
    var out = ""
    var isEscaped = false
    for character in value {
      if isEscaped {
        out.append(character == "n" || character == "N" ? " " : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        out.append(character)
      }
    }
    return out
  }

  /// `Ana <ana@example.com>` of an organiser or attendee.
  var person: String {
    let address = value.lowercased().hasPrefix("mailto:") ? String(value.dropFirst(7)) : value
    return parameters["cn"].map { $0 == address ? address : "\($0) <\(address)>" } ?? address
  }

  /// What an attendee answered.
  var answer: String { parameters["partstat"]?.lowercased() ?? "did not answer" }

  /// `2026-11-02 09:00` of `20261102T090000`; what is no moment stays as it is.
  var moment: String {
    let digits = Array(value.utf8.prefix(15))
    let isDate = digits.count >= 8 && digits[..<8].allSatisfy { 0x30...0x39 ~= $0 }
    guard isDate else { return String(value.prefix(40)) }
    let text = value.prefix(15)
    let day = "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.dropFirst(6).prefix(2))"
    guard digits.count >= 13, digits[8] == 0x54 else { return day }
    return "\(day) \(text.dropFirst(9).prefix(2)):\(text.dropFirst(11).prefix(2))"
  }

  /// The time zone of a moment, by its name; `nil` for days and for the reader's own time.
  var zone: String? { value.hasSuffix("Z") ? "UTC" : parameters["tzid"] }
}

/// A visiting card (RFC 6350) in a few lines.
enum CardText {
  /// The lines for `text`; `nil` where it holds no card.
  static func summary(of text: String) -> String? {
    let lines = ContentLine.all(in: text)
    guard lines.contains(where: { $0.isBegin("vcard") }) else { return nil }
    let rows = [
      ("Contact", "fn"), ("Organisation", "org"), ("Title", "title"), ("Telephone", "tel"),
      ("E-mail", "email"), ("Address", "adr"), ("Web", "url"),
    ]
    let found = rows.flatMap { label, name in
      lines.filter { $0.name == name }.prefix(3).map { line in
        let words = line.plain.split(separator: ";").map { $0.drop(while: \.isWhitespace) }
        return "\(label): \(words.filter { !$0.isEmpty }.joined(separator: ", "))"
      }
    }
    return found.isEmpty ? nil : found.joined(separator: "\n")
  }
}

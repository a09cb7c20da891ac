import Foundation

extension IMAPReader {
  /// Reads the whole response.
  mutating func response() throws(MailFault) -> IMAPResponse {
    if take(0x2B) {
      _ = take(0x20)
      return .continuation(rest())
    }
    guard take(0x2A) else { return try tagged() }
    try need(0x20)
    if let byte, 0x30...0x39 ~= byte { return .data(try counted()) }
    let word = try word(stops: [0x5B]).uppercased()
    if let kind = IMAPStatus.Kind(rawValue: word) { return .untagged(try status(kind)) }
    return .data(try datum(word))
  }

  private mutating func tagged() throws(MailFault) -> IMAPResponse {
    let tag = try word()
    try need(0x20)
    let word = try word()
    guard let kind = IMAPStatus.Kind(rawValue: word.uppercased()),
      kind == .ok || kind == .no || kind == .bad
    else { throw fault("a tag is followed by neither OK, NO nor BAD") }
    return .tagged(tag, try status(kind))
  }
}

// MARK: - Status

extension IMAPReader {
  private mutating func status(_ kind: IMAPStatus.Kind) throws(MailFault) -> IMAPStatus {
    skipSpaces()
    var code: IMAPCode?
    if take(0x5B) {
      code = try self.code()
      skipSpaces()
    }
    return IMAPStatus(kind, code, rest())
  }

  private mutating func code() throws(MailFault) -> IMAPCode {
    let name = try word(stops: [0x5D]).uppercased()
    skipSpaces()
    let code: IMAPCode
    switch name {
    case "CAPABILITY":
      let list = try text(until: 0x5D).split(separator: 0x20)
      return .capability(Set(list.map { String(decoding: $0, as: UTF8.self).uppercased() }))
    case "UIDVALIDITY": code = .uidValidity(try positive())
    // Nothing rests on these: where one is not what it should be, the answer still counts.
    case "UIDNEXT": code = (try? number()).map(IMAPCode.uidNext) ?? .other(name)
    case "HIGHESTMODSEQ": code = (try? largeNumber()).map(IMAPCode.highestModSeq) ?? .other(name)
    case "APPENDUID": code = (try? appendUID()) ?? .other(name)
    default:
      code = .other(name)
    }
    _ = try text(until: 0x5D)
    return code
  }

  private mutating func appendUID() throws(MailFault) -> IMAPCode {
    let validity = try positive()
    skipSpaces()
    return .appendUID(validity, try set())
  }
}

// MARK: - Data

extension IMAPReader {
  private mutating func counted() throws(MailFault) -> IMAPDatum {
    let count = try number()
    try need(0x20)
    let word = try word().uppercased()
    switch word {
    case "EXISTS": return .exists(count)
    case "RECENT": return .recent(count)
    case "EXPUNGE":
      guard count > 0 else { throw fault("0 is not a message's number") }
      return .expunge(count)
    case "FETCH":
      guard count > 0 else { throw fault("0 is not a message's number") }
      try need(0x20)
      return .message(try message(IMAPMessage(number: count)))
    default: return .other(word)
    }
  }

  private mutating func datum(_ word: String) throws(MailFault) -> IMAPDatum {
    skipSpaces()
    switch word {
    case "CAPABILITY": return .capability(try capitals())
    case "ENABLED": return .enabled(try capitals())
    case "LIST": return .folder(try folder())
    case "SEARCH": return .search(try found())
    case "ESEARCH": return .found(try extendedFound())
    case "FLAGS": return .flags(try words())
    case "VANISHED":
      let isEarlier = byte == 0x28
      if isEarlier { _ = try words() }
      skipSpaces()
      return .vanished(try set(), earlier: isEarlier)
    default: return .other(word)
    }
  }

  private mutating func capitals() throws(MailFault) -> Set<String> {
    var result: Set<String> = []
    skipSpaces()
    while !isAtEnd {
      result.insert(try word().uppercased())
      skipSpaces()
    }
    return result
  }

  private mutating func folder() throws(MailFault) -> IMAPFolder {
    let attributes = try words().map { $0.lowercased() }
    skipSpaces()
    let separator = try string()
    skipSpaces()
    let name = try self.name()
    return IMAPFolder(
      name: ModifiedUTF7.decoded(name),
      separator: separator?.first.map { Character(Unicode.Scalar($0)) },
      attributes: Set(attributes))
  }

  private mutating func found() throws(MailFault) -> [UInt32] {
    var result: [UInt32] = []
    skipSpaces()
    while !isAtEnd {
      if byte == 0x28 {
        try skipValue()
      } else {
        result.append(try positive())
      }
      skipSpaces()
    }
    return result
  }

  private mutating func extendedFound() throws(MailFault) -> IMAPFound {
    var result = IMAPFound()
    if take(0x28) {
      skipSpaces()
      _ = try word()
      skipSpaces()
      result.tag = String(decoding: try name(), as: UTF8.self)
      skipSpaces()
      try need(0x29)
    }
    skipSpaces()
    while !isAtEnd {
      let key = try word().uppercased()
      skipSpaces()
      switch key {
      case "UID": result.isUID = true
      case "MIN": result.min = try positive()
      case "MAX": result.max = try positive()
      case "COUNT": result.count = try number()
      case "ALL": result.all = try set()
      default: try skipValue()
      }
      skipSpaces()
    }
    return result
  }
}

// MARK: - One mail

extension IMAPReader {
  private mutating func message(_ blank: IMAPMessage) throws(MailFault) -> IMAPMessage {
    var message = blank
    try need(0x28)
    skipSpaces()
    while !take(0x29) {
      guard !isAtEnd else { throw fault("a parenthesis is not closed") }
      try attribute(of: &message)
      skipSpaces()
    }
    return message
  }

  private mutating func attribute(of message: inout IMAPMessage) throws(MailFault) {
    let name = try word(stops: [0x5B]).uppercased()
    var section: String?
    var isPartial = false
    if take(0x5B) {
      section = String(decoding: try text(until: 0x5D), as: UTF8.self).uppercased()
      isPartial = take(0x3C)
      if isPartial { _ = try text(until: 0x3E) }
    }
    skipSpaces()
    switch (name, section) {
    case ("UID", nil): message.uid = try positive()
    case ("FLAGS", nil): message.flags = try words()
    case ("X-GM-LABELS", nil): message.labels = try names().map(ModifiedUTF7.decoded)
    case ("INTERNALDATE", nil): message.receivedAt = try date()
    case ("RFC822.SIZE", nil): message.size = try number()
    case ("MODSEQ", nil):
      try need(0x28)
      message.modSeq = try largeNumber()
      try need(0x29)
    case ("BODY", "") where isPartial: try skipValue()  // never asked for; not the whole mail
    case ("BODY", ""), ("RFC822", nil): message.body = try data()
    case ("BODY", let section?): message.sections[section] = try string() ?? []
    default: try skipValue()
    }
  }

  /// `"17-Jul-1996 02:44:25 -0700"`; what is no date says as little as none, and the mail is good.
  private mutating func date() throws(MailFault) -> Date? {
    try string().flatMap { IMAPDate.date(String(decoding: $0, as: UTF8.self)) }
  }
}

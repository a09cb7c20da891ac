import Foundation
import Mail

/// Plays a server against an IMAP dialogue.
struct IMAPPlayer: FuzzPlayer {
  private(set) var dialogue: IMAPDialogue
  private(set) var events: [IMAPDialogue.Event] = []
  private(set) var witness: Witness
  private(set) var tag = ""
  private var everSaid: [UInt8] = []
  private var isReady = false
  private var isLeaving = false
  private var wantsTLS = false
  private var idle: String?
  private var filing: [UInt8]?

  static var limits: IMAPParser.Limits {
    var limits = IMAPParser.Limits()
    limits.lineBytes = 16 << 10
    limits.literalBytes = 64 << 10
    limits.literals = 20
    return limits
  }

  init(_ conversation: IMAPConversation) {
    dialogue = IMAPDialogue(
      login: conversation.login, protection: conversation.protection, limits: Self.limits)
    witness = Witness(conversation.protection)
  }

  var blank: IMAPPlayer {
    var blank = self
    blank.events = []
    blank.witness.beginRecord()
    return blank
  }

  /// Words behind the go-ahead for TLS are seen with it or after it: both end the dialogue.
  var news: [IMAPDialogue.Event] {
    guard case .unsafe? = witness.fault else { return events }
    return events.filter { $0 != .startTLS }
  }

  static func areAlike(_ one: MailFault?, _ other: MailFault?) -> Bool { one == other }
}

// MARK: - Playing

extension IMAPPlayer {
  mutating func perform(_ act: IMAPConversation.Act) {
    guard witness.fault == nil else { return }
    switch act {
    case .server(let text): hear([bytes(of: text)], isHasty: false)
    case .start(let command): start(command)
    case .endIdle:
      dialogue.endIdle()
      drain()
    }
  }

  func bytes(of text: String) -> [UInt8] {
    Array(text.split(separator: "%T", omittingEmptySubsequences: false).joined(separator: tag).utf8)
  }

  private mutating func start(_ command: IMAPCommand) {
    guard isReady, !isLeaving, idle == nil else { return }
    do throws(MailFault) {
      tag = try dialogue.start(command)
    } catch {
      witness.flaws.append("a command cannot be said: \(error)")
    }
    filing = nil
    if case .idle = command { idle = tag }
    if case .append(_, _, let bytes) = command { filing = bytes }
    if case .logout = command { isLeaving = true }
    drain()
  }

  mutating func hear(_ pieces: [[UInt8]], isHasty: Bool) {
    for piece in pieces {
      witness.heard += piece
      dialogue.receive(piece)
      pull()
      let limits = Self.limits
      if dialogue.heldBytes > limits.lineBytes + limits.literalBytes + piece.count {
        witness.flaws.append("\(dialogue.heldBytes) bytes are held")
      }
      if isHasty { drain() }
    }
    drain()
    if wantsTLS, witness.fault == nil {
      wantsTLS = false
      witness.isProtected = true
      dialogue.secured()
      pull()
      drain()
    }
    if witness.fault != nil { checkSilence() }
  }

  private mutating func pull() {
    do throws(MailFault) {
      while let event = try dialogue.next() {
        check(event)
        events.append(event)
      }
    } catch {
      witness.note(error)
    }
  }

  private mutating func drain() {
    let output = dialogue.output()
    guard !output.isEmpty else { return }
    witness.note(output)
    let commands = Witness.text(output).components(separatedBy: "\r\n").filter { line in
      line.wholeMatch(of: /s[0-9]+ .*/) != nil
    }
    if commands.count > 1 {
      witness.flaws.append("a command follows before an answer: \(commands)")
    }
    everSaid += output
    let word = output.prefix { $0 != 0x20 }
    if word.first == 0x73, word.count > 1, word.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 }) {
      tag = Witness.text(word)
    }
  }

  /// A dialogue that has ended stays so, whatever comes.
  private mutating func checkSilence() {
    dialogue.endIdle()
    dialogue.receive(Array("* OK hi\r\n+ go\r\ns1 OK\r\n\(tag) OK\r\n".utf8))
    pull()
    drain()
    if dialogue.heldBytes > 0 { witness.flaws.append("bytes are held after the end") }
    if (try? dialogue.start(.noop)) != nil {
      witness.flaws.append("a command was taken after the end")
    }
  }
}

// MARK: - Watching

extension IMAPPlayer {
  private mutating func check(_ event: IMAPDialogue.Event) {
    if witness.fault != nil { witness.flaws.append("an event after the end") }
    switch event {
    case .startTLS:
      if witness.isProtected { witness.flaws.append("TLS in TLS") }
      wantsTLS = true
    case .ready:
      if isReady || !witness.isProtected { witness.flaws.append("ready twice, or unprotected") }
      isReady = true
    case .data(.message(let mail)): check(mail)
    case .data(.exists(let number)), .data(.expunge(let number)):
      if !witness.wasHeard("\(number)") {
        witness.flaws.append("the number \(number) was never said")
      }
    case .done(let tag, let status):
      if !witness.wasHeard("\(tag) \(status.kind.rawValue)") {
        witness.flaws.append("nobody said \(tag) is over")
      }
      if !Witness.text(everSaid).contains("\(tag) ") {
        witness.flaws.append("\(tag) was never asked")
      }
      if tag == idle { idle = nil }
      if let filing, tag == self.tag, status.kind == .ok, !hasSaid(filing, after: tag) {
        witness.flaws.append("a mail is filed that was never handed over")
      }
    case .data, .notice, .idling: break
    }
  }

  private mutating func check(_ mail: IMAPMessage) {
    for number in [mail.uid, mail.size, mail.number].compactMap({ $0 }) {
      if !witness.wasHeard("\(number)") {
        witness.flaws.append("the number \(number) was never said")
      }
    }
    if mail.uid == 0 || mail.number == 0 { witness.flaws.append("a mail with the number 0") }
    if let body = mail.body, !Self.wasSent(Array(body), in: witness.heard) {
      witness.flaws.append("a mail of \(body.count) bytes that was never sent whole")
    }
  }

  private func hasSaid(_ bytes: [UInt8], after tag: String) -> Bool {
    let said = Witness.text(everSaid)
    guard let place = said.range(of: "\(tag) ", options: .backwards) else { return false }
    return said[place.upperBound...].contains("}\r\n\(Witness.text(bytes))\r\n")
  }

  /// Whether `body` stands in `heard` as a whole literal, or quoted.
  static func wasSent(_ body: [UInt8], in heard: [UInt8]) -> Bool {
    if body.isEmpty { return true }
    for (place, byte) in heard.enumerated() where byte == 0x7B || byte == 0x22 {
      if byte == 0x7B ? literal(at: place, in: heard) == body : quoted(at: place, heard) == body {
        return true
      }
    }
    return false
  }

  private static func literal(at place: Int, in heard: [UInt8]) -> [UInt8]? {
    let digits = heard[(place + 1)...].prefix { 0x30...0x39 ~= $0 }
    var rest = heard[digits.endIndex...]
    if rest.first == 0x2B { rest.removeFirst() }
    guard let size = Int(String(decoding: digits, as: UTF8.self)), rest.first == 0x7D else {
      return nil
    }
    rest.removeFirst()
    if rest.first == 0x0D { rest.removeFirst() }
    guard rest.first == 0x0A, rest.count > size else { return nil }
    return Array(rest.dropFirst().prefix(size))
  }

  private static func quoted(at place: Int, _ heard: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var isEscaped = false
    for byte in heard[(place + 1)...] {
      if isEscaped {
        isEscaped = false
      } else if byte == 0x22 {
        return result
      } else if byte == 0x5C {
        isEscaped = true
        continue
      }
      result.append(byte)
    }
    return nil
  }
}

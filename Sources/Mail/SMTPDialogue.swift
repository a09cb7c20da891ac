/// A conversation with an SMTP server, without a socket: bytes in, events and bytes out.
///
/// It signs in by itself, upgrading to TLS first where that is demanded, and then carries mails.
/// The final dot is a step of its own: whatever fails before `sendDot()` was provably not sent,
/// whatever fails after it may have been. A fault ends it: it says nothing more, and the connection
/// must be closed.
package struct SMTPDialogue: Sendable {
  /// What the caller learns.
  package enum Event: Hashable, Sendable {
    /// Start TLS on the stream now, then call `secured()`.
    case startTLS
    /// Signed in; a mail may start.
    case ready
    /// This recipient will not get the mail; the others may.
    case recipientRefused(String, SMTPReply)
    /// The mail is out but for its end: send `output()`, then call `sendDot()` and send again.
    case aboutToSendDot
    /// The server has taken the mail for all recipients that were not refused.
    case accepted(SMTPReply)
    /// The server has not taken the mail for anyone.
    case rejected(SMTPReply)
  }

  enum Phase: Hashable, Sendable {
    case greeting, hello, oldHello, startTLS, securing, login, ready
    case sender
    case recipient(Int)
    case data, body, dot, reset, goodbye
  }

  let login: MailLogin?
  let protection: MailProtection
  let name: String
  var parser = SMTPReplyParser()
  var phase = Phase.greeting
  var isSecured: Bool
  var outgoing: [UInt8] = []
  var events: [Event] = []
  var mail: SMTPMail?
  var takers = 0
  var refusal: SMTPReply?
  var answers: [String] = []
  var hasAnsweredChallenge = false
  var fault: MailFault?
  var mechanism: MailMechanism?
  var challenge = ""

  /// What the server offers: keyword in capitals, and what follows it.
  package internal(set) var offers: [String: String] = [:]

  /// A dialogue at the beginning of a connection.
  ///
  /// - Parameters:
  ///   - login: `nil` for a server that lets us in as we are.
  ///   - name: what we call ourselves: a host name or an address in brackets.
  package init(login: MailLogin?, protection: MailProtection, name: String = "[127.0.0.1]") {
    self.login = login
    self.protection = protection
    self.name = name
    isSecured = protection != .startTLS
  }
}

// MARK: - In and out

extension SMTPDialogue {
  /// Takes bytes as they arrived; then ask for `next()` until it is `nil`, and send `output()`.
  package mutating func receive(_ bytes: [UInt8]) {
    guard phase != .securing || bytes.isEmpty else {
      return end(with: .unsafe(reason: "someone put words into the connection before TLS began"))
    }
    if fault == nil { parser.feed(bytes) }
  }

  /// Bytes of the server's that are held because a reply is not whole yet.
  package var heldBytes: Int { parser.heldBytes }

  /// The next thing the caller should know; `nil` while more bytes are needed.
  package mutating func next() throws(MailFault) -> Event? {
    if !events.isEmpty { return events.removeFirst() }
    if let fault { throw fault }
    do throws(MailFault) {
      while events.isEmpty {
        guard phase != .securing else { return nil }
        try refuseEarlyWords()
        guard let reply = try parser.next() else { return nil }
        try take(reply)
      }
    } catch {
      end(with: error)
      throw error
    }
    return events.removeFirst()
  }

  /// We ask for one thing at a time: what is here before a question is out does not answer it.
  private func refuseEarlyWords() throws(MailFault) {
    guard outgoing.isEmpty || phase == .goodbye || parser.isBetweenReplies else {
      throw .malformed(reason: "the server answers before it was asked", excerpt: "")
    }
  }

  private mutating func end(with fault: MailFault) {
    self.fault = self.fault ?? fault
    parser = SMTPReplyParser()
    outgoing = []
    events = []
    answers = []
  }

  /// The bytes to send now; empty where the server must speak first.
  package mutating func output() -> [UInt8] {
    defer { outgoing = [] }
    return outgoing
  }

  /// TLS is there now. What was said before counts no more (RFC 3207, section 4.2).
  package mutating func secured() {
    guard fault == nil else { return }
    precondition(phase == .securing, "TLS starts only when the dialogue asks for it.")
    isSecured = true
    offers = [:]
    say("EHLO \(name)", in: .hello)
  }

  /// Begins to hand in a mail.
  ///
  /// Throws `.unsayable`, and says nothing, where the server could never take it.
  package mutating func start(_ mail: SMTPMail) throws(MailFault) {
    if let fault { throw fault }
    precondition(phase == .ready, "A mail starts after signing in.")
    try mail.check()
    try mail.check(against: offers)
    var line = "MAIL FROM:<\(mail.from)>"
    if offers["SIZE"] != nil { line += " SIZE=\(mail.bytes.count)" }
    if mail.bytes.contains(where: { $0 > 0x7F }) { line += " BODY=8BITMIME" }
    if mail.wideAddress != nil || mail.hasWideHeader { line += " SMTPUTF8" }
    if offers["DSN"] != nil { line += mail.reportParameters }
    self.mail = mail
    takers = 0
    refusal = nil
    say(line, in: .sender)
  }

  /// Ends the mail. From here on nobody but the server knows whether it was sent.
  package mutating func sendDot() {
    guard fault == nil else { return }
    precondition(phase == .body, "The dot comes once, after the mail.")
    outgoing.append(contentsOf: ".\r\n".utf8)
    phase = .dot
  }

  /// Says goodbye.
  package mutating func quit() {
    guard fault == nil else { return }
    say("QUIT", in: .goodbye)
  }

  mutating func say(_ line: String, in phase: Phase) {
    self.phase = phase
    outgoing.append(contentsOf: "\(line)\r\n".utf8)
  }
}

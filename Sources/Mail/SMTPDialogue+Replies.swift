import Foundation

extension SMTPDialogue {
  /// Moves on by one reply.
  mutating func take(_ reply: SMTPReply) throws(MailFault) {
    switch phase {
    case .greeting:
      guard reply.code == 220 else { throw turnedAway(reply) }
      say("EHLO \(name)", in: .hello)
    case .hello:
      try greeted(reply)
    case .oldHello:
      guard reply.code == 250 else { throw turnedAway(reply) }
      try signIn()
    case .startTLS:
      try startTLS(reply)
    case .login:
      try proveOurselves(reply)
    case .sender, .recipient, .data, .body, .dot, .reset:
      try carry(reply)
    case .goodbye:
      break
    case .ready, .securing:
      throw reply.isTransient
        ? turnedAway(reply)
        : unfitting(reply)
    }
  }

  private func unfitting(_ reply: SMTPReply) -> MailFault {
    .malformed(reason: "an answer comes where none is due", excerpt: reply.text)
  }

  private func turnedAway(_ reply: SMTPReply) -> MailFault {
    .unavailable(reason: "the server turned us away: \(reply.text)")
  }
}

// MARK: - Signing in

extension SMTPDialogue {
  private mutating func greeted(_ reply: SMTPReply) throws(MailFault) {
    if reply.isPermanent, protection == .plain {
      say("HELO \(name)", in: .oldHello)
      return
    }
    guard reply.code == 250 else { throw turnedAway(reply) }
    offers = [:]
    for line in reply.lines.dropFirst() {
      let words = line.split(separator: " ", maxSplits: 1)
      guard let keyword = words.first else { continue }
      offers[keyword.uppercased()] = words.count > 1 ? String(words[1]) : ""
    }
    guard isSecured else {
      guard offers["STARTTLS"] != nil else {
        throw .unsafe(reason: "the server does not offer STARTTLS; nothing secret was sent")
      }
      say("STARTTLS", in: .startTLS)
      return
    }
    try signIn()
  }

  private mutating func startTLS(_ reply: SMTPReply) throws(MailFault) {
    guard reply.code == 220 else {
      throw .unsafe(reason: "the server refuses STARTTLS; nothing secret was sent: \(reply.text)")
    }
    guard parser.isBetweenReplies else {
      throw .unsafe(reason: "someone put words into the connection before TLS began")
    }
    phase = .securing
    events.append(.startTLS)
  }

  private mutating func signIn() throws(MailFault) {
    guard let login else { return becomeReady() }
    let mechanisms = Set((offers["AUTH"] ?? "").uppercased().split(separator: " ").map(String.init))
    if let mechanism = login.mechanism(among: mechanisms) {
      self.mechanism = mechanism
      authenticate(mechanism, login.response(mechanism))
    } else if case .password(let user, let password) = login, mechanisms.contains("LOGIN") {
      answers = [user, password].map { Data($0.utf8).base64EncodedString() }
      say("AUTH LOGIN", in: .login)
    } else if protection == .plain, mechanisms.isEmpty {
      becomeReady()
    } else {
      throw .signedOut(reason: "the server offers no way to sign in that we know")
    }
  }

  /// A response that would make the line too long is said after the challenge (RFC 4954, section 4).
  private mutating func authenticate(_ mechanism: MailMechanism, _ response: String) {
    let line = "AUTH \(mechanism.rawValue) \(response)"
    guard line.utf8.count > 510 else { return say(line, in: .login) }
    answers = [response]
    say("AUTH \(mechanism.rawValue)", in: .login)
  }

  private mutating func proveOurselves(_ reply: SMTPReply) throws(MailFault) {
    switch reply.code {
    case 200..<300:
      becomeReady()
    case 334 where !answers.isEmpty:
      say(answers.removeFirst(), in: .login)
    case 334 where !hasAnsweredChallenge:
      // A token's error is told in a challenge, which wants an answer before the 535.
      hasAnsweredChallenge = true
      challenge = reply.lines.joined()
      say(mechanism?.surrender ?? "", in: .login)
    case 300..<400:
      throw unfitting(reply)
    case 400..<500:
      throw .unavailable(reason: "the server does not let us in now: \(reply.text)")
    default:
      let text = login?.refusal(reply.text, after: challenge)
      throw .signedOut(reason: text ?? "the server does not let us in: \(reply.text)")
    }
  }

  private mutating func becomeReady() {
    answers = []
    phase = .ready
    events.append(.ready)
  }
}

// MARK: - Carrying a mail

extension SMTPDialogue {
  private mutating func carry(_ reply: SMTPReply) throws(MailFault) {
    guard reply.code != 421 || phase == .dot else { throw turnedAway(reply) }
    switch phase {
    case .sender:
      guard reply.code == 250 else { return try giveUp(after: reply) }
      nextRecipient(0)
    case .recipient(let place):
      try judge(place, reply)
    case .data:
      guard reply.code == 354 else { return try giveUp(after: reply) }
      guard parser.isBetweenReplies else {
        throw .malformed(reason: "the server answers before it has the mail", excerpt: "")
      }
      outgoing.append(contentsOf: mail?.stuffed() ?? [])
      phase = .body
      events.append(.aboutToSendDot)
    case .body, .dot:
      try end(reply)
    case .reset:
      guard let refusal else { return }
      phase = .ready
      events.append(.rejected(refusal))
    case .greeting, .hello, .oldHello, .startTLS, .securing, .login, .ready, .goodbye:
      break
    }
  }

  private mutating func end(_ reply: SMTPReply) throws(MailFault) {
    if !reply.isPositive {
      // The mail stays without its end, so nothing may follow it.
      if phase == .body {
        fault = turnedAway(reply)
        parser = SMTPReplyParser()
      }
      outgoing = []
      events.append(.rejected(reply))
    } else if reply.code < 300, phase == .dot {
      events.append(.accepted(reply))
    } else {
      throw unfitting(reply)
    }
    mail = nil
    phase = .ready
  }

  private mutating func judge(_ place: Int, _ reply: SMTPReply) throws(MailFault) {
    if reply.code == 250 || reply.code == 251 || reply.code == 252 {
      takers += 1
    } else if reply.isPositive {
      throw unfitting(reply)
    } else {
      if refusal?.isTransient != true { refusal = reply }
      if let mail { events.append(.recipientRefused(mail.to[place], reply)) }
    }
    nextRecipient(place + 1)
  }

  private mutating func nextRecipient(_ place: Int) {
    guard let mail else { return }
    if place < mail.to.count {
      let address = mail.to[place]
      let wishes = offers["DSN"] != nil ? mail.reportParameters(for: address) : ""
      say("RCPT TO:<\(address)>\(wishes)", in: .recipient(place))
    } else if takers > 0 {
      say("DATA", in: .data)
    } else {
      giveUp(refusal ?? SMTPReply(550, ["nobody takes it"]))
    }
  }

  private mutating func giveUp(after reply: SMTPReply) throws(MailFault) {
    guard !reply.isPositive else { throw unfitting(reply) }
    giveUp(reply)
  }

  private mutating func giveUp(_ reply: SMTPReply) {
    refusal = reply
    mail = nil
    say("RSET", in: .reset)
  }
}

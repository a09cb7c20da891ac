extension IMAPDialogue {
  /// What a server may say before it has let us in; some tell a lot about themselves.
  private static let mostBeforeReady = 1_000

  /// Moves on by one response.
  mutating func take(_ response: IMAPResponse) throws(MailFault) {
    if phase != .ready && phase != .goodbye {
      heardBeforeReady += 1
      guard heardBeforeReady <= Self.mostBeforeReady else {
        throw .tooLarge(reason: "the server talks without end instead of letting us in")
      }
    }
    if phase == .greeting {
      try greet(response)
      return
    }
    switch response {
    case .continuation(let text):
      try proceed(text)
    case .untagged(let status):
      try note(status)
    case .data(let datum):
      if case .capability(let list) = datum { capabilities = list }
      if case .enabled(let list) = datum, phase == .ready { enabled.formUnion(list) }
      events.append(.data(datum))
    case .tagged(let tag, let status):
      guard let place = waiting.firstIndex(of: tag) else {
        throw .malformed(reason: "the server answers a command that was never sent", excerpt: tag)
      }
      guard !isEarly(tag, status) else {
        throw .malformed(
          reason: "the server answers a command before it was asked", excerpt: status.text)
      }
      waiting.remove(at: place)
      outbox.removeAll { $0.tag == tag }
      try finish(tag, status)
    }
    if phase != .ready && phase != .goodbye { events.removeAll { $0.isNews } }
  }

  /// Whether the command with this tag is not all said yet. A server may refuse a command while
  /// it is asked for the rest of it, and end IDLE by itself.
  private func isEarly(_ tag: String, _ status: IMAPStatus) -> Bool {
    let steps = outbox.filter { $0.tag == tag }
    guard let first = steps.first else { return false }
    if first == .awaitContinuation(tag: tag) { return status.kind == .ok }
    return tag != idle || steps.contains(.awaitContinuation(tag: tag))
  }

  private mutating func greet(_ response: IMAPResponse) throws(MailFault) {
    guard case .untagged(let status) = response else {
      throw .malformed(reason: "this is not the greeting of an IMAP server", excerpt: "")
    }
    switch status.kind {
    case .ok:
      ask("CAPABILITY", in: .capability)
    case .preauth:
      guard isSecured else {
        throw .unsafe(
          reason: "the server claims that we are signed in before TLS could start (PREAUTH)")
      }
      ask("CAPABILITY", in: .afterLogin)
    case .bye:
      throw .unavailable(reason: "the server turned us away: \(status.text)")
    case .no, .bad:
      throw .malformed(reason: "this is not the greeting of an IMAP server", excerpt: status.text)
    }
  }

  private mutating func proceed(_ text: String) throws(MailFault) {
    if case .awaitContinuation(let tag)? = outbox.first {
      outbox.removeFirst()
      if tag == idle { events.append(.idling) }
    } else if phase == .login, outbox.isEmpty, !hasAnsweredChallenge {
      // A token's error is told in a challenge, which wants an answer before the NO.
      hasAnsweredChallenge = true
      challenge = text
      let answer = Array("\(mechanism?.surrender ?? "")\r\n".utf8)
      outbox.append(.bytes(answer, tag: waiting.last ?? ""))
    } else {
      throw .malformed(reason: "the server waits for something we never began", excerpt: text)
    }
  }

  private mutating func note(_ status: IMAPStatus) throws(MailFault) {
    if case .capability(let list)? = status.code { capabilities = list }
    guard status.kind != .preauth else {
      throw .malformed(reason: "a second greeting", excerpt: status.text)
    }
    guard status.kind != .bye || phase == .goodbye else {
      throw .unavailable(reason: "the server said goodbye: \(status.text)")
    }
    events.append(.notice(status))
  }
}

// MARK: - The end of a command

extension IMAPDialogue {
  private mutating func finish(_ tag: String, _ status: IMAPStatus) throws(MailFault) {
    switch phase {
    case .greeting, .securing:
      throw .malformed(reason: "an answer comes where none is due", excerpt: status.text)
    case .capability:
      try need(status, "the server does not say what it can do")
      try chooseLogin()
    case .startTLS:
      try startTLS(status)
    case .login:
      try signedIn(status)
    case .afterLogin:
      try need(status, "the server does not say what it can do")
      phase = .ready
      events.append(.ready)
    case .ready, .goodbye:
      if tag == idle { idle = nil }
      events.append(.done(tag, status))
    }
  }

  private func need(_ status: IMAPStatus, _ reason: String) throws(MailFault) {
    guard status.kind == .ok else { throw .malformed(reason: reason, excerpt: status.text) }
  }

  private mutating func chooseLogin() throws(MailFault) {
    guard isSecured else {
      guard capabilities.contains("STARTTLS") else {
        throw .unsafe(reason: "the server does not offer STARTTLS; nothing secret was sent")
      }
      ask("STARTTLS", in: .startTLS)
      return
    }
    let offered = capabilities.filter { $0.hasPrefix("AUTH=") }.map { String($0.dropFirst(5)) }
    if let mechanism = login.mechanism(among: Set(offered)) {
      authenticate(mechanism)
    } else if case .password(let user, let password) = login,
      !capabilities.contains("LOGINDISABLED")
    {
      phase = .login
      let parts: [IMAPCommand.Part] = [
        .text("LOGIN "), try .string(user), .text(" "), try .string(password),
      ]
      queue(parts, tag: nextTag())
    } else {
      throw .signedOut(reason: "the server offers no way to sign in that we know")
    }
  }

  private mutating func authenticate(_ mechanism: MailMechanism) {
    self.mechanism = mechanism
    let command = "AUTHENTICATE \(mechanism.rawValue)"
    let response = login.response(mechanism)
    if capabilities.contains("SASL-IR") {
      ask("\(command) \(response)", in: .login)
    } else {
      ask(command, in: .login)
      let tag = waiting.last ?? ""
      outbox.append(.awaitContinuation(tag: tag))
      outbox.append(.bytes(Array("\(response)\r\n".utf8), tag: tag))
    }
  }

  private mutating func startTLS(_ status: IMAPStatus) throws(MailFault) {
    guard status.kind == .ok else {
      throw .unsafe(reason: "the server refuses STARTTLS; nothing secret was sent: \(status.text)")
    }
    guard parser.isBetweenResponses else {
      throw .unsafe(reason: "someone put words into the connection before TLS began")
    }
    phase = .securing
    events.append(.startTLS)
  }

  private mutating func signedIn(_ status: IMAPStatus) throws(MailFault) {
    guard status.kind == .ok else {
      let passing: Set<IMAPCode> = [
        .other("UNAVAILABLE"), .other("INUSE"), .other("LIMIT"), .other("SERVERBUG"),
      ]
      if let code = status.code, passing.contains(code) {
        throw .unavailable(reason: "the server does not let us in now: \(status.text)")
      }
      throw .signedOut(reason: login.refusal(status.text, after: challenge))
    }
    if case .capability(let list)? = status.code {
      capabilities = list
      phase = .ready
      events.append(.ready)
    } else {
      capabilities = []
      ask("CAPABILITY", in: .afterLogin)
    }
  }
}

extension IMAPDialogue.Event {
  fileprivate var isNews: Bool {
    switch self {
    case .data, .notice: true
    case .startTLS, .ready, .idling, .done: false
    }
  }
}

extension IMAPDialogue.Step {
  fileprivate var tag: String {
    switch self {
    case .bytes(_, let tag), .awaitContinuation(let tag): tag
    }
  }
}

/// A conversation with an IMAP server, without a socket: bytes in, events and bytes out.
///
/// It signs in by itself, upgrading to TLS first where that is demanded, and then takes commands.
/// A fault ends it: it says nothing more, and the connection must be closed.
package struct IMAPDialogue: Sendable {
  /// What the caller learns.
  package enum Event: Hashable, Sendable {
    /// Start TLS on the stream now, then call `secured()`.
    case startTLS
    /// Signed in; commands may start.
    case ready
    /// Something an answer brings, or news at any time.
    case data(IMAPDatum)
    /// A status without a tag, such as one that tells UIDVALIDITY.
    case notice(IMAPStatus)
    /// The server is idling: news will come by themselves.
    case idling
    /// The command with this tag is over.
    case done(String, IMAPStatus)
  }

  enum Phase: Hashable, Sendable {
    case greeting, capability, startTLS, securing, login, afterLogin, ready, goodbye
  }

  enum Step: Hashable, Sendable {
    case bytes([UInt8], tag: String)
    case awaitContinuation(tag: String)
  }

  let login: MailLogin
  let protection: MailProtection
  var parser: IMAPParser
  var phase = Phase.greeting
  var isSecured: Bool
  var outbox: [Step] = []
  var waiting: [String] = []
  var idle: String?
  var isEndingIdle = false
  var count = 0
  var events: [Event] = []
  var heardBeforeReady = 0
  var hasAnsweredChallenge = false
  var fault: MailFault?
  var mechanism: MailMechanism?
  var challenge = ""

  /// What the server can do, in capitals, as it said last over this protection.
  package internal(set) var capabilities: Set<String> = []
  /// Extensions that were turned on, in capitals.
  package internal(set) var enabled: Set<String> = []

  /// A dialogue at the beginning of a connection.
  package init(
    login: MailLogin, protection: MailProtection, limits: IMAPParser.Limits = IMAPParser.Limits()
  ) {
    self.login = login
    self.protection = protection
    isSecured = protection != .startTLS
    parser = IMAPParser(limits: limits)
  }
}

// MARK: - In and out

extension IMAPDialogue {
  /// Takes bytes as they arrived; then ask for `next()` until it is `nil`, and send `output()`.
  package mutating func receive(_ bytes: [UInt8]) {
    guard phase != .securing || bytes.isEmpty else {
      return end(with: .unsafe(reason: "someone put words into the connection before TLS began"))
    }
    if fault == nil { parser.feed(bytes) }
  }

  /// Bytes of the server's that are held because a response is not whole yet.
  package var heldBytes: Int { parser.heldBytes }

  /// The next thing the caller should know; `nil` while more bytes are needed.
  package mutating func next() throws(MailFault) -> Event? {
    if let fault { throw fault }
    do throws(MailFault) {
      while events.isEmpty {
        guard phase != .securing, let response = try parser.next() else { return nil }
        try take(response)
      }
    } catch {
      end(with: error)
      throw error
    }
    return events.removeFirst()
  }

  private mutating func end(with fault: MailFault) {
    self.fault = self.fault ?? fault
    parser = IMAPParser()
    outbox = []
    events = []
    idle = nil
  }

  /// The bytes to send now; empty where the server must speak first.
  package mutating func output() -> [UInt8] {
    var result: [UInt8] = []
    while case .bytes(let bytes, _)? = outbox.first {
      result.append(contentsOf: bytes)
      outbox.removeFirst()
    }
    return result
  }

  /// TLS is there now. What was said before counts no more (RFC 3501, section 6.2.1).
  package mutating func secured() {
    guard fault == nil else { return }
    precondition(phase == .securing, "TLS starts only when the dialogue asks for it.")
    isSecured = true
    capabilities = []
    ask("CAPABILITY", in: .capability)
  }
}

// MARK: - Commands

extension IMAPDialogue {
  /// Queues a command and returns its tag; several may be under way at once.
  package mutating func start(_ command: IMAPCommand) throws(MailFault) -> String {
    if let fault { throw fault }
    precondition(phase == .ready, "Commands start after signing in.")
    precondition(idle == nil, "While idling, only endIdle may be said.")
    let parts = try command.parts(for: capabilities, enabled: enabled)
    let tag = nextTag()
    queue(parts, tag: tag)
    switch command {
    case .idle:
      idle = tag
      isEndingIdle = false
      outbox.append(.awaitContinuation(tag: tag))
    case .logout:
      phase = .goodbye
    case .list, .enableQResync, .examine, .select, .fetch, .fetchChanged, .fetchLast, .search,
      .searchAll, .mark, .move, .copy, .expunge, .create, .append, .noop:
      break
    }
    return tag
  }

  /// Ends IDLE; its `done` follows. Harmless where IDLE is over already.
  package mutating func endIdle() {
    guard let tag = idle, !isEndingIdle else { return }
    isEndingIdle = true
    outbox.append(.bytes(Array("DONE\r\n".utf8), tag: tag))
  }

  /// The server can push news.
  package var canIdle: Bool { capabilities.contains("IDLE") }

  mutating func nextTag() -> String {
    count += 1
    let tag = "s\(count)"
    waiting.append(tag)
    return tag
  }

  mutating func ask(_ text: String, in phase: Phase) {
    self.phase = phase
    let tag = nextTag()
    outbox.append(.bytes(Array("\(tag) \(text)\r\n".utf8), tag: tag))
  }

  mutating func queue(_ parts: [IMAPCommand.Part], tag: String) {
    var line = Array("\(tag) ".utf8)
    for part in parts {
      switch part {
      case .text(let text):
        line.append(contentsOf: text.utf8)
      case .literal(let bytes):
        let isFree =
          capabilities.contains("LITERAL+")
          || (capabilities.contains("LITERAL-") && bytes.count <= 4096)
        line.append(contentsOf: "{\(bytes.count)\(isFree ? "+" : "")}\r\n".utf8)
        if !isFree {
          outbox.append(.bytes(line, tag: tag))
          outbox.append(.awaitContinuation(tag: tag))
          line = []
        }
        line.append(contentsOf: bytes)
      }
    }
    outbox.append(.bytes(line + [0x0D, 0x0A], tag: tag))
  }
}

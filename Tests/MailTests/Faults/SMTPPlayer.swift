import Mail

/// Plays a server against an SMTP dialogue, does what the channel would do, and notes whatever no
/// dialogue may ever do.
struct SMTPPlayer {
  private(set) var dialogue: SMTPDialogue
  private(set) var events: [SMTPDialogue.Event] = []
  private(set) var fault: MailFault?
  private(set) var said: [UInt8] = []
  private(set) var flaws: [String] = []
  private var heard: [UInt8] = []
  private var isProtected: Bool
  private var isReady = false
  private var isLeaving = false
  private var wantsTLS = false
  private var wantsDot = false
  private var hasSaidDot = false
  private var mail: SMTPMail?

  /// 200 lines of 2,000 bytes are the most of one reply; of each line at most 900 bytes are kept.
  private static let most = 400_000

  init(_ conversation: SMTPConversation) {
    dialogue = SMTPDialogue(login: conversation.login, protection: conversation.protection)
    isProtected = conversation.protection != .startTLS
  }

  /// Forgets what was; only the dialogue goes on.
  mutating func beginRecord() {
    events = []
    said = []
    heard = []
  }
}

// MARK: - Playing

extension SMTPPlayer {
  mutating func perform(_ act: SMTPConversation.Act) {
    guard fault == nil else { return }
    switch act {
    case .server(let text): hear([Array(text.utf8)])
    case .start(let mail): start(mail)
    case .quit:
      dialogue.quit()
      isLeaving = true
      isReady = false
      drain()
    }
  }

  private mutating func start(_ mail: SMTPMail) {
    guard isReady, !isLeaving else { return }
    do throws(MailFault) {
      try dialogue.start(mail)
      self.mail = mail
      isReady = false
    } catch {
      guard case .unsayable = error else { return flaws.append("a mail cannot be said: \(error)") }
      if !dialogue.output().isEmpty { flaws.append("something was said of what is unsayable") }
    }
    drain()
  }

  /// The server says all `pieces`, one after the other, in one turn. `isHasty` sends what is due
  /// after each, else after the last.
  mutating func hear(_ pieces: [[UInt8]], isHasty: Bool = false) {
    for piece in pieces {
      heard += piece
      dialogue.receive(piece)
      pull()
      if dialogue.heldBytes > Self.most { flaws.append("\(dialogue.heldBytes) bytes are held") }
      if isHasty { drain() }
    }
    drain()
    goOn()
    if fault != nil { checkSilence() }
  }

  private mutating func goOn() {
    if wantsTLS, fault == nil {
      wantsTLS = false
      isProtected = true
      dialogue.secured()
      pull()
      drain()
    }
    if wantsDot, fault == nil, let mail {
      wantsDot = false
      if !said.suffix(mail.stuffed().count).elementsEqual(mail.stuffed()) {
        flaws.append("the mail went out as another")
      }
      dialogue.sendDot()
      pull()
      drain()
      hasSaidDot = fault == nil
      if hasSaidDot, !said.suffix(3).elementsEqual(".\r\n".utf8) { flaws.append("no dot") }
    }
  }

  private mutating func pull() {
    do throws(MailFault) {
      while let event = try dialogue.next() {
        check(event)
        events.append(event)
      }
    } catch {
      if let fault, fault != error { flaws.append("\(fault) became \(error)") }
      if error.description.isEmpty { flaws.append("a fault without a reason") }
      fault = error
    }
  }

  private mutating func drain() {
    let output = dialogue.output()
    guard !output.isEmpty else { return }
    if fault != nil { flaws.append("something was said after the end: \(text(output))") }
    if !isProtected, IMAPConversation.secrets.contains(where: { text(output).contains($0) }) {
      flaws.append("a secret was said without protection")
    }
    said += output
  }

  /// A dialogue that has ended stays so, whatever comes.
  private mutating func checkSilence() {
    dialogue.receive(Array("220 hi\r\n250 ok\r\n235 in\r\n354 go\r\n".utf8))
    pull()
    dialogue.quit()
    drain()
    if dialogue.heldBytes > 0 { flaws.append("bytes are held after the end") }
    let late = SMTPMail(from: "", to: ["a@x.example"], bytes: [])
    if (try? dialogue.start(late)) != nil { flaws.append("a mail was taken after the end") }
  }
}

// MARK: - Watching

extension SMTPPlayer {
  private mutating func check(_ event: SMTPDialogue.Event) {
    if fault != nil { flaws.append("an event after the end") }
    switch event {
    case .startTLS:
      if isProtected { flaws.append("TLS in TLS") }
      wantsTLS = true
    case .ready:
      if isReady || !isProtected || mail != nil { flaws.append("ready at a wrong time") }
      isReady = true
    case .recipientRefused(let address, let reply):
      if mail?.to.contains(address) != true { flaws.append("\(address) was never asked for") }
      if reply.isPositive { flaws.append("refused by \(reply.code)") }
      check(reply)
    case .aboutToSendDot:
      if mail == nil || hasSaidDot || wantsDot { flaws.append("a dot at a wrong time") }
      wantsDot = true
    case .accepted(let reply):
      if !hasSaidDot { flaws.append("accepted before the dot") }
      if !(200..<300 ~= reply.code) { flaws.append("accepted by \(reply.code)") }
      end(reply)
    case .rejected(let reply):
      if mail == nil { flaws.append("rejected without a mail") }
      if reply.isPositive { flaws.append("rejected by \(reply.code)") }
      end(reply)
    }
  }

  private mutating func end(_ reply: SMTPReply) {
    check(reply)
    mail = nil
    hasSaidDot = false
    wantsDot = false
    isReady = true
  }

  private mutating func check(_ reply: SMTPReply) {
    if !text(heard).contains("\(reply.code)") { flaws.append("nobody said \(reply.code)") }
  }

  private func text(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: Unicode.ASCII.self)
  }
}

import Mail

/// Plays a server against an SMTP dialogue.
struct SMTPPlayer: FuzzPlayer {
  private(set) var dialogue: SMTPDialogue
  private(set) var events: [SMTPDialogue.Event] = []
  private(set) var witness: Witness
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
    witness = Witness(conversation.protection)
  }

  /// What was refused earlier may be told after a reset, so the record stays.
  var blank: SMTPPlayer { self }

  /// Words behind a go-ahead are seen with it or after it: both end the dialogue.
  var news: [SMTPDialogue.Event] {
    guard witness.fault != nil else { return events }
    return events.filter { $0 != .startTLS && $0 != .aboutToSendDot }
  }

  static func areAlike(_ one: MailFault?, _ other: MailFault?) -> Bool {
    (one == nil) == (other == nil)
  }

  func bytes(of text: String) -> [UInt8] { Array(text.utf8) }
}

// MARK: - Playing

extension SMTPPlayer {
  mutating func perform(_ act: SMTPConversation.Act) {
    guard witness.fault == nil else { return }
    switch act {
    case .server(let text): hear([Array(text.utf8)], isHasty: false)
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
      guard case .unsayable = error else {
        return witness.flaws.append("a mail cannot be said: \(error)")
      }
      if !dialogue.output().isEmpty {
        witness.flaws.append("something was said of what is unsayable")
      }
    }
    drain()
  }

  mutating func hear(_ pieces: [[UInt8]], isHasty: Bool) {
    for piece in pieces {
      witness.heard += piece
      dialogue.receive(piece)
      pull()
      if dialogue.heldBytes > Self.most {
        witness.flaws.append("\(dialogue.heldBytes) bytes are held")
      }
      if isHasty { drain() }
    }
    drain()
    goOn()
    if witness.fault != nil { checkSilence() }
  }

  private mutating func goOn() {
    if wantsTLS, witness.fault == nil {
      wantsTLS = false
      witness.isProtected = true
      dialogue.secured()
      pull()
      drain()
    }
    if wantsDot, witness.fault == nil, let mail {
      wantsDot = false
      if !witness.said.suffix(mail.stuffed().count).elementsEqual(mail.stuffed()) {
        witness.flaws.append("the mail went out as another")
      }
      dialogue.sendDot()
      pull()
      drain()
      hasSaidDot = witness.fault == nil
      if hasSaidDot, !witness.said.suffix(3).elementsEqual(".\r\n".utf8) {
        witness.flaws.append("no dot")
      }
    }
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
  }

  /// A dialogue that has ended stays so, whatever comes.
  private mutating func checkSilence() {
    dialogue.receive(Array("220 hi\r\n250 ok\r\n235 in\r\n354 go\r\n".utf8))
    pull()
    dialogue.quit()
    drain()
    if dialogue.heldBytes > 0 { witness.flaws.append("bytes are held after the end") }
    let late = SMTPMail(from: "", to: ["a@x.example"], bytes: [])
    if (try? dialogue.start(late)) != nil { witness.flaws.append("a mail was taken after the end") }
  }
}

// MARK: - Watching

extension SMTPPlayer {
  private mutating func check(_ event: SMTPDialogue.Event) {
    if witness.fault != nil { witness.flaws.append("an event after the end") }
    switch event {
    case .startTLS:
      if witness.isProtected { witness.flaws.append("TLS in TLS") }
      wantsTLS = true
    case .ready:
      if isReady || !witness.isProtected || mail != nil {
        witness.flaws.append("ready at a wrong time")
      }
      isReady = true
    case .recipientRefused(let address, let reply):
      if mail?.to.contains(address) != true {
        witness.flaws.append("\(address) was never asked for")
      }
      if reply.isPositive { witness.flaws.append("refused by \(reply.code)") }
      check(reply)
    case .aboutToSendDot:
      if mail == nil || hasSaidDot || wantsDot { witness.flaws.append("a dot at a wrong time") }
      wantsDot = true
    case .accepted(let reply):
      if !hasSaidDot { witness.flaws.append("accepted before the dot") }
      if !(200..<300 ~= reply.code) { witness.flaws.append("accepted by \(reply.code)") }
      end(reply)
    case .rejected(let reply):
      if mail == nil { witness.flaws.append("rejected without a mail") }
      if reply.isPositive { witness.flaws.append("rejected by \(reply.code)") }
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
    if !Witness.text(witness.heard).contains("\(reply.code)") {
      witness.flaws.append("nobody said \(reply.code)")
    }
  }

}

import Mail
import Testing

/// A server that reads from a script, and what the dialogue made of it.
struct SMTPScript {
  var dialogue: SMTPDialogue
  var said: [String] = []
  var events: [SMTPDialogue.Event] = []
  var fault: MailFault?

  init(
    protection: MailProtection = .tls,
    login: MailLogin? = .password(user: "ana", password: "hunter2")
  ) {
    dialogue = SMTPDialogue(login: login, protection: protection, name: "[127.0.0.1]")
  }

  mutating func server(_ text: String) {
    dialogue.receive(Array(text.utf8))
    pump()
  }

  mutating func pump() {
    do throws(MailFault) {
      while let event = try dialogue.next() { events.append(event) }
    } catch {
      fault = error
    }
    let output = dialogue.output()
    if !output.isEmpty { said.append(String(decoding: output, as: UTF8.self)) }
  }

  static func ready(_ offers: [String] = ["SIZE 1000", "8BITMIME"]) -> SMTPScript {
    var script = SMTPScript(login: nil)
    script.server("220 hi\r\n")
    let lines = ["mail.example"] + offers
    for (index, line) in lines.enumerated() {
      script.server("250\(index == lines.count - 1 ? " " : "-")\(line)\r\n")
    }
    script.said = []
    script.events = []
    return script
  }

  mutating func start(_ mail: SMTPMail) throws {
    try dialogue.start(mail)
    pump()
  }
}

extension SMTPMail {
  static func to(_ recipients: String..., text: String = "hi\r\n") -> SMTPMail {
    SMTPMail(from: "us@shop.example", to: recipients, bytes: Array(text.utf8))
  }
}

struct SMTPSigningInTests {
  @Test func overTLSWithPlain() {
    var script = SMTPScript()
    script.server("220-hello\r\n220 there\r\n")
    script.server("250-mail.example\r\n250 AUTH LOGIN PLAIN\r\n")
    script.server("235 in\r\n")
    #expect(script.said == ["EHLO [127.0.0.1]\r\n", "AUTH PLAIN AGFuYQBodW50ZXIy\r\n"])
    #expect(script.events == [.ready])
  }

  @Test func loginWhereThereIsNoPlain() {
    var script = SMTPScript()
    script.server("220 hi\r\n")
    script.server("250-mail.example\r\n250 AUTH LOGIN\r\n")
    script.server("334 VXNlcm5hbWU6\r\n")
    script.server("334 UGFzc3dvcmQ6\r\n")
    script.server("235 in\r\n")
    #expect(script.said.dropFirst() == ["AUTH LOGIN\r\n", "YW5h\r\n", "aHVudGVyMg==\r\n"])
    #expect(script.events == [.ready])
  }

  @Test(arguments: [
    ("XOAUTH2 PLAIN", "XOAUTH2 dXNlcj1hbmEBYXV0aD1CZWFyZXIgdAEB", ""),
    ("XOAUTH2 OAUTHBEARER", "OAUTHBEARER bixhPWFuYSwBYXV0aD1CZWFyZXIgdAEB", "AQ=="),
  ])
  func aTokensErrorIsAnsweredAndRead(_ offer: String, _ said: String, _ surrender: String) {
    var script = SMTPScript(login: .token(user: "ana", token: "t"))
    script.server("220 hi\r\n")
    script.server("250-mail.example\r\n250 AUTH \(offer)\r\n")
    script.server("334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\r\n")
    script.server("535 5.7.8 expired\r\n")
    #expect(script.said.dropFirst() == ["AUTH \(said)\r\n", "\(surrender)\r\n"])
    #expect(
      script.fault
        == .signedOut(
          reason: "the server does not accept the token (invalid_token): 535 5.7.8 expired"))
  }

  @Test func aLongTokenIsSaidAfterTheChallenge() {
    var script = SMTPScript(login: .token(user: "ana", token: String(repeating: "t", count: 2_000)))
    script.server("220 hi\r\n")
    script.server("250-mail.example\r\n250 AUTH XOAUTH2\r\n")
    script.server("334 \r\n")
    script.server("235 in\r\n")
    #expect(script.said.dropFirst().first == "AUTH XOAUTH2\r\n")
    #expect(script.said.last?.utf8.count ?? 0 > 2_600)
    #expect(script.events == [.ready])
  }

  @Test func startTLSComesFirstAndOffersAreAskedAgain() {
    var script = SMTPScript(protection: .startTLS)
    script.server("220 hi\r\n")
    script.server("250-mail.example\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")
    script.server("220 go\r\n")
    #expect(script.events == [.startTLS])
    script.dialogue.secured()
    script.pump()
    #expect(script.dialogue.offers.isEmpty)
    script.server("250-mail.example\r\n250 AUTH PLAIN\r\n")
    #expect(
      script.said == [
        "EHLO [127.0.0.1]\r\n", "STARTTLS\r\n", "EHLO [127.0.0.1]\r\n",
        "AUTH PLAIN AGFuYQBodW50ZXIy\r\n",
      ])
  }

  @Test(arguments: [
    ["250-mail.example\r\n250 AUTH PLAIN\r\n"],
    ["250-mail.example\r\n250 STARTTLS\r\n", "454 not now\r\n"],
    ["250-mail.example\r\n250 STARTTLS\r\n", "220 go\r\n250 AUTH PLAIN\r\n"],
    ["250-mail.example\r\n250 STARTTLS\r\n", "220 go\r\n2"],
  ])
  func weakenedConnectionsAreLeftWithoutACredential(_ lines: [String]) {
    var script = SMTPScript(protection: .startTLS)
    script.server("220 hi\r\n")
    for line in lines { script.server(line) }
    guard case .unsafe? = script.fault else {
      Issue.record("\(String(describing: script.fault))")
      return
    }
    #expect(!script.said.joined().contains("AUTH"))
  }

  @Test(arguments: [
    ("554 go away\r\n", "turned us away"), ("421 busy\r\n", "turned us away"),
    ("* OK IMAP\r\n", "not an answer"), ("99 x\r\n", "not an answer"),
    ("220-a\r\n250 b\r\n", "not an answer"), ("220x\r\n", "not an answer"),
    (String(repeating: "220-x\r\n", count: 300), "does not end"),
    (String(repeating: "2", count: 3_000), "does not end"),
  ])
  func badGreetingsAreRefused(_ text: String, _ reason: String) {
    var script = SMTPScript()
    script.server(text)
    #expect(
      script.fault?.description.contains(reason) == true, "\(script.fault?.description ?? "")")
    #expect(script.said.isEmpty)
  }

  @Test func aWrongPasswordIsSignedOutAndABusyServerIsNot() {
    for (answer, isPassing) in [("535 wrong", false), ("454 later", true)] {
      var script = SMTPScript()
      script.server("220 hi\r\n")
      script.server("250-mail.example\r\n250 AUTH PLAIN\r\n")
      script.server("\(answer)\r\n")
      switch script.fault {
      case .signedOut: #expect(!isPassing)
      case .unavailable: #expect(isPassing)
      default: Issue.record("\(String(describing: script.fault))")
      }
    }
  }

  @Test func aPlainServerOnThisComputerNeedsNoLogin() {
    var script = SMTPScript(protection: .plain)
    script.server("220 hi\r\n")
    script.server("502 what?\r\n")
    script.server("250 ok\r\n")
    #expect(script.said == ["EHLO [127.0.0.1]\r\n", "HELO [127.0.0.1]\r\n"])
    #expect(script.events == [.ready])
  }
}

struct SMTPCarryingTests {
  @Test func theDotIsAStepOfItsOwn() throws {
    var script = SMTPScript.ready()
    try script.start(.to("a@x.example", text: "hi\r\n.\r\n..x\r\n"))
    script.server("250 ok\r\n")
    script.server("250 ok\r\n")
    script.server("354 go\r\n")
    #expect(
      script.said == [
        "MAIL FROM:<us@shop.example> SIZE=12\r\n", "RCPT TO:<a@x.example>\r\n", "DATA\r\n",
        "hi\r\n..\r\n...x\r\n",
      ])
    #expect(script.events == [.aboutToSendDot])
    script.dialogue.sendDot()
    script.pump()
    #expect(script.said.last == ".\r\n")
    script.server("250 queued as 7\r\n")
    #expect(script.events.last == .accepted(SMTPReply(250, ["queued as 7"])))
    try script.start(.to("b@x.example"))
    #expect(script.said.last?.hasPrefix("MAIL FROM") == true)
  }

  @Test func refusedRecipientsAreToldOneByOne() throws {
    var script = SMTPScript.ready()
    try script.start(.to("a@x.example", "b@x.example", "c@x.example"))
    script.server("250 ok\r\n")
    script.server("550 no a\r\n")
    script.server("250 ok\r\n")
    script.server("450 no c\r\n")
    #expect(script.said.last == "DATA\r\n")
    #expect(
      script.events == [
        .recipientRefused("a@x.example", SMTPReply(550, ["no a"])),
        .recipientRefused("c@x.example", SMTPReply(450, ["no c"])),
      ])
  }

  @Test func whereNobodyTakesItNothingIsSent() throws {
    var script = SMTPScript.ready()
    try script.start(.to("a@x.example", "b@x.example"))
    script.server("250 ok\r\n")
    script.server("450 later\r\n")
    script.server("550 never\r\n")
    script.server("250 reset\r\n")
    #expect(script.said.last == "RSET\r\n")
    #expect(script.events.last == .rejected(SMTPReply(450, ["later"])))
  }

  @Test(arguments: [("452 full", true), ("552 too big", false)])
  func aRefusedSenderOrDataEndsIt(_ answer: String, _ isTransient: Bool) throws {
    for steps in [[answer], ["250 ok", "250 ok", answer]] {
      var script = SMTPScript.ready()
      try script.start(.to("a@x.example"))
      for step in steps { script.server("\(step)\r\n") }
      script.server("250 reset\r\n")
      guard case .rejected(let reply)? = script.events.last else {
        Issue.record("\(script.events)")
        return
      }
      #expect(reply.isTransient == isTransient)
      #expect(!script.said.contains { $0.contains("hi") })
    }
  }

  @Test(arguments: ["250 fine\r\n", "354 again\r\n"])
  func anAnswerBeforeTheDotIsNonsense(_ text: String) throws {
    var script = SMTPScript.ready()
    try script.start(.to("a@x.example"))
    for line in ["250 ok\r\n", "250 ok\r\n", "354 go\r\n", text] { script.server(line) }
    #expect(script.fault != nil)
  }

  @Test func closingDownBeforeTheDotIsUnavailable() throws {
    var script = SMTPScript.ready()
    try script.start(.to("a@x.example"))
    script.server("421 closing\r\n")
    guard case .unavailable? = script.fault else {
      Issue.record("\(String(describing: script.fault))")
      return
    }
  }

  @Test(arguments: [
    ("a\nb\n", "a\r\nb\r\n"), ("a\rb", "a\r\nb\r\n"), ("\n.\n", "\r\n..\r\n"),
    ("\r.\r\n", "\r\n..\r\n"), ("", ""), (".", "..\r\n"), ("a\r\n", "a\r\n"),
    ("\r\r\n", "\r\n\r\n"),
    ("x\n.\r\nMAIL FROM:<evil>\r\n", "x\r\n..\r\nMAIL FROM:<evil>\r\n"),
  ])
  func onlyWholeLineEndsLeave(_ text: String, _ sent: String) {
    let mail = SMTPMail(from: "", to: ["a@x"], bytes: Array(text.utf8))
    #expect(String(decoding: mail.stuffed(), as: UTF8.self) == sent)
  }

  @Test(arguments: [
    "a@x.example>\r\nRCPT TO:<evil@y.example", "a@x.example\nDATA", "a b@x.example", "a@", "@x",
    "a",
    "a@x>b", "<a@x>", "a@x y", "\"a@x", "\"a\"b\"@x", "a\0@x", "a@x\u{85}", "a,b@x", "\"a\\\"@x",
  ])
  func addressesThatCouldBeCommandsAreRefused(_ address: String) {
    var script = SMTPScript.ready()
    #expect(throws: MailFault.self) { try script.start(.to(address)) }
    #expect(throws: MailFault.self) {
      try script.start(SMTPMail(from: address, to: ["a@x.example"], bytes: []))
    }
    #expect(script.said.isEmpty)
  }

  @Test(arguments: [
    "a@x.example", "\"a b\"@x.example", "o'neil+x@x.example", "a@[127.0.0.1]", "a=b@x",
  ])
  func ordinaryAddressesAreTaken(_ address: String) throws {
    var script = SMTPScript.ready()
    try script.start(SMTPMail(from: "", to: [address], bytes: []))
    #expect(script.said == ["MAIL FROM:<> SIZE=0\r\n"])
  }

  @Test func whatTheServerCannotCarryIsNotBegun() throws {
    var script = SMTPScript.ready(["SIZE 10"])
    for mail: SMTPMail in [
      .to("a@x.example", text: "more than ten"), .to("a@x.example", text: "ä"),
      .to("ä@x.example", text: "x"), .to("a@x.example", text: "\0"), .to(),
    ] {
      #expect(throws: MailFault.self) { try script.start(mail) }
    }
    #expect(script.said.isEmpty)
    var able = SMTPScript.ready(["8BITMIME", "SMTPUTF8"])
    try able.start(.to("ä@x.example", text: "ä"))
    #expect(able.said == ["MAIL FROM:<us@shop.example> BODY=8BITMIME SMTPUTF8\r\n"])
  }

  @Test func repliesAreTheSameWhereverTheyAreCut() {
    let bytes = Array("250-one\r\n250-\u{1B}two\r\n250 three\r\n354\r\n".utf8)
    for size in 1...bytes.count {
      var parser = SMTPReplyParser()
      var replies: [SMTPReply] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        parser.feed(Array(bytes[start..<min(start + size, bytes.count)]))
        while let reply = try? parser.next() { replies.append(reply) }
      }
      #expect(
        replies == [SMTPReply(250, ["one", "\u{FFFD}two", "three"]), SMTPReply(354, [""])])
    }
  }
}

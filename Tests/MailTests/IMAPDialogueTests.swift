import Foundation
import Mail
import Testing

/// A server that reads from a script, and what the dialogue made of it.
struct IMAPScript {
  var dialogue: IMAPDialogue
  var said: [String] = []
  var events: [IMAPDialogue.Event] = []
  var fault: MailFault?

  init(
    protection: MailProtection = .tls,
    login: MailLogin = .password(user: "ana", password: "hunter2")
  ) {
    dialogue = IMAPDialogue(login: login, protection: protection)
  }

  /// The server says `text`; what the dialogue answers is added to `said`.
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

  mutating func secured() {
    dialogue.secured()
    pump()
  }

  mutating func start(_ command: IMAPCommand) throws -> String {
    let tag = try dialogue.start(command)
    pump()
    return tag
  }

  /// A dialogue that has signed in over TLS.
  static func ready(_ capabilities: String = "IMAP4rev1 LITERAL+ IDLE") -> IMAPScript {
    var script = IMAPScript()
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY \(capabilities) AUTH=PLAIN SASL-IR\r\ns1 OK\r\n")
    script.server("s2 OK [CAPABILITY \(capabilities)] in\r\n")
    script.said = []
    script.events = []
    return script
  }

  var hasLeaked: Bool {
    said.contains { $0.contains("hunter2") || $0.contains("AGFuYQBodW50ZXIy") }
  }
}

struct IMAPSigningInTests {
  @Test func overTLSWithPlain() {
    var script = IMAPScript()
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\ns1 OK done\r\n")
    script.server("s2 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n")
    #expect(script.said == ["s1 CAPABILITY\r\n", "s2 AUTHENTICATE PLAIN AGFuYQBodW50ZXIy\r\n"])
    #expect(script.events == [.ready])
    #expect(script.dialogue.canIdle)
  }

  @Test func plainWaitsForItsTurnWithoutInitialResponse() {
    var script = IMAPScript()
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\ns1 OK done\r\n")
    script.server("+ \r\n")
    script.server("s2 OK in\r\n")
    script.server("* CAPABILITY IMAP4rev1\r\ns3 OK done\r\n")
    #expect(
      script.said == [
        "s1 CAPABILITY\r\n", "s2 AUTHENTICATE PLAIN\r\n", "AGFuYQBodW50ZXIy\r\n",
        "s3 CAPABILITY\r\n",
      ])
    #expect(script.events == [.ready])
  }

  @Test func loginSendsOddCharactersAsLiterals() {
    var script = IMAPScript(login: .password(user: "ana", password: "p\"w\\ä\r\n"))
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY IMAP4rev1\r\ns1 OK done\r\n")
    script.server("+ go on\r\n")
    #expect(
      script.said == ["s1 CAPABILITY\r\n", "s2 LOGIN \"ana\" {8}\r\n", "p\"w\\ä\r\n\r\n"])
  }

  @Test(arguments: [
    ("AUTH=XOAUTH2 AUTH=PLAIN", "XOAUTH2 dXNlcj1hbmEBYXV0aD1CZWFyZXIgdAEB", ""),
    ("AUTH=XOAUTH2 AUTH=OAUTHBEARER", "OAUTHBEARER bixhPWFuYSwBYXV0aD1CZWFyZXIgdAEB", "AQ=="),
  ])
  func aTokensErrorIsAnsweredAndRead(_ offer: String, _ said: String, _ surrender: String) {
    var script = IMAPScript(login: .token(user: "ana", token: "t"))
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY IMAP4rev1 \(offer) SASL-IR\r\ns1 OK done\r\n")
    script.server("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
    script.server("s2 NO expired\r\n")
    #expect(
      script.said == [
        "s1 CAPABILITY\r\n", "s2 AUTHENTICATE \(said)\r\n", "\(surrender)\r\n",
      ])
    #expect(
      script.fault
        == .signedOut(reason: "the server does not accept the token (401): expired"))
  }

  @Test func aTokenWaitsForItsTurnWithoutInitialResponse() {
    var script = IMAPScript(login: .token(user: "a=b,c", token: "t"))
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER\r\ns1 OK done\r\n")
    script.server("+ \r\n")
    script.server("s2 OK [CAPABILITY IMAP4rev1] in\r\n")
    let response = Data("n,a=a=3Db=2Cc,\u{1}auth=Bearer t\u{1}\u{1}".utf8).base64EncodedString()
    #expect(
      script.said == ["s1 CAPABILITY\r\n", "s2 AUTHENTICATE OAUTHBEARER\r\n", "\(response)\r\n"])
    #expect(script.events == [.ready])
  }

  @Test func aTokenIsNeverSaidAsAPassword() {
    var script = IMAPScript(login: .token(user: "ana", token: "hunter2"))
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\ns1 OK done\r\n")
    #expect(script.said == ["s1 CAPABILITY\r\n"])
    #expect(script.fault != nil)
  }

  @Test func startTLSComesBeforeEverythingAndCapabilitiesAreAskedAgain() {
    var script = IMAPScript(protection: .startTLS)
    script.server("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR] hi\r\n")
    script.server("* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR\r\ns1 OK\r\n")
    #expect(!script.hasLeaked)
    script.server("s2 OK go ahead\r\n")
    #expect(script.events == [.startTLS])
    #expect(script.said == ["s1 CAPABILITY\r\n", "s2 STARTTLS\r\n"])
    script.secured()
    #expect(script.dialogue.capabilities.isEmpty)
    script.server("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\ns3 OK\r\n")
    #expect(
      script.said.suffix(2) == ["s3 CAPABILITY\r\n", "s4 AUTHENTICATE PLAIN AGFuYQBodW50ZXIy\r\n"])
  }

  struct Attack: Sendable, CustomTestStringConvertible {
    var name: String
    var lines: [String]
    var testDescription: String { name }
  }

  static let attacks = [
    Attack(
      name: "STARTTLS stripped",
      lines: ["* OK hi\r\n", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\ns1 OK\r\n"]),
    Attack(name: "PREAUTH", lines: ["* PREAUTH welcome\r\n"]),
    Attack(
      name: "lines after the OK",
      lines: [
        "* OK hi\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\ns1 OK\r\n",
        "s2 OK go\r\n* CAPABILITY AUTH=PLAIN\r\n",
      ]),
    Attack(
      name: "half a line after the OK",
      lines: ["* OK hi\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\ns1 OK\r\n", "s2 OK go\r\n* C"]),
    Attack(
      name: "STARTTLS refused",
      lines: ["* OK hi\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\ns1 OK\r\n", "s2 NO not now\r\n"]),
  ]

  @Test(arguments: attacks)
  func weakenedConnectionsAreLeftWithoutACredential(_ attack: Attack) {
    var script = IMAPScript(protection: .startTLS)
    for line in attack.lines { script.server(line) }
    guard case .unsafe? = script.fault else {
      Issue.record("\(String(describing: script.fault))")
      return
    }
    #expect(!script.hasLeaked)
  }

  @Test(arguments: [
    ("* BYE full\r\n", "turned us away"), ("* CAPABILITY IMAP4rev1\r\n", "not the greeting"),
    ("s1 OK\r\n", "not the greeting"), ("HTTP/1.1 400 Bad\r\n", "neither OK"),
    ("* NO nothing\r\n", "not the greeting"), ("SSH-2.0-x\r\n", "\" \" is missing"),
  ])
  func badGreetingsAreRefused(_ text: String, _ reason: String) {
    var script = IMAPScript()
    script.server(text)
    #expect(
      script.fault?.description.contains(reason) == true, "\(script.fault?.description ?? "")")
    #expect(script.said.isEmpty)
  }

  @Test(arguments: [
    ("[AUTHENTICATIONFAILED] no", false), ("[UNAVAILABLE] later", true), ("no", false),
  ])
  func aRefusedLoginSaysWhoMustAct(_ answer: String, _ isPassing: Bool) {
    var script = IMAPScript()
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\ns1 OK\r\n")
    script.server("s2 NO \(answer)\r\n")
    switch script.fault {
    case .signedOut: #expect(!isPassing)
    case .unavailable: #expect(isPassing)
    default: Issue.record("\(String(describing: script.fault))")
    }
  }

  @Test func loginDisabledIsRespected() {
    var script = IMAPScript()
    script.server("* OK hi\r\n")
    script.server("* CAPABILITY IMAP4rev1 LOGINDISABLED\r\ns1 OK\r\n")
    #expect(script.fault != nil)
    #expect(!script.hasLeaked)
  }

  @Test func neitherLoginNorDialogueShowsThePassword() {
    var dumped = ""
    dump(IMAPScript.ready().dialogue, to: &dumped)
    #expect(!dumped.contains("hunter2"))
    #expect(!"\(IMAPScript.ready().dialogue)".contains("hunter2"))
  }
}

struct IMAPCommandTests {
  static let commands: [(IMAPCommand, String)] = [
    (.list, "s3 LIST \"\" \"*\"\r\n"),
    (.examine("INBOX"), "s3 EXAMINE \"INBOX\"\r\n"),
    (.examine("Entwürfe"), "s3 EXAMINE \"Entw&APw-rfe\"\r\n"),
    (.examine("a\"b"), "s3 EXAMINE {3+}\r\na\"b\r\n"),
    (.examine("x\r\ns9 LOGOUT"), "s3 EXAMINE \"x&AA0ACg-s9 LOGOUT\"\r\n"),
    (.fetch(IMAPSet(3...9), .sizes), "s3 UID FETCH 3:9 (UID RFC822.SIZE)\r\n"),
    (
      .fetch(IMAPSet([3, 5]), .whole),
      "s3 UID FETCH 3,5 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n"
    ),
    (.fetchLast, "s3 UID FETCH * (UID RFC822.SIZE)\r\n"),
    (
      .search(field: "Message-ID", value: "<a@b>"),
      "s3 UID SEARCH HEADER \"Message-ID\" \"<a@b>\"\r\n"
    ),
    (
      .append(folder: "Sent", receivedAt: nil, bytes: Array("hi\r\n".utf8)),
      "s3 APPEND \"Sent\" (\\Seen) {4+}\r\nhi\r\n\r\n"
    ),
    (.noop, "s3 NOOP\r\n"), (.logout, "s3 LOGOUT\r\n"), (.idle, "s3 IDLE\r\n"),
  ]

  @Test(arguments: commands)
  func commandsAreSpeltSafely(_ command: IMAPCommand, _ text: String) throws {
    var script = IMAPScript.ready()
    _ = try script.start(command)
    #expect(script.said == [text])
  }

  @Test func aDateIsWrittenInUTC() throws {
    var script = IMAPScript.ready()
    _ = try script.start(
      .append(folder: "Sent", receivedAt: .init(timeIntervalSince1970: 1_795_000_000), bytes: []))
    #expect(
      script.said == ["s3 APPEND \"Sent\" (\\Seen) \"18-Nov-2026 11:06:40 +0000\" {0+}\r\n\r\n"])
  }

  @Test func withoutLiteralPlusTheServerIsWaitedFor() throws {
    var script = IMAPScript.ready("IMAP4rev1")
    _ = try script.start(.append(folder: "S\"", receivedAt: nil, bytes: Array("hi".utf8)))
    _ = try script.start(.noop)
    #expect(script.said == ["s3 APPEND {2}\r\n"])
    script.server("+ \r\n")
    script.server("+ \r\n")
    #expect(script.said == ["s3 APPEND {2}\r\n", "S\" (\\Seen) {2}\r\n", "hi\r\ns4 NOOP\r\n"])
    script.server("s3 OK\r\ns4 OK\r\n")
    #expect(script.events == [.done("s3", IMAPStatus(.ok)), .done("s4", IMAPStatus(.ok))])
  }

  /// LITERAL- allows 4,096 bytes at once (RFC 7888, section 5).
  @Test(arguments: [(4_096, true), (4_097, false)])
  func literalMinusIsForWhatIsShort(_ count: Int, _ isFree: Bool) throws {
    var script = IMAPScript.ready("IMAP4rev1 LITERAL-")
    let bytes = [UInt8](repeating: 0x78, count: count)
    _ = try script.start(.append(folder: "Sent", receivedAt: nil, bytes: bytes))
    let head = "s3 APPEND \"Sent\" (\\Seen) {\(count)\(isFree ? "+" : "")}\r\n"
    let rest = String(repeating: "x", count: count) + "\r\n"
    #expect(script.said == [isFree ? head + rest : head])
    if !isFree { script.server("+ \r\n") }
    #expect(script.said.joined() == head + rest)
  }

  @Test func aRefusedLiteralIsNotSentAfterAll() throws {
    var script = IMAPScript.ready("IMAP4rev1")
    _ = try script.start(.append(folder: "Sent", receivedAt: nil, bytes: Array("hi".utf8)))
    _ = try script.start(.noop)
    script.server("s3 NO [TRYCREATE] none\r\n")
    #expect(script.said == ["s3 APPEND \"Sent\" (\\Seen) {2}\r\n", "s4 NOOP\r\n"])
  }

  @Test func aNULIsUnsayable() {
    var script = IMAPScript.ready()
    #expect(throws: MailFault.self) {
      _ = try script.start(.search(field: "Message-ID", value: "a\0b"))
    }
    #expect(script.said.isEmpty)
  }

  @Test func idleWaitsAndEndsWithDone() throws {
    var script = IMAPScript.ready()
    let tag = try script.start(.idle)
    script.dialogue.endIdle()
    script.pump()
    #expect(script.said == ["s3 IDLE\r\n"])
    script.server("+ idling\r\n* 5 EXISTS\r\n")
    script.dialogue.endIdle()
    script.pump()
    script.server("s3 OK\r\n")
    #expect(script.said == ["s3 IDLE\r\n", "DONE\r\n"])
    #expect(script.events == [.idling, .data(.exists(5)), .done(tag, IMAPStatus(.ok))])
    _ = try script.start(.noop)
  }

  @Test func newsMayComeAnywhere() throws {
    var script = IMAPScript.ready()
    let tag = try script.start(.fetch(IMAPSet(1...1), .sizes))
    script.server(
      "* 9 EXISTS\r\n* 1 FETCH (FLAGS ())\r\n* 3 EXPUNGE\r\n* OK [ALERT] x\r\n"
        + "* 1 FETCH (UID 1 RFC822.SIZE 3)\r\n* X-NEWS a b\r\ns3 OK\r\n")
    #expect(script.fault == nil)
    #expect(script.events.count == 7)
    #expect(script.events.last == .done(tag, IMAPStatus(.ok)))
  }

  @Test(arguments: [
    "s99 OK\r\n", "s3 OK\r\ns3 OK\r\n", "S3 OK\r\n", "+ what\r\n", "* PREAUTH x\r\n",
  ])
  func whatWasNeverAskedIsRefused(_ text: String) throws {
    var script = IMAPScript.ready()
    _ = try script.start(.noop)
    script.server(text)
    guard case .malformed? = script.fault else {
      Issue.record("\(String(describing: script.fault))")
      return
    }
  }

  @Test func goodbyeIsUnavailableUnlessWeSaidItFirst() throws {
    var script = IMAPScript.ready()
    script.server("* BYE restart\r\n")
    #expect(script.fault == .unavailable(reason: "the server said goodbye: restart"))
    var leaving = IMAPScript.ready()
    let tag = try leaving.start(.logout)
    leaving.server("* BYE\r\ns3 OK\r\n")
    #expect(leaving.fault == nil)
    #expect(leaving.events.last == .done(tag, IMAPStatus(.ok)))
  }
}

import Mail
import Testing

/// S11: a server that never ends is left, and until then little of it is held.
@Suite struct FloodTests {
  /// What comes again and again, after what, and whether the dialogue must end because of it.
  struct Flood: Sendable, CustomTestStringConvertible {
    var name: String
    var head = ""
    var piece: String
    var ends = true
    var testDescription: String { name }
  }

  /// A few megabytes in CI; 64 under `make faults`, beyond every limit of the product.
  private static let size = FuzzScale.wished == nil ? 2 << 20 : 64 << 20

  private static var limits: IMAPParser.Limits {
    var limits = IMAPParser.Limits()
    if FuzzScale.wished == nil {
      limits.lineBytes = 1 << 19
      limits.literalBytes = 1 << 20
    }
    return limits
  }

  static let floods = [
    Flood(name: "a line without end", head: "* ", piece: "x"),
    Flood(name: "a quoted string without end", head: "* LIST () \"/\" \"", piece: "y"),
    Flood(name: "parentheses without end", head: "* 1 FETCH (X ", piece: "("),
    Flood(
      name: "100,000 parentheses",
      head: "* 1 FETCH (X " + String(repeating: "(", count: 100_000) + ")\r\n", piece: "\r\n"),
    Flood(
      name: "a literal of 99,999,999,999", head: "* 1 FETCH (BODY[] {99999999999}\r\n", piece: "z"),
    Flood(name: "literals without end", head: "* LIST () ", piece: "{0}\r\n"),
    Flood(name: "small literals without end", head: "* LIST (", piece: "a{1}\r\nb"),
    Flood(name: "NULs", piece: "\0"),
    Flood(name: "carriage returns", piece: "\r"),
    Flood(name: "8-bit", piece: "\u{FFFD}"),
    Flood(name: "continuations", piece: "+ go on\r\n"),
    Flood(name: "goodbyes", piece: "* BYE x\r\n"),
    Flood(name: "empty lines", piece: "\r\n", ends: false),
    Flood(name: "news", piece: "* 5000000 EXISTS\r\n* 1 EXPUNGE\r\n", ends: false),
    Flood(name: "mails", piece: "* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n", ends: false),
  ]

  @Test(.timeLimit(.minutes(20)), arguments: floods)
  func imapHoldsLittle(_ flood: Flood) throws {
    var dialogue = IMAPDialogue(
      login: .password(user: "ana", password: "hunter2"), protection: .tls, limits: Self.limits)
    dialogue.receive(Array("* PREAUTH hi\r\n".utf8))
    #expect(try dialogue.next() == nil)
    _ = dialogue.output()
    dialogue.receive(Array("* CAPABILITY IMAP4rev1\r\ns1 OK\r\n".utf8))
    #expect(try dialogue.next() == .ready)
    _ = try dialogue.start(.noop)
    _ = dialogue.output()
    let most = Self.limits.lineBytes + Self.limits.literalBytes + 70_000
    Self.pour(
      flood, into: { dialogue.receive($0) }, next: { try dialogue.next() != nil },
      isSound: { dialogue.heldBytes < most && dialogue.output().isEmpty })
  }

  @Test(
    .timeLimit(.minutes(20)),
    arguments: [
      "* OK still here\r\n", "* CAPABILITY IMAP4rev1\r\n", "* 1 EXISTS\r\n", "* X\r\n",
    ])
  func aGreetingWithoutEndIsLeft(_ piece: String) {
    var dialogue = IMAPDialogue(login: .token(user: "a", token: "b"), protection: .startTLS)
    let flood = Flood(name: "greetings", head: "* OK hi\r\n", piece: piece)
    Self.pour(
      flood, into: { dialogue.receive($0) }, next: { try dialogue.next() != nil },
      isSound: { dialogue.output().count < 70_000 && dialogue.heldBytes < 70_000 })
  }

  static let answers = [
    Flood(name: "a line without end", piece: "2"),
    Flood(name: "lines without end", piece: "220-hi\r\n"),
    Flood(
      name: "long lines without end", piece: "220-" + String(repeating: "x", count: 1_900) + "\n"),
    Flood(name: "greetings", piece: "220 hi\r\n"),
    Flood(name: "empty lines", piece: "\r\n"),
    Flood(name: "NULs", piece: "\0"),
    Flood(
      name: "challenges", head: "220 hi\r\n", piece: "334 \r\n"),
  ]

  @Test(.timeLimit(.minutes(20)), arguments: answers)
  func smtpHoldsLittle(_ flood: Flood) {
    var dialogue = SMTPDialogue(
      login: .password(user: "ana", password: "hunter2"), protection: .tls)
    Self.pour(
      flood, into: { dialogue.receive($0) }, next: { try dialogue.next() != nil },
      isSound: { dialogue.output().count < 70_000 && dialogue.heldBytes < 500_000 })
  }

  /// Pours the flood in by pieces of 64 kB, until the dialogue ends or enough was poured.
  private static func pour(
    _ flood: Flood, into receive: ([UInt8]) -> Void, next: () throws -> Bool, isSound: () -> Bool
  ) {
    let unit = Array(flood.piece.utf8)
    let piece = Array(repeatElement(unit, count: max(1, 65_536 / unit.count)).joined())
    var fault: (any Error)?
    var poured = 0
    var isFirst = true
    while fault == nil, poured < size {
      receive(isFirst ? Array(flood.head.utf8) : piece)
      poured += isFirst ? 0 : piece.count
      isFirst = false
      do {
        while try next() {}
      } catch {
        fault = error
      }
      guard isSound() else {
        Issue.record("too much is held, or something is said, after \(poured) bytes")
        return
      }
    }
    #expect((fault != nil) == flood.ends, "after \(poured) bytes")
  }
}

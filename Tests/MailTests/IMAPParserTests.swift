import Foundation
import Mail
import Testing

/// All responses in `text`, fed in pieces of `size` bytes, and the fault that ended them.
func parsed(
  _ bytes: [UInt8], pieces size: Int = .max, limits: IMAPParser.Limits = IMAPParser.Limits()
) -> (responses: [IMAPResponse], fault: MailFault?) {
  var parser = IMAPParser(limits: limits)
  var responses: [IMAPResponse] = []
  var at = 0
  do throws(MailFault) {
    while at < bytes.count {
      let end = size > bytes.count - at ? bytes.count : at + size
      parser.feed(Array(bytes[at..<end]))
      at = end
      while let response = try parser.next() { responses.append(response) }
    }
    return (responses, nil)
  } catch {
    return (responses, error)
  }
}

struct IMAPParserTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var expected: IMAPResponse
    var testDescription: String { text }

    init(_ text: String, _ expected: IMAPResponse) {
      self.text = text
      self.expected = expected
    }
  }

  static func mail(_ number: UInt32, _ change: (inout IMAPMessage) -> Void) -> IMAPResponse {
    var mail = IMAPMessage(number: number)
    change(&mail)
    return .data(.message(mail))
  }

  static let table: [Row] = [
    Row("* OK hello", .untagged(IMAPStatus(.ok, nil, "hello"))),
    Row("* PREAUTH in", .untagged(IMAPStatus(.preauth, nil, "in"))),
    Row("* BYE out {5}", .untagged(IMAPStatus(.bye, nil, "out {5}"))),
    Row(
      "* ok [CAPABILITY IMAP4rev1 idle] x",
      .untagged(IMAPStatus(.ok, .capability(["IMAP4REV1", "IDLE"]), "x"))),
    Row(
      "* OK [UIDVALIDITY 3857529045] y",
      .untagged(IMAPStatus(.ok, .uidValidity(3_857_529_045), "y"))),
    Row("* OK [UIDNEXT 4392]", .untagged(IMAPStatus(.ok, .uidNext(4392), ""))),
    Row("* OK [UIDNEXT -1] x", .untagged(IMAPStatus(.ok, .other("UIDNEXT"), "x"))),
    Row("a1 OK [APPENDUID 0 0] x", .tagged("a1", IMAPStatus(.ok, .other("APPENDUID"), "x"))),
    Row(
      "* OK [HIGHESTMODSEQ 90060115205545359] z",
      .untagged(IMAPStatus(.ok, .highestModSeq(90_060_115_205_545_359), "z"))),
    Row(
      "* OK [PERMANENTFLAGS (\\Deleted \\*)] no",
      .untagged(IMAPStatus(.ok, .other("PERMANENTFLAGS"), "no"))),
    Row(
      "* NO [ALERT] disk \u{1B}[31mfull",
      .untagged(IMAPStatus(.no, .other("ALERT"), "disk \u{FFFD}[31mfull"))),
    Row(
      "a1 OK [APPENDUID 38505 3955:3957] done",
      .tagged("a1", IMAPStatus(.ok, .appendUID(38505, IMAPSet(3955...3957)), "done"))),
    Row(
      "a2 NO [AUTHENTICATIONFAILED] no",
      .tagged("a2", IMAPStatus(.no, .other("AUTHENTICATIONFAILED"), "no"))),
    Row("a3 BAD what", .tagged("a3", IMAPStatus(.bad, nil, "what"))),
    Row("a4 OK", .tagged("a4", IMAPStatus(.ok, nil, ""))),
    Row("+ go on", .continuation("go on")),
    Row("+", .continuation("")),
    Row("* CAPABILITY IMAP4rev1 LITERAL+", .data(.capability(["IMAP4REV1", "LITERAL+"]))),
    Row("* ENABLED CONDSTORE", .data(.enabled(["CONDSTORE"]))),
    Row(
      "* LIST (\\HasNoChildren \\Sent) \"/\" \"Gesendete Entw&APw-rfe\"",
      .data(
        .folder(
          IMAPFolder(
            name: "Gesendete Entwürfe", separator: "/", attributes: ["\\hasnochildren", "\\sent"])))
    ),
    Row("* LIST () NIL INBOX", .data(.folder(IMAPFolder(name: "INBOX")))),
    Row(
      "* LIST (\\Noselect) \".\" {3}\r\na\"b",
      .data(.folder(IMAPFolder(name: "a\"b", separator: ".", attributes: ["\\noselect"])))),
    Row(
      "* LIST () \"\\\\\" \"q\\\"uote\"",
      .data(.folder(IMAPFolder(name: "q\"uote", separator: "\\")))),
    Row("* FLAGS (\\Seen custom)", .data(.flags(["\\Seen", "custom"]))),
    Row("* 172 EXISTS", .data(.exists(172))),
    Row("* 0 EXISTS", .data(.exists(0))),
    Row("* 1 RECENT", .data(.recent(1))),
    Row("* 44 EXPUNGE", .data(.expunge(44))),
    Row(
      "* VANISHED (EARLIER) 41,43:45", .data(.vanished(IMAPSet([41, 43, 44, 45]), earlier: true))),
    Row("* VANISHED 7", .data(.vanished(IMAPSet(7...7), earlier: false))),
    Row("* SEARCH 2 84 882", .data(.search([2, 84, 882]))),
    Row("* SEARCH", .data(.search([]))),
    Row("* SEARCH 2 5 (MODSEQ 917162500)", .data(.search([2, 5]))),
    Row("* STATUS INBOX (MESSAGES 1)", .data(.other("STATUS"))),
    Row(
      "* 3 FETCH (UID 7 RFC822.SIZE 44)",
      mail(3) {
        $0.uid = 7
        $0.size = 44
      }),
    Row("* 3 FETCH (FLAGS (\\Seen))", mail(3) { $0.flags = ["\\Seen"] }),
    Row(
      "* 3 fetch (MODSEQ (12121231000) UID 7)",
      mail(3) {
        $0.modSeq = 12_121_231_000
        $0.uid = 7
      }),
    Row(
      "* 1 FETCH (INTERNALDATE \" 1-Jan-1970 01:00:10 +0100\")",
      mail(1) { $0.receivedAt = Date(timeIntervalSince1970: 10) }),
    Row(
      "* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")",
      mail(1) { $0.receivedAt = Date(timeIntervalSince1970: 837_596_665) }),
    Row(
      "* 1 FETCH (BODY[] {8}\r\na\r\n)b{1} UID 9)",
      mail(1) {
        $0.body = Data("a\r\n)b{1}".utf8)
        $0.uid = 9
      }),
    Row(
      "* 1 FETCH (BODY[] {0}\r\n UID 9)",
      mail(1) {
        $0.body = Data()
        $0.uid = 9
      }),
    Row("* 1 FETCH (BODY[] NIL UID 9)", mail(1) { $0.uid = 9 }),
    Row(
      "* 1 FETCH (BODY[] \"quoted \\\\ body\")", mail(1) { $0.body = Data("quoted \\ body".utf8) }),
    Row(
      "* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)]<0> {2}\r\nhi)",
      mail(1) { $0.sections = ["HEADER.FIELDS (SUBJECT)": Array("hi".utf8)] }),
    Row(
      "* 1 FETCH (ENVELOPE (NIL \"s\" ((\"a\" NIL \"b\" \"c\")) {2}\r\nxx) UID 4)",
      mail(1) { $0.uid = 4 }),
    Row("* 1 FETCH ()", mail(1) { _ in }),
  ]

  @Test(arguments: IMAPParserTests.table)
  func readsEveryForm(_ row: Row) {
    let (responses, fault) = parsed(Array("\(row.text)\r\n".utf8))
    #expect(fault == nil)
    #expect(responses == [row.expected])
  }

  @Test func readsAnExtendedSearch() {
    let (responses, _) = parsed(
      Array("* ESEARCH (TAG \"A282\") UID MIN 2 MAX 47 COUNT 25 ALL 4:19,21 X (a b)\r\n".utf8))
    var found = IMAPFound()
    found.tag = "A282"
    found.isUID = true
    found.min = 2
    found.max = 47
    found.count = 25
    found.all = IMAPSet("4:19,21")
    #expect(responses == [.data(.found(found))])
  }

  @Test func whereTheNetworkCutsDoesNotMatter() {
    let all = rows().joined(separator: [])
    let whole = parsed(Array(all))
    #expect(whole.responses == IMAPParserTests.table.map(\.expected))
    for size in [1, 2, 3, 5, 7, 11, 64, 1_000] {
      #expect(parsed(Array(all), pieces: size).responses == whole.responses)
    }
  }

  @Test func everyCutInTwoGivesTheSame() {
    for row in IMAPParserTests.table {
      let bytes = Array("\(row.text)\r\n".utf8)
      for cut in 1..<bytes.count {
        var parser = IMAPParser()
        var responses: [IMAPResponse] = []
        for half in [bytes[..<cut], bytes[cut...]] {
          parser.feed(Array(half))
          while let response = try? parser.next() { responses.append(response) }
        }
        #expect(responses == [row.expected], "\(row.text) cut at \(cut)")
        #expect(parser.isBetweenResponses)
      }
    }
  }

  @Test func bareLineFeedsAndEmptyLinesAreForgiven() {
    let (responses, fault) = parsed(Array("* 1 EXISTS\n\r\n* 2 EXISTS\r\n".utf8))
    #expect(fault == nil)
    #expect(responses == [.data(.exists(1)), .data(.exists(2))])
  }

  private func rows() -> [[UInt8]] {
    IMAPParserTests.table.map { Array("\($0.text)\r\n".utf8) }
  }
}

struct IMAPHostilityTests {
  @Test(arguments: [
    "* 1 FETCH (BODY[] {4294967296}\r\n", "* 1 FETCH (BODY[] {-1}\r\n",
    "* 1 FETCH (BODY[] {99999999999999999999}\r\n", "* 0 FETCH (UID 1)\r\n",
    "* 1 FETCH (UID 0)\r\n", "* 0 EXPUNGE\r\n", "* 4294967296 EXISTS\r\n",
    "* 1 FETCH (UID 7\r\n", "* 1 FETCH UID 7)\r\n", "* SEARCH 1 0\r\n", "* SEARCH x\r\n",
    "* LIST INBOX\r\n", "* LIST () \"/\r\n", "*OK\r\n", "hello\r\n", "a1 MAYBE x\r\n",
    "* OK\0 x\r\n", "* OK [UIDVALIDITY 0]\r\n", "* OK [UIDVALIDITY\r\n", "a1 PREAUTH x\r\n",
    "* 1 FETCH (INTERNALDATE (1))\r\n", "* VANISHED 5:0\r\n", "* \r\n", " \r\n",
    "* ESEARCH (TAG) ALL\r\n", "* 1 FETCH (BODY[ {1}\r\nx)\r\n", "* 1 FETCH (UID 1))(\r\n)\r\n",
  ])
  func nonsenseIsRefused(_ text: String) {
    let (_, fault) = parsed(Array(text.utf8))
    let isLenient = text.hasSuffix("))(\r\n)\r\n")
    #expect((fault != nil) || isLenient)
    #expect(parsed(Array(text.utf8), pieces: 1).fault == fault)
  }

  @Test func tenThousandParenthesesAreRefused() {
    let text = "* 1 FETCH (X " + String(repeating: "(", count: 10_000) + "\r\n"
    guard case .tooLarge? = parsed(Array(text.utf8)).fault else {
      Issue.record("they were taken")
      return
    }
  }

  @Test func anEndlessLineIsRefused() {
    var limits = IMAPParser.Limits()
    limits.lineBytes = 1_000
    for size in [1, 100, 5_000] {
      let line = [UInt8](repeating: 0x61, count: 5_000)
      guard case .tooLarge? = parsed(line, pieces: size, limits: limits).fault else {
        Issue.record("it was taken in pieces of \(size)")
        return
      }
    }
  }

  @Test func manySmallLiteralsAreCountedTogether() {
    var limits = IMAPParser.Limits()
    limits.literalBytes = 100
    let text =
      "* 1 FETCH (" + String(repeating: "X {30}\r\n" + String(repeating: "y", count: 30), count: 4)
    guard case .tooLarge? = parsed(Array(text.utf8), limits: limits).fault else {
      Issue.record("they were taken")
      return
    }
  }

  @Test func aFaultIsForGood() {
    var parser = IMAPParser()
    parser.feed(Array("nonsense\r\n".utf8))
    #expect(throws: MailFault.self) { try parser.next() }
    parser.feed(Array("* OK fine\r\n".utf8))
    #expect(throws: MailFault.self) { try parser.next() }
  }

  @Test func manglingNeverCrashesAndCutsNeverMatter() {
    var chance = SeededChance(seed: 20_261_125)
    let rows = IMAPParserTests.table.map { Array("\($0.text)\r\n".utf8) }
    var limits = IMAPParser.Limits()
    limits.lineBytes = 4_000
    limits.literalBytes = 4_000
    var faults = 0
    for round in 0..<100_000 {
      let bytes = chance.mangled(rows[round % rows.count])
      let outcome = parsed(bytes, limits: limits)
      if outcome.fault != nil { faults += 1 }
      if round % 10 == 0 {
        let again = parsed(bytes, pieces: 3, limits: limits)
        #expect(again.responses == outcome.responses && again.fault == outcome.fault)
      }
    }
    #expect(faults > 1_000)
  }
}

/// Chance that is the same in every run (SplitMix64).
struct SeededChance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// `bytes` with one to four changes: a byte replaced, dropped, doubled, or the end cut off.
  mutating func mangled(_ bytes: [UInt8]) -> [UInt8] {
    let favourites = Array("\r\n(){}[]\"\\0123456789 *+\u{0}\u{7F}".utf8)
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &self) where !result.isEmpty {
      let at = Int.random(in: 0..<result.count, using: &self)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: result[at] = favourites[Int.random(in: 0..<favourites.count, using: &self)]
      case 1: result[at] = UInt8.random(in: 0...255, using: &self)
      case 2: result.remove(at: at)
      case 3: result.insert(result[at], at: at)
      default: result.removeLast(result.count - at)
      }
    }
    return result
  }
}

struct IMAPNameTests {
  @Test(arguments: [
    ("INBOX", "INBOX"), ("Entwürfe", "Entw&APw-rfe"), ("A&B", "A&-B"), ("日本語", "&ZeVnLIqe-"),
    ("😀", "&2D3eAA-"), ("a/b\\c", "a/b\\c"), ("", ""), ("tab\there", "tab&AAk-here"),
  ])
  func namesGoThereAndBack(_ name: String, _ spelt: String) {
    #expect(ModifiedUTF7.encoded(name) == spelt)
    #expect(ModifiedUTF7.decoded(Array(spelt.utf8)) == name)
  }

  @Test(arguments: ["a&b", "&APw", "&!!-", "&AA-", "&2D0-", "&AGE-", "../&x"])
  func badSpellingStaysAsItCame(_ spelt: String) {
    #expect(ModifiedUTF7.decoded(Array(spelt.utf8)) == spelt)
  }

  @Test(arguments: [
    ("1", "1"), ("3:7,12", "3:7,12"), ("7:3", "3:7"), ("5:5", "5"),
  ])
  func setsAreRead(_ text: String, _ written: String) {
    #expect(IMAPSet(text)?.text == written)
  }

  @Test(arguments: ["", "0", "1,", "1:2:3", "*", "-1", "a", "4294967296", "1:", " 1"])
  func otherSetsAreNot(_ text: String) {
    #expect(IMAPSet(text) == nil)
  }

  @Test func numbersJoinToRanges() {
    #expect(IMAPSet([1, 2, 3, 7, 9, 10]).text == "1:3,7,9:10")
  }
}

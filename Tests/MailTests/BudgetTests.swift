import Foundation
import Mail
import Testing

/// R14: whatever a mail is made of, reading it takes bounded time and says what was left out.
@Suite struct BudgetTests {
  private static let head =
    "From: a@b.example\r\nTo: c@d.example\r\nSubject: s\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n"

  /// A name, the mail, a warning it must carry, and whether its body must still be read.
  private static let hostile: [(String, String, MIMEMessage.Warning?, String?)] = [
    (
      "10,000 multiparts in each other",
      (0..<10_000).map { "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }
        .joined(), .tooDeep, nil
    ),
    (
      "10,000 mails in each other",
      "Content-Type: message/rfc822\r\n\r\n"
        + String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 10_000), .tooDeep, nil
    ),
    (
      "100,000 parts",
      "Content-Type: multipart/mixed; boundary=B\r\n\r\n"
        + String(repeating: "--B\r\nContent-Type: text/plain\r\n\r\npart\r\n", count: 100_000),
      .tooManyParts, "part"
    ),
    (
      "a million empty parts",
      "Content-Type: multipart/mixed; boundary=B\r\n\r\n"
        + String(repeating: "--B\r\n", count: 1_000_000), nil, nil
    ),
    (
      "100,000 header fields",
      String(repeating: "X-Field: value\r\n", count: 100_000) + "\r\nthe body", .headersCut,
      "the body"
    ),
    (
      "a header field of 1 MB",
      "X-Long: " + String(repeating: "x", count: 1 << 20) + "\r\n\r\nthe body", .headersCut,
      "the body"
    ),
    (
      "a field of 1 MB in 300,000 lines",
      "X-Long: " + String(repeating: "x\r\n ", count: 300_000) + "\r\n\r\nthe body", .headersCut,
      "the body"
    ),
    (
      "50,000 encoded words",
      "X-Long: " + String(repeating: "=?utf-8?q?a?= ", count: 50_000) + "\r\n\r\nthe body",
      .headersCut, "the body"
    ),
    (
      "30,000 addresses",
      "Cc: " + String(repeating: "\"K\" <k@b.example>, ", count: 30_000) + "\r\n\r\nthe body",
      .headersCut, "the body"
    ),
    ("brackets without end", "Cc: " + String(repeating: "(<", count: 30_000), nil, nil),
    (
      "60,000 parameters",
      "Content-Type: text/plain" + (0..<60_000).map { "; a*\($0)=b" }.joined() + "\r\n\r\nthe body",
      nil, "the body"
    ),
    (
      "base64 without end",
      "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + String(repeating: "QUJD", count: 1_000_000), nil, nil
    ),
    ("a megabyte of NULs", "\r\n" + String(repeating: "\0", count: 1 << 20), nil, ""),
    ("nothing but line breaks", "\r\n" + String(repeating: "\n", count: 300_000), nil, nil),
    (
      "10 MB of text", "\r\n" + String(repeating: "0123456789", count: 1 << 20), .textCut, nil
    ),
    (
      "300,000 nested tags",
      "Content-Type: text/html\r\n\r\n" + String(repeating: "<div>", count: 300_000) + "text", nil,
      "text"
    ),
    (
      "end tags that nothing opened",
      "Content-Type: text/html\r\n\r\n" + String(repeating: "<b>", count: 100_000)
        + String(repeating: "</i>", count: 100_000) + "text", nil, "text"
    ),
    (
      "100,000 attributes",
      "Content-Type: text/html\r\n\r\n<a " + (0..<100_000).map { "a\($0) " }.joined() + ">text",
      nil, "text"
    ),
    (
      "comments without end",
      "Content-Type: text/html\r\n\r\n" + String(repeating: "<!--", count: 100_000), nil, nil
    ),
    (
      "100,000 introductions",
      "\r\n" + String(repeating: "On 2024-01-01 10:00 a@b.example wrote:\n", count: 50_000), nil,
      nil
    ),
  ]

  /// The limit is far above what it takes, and far below what a cost that grows with the square
  /// would take.
  @Test(.timeLimit(.minutes(2)), arguments: hostile.indices)
  func hostileMailIsReadInBoundedTime(index: Int) {
    let (name, body, warning, text) = Self.hostile[index]
    let bytes = Data((Self.head + body).utf8)
    let message = Inspection(of: bytes).message
    #expect(message.from.first?.address == "a@b.example", "\(name)")
    if let warning { #expect(message.warnings.contains(warning), "\(name)") }
    if let text { #expect(message.text?.hasPrefix(text) == true, "\(name)") }
  }

  @Test func aMailBeyondTheBudgetIsReadAsFarAsItGoes() {
    var budget = Budget()
    budget.messageBytes = 200
    let message = MIMEParser.parse(
      Data((Self.head + "\r\n" + String(repeating: "x", count: 1_000)).utf8), budget: budget)
    #expect(message.subject == "s")
    #expect(message.warnings.contains(.messageCut))
  }

  @Test func randomEditsNeverStopTheParser() {
    var generator = SplitMix(state: 42)
    let seed = Array(
      (Self.head
        + """
        Content-Type: multipart/mixed; boundary="B"

        --B
        Content-Type: text/html; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        <p style="display:none">a=20<b>b</p>&amp;&#x41;<!-- c --><a href="http://x.example">y</a>
        --B
        Content-Type: message/rfc822

        Subject: =?utf-8?b?w7w=?=
        Content-Type: multipart/report; report-type=delivery-status; boundary=C

        --C
        Content-Type: message/delivery-status

        Final-Recipient: rfc822; a@b.example
        Status: 5.1.1

        --C--
        --B
        Content-Disposition: attachment; filename*0*=utf-8''%C3%BC; filename*1=".pdf"
        Content-Transfer-Encoding: base64

        QUJD
        --B--
        """.replacingOccurrences(of: "\n", with: "\r\n")).utf8)
    for _ in 0..<3_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
        }
      }
      _ = Inspection(of: Data(bytes))
    }
  }
}

/// A small generator with a seed, so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

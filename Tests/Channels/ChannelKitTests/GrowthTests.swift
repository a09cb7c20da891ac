import ChannelKit
import Domain
import Foundation
import Mail
import Testing

/// R14: reading a mail that is twice as big takes about twice as long, all the way to a message.
///
/// This is measured, so it is no part of CI: `make faults` runs it.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["FUZZ"] != nil))
struct GrowthTests {
  /// A mail in sizes: `make` gets how many of the thing that grows.
  struct Growth: Sendable, CustomTestStringConvertible {
    var name: String
    var most: Int
    var make: @Sendable (Int) -> String
    var testDescription: String { name }
  }

  private static let head =
    "Message-ID: <m@b.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\nSubject: s\r\n"
    + "From: Kim <kim@b.example>\r\n"
  private static let text = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
  private static let html = "Content-Type: text/html; charset=utf-8\r\n\r\n"
  private static let mixed = "Content-Type: multipart/mixed; boundary=B\r\n\r\n"

  /// `piece` again and again, behind `head`.
  private static func many(_ name: String, _ most: Int, _ head: String, _ piece: String) -> Growth {
    Growth(name: name, most: most) { head + String(repeating: piece, count: $0) + "\r\n\r\nend" }
  }

  /// Numbered pieces behind `head`.
  private static func numbered(
    _ name: String, _ most: Int, _ head: String, _ piece: @escaping @Sendable (Int) -> String
  ) -> Growth {
    Growth(name: name, most: most) { head + (0..<$0).map(piece).joined() + "\r\n\r\nend" }
  }

  static let growths = [
    numbered("header fields", 100_000, "") { "X-Field-\($0): value\r\n" },
    many(
      "Received fields", 100_000, "", "Received: from a by b; Mon, 02 Nov 2026 10:00:00 +0000\r\n"),
    many(
      "Authentication-Results", 50_000, "", "Authentication-Results: mx.shop.example; dkim=pass\r\n"
    ),
    numbered("recipients", 50_000, "To: ") { "\"K \($0)\" <k\($0)@b.example>,\r\n " },
    many("a subject of 1 MB", 1 << 18, "Subject: ", "word"),
    many("encoded words", 60_000, "Subject: ", "=?utf-8?q?a=C3=A4?=\r\n "),
    numbered("References", 50_000, "References: ") { "<\($0)@b.example>\r\n " },
    numbered("parameters", 50_000, "Content-Type: text/plain") { "; p*\($0)=\"x\"" },
    many("nested tags of 20 MB", 200_000, html, "<div>" + String(repeating: "word ", count: 19)),
    many("tables in tables", 100_000, html, "<table><tr><td>x"),
    many("quotes in quotes in HTML", 100_000, html, "<blockquote>x"),
    many("cells", 300_000, html + "<table>", "<tr><td>a</td><td>bc</td></tr>"),
    numbered("links in HTML", 100_000, html) {
      "<a href='https://shop.example/\(String(repeating: "x", count: 60))\($0)'>x</a> "
    },
    many("style sheets", 100_000, html, "<style>.a{display:none}</style><p class=\"a\">x"),
    numbered("nested parts", 10_000, "") {
      "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n"
    },
    many("parts", 100_000, mixed, "--B\r\nContent-Type: text/plain\r\n\r\nx\r\n"),
    numbered("files", 100_000, mixed) {
      "--B\r\nContent-Type: application/pdf; name=\"\($0).pdf\"\r\n\r\nx\r\n"
    },
    numbered("pictures shown", 1_000, mixed) {
      $0 == 0
        ? "--B\r\n" + html + String(repeating: "word ", count: 400_000) + "\r\n"
        : "--B\r\nContent-Type: image/png\r\nContent-ID: <\($0)@b>\r\n\r\nx\r\n"
    },
    numbered("empty multiparts", 1_000, mixed) {
      "--B\r\nContent-Type: multipart/mixed; boundary=never\($0)\r\n\r\n"
        + String(repeating: "words ", count: 1_000) + "\r\n"
    },
    many(
      "calendars", 100_000, mixed,
      "--B\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n"),
    many("events", 100_000, "Content-Type: text/calendar\r\n\r\n", "BEGIN:VEVENT\r\n"),
    many("armour", 100_000, text, "-----BEGIN PGP SIGNED MESSAGE-----\r\nx\r\n"),
    many("S/MIME", 500_000, "Content-Type: application/pkcs7-mime\r\n\r\n", "0\u{1}\u{1}0"),
    many("heads", 200_000, text, "From: x:\r\n"),
    many("numbered links", 200_000, text, "[1] http://b.example\r\n"),
    many("mails in mails", 10_000, "", "Content-Type: message/rfc822\r\n\r\n"),
    many("quoted lines", 200_000, text, "> what was said before\r\n"),
    many("deep quotes", 4_000_000, text, ">"),
    many("introductions", 60_000, text, "On 2024-01-01 10:00 a@b.example wrote:\r\n"),
    many("separators", 100_000, text, "-----Original Message-----\r\nFrom: a\r\n"),
    many("signatures", 200_000, text, "-- \r\nKim\r\n"),
    many("one long word", 4_000_000, text, "x"),
    many("one long number", 4_000_000, text, "7"),
    many("order numbers", 200_000, text, "302-1234567-1234567 #1234 "),
    many("links", 100_000, text, "https://shop.example/a?b=c "),
    many("addresses in text", 100_000, text, "kim@b.example "),
    many("empty lines", 1_000_000, text, "\r\n"),
    many("accents on one letter", 1_000_000, text + "a", "\u{301}"),
    many("joined signs", 500_000, text, "👩‍"),
    many("brackets", 300_000, "Cc: ", "(<"),
    numbered(
      "bounced recipients", 50_000,
      "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\n"
        + "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; b.example\r\n"
    ) { "\r\nFinal-Recipient: rfc822; k\($0)@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n" },
  ]

  @Test(.timeLimit(.minutes(20)), arguments: growths)
  func costGrowsWithSize(_ growth: Growth) {
    // Limits cut the largest, so the dearest may be among the smaller ones.
    let times = [8, 4, 2, 1].map { Self.seconds(growth.make(growth.most / $0)) }
    print("\(growth.name), 1/8, 1/4, 1/2 and all of \(growth.most): \(times) s")
    for (half, whole) in zip(times, times.dropFirst()) {
      // What is done in a moment is not measured well, and harms nobody.
      #expect(whole < 0.2 || whole <= 3 * half)
    }
  }

  /// The quicker of two readings.
  private static func seconds(_ rest: String) -> Double {
    let bytes = Array((head + rest).utf8)
    return (0..<2).map { _ in
      let time = ContinuousClock().measure {
        let arrival = Arrival(
          source: "INBOX/1/1", bytes: Data(bytes), receivedAt: noon, isSent: false)
        _ = MailMessage(arrival, account: support, relays: shipped, id: ID(high: 1, low: 2))
        _ = Inspection(of: Data(bytes), ownAddresses: ["support@shop.example"])
      }
      return time / .seconds(1)
    }.min() ?? 0
  }
}

import Foundation
import Testing
import Wire

struct ValueTests {
  @Test func aSecretShowsItselfNowhere() {
    let credentials = Credentials.password(user: "ana", Secret("hunter2"))
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), dumped] {
      #expect(!text.contains("hunter2"))
      #expect(text.contains("ana"))
    }
    #expect(Secret("hunter2").masked(in: "NO hunter2 is wrong") == "NO ••• is wrong")
  }

  @Test func aRequestShowsNeitherKeysNorQuery() {
    let request = HTTPRequest(
      .post, "https://shop.example/orders?key=abc", headers: ["Authorization": "Bearer xyz"],
      body: Array("pw".utf8))
    var dumped = ""
    dump(request, to: &dumped)
    for text in ["\(request)", dumped] {
      #expect(!text.contains("abc") && !text.contains("xyz"))
    }
    #expect("\(request)" == "POST https://shop.example/orders")
  }

  @Test func headersIgnoreCaseAndCarryNoLineBreaks() {
    var headers: HTTPHeaders = ["Accept": "text/html"]
    headers["accept"] = "application/json"
    headers.add("X-Note", "a\r\nEvil: 1")
    #expect(headers["ACCEPT"] == "application/json")
    #expect(headers.fields.count == 2)
    #expect(headers["x-note"] == "a  Evil: 1")
  }

  @Test(arguments: [(1, 1.0), (2, 2.0), (3, 4.0), (10, 60.0), (1_000, 60.0)])
  func waitsDoubleUpToALimit(_ failures: Int, _ seconds: Double) {
    let retry = Retry(first: .seconds(1), longest: .seconds(60))
    #expect(retry.delay(after: failures, chance: 1) == .seconds(seconds))
    #expect(retry.delay(after: failures, chance: 0) == .seconds(seconds / 2))
  }

  @Test func whatAServerAsksIsObeyedUpToALimit() {
    let retry = Retry(first: .seconds(1), longest: .seconds(60), longestAsked: .seconds(3600))
    #expect(retry.delay(after: 1, asked: .seconds(90), chance: 0) == .seconds(90))
    #expect(retry.delay(after: 1, asked: .seconds(315_360_000), chance: 0) == .seconds(3600))
    #expect(retry.delay(after: 1, asked: .zero, chance: 1) == .seconds(1))
  }

  @Test(arguments: [
    ("120", 120), (" 0 ", 0), ("Wed, 25 Nov 2026 12:01:00 GMT", 60),
    ("Wed, 25 Nov 2020 12:01:00 GMT", 0), ("99999999999999999999", 2_147_483_647),
    ("soon", nil), ("-5", nil), ("", nil),
  ])
  func readsRetryAfter(_ field: String, _ seconds: Int?) throws {
    let now = try #require(ISO8601DateFormatter().date(from: "2026-11-25T12:00:00Z"))
    #expect(Retry.asked(by: field, now: now) == seconds.map { .seconds($0) })
  }
}

import Domain
import Foundation
import Testing

@Suite struct SearchDateTests {
  @Test(arguments: [
    ("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
    ("2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
    ("2026-02", "GMT", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
    ("2026-12", "America/New_York", "2026-12-01T05:00:00Z", "2027-01-01T05:00:00Z"),
    ("2024", "Asia/Tokyo", "2023-12-31T15:00:00Z", "2024-12-31T15:00:00Z"),
    ("today", "GMT", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z"),
    ("today", "Pacific/Auckland", "2026-11-25T11:00:00Z", "2026-11-26T11:00:00Z"),
    ("yesterday", "GMT", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"),
    ("7d", "GMT", "2026-11-18T00:00:00Z", "2026-11-19T00:00:00Z"),
    // Midnight does not exist there on that day: it begins at one o'clock.
    ("2026-09-06", "America/Santiago", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"),
  ])
  func span(_ text: String, zone: String, from: String, upTo: String) throws {
    let date = try #require(SearchDate(text))
    let span = date.span(try vantage(zone))
    #expect(span.from.rfc3339() == from)
    #expect(span.upTo.rfc3339() == upTo)
  }

  @Test(arguments: [
    ("7d", "2026-11-18T19:04:00Z"), ("2w", "2026-11-11T19:04:00Z"), ("0d", "2026-11-25T19:04:00Z"),
    ("today", "2026-11-25T00:00:00Z"), ("2026", "2026-01-01T00:00:00Z"),
  ])
  func start(_ text: String, moment: String) throws {
    #expect(try #require(SearchDate(text)).start(try vantage("GMT")).rfc3339() == moment)
  }

  @Test func changedSinceOrWithin() throws {
    let vantage = try vantage("GMT")
    #expect(SearchDate.ago(days: 1).change(vantage).upTo == nil)
    #expect(SearchDate.today.change(vantage).upTo?.rfc3339() == "2026-11-26T00:00:00Z")
  }

  @Test(arguments: [
    "", "20", "02026", "2026-1", "2026-13", "2026-00", "2026-02-29", "2026-04-31", "2026-01-01-01",
    "0000", "2026-", "-2026", "d", "d7", "7", "7x", "-7d", "12345d", "٧d", "today ", "tomorrow",
    "2026/01/01",
  ])
  func noDate(_ text: String) {
    #expect(SearchDate(text) == nil)
  }

  private func vantage(_ zone: String) throws -> Vantage {
    Vantage(
      now: try #require(Instant(rfc3339: "2026-11-25T19:04:00Z")),
      zone: try #require(TimeZone(identifier: zone)), agent: nil)
  }
}

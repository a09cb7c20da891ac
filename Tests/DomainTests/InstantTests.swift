import Domain
import Foundation
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-11-25T19:04:00Z", 1_795_633_440_000),
    ("2026-11-25T20:04:00+01:00", 1_795_633_440_000), ("2026-11-25t19:04:00z", 1_795_633_440_000),
    ("2026-11-25T19:04:00.5Z", 1_795_633_440_500),
    ("2026-11-25T19:04:00.123456Z", 1_795_633_440_123),
    ("2026-11-25T13:34:00-05:30", 1_795_633_440_000), ("1969-12-31T23:59:59Z", -1000),
    ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2026-11-25T20:04:00+0100", 1_795_633_440_000),
  ])
  func reads(_ text: String, milliseconds: Int64) {
    #expect(Instant(rfc3339: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "2026-11-25", "2026-11-25T19:04Z", "2026-11-25T19:04:00", "2026-13-25T19:04:00Z",
    "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z",
    "2026-11-25T24:00:00Z", "2026-11-25T19:60:00Z", "2026-11-25T19:04:00+99:00",
    "2026-11-25T19:04:00+01:75", "2026-11-25T19:04:00Z ", "٢٠٢٦-11-25T19:04:00Z",
  ])
  func refuses(_ text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test(arguments: [
    ("GMT", "2026-11-25T19:04:00Z"), ("Europe/Berlin", "2026-11-25T20:04:00+01:00"),
    ("America/New_York", "2026-11-25T14:04:00-05:00"),
    ("Asia/Kolkata", "2026-11-26T00:34:00+05:30"),
  ])
  func writesWithItsOffset(_ zone: String, text: String) throws {
    let zone = try #require(TimeZone(identifier: zone))
    #expect(Instant(milliseconds: 1_795_633_440_999).rfc3339(in: zone) == text)
  }

  @Test func writtenAndReadAgainItIsTheSameSecond() throws {
    var mint = Mint(seed: 11)
    let zone = try #require(TimeZone(identifier: "Europe/Dublin"))
    for _ in 0..<500 {
      let seconds = Int64.random(in: -60_000_000_000...200_000_000_000, using: &mint)
      let moment = Instant(milliseconds: seconds * 1000)
      #expect(Instant(rfc3339: moment.rfc3339()) == moment)
      // Before 1900 zones differ from UTC by odd seconds, which RFC 3339 cannot say.
      if seconds > -2_000_000_000 {
        #expect(Instant(rfc3339: moment.rfc3339(in: zone)) == moment)
      }
    }
  }

  @Test func arithmetic() {
    let moment = Instant(milliseconds: 1000)
    #expect(moment + .minutes(1) == Instant(milliseconds: 61_000))
    #expect(moment - .seconds(2) == Instant(milliseconds: -1000))
    #expect(moment - Instant(milliseconds: 5000) == .seconds(-4))
    #expect(Span.days(1) == .hours(24))
    #expect(Instant(Date(timeIntervalSince1970: -0.0005)) == Instant(milliseconds: -1))
  }
}

import ChannelKit
import Domain
import Testing
import Wire

/// What shops tell of their quotas, and what they tell that makes no sense.
@Suite struct QuotaMarkTests {
  /// The shop's clock is an hour ahead of ours.
  private static let now = Instant(rfc3339: "2027-01-15T14:00:00Z") ?? Instant(milliseconds: 0)
  private static let date = "Fri, 15 Jan 2027 15:00:00 GMT"

  struct Told: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var mark: QuotaMark
    var fields: HTTPHeaders = [:]
    var body = ""
    var left: Int?
    var full: Int?
    /// In how many seconds all of it is there again.
    var again: Double?
  }

  private static let fields = QuotaMark.fields(
    left: "Left", of: "Full", again: .seconds("Again"))
  private static let moment = QuotaMark.fields(left: "Left", again: .moment("Again"))
  private static let bucket = QuotaMark.bucket(place: ["extensions", "cost"])
  private static let used = QuotaMark.used(
    fields: ["App", "Case"], names: ["call_count", "total_time"])

  static let all: [Told] = [
    Told(
      testDescription: "all of it", mark: fields,
      fields: ["left": "412", "FULL": "500", "Again": "90"], left: 412, full: 500, again: 90),
    Told(testDescription: "only what is left", mark: fields, fields: ["Left": "7"], left: 7),
    Told(testDescription: "nothing", mark: fields, fields: ["Full": "500"]),
    Told(
      testDescription: "several numbers", mark: fields,
      fields: ["Left": "3", "Full": "75, 75;w=1, 750;w=60"], left: 3, full: 75),
    Told(testDescription: "no number", mark: fields, fields: ["Left": "many"]),
    Told(testDescription: "less than nothing", mark: fields, fields: ["Left": "-3"]),
    Told(
      testDescription: "more than a number holds", mark: fields,
      fields: ["Left": "99999999999999999999"]),
    Told(
      testDescription: "a time that never comes", mark: fields,
      fields: ["Left": "1", "Again": "1e300"], left: 1, again: 86_400),
    Told(
      testDescription: "a time that is no number", mark: fields,
      fields: ["Left": "1", "Again": "nan"], left: 1),
    Told(
      testDescription: "a time gone by", mark: fields, fields: ["Left": "1", "Again": "-5"],
      left: 1, again: 0),
    Told(
      testDescription: "a moment in seconds, by the shop's clock", mark: moment,
      fields: ["Left": "1", "Again": "1800025260", "Date": date], left: 1, again: 60),
    Told(
      testDescription: "a moment in words, by the shop's clock", mark: moment,
      fields: ["Left": "1", "Again": "2027-01-15T15:05:00.000Z", "Date": date], left: 1,
      again: 300),
    Told(
      testDescription: "a moment without the shop's clock", mark: moment,
      fields: ["Left": "1", "Again": "2027-01-15T14:01:00Z"], left: 1, again: 60),
    Told(
      testDescription: "a bucket", mark: bucket,
      body: #"""
        {"data":null,"extensions":{"cost":{"maximumAvailable":2000.0,
        "currentlyAvailable":1978,"restoreRate":100.0}}}
        """#, left: 1978, full: 2000, again: 0.22),
    Told(
      testDescription: "a bucket that never fills", mark: bucket,
      body: #"""
        {"extensions":{"cost":{"maximumAvailable":20,"currentlyAvailable":3,"restoreRate":0}}}
        """#,
      left: 3, full: 20),
    Told(testDescription: "no bucket", mark: bucket, body: #"{"errors":"Exceeded"}"#),
    Told(testDescription: "a page", mark: bucket, body: "<html>"),
    Told(
      testDescription: "hundredths", mark: used,
      fields: [
        "App": #"{"call_count":28,"total_time":25,"other":99}"#,
        "Case": #"{"1":[{"type":"messenger","call_count":31.4}],"2":[]}"#,
      ], left: 68, full: 100),
    Told(
      testDescription: "more than all", mark: used, fields: ["App": #"{"call_count":140}"#],
      left: 0, full: 100),
    Told(testDescription: "no JSON", mark: used, fields: ["App": "{"]),
  ]

  @Test(arguments: all)
  func isReadOrLeftAlone(_ told: Told) throws {
    let answer = HTTPResponse(status: 200, headers: told.fields, body: Array(told.body.utf8))
    let quota = told.mark.quota(in: answer, at: Self.now)
    #expect(quota?.left == told.left)
    #expect(quota?.full == told.full)
    let again = quota?.fullAt.map { Double(($0 - Self.now).milliseconds) / 1000 }
    #expect(again == told.again)
  }
}

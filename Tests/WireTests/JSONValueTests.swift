import Foundation
import Testing
import Wire

@Suite struct JSONValueTests {
  private func parsed(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  @Test(arguments: [
    "null", "true", "[1,2.50,-3e-7]", "{\"a\":[{\"b\":\"c\"}],\"d\":{}}", "\"\"", "[]",
    "129.90", "0.10000000000000000000001",
  ])
  func whatIsWrittenIsReadAgain(_ text: String) throws {
    #expect(try parsed(text).written == text)
  }

  @Test(arguments: [
    (#""\u00e9\ud83d\ude00\n\/\"""#, "é😀\n/\""), (#""\ud83d""#, "\u{FFFD}"),
    (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (" \n\"ü\" \t", "ü"),
  ])
  func escapesAreRead(_ text: String, _ meant: String) throws {
    #expect(try parsed(text) == .string(meant))
  }

  @Test(arguments: [
    "", "nul", "[1,]", "{\"a\" 1}", "{\"a\":1", "[", "01", "1.", "+1", "\"\u{1}\"", "\"a", "1 2",
    "\"\\x\"", "\"\\u12\"", "'a'", "{a:1}", "<html>", "NaN",
  ])
  func whatIsNoneIsRefused(_ text: String) {
    #expect(throws: JSONMistake.self) { try parsed(text) }
  }

  @Test func whatNestsTooDeepIsRefused() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONMistake.self) { try parsed(deep) }
    let fine = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    _ = try parsed(fine)
  }

  @Test func whatIsMissingIsNamedWithItsWay() throws {
    let node = JSONNode(try parsed(#"{"orders":[{"total":"1.10"},{"total":null},{"total":"x"}]}"#))
    let orders = node["orders"].elements
    #expect(try orders[0]["total"].decimal() == Decimal(string: "1.10"))
    #expect(throws: JSONMistake(path: "orders[1].total", reason: "is missing")) {
      try orders[1]["total"].decimal()
    }
    #expect(throws: JSONMistake(path: "orders[2].total", reason: "is no decimal number")) {
      try orders[2]["total"].decimal()
    }
    #expect(node["a"]["b"].path == "a.b")
    #expect(node["a"]["b"].isNull)
  }

  @Test func numbersStayExact() throws {
    #expect(try JSONNode(try parsed("0.1")).decimal() == Decimal(string: "0.1"))
    #expect(
      try JSONNode(try parsed("12345678901234567.89")).decimal()
        == Decimal(string: "12345678901234567.89"))
  }
}

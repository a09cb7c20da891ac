import ChannelKit
import Testing

@Suite struct OrderPatternTests {
  static let amazon = "[0-9]{3}-[0-9]{7}-[0-9]{7}"

  @Test(arguments: [
    ("Order 302-1234567-7654321.", ["302-1234567-7654321"]),
    (
      "302-1234567-7654321 and 302-1234567-7654322", ["302-1234567-7654321", "302-1234567-7654322"]
    ),
    ("twice 302-1234567-7654321 (302-1234567-7654321)", ["302-1234567-7654321"]),
    ("1302-1234567-7654321", []),
    ("302-1234567-76543210", []),
    ("302-1234567-7654321-9", []),
    ("9-302-1234567-7654321", []),
    ("x302-1234567-7654321", []),
  ])
  func aShapeStandsAlone(text: String, numbers: [String]) throws {
    #expect(OrderPattern.numbers(in: text, [try OrderPattern(Self.amazon)]) == numbers)
  }

  @Test(arguments: [
    ("my order 10412 is late", ["10412"]),
    ("Order: #NL-10412!", ["NL-10412"]),
    ("ORDER NUMBER\n 10412", ["10412"]),
    ("see #10412", ["10412"]),
    ("reorder 10412", []),
    ("orders 10412", []),
    ("order of 10412 pieces", []),
    ("I paid 10412", []),
    ("order 12", []),
    ("order 2026-11-25", []),
    ("&#10412;", []),
  ])
  func aLabelMustStandBefore(text: String, numbers: [String]) throws {
    let pattern = try OrderPattern(
      "[A-Z]{0,5}-?[0-9]{3,10}", after: ["order", "order number", "#"])
    #expect(OrderPattern.numbers(in: text, [pattern]) == numbers)
  }

  @Test(arguments: [
    "", "[0-9", "[]", "[9-0]", "(a)", "a*", "[0-9]{", "[0-9]{x}", "[0-9]{3,2}", "a?",
    "[0-9]{1,65}",
  ])
  func whatCannotBeReadSaysWhy(pattern: String) {
    #expect(throws: OrderPattern.Unreadable.self) { try OrderPattern(pattern) }
  }

  @Test func hostileTextTakesLinearTime() throws {
    let pattern = try OrderPattern("[A-Z]{0,5}-?[0-9]{3,10}", after: ["order"])
    let text = String(repeating: "order aaaaa-", count: 20_000)
    #expect(OrderPattern.numbers(in: text, [pattern]).isEmpty)
  }
}

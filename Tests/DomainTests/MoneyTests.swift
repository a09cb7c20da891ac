import Domain
import Foundation
import Testing

@Suite struct MoneyTests {
  @Test(arguments: [
    ("129.90", "EUR", "129.90"), ("129.9", "EUR", "129.90"), ("0", "USD", "0.00"),
    ("1200", "JPY", "1200"), ("-5.5", "GBP", "-5.50"),
    (
      "999999999999999.9999", "EUR",
      "1000000000000000.00"
    ), ("0.125", "EUR", "0.12"), ("0.135", "EUR", "0.14"),
    ("1200.6", "JPY", "1201"), ("-0.5", "EUR", "-0.50"),
  ])
  func readsAndWrites(_ text: String, currency: String, written: String) {
    #expect(Money(text, currency)?.decimalText == written)
  }

  @Test(arguments: [
    "", "1,50", "€5", "1.", ".5", "1e3", "1 000", "--1", "0.12345", "1234567890123456",
  ])
  func refuses(_ text: String) {
    #expect(Money(text, "EUR") == nil)
  }

  @Test func sumsAreExact() {
    let total = (0..<10).reduce(Decimal()) { sum, _ in sum + (Money("0.1", "EUR")?.amount ?? 0) }
    #expect(total == 1)
  }

  @Test func jsonIsADecimalString() throws {
    let money = try #require(Money("129.90", "eur"))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(money), as: UTF8.self)
    #expect(text == #"{"amount":"129.90","currency":"EUR"}"#)
    #expect(try JSONDecoder().decode(Money.self, from: Data(text.utf8)) == money)
  }
}

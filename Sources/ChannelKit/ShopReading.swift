package import Domain
import Foundation
package import Wire

// How shops write moments, sums and addresses, read the same way for all of them.
extension JSONNode {
  /// The moment; one without a zone is UTC, a bare day its beginning. `nil` where there is none.
  package var moment: Instant? {
    guard let text = optional else { return nil }
    if let moment = Instant(rfc3339: text) { return moment }
    if let moment = Instant(rfc3339: text + "Z") { return moment }
    return Instant(rfc3339: text + "T00:00:00Z")
  }

  /// The moment that must be there.
  package func instant() throws(JSONMistake) -> Instant {
    guard let moment else { throw mistake("is no moment") }
    return moment
  }

  /// The moment as mail writes it, `Thu, 26 Feb 2026 15:52:03 +0000` (RFC 5322, section 3.3).
  package func mailInstant() throws(JSONMistake) -> Instant {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
    guard let date = formatter.date(from: try text()) else { throw mistake("is no moment") }
    return Instant(date)
  }

  /// A sum in a currency, exact.
  package func money(in currency: String) throws(JSONMistake) -> Money {
    Money(try decimal(), currency)
  }
}

/// Lines of an address or parts of a name, without those that are not there.
package func joined(_ parts: JSONNode..., by separator: String = " ") -> String {
  parts.compactMap(\.optional).joined(separator: separator)
}

extension Order {
  /// Whether a number that a customer wrote is this order's; `#` and white space do not count.
  package func isCalled(_ number: String) -> Bool {
    Self.folded(self.number) == Self.folded(number)
  }

  private static func folded(_ number: String) -> String {
    number.lowercased().filter { $0 != "#" && !$0.isWhitespace }
  }
}

extension Instant {
  /// RFC 3339 without a zone, in UTC, as some shops want it.
  package var withoutZone: String { String(rfc3339().dropLast()) }
}

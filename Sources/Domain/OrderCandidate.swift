/// An order that a ticket may be about, and why: it is shown, and never taken for it by itself.
package struct OrderCandidate: Hashable, Sendable {
  /// Why it may be, the strongest reason first.
  package enum Reason: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Its number stands in a message.
    case number
    /// The number of one of its parcels does.
    case parcel
    /// It was placed from an address of the customer's.
    case address
    /// A phone number in a message is its buyer's.
    case phone
    /// Its buyer has the customer's name, and it was placed not long before.
    case name

    package static func < (left: Reason, right: Reason) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  /// The order.
  package var order: Order
  /// The strongest reason.
  package var reason: Reason

  /// A candidate.
  package init(_ order: Order, _ reason: Reason) {
    self.order = order
    self.reason = reason
  }

  /// The end of a phone number, by which two ways of writing it are the same: without the country's
  /// and the trunk's digits. `nil` where it is too short to tell people apart.
  package static func phoneKey(_ text: String) -> String? {
    let digits = text.compactMap { $0.isASCII ? $0.wholeNumberValue : nil }
    return digits.count >= 8 ? digits.suffix(8).map(String.init).joined() : nil
  }
}

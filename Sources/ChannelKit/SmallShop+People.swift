package import Domain

extension SmallShop {
  /// Somebody who bought in the small shop, as a customer list knows them.
  package struct Person: Hashable, Sendable {
    /// The number that the list itself works with.
    package var key: Int
    /// Their first name.
    package var firstName: String
    /// Their last name.
    package var lastName: String
    /// Their address, lower case.
    package var email: String
    /// Their number with `+` and country, without blanks; `nil` where the shop has none.
    package var phone: String?
    /// Where they live.
    package var city: String
    /// They let marketing come by mail; every other one does.
    package var wantsMail: Bool
    /// They come again and again; every third one does.
    package var isRegular: Bool
    /// When something of them last changed.
    package var changedAt: Instant
  }
}

extension SmallShop.State {
  /// Everybody who bought, each once.
  package var people: [SmallShop.Person] {
    var people: [SmallShop.Person] = []
    for entry in orders.sorted(by: { $0.key < $1.key }) {
      let order = entry.order
      let email = order.customerEmail.lowercased()
      guard !email.isEmpty, !people.contains(where: { $0.email == email }) else { continue }
      let names = order.customerName.split(separator: " ", maxSplits: 1).map(String.init)
      let phone = order.customerPhone.filter { $0 == "+" || $0.isNumber }
      people.append(
        SmallShop.Person(
          key: entry.key, firstName: names.first ?? "", lastName: names.dropFirst().last ?? "",
          email: email, phone: phone.isEmpty ? nil : phone, city: order.address.last ?? "",
          wantsMail: entry.key.isMultiple(of: 2), isRegular: entry.key.isMultiple(of: 3),
          changedAt: entry.changedAt))
    }
    return people
  }
}

package import Domain
import Terminal

extension Wording {
  /// A party as name and address, cleaned, in at most `width` columns together with a blank and
  /// the angle brackets between them.
  ///
  /// What gives way first is the name, then the part before the `@`, then the beginning of the
  /// domain: its end says whose the address is (S3). A name stands alone where the channel has no
  /// addresses, an address where there is no name.
  package static func addressed(_ party: Party, to width: Int) -> (name: String, address: String) {
    let name = TextFlow.clean(party.name, lines: false)
    let address = TextFlow.clean(party.address, lines: false)
    guard !name.isEmpty else { return ("", fitted(address, to: width)) }
    guard address.contains("@") else { return (TextFlow.cut(name, to: width), "") }
    let brackets = 3
    let least = min(TextFlow.cells(name), 8)
    let room = max(least, width - brackets - TextFlow.cells(address))
    let shown = TextFlow.cut(name, to: room)
    return (shown, fitted(address, to: width - brackets - TextFlow.cells(shown)))
  }

  /// The same as one text: `Priya Nair <priya@customer.example>`.
  package static func party(_ party: Party, to width: Int = .max / 2) -> String {
    let (name, address) = addressed(party, to: width)
    if address.isEmpty || name.isEmpty { return name + address }
    return "\(name) <\(address)>"
  }

  private static func fitted(_ address: String, to width: Int) -> String {
    guard TextFlow.cells(address) > width else { return address }
    guard let at = address.lastIndex(of: "@") else { return TextFlow.cut(address, to: width) }
    let domain = String(address[at...])
    let room = width - TextFlow.cells(domain)
    guard room > 1 else { return TextFlow.cutStart(domain, to: width) }
    return TextFlow.cut(String(address[..<at]), to: room) + domain
  }
}

import Domain
import Terminal

/// The lines about a ticket's customer: who they are, what we had to do with them, and who may be
/// the same person.
struct CustomerText {
  /// A line of it, or words at both edges of one.
  enum Line: Hashable {
    case heading(String)
    case words(String, isDim: Bool)
    case edges(String, String)
  }

  /// The ticket.
  var sheet: TicketSheet
  /// The columns there are.
  var width: Int
  /// How the shop is set up.
  var setting: Setting
  /// Now, which days are counted from.
  var now: Instant

  /// In fewer columns only the first address has a line, and the others are counted.
  private static let wide = 30
  private static let mostIdentities = 4

  /// The lines; none where nobody is known.
  var lines: [Line] {
    guard let customer = sheet.customer else { return [] }
    let since = Wording.date(customer.since, at: now, in: setting.zone)
    return [.heading(customer.label)] + names(customer) + identities(customer)
      + [.words("Customer since \(since)", isDim: false)] + dealings + doubles
  }

  private func names(_ customer: Customer) -> [Line] {
    customer.otherNames.isEmpty
      ? [] : [.words("Also \(Wording.list(customer.otherNames))", isDim: true)]
  }

  private func identities(_ customer: Customer) -> [Line] {
    let all = customer.identities
    let shown = width < Self.wide ? 1 : Self.mostIdentities
    let left = all.count - min(shown, all.count)
    return all.prefix(shown).map {
      .words("\($0.address)  \(Wording.channel($0.channel))", isDim: true)
    }
      + (left > 0
        ? [.words("and \(Wording.count(left, "more address", "more addresses"))", isDim: true)]
        : [])
  }

  private var dealings: [Line] {
    let dealings = sheet.dealings
    guard dealings.tickets > 0 || dealings.orders > 0 else { return [] }
    let tags = dealings.tags.prefix(6).map { "+\($0.tag)" + ($0.count > 1 ? " \($0.count)" : "") }
    return [.words(Wording.dealings(dealings), isDim: false)]
      + (tags.isEmpty ? [] : [.words(tags.joined(separator: ", "), isDim: true)])
  }

  /// Who may be the same person: how many, and why the likeliest.
  private var doubles: [Line] {
    guard let first = sheet.doubles.first else { return [] }
    let key =
      setting.keymap.spelling(of: CommandCall(.joinCustomer), in: .ticket) ?? ":join-customer"
    let count = sheet.doubles.count
    let who = count == 1 ? "May be the same person" : "\(count) may be the same person"
    let reason = first.reasons.first.map { ": \(Wording.reason($0))" } ?? ""
    return [
      .edges(who, "\(key) join"), .words("  \(first.customer.label)\(reason)", isDim: true),
    ]
  }
}

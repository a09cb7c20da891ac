import Domain
import Terminal

/// Two customers who are to become one.
struct Joining: Hashable, Sendable {
  /// What was typed for the other one, as long as they are looked for.
  var typed = ""
  /// Who is joined into the open ticket's customer; asked about until the agent has said yes.
  var other: Customer?
}

extension Desk {
  /// Joins another customer into the open ticket's: one who may be the same person, or any by their
  /// address, phone number or ticket. It is asked once more, both of them by name.
  mutating func joinCustomer(_ argument: String) -> [Effect] {
    guard let sheet = ticket?.sheet else { return refuse("there is no ticket open") }
    guard let customer = sheet.customer else {
      return refuse("nobody is known whose ticket this is")
    }
    let name = String(argument.trimmed)
    if name == "now" { return performJoin(into: customer, seen: sheet.ticket.lastEvent) }
    if let double = sheet.doubles.first(where: { $0.customer.id.description == name }) {
      return confirm(double.customer, is: customer)
    }
    guard name.isEmpty else {
      joining = Joining(typed: name)
      return [.ask(.customers(named: name))]
    }
    guard !sheet.doubles.isEmpty else {
      return ask(.joinCustomer, "who is the same person (address, phone or #ticket): ")
    }
    choice = Choice(
      prompt: "who is the same person?",
      options: zip(Self.digits, sheet.doubles).map { key, double in
        Choice.Option(
          key: key, label: Self.label(double),
          call: CommandCall(.joinCustomer, double.customer.id.description))
      })
    notice = nil
    return []
  }

  /// Those who have what was typed have been found.
  mutating func take(_ found: [Customer]) -> [Effect] {
    guard let typed = joining?.typed, !typed.isEmpty, let customer = ticket?.sheet?.customer
    else { return [] }
    joining = nil
    let others = found.filter { $0.id != customer.id }
    switch others.count {
    case 0:
      return refuse(
        found.isEmpty
          ? "nobody is known as \(TextFlow.clean(typed, lines: false))"
          : "that is this customer already")
    case 1: return confirm(others[0], is: customer)
    default:
      choice = Choice(
        prompt: "which of them?",
        options: zip(Self.digits, others).map { key, other in
          Choice.Option(
            key: key, label: Self.naming(other),
            call: CommandCall(.joinCustomer, other.id.description))
        })
      notice = nil
      return []
    }
  }

  private mutating func confirm(_ other: Customer, is customer: Customer) -> [Effect] {
    joining = Joining(other: other)
    choice = Choice(
      prompt: joiningPrompt(other, customer),
      options: [
        Choice.Option(key: "y", label: "one customer", call: CommandCall(.joinCustomer, "now"))
      ])
    notice = nil
    return []
  }

  private mutating func performJoin(into customer: Customer, seen: EventNumber) -> [Effect] {
    guard let other = joining?.other, other.id != customer.id else {
      return tell("there is nobody to join")
    }
    return [.commit([.joined(other.id, into: customer.id)], seen: seen)]
  }

  /// What became of it.
  mutating func joined(_ outcome: Outcome) -> [Effect] {
    let other = joining?.other
    joining = nil
    guard !outcome.customers.isEmpty else {
      return refuse(outcome.leftAlone.first?.why.sentence ?? "nothing changed")
    }
    let undo = setting.keymap.spelling(of: CommandCall(.undo), in: .everywhere) ?? ":undo"
    let name = other.map { TextFlow.clean($0.label, lines: false) } ?? "the other one"
    return tell(Notice("one customer with \(name) now · \(undo) makes them two again", .receipt))
  }

  // MARK: - In words

  private static let digits = Array("123456789")

  /// Both by their addresses where the answers have room beside them, else by their channels.
  private func joiningPrompt(_ other: Customer, _ customer: Customer) -> String {
    let whole = "\(Self.naming(other)) is \(Self.naming(customer))"
    guard TextFlow.cells(whole) > size.columns - 30 else { return whole }
    let short = [other, customer].map { person in
      let channel = person.identities.first.map { " by \(Wording.channel($0.channel))" } ?? ""
      return TextFlow.clean(person.label + channel, lines: false)
    }
    return short.joined(separator: " is ")
  }

  private static func naming(_ customer: Customer) -> String {
    let address = customer.identities.first?.address ?? ""
    let text = customer.name.isEmpty ? address : "\(customer.name) <\(address)>"
    return TextFlow.clean(text, lines: false)
  }

  private static func label(_ double: CustomerCandidate) -> String {
    TextFlow.clean(double.customer.label, lines: false)
  }
}

extension Change {
  /// It makes one customer of two.
  var isJoining: Bool { act.isOfCustomer }
}

import Domain
import Terminal

extension Desk {
  /// Links an order to the open ticket: one of those it may be about, or any by its number.
  mutating func linkOrder(_ argument: String) -> [Effect] {
    guard let sheet = ticket?.sheet else { return refuse("there is no ticket open") }
    let number = argument.trimmed
    guard number.isEmpty else {
      let order = OrderPick(String(number))
      let known = sheet.candidates.map(\.order.id).filter(order.means)
      if known.count == 1 { return link(known[0], to: sheet) }
      linking = String(number)
      return [.ask(.orders(numbers: [order.number], addresses: [], tracking: []))]
    }
    guard !sheet.candidates.isEmpty else { return ask(.linkOrder, "number of the order: ") }
    // They are listed there, each with its number, its day and why it may be.
    if frame.order == nil {
      ticket?.showsOrder = true
      ticket?.part = .order
    }
    offer(
      sheet.candidates.map { ($0.order.id.description, $0.order.number) },
      "which order is it about?", .linkOrder)
    return []
  }

  /// The orders with a number that was typed have been found.
  mutating func take(_ orders: [Order]) -> [Effect] {
    guard let typed = linking, let sheet = ticket?.sheet else { return [] }
    linking = nil
    let meant = orders.filter { OrderPick(typed).means($0.id) }
    switch meant.count {
    case 0: return refuse("no shop has told us of an order \(typed)")
    case 1: return link(meant[0].id, to: sheet)
    default:
      offer(
        meant.map { ($0.id.description, "\($0.number) \(Wording.channel($0.id.channel))") },
        "which of them?", .linkOrder)
      return []
    }
  }

  /// Takes an order off the open ticket; with several, which one is asked.
  mutating func unlinkOrder(_ argument: String) -> [Effect] {
    guard let sheet = ticket?.sheet else { return refuse("there is no ticket open") }
    let linked = sheet.ticket.orders
    let number = argument.trimmed
    let meant = number.isEmpty ? linked : linked.filter(OrderPick(String(number)).means)
    switch meant.count {
    case 0:
      return refuse(
        linked.isEmpty ? "it is linked to no order" : "it is not linked to an order \(number)")
    case 1:
      return [
        .commit([Change(sheet.ticket.id, .unlinkedOrder(meant[0]))], seen: sheet.ticket.lastEvent)
      ]
    default:
      offer(
        meant.map { ($0.description, $0.number) }, "which order is it not about?", .unlinkOrder)
      return []
    }
  }

  private static let keys = Array("123456789")

  private mutating func offer(
    _ orders: [(name: String, label: String)], _ prompt: String, _ command: Command
  ) {
    choice = Choice(
      prompt: prompt,
      options: zip(Self.keys, orders).map { key, order in
        Choice.Option(
          key: key, label: TextFlow.clean(order.label, lines: false),
          call: CommandCall(command, order.name))
      })
    notice = nil
  }

  private func link(_ order: OrderID, to sheet: TicketSheet) -> [Effect] {
    [.commit([Change(sheet.ticket.id, .linkedOrder(order))], seen: sheet.ticket.lastEvent)]
  }
}

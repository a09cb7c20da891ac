import Desk
import Domain
import Foundation
import Terminal

extension Listing {
  /// A person with all that we had to do with them, as a person would read it.
  static func lines(_ sheet: CustomerSheet, now: Instant, zone: TimeZone) -> [String] {
    let customer = sheet.customer
    var lines = [customer.label]
    if !customer.otherNames.isEmpty {
      lines.append("also \(Wording.list(customer.otherNames))")
    }
    lines += customer.identities.map {
      "  " + TextFlow.pad($0.channel.rawValue, to: 11, .left) + " " + $0.address
    }
    lines.append("customer since \(Wording.date(customer.since, at: now, in: zone))")
    lines.append(Wording.dealings(sheet.dealings))
    let tags = sheet.dealings.tags.map { "+\($0.tag) \($0.count)" }
    if !tags.isEmpty { lines.append(tags.joined(separator: ", ")) }
    if !sheet.tickets.isEmpty { lines.append("") }
    lines += sheet.tickets.map { line($0, now: now, zone: zone) }
    if !sheet.orders.isEmpty { lines.append("") }
    lines += sheet.orders.map { order in
      let day = Wording.date(order.createdAt, at: now, in: zone)
      return "order \(order.number) · \(order.id.channel.rawValue) · \(Wording.order(order.state))"
        + " · \(day) · \(Wording.sum(order.total))"
    }
    guard !sheet.candidates.isEmpty else { return lines }
    lines += ["", "may be the same person:"]
    for candidate in sheet.candidates {
      let addresses = candidate.customer.identities.map(\.address).joined(separator: ", ")
      lines.append("  \(candidate.customer.label) <\(addresses)>")
      lines += candidate.reasons.map { "    \(Wording.reason($0))" }
    }
    return lines + ["`shopbell join FROM INTO` makes one customer of two"]
  }
}

extension JSON {
  /// A person with all that we had to do with them.
  init(_ sheet: CustomerSheet, in zone: TimeZone) {
    let (customer, dealings) = (sheet.customer, sheet.dealings)
    self = JSON(customer).adding([
      "other_names": JSON(customer.otherNames), "since": JSON(customer.since, in: zone),
      "ticket_count": .int(dealings.tickets), "open_count": .int(dealings.openTickets),
      "tickets": .list(sheet.tickets.map { JSON($0, in: zone) }),
      "order_count": .int(dealings.orders),
      "orders": .list(sheet.orders.map { JSON($0, in: zone) }),
      "value": .list(dealings.value.map { JSON($0) }),
      "tags": .list(
        dealings.tags.map { ["tag": .text($0.tag.word), "count": .int($0.count)] }),
      "suggestions": .list(
        sheet.candidates.map { candidate in
          JSON(candidate.customer).adding([
            "reasons": .list(
              candidate.reasons.map {
                ["reason": .text($0.word), "sentence": .text(Wording.reason($0))]
              })
          ])
        }),
    ])
  }

  private init(_ customer: Customer) {
    self = [
      "id": .text(customer.id.description), "name": .text(customer.name),
      "identities": .list(
        customer.identities.map {
          ["channel": .text($0.channel.rawValue), "address": .text($0.address)]
        }),
    ]
  }
}

import ArgumentParser
import Desk
import Domain
import Foundation
import Store

/// Shows one person with all that we had to do with them.
struct CustomerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "customer",
    abstract:
      "Show a customer: identities, tickets, orders, value, and who may be the same person.",
    discussion: """
      CUSTOMER is an address, a phone number, or a ticket of theirs: #12. Whoever may be the same \
      person is only shown, with the reason; `shopbell join` makes one customer of two.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "An address, a phone number, or a ticket: #12.") var customer: String

  func run() async throws {
    let settings = try global.settings()
    let store = try StoreOpening.read(global.storePath)
    let person = try await CustomerFinding.person(customer, in: store)
    let sheet = try await storing { () throws(StoreError) in
      try await store.customer(person.id, agent: settings.agent.id)
    }
    guard let sheet else { throw Failure(.failed, "nobody is known as \(customer)") }
    if global.json {
      global.output.json(JSON(sheet, in: settings.zone))
    } else {
      global.output.lines(Listing.lines(sheet, now: Instant(Date()), zone: settings.zone))
    }
  }
}

/// Makes one customer of two.
struct JoinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Make one customer of two who are the same person: join FROM INTO.",
    discussion: """
      FROM and INTO are each an address, a phone number, or a ticket of theirs: #12. INTO stays and \
      shows the identities, tickets and orders of both; nothing is copied or lost, and \
      `shopbell undo` brings both back as they were.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Who is joined.") var from: String
  @Argument(help: "Who stays and shows both.") var into: String

  func run() async throws {
    let me = try global.settings().agent.id
    let store = try StoreOpening.open(global.storePath)
    let one = try await CustomerFinding.person(from, in: store)
    let other = try await CustomerFinding.person(into, in: store)
    guard one.id != other.id else {
      throw Failure(.failed, "\(from) and \(into) are one customer already: \(other.label)")
    }
    let outcome = try await storing { () throws(StoreError) in
      try await store.commit([.joined(one.id, into: other.id)], by: .agent(me))
    }
    if let why = outcome.leftAlone.first?.why.sentence { throw Failure(.failed, why) }
    global.output.result(
      JSON.object([
        "changed": .int(outcome.customers.count), "undo_id": JSON(outcome.undo?.description),
        "joined": .text(one.id.description), "customer": .text(other.id.description),
        "name": .text(other.label),
      ]),
      "\(one.label) is one customer with \(other.label) now · `shopbell undo` takes it back")
  }
}

/// Finds the customer that a person names.
enum CustomerFinding {
  /// The one who has an address or a phone number, or whose a ticket is.
  static func person(_ text: String, in store: Store) async throws(Failure) -> Customer {
    let found = try await storing { () throws(StoreError) in
      try await store.customers(named: text)
    }
    guard found.count < 2 else {
      let names = found.prefix(5).map { customer in
        let known = customer.identities.prefix(3).map { identity in
          "\(identity.address) by \(Wording.channel(identity.channel))"
        }
        return "\(customer.label) (\(known.joined(separator: ", ")))"
      }
      throw Failure(
        .usage,
        "\(text) is more than one customer, \(names.joined(separator: " and ")): name a ticket of "
          + "the one you mean; `shopbell search 'customer:\"\(text)\"'` lists them")
    }
    guard let person = found.first else {
      throw Failure(
        .failed,
        text.hasPrefix("#")
          ? "there is no ticket \(text), or nobody is known whose it is"
          : "nobody is known as \(text); name an address, a phone number or a ticket: #12")
    }
    return person
  }
}

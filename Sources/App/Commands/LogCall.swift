import ArgumentParser
import Domain
import Foundation
import Store

/// Notes what happened where shopbell cannot look.
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Note what happened elsewhere: a call.",
    subcommands: [LogCallCommand.self])
}

/// Notes a call in its caller's ticket, or in a new one.
struct LogCallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Note a call: log call --from NUMBER --note WORDS.",
    discussion: """
      It goes into the caller's ticket of the last fourteen days, else into a new one of the channel \
      phone. A call that was answered needs no reply; with --missed it waits for one. `shopbell \
      undo` throws a new ticket away; what was noted in one that was there stays.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The customer's number, such as +353155501.") var from: String
  @Option(help: "The customer's name.") var name = ""
  @Option(help: "in, where they called; out, where we did.") var direction = Direction.in
  @Option(help: "How many minutes it took.") var minutes: Int?
  @Option(help: "What was said.") var note = ""
  @Option(help: "The number of an order that it was about.") var order: [String] = []
  @Option(help: "What it was about, where a ticket begins.") var subject: String?
  @Option(help: "The ticket that it belongs to.") var ticket: String?
  @Option(help: "Where the ticket goes then: open, pending, on_hold, solved.") var then: String?
  @Flag(help: "Nobody answered.") var missed = false

  /// Who called whom.
  enum Direction: String, ExpressibleByArgument { case `in`, out }

  func run() async throws {
    let settings = try global.settings()
    let me = settings.agent
    let number = try number()
    let status = try status()
    let store = try StoreOpening.open(global.storePath)
    let account = settings.accounts.first { $0.account.channel == .phone }?.account.name ?? "phone"
    let now = Instant(Date())
    var mint = Mint(seed: .random(in: .min ... .max))
    let keys = MatchKeys(
      channel: .phone, account: account, externalID: nil, raw: "", answers: [], recipients: [],
      subject: "", customer: number, orders: order, receivedAt: now)
    let context = try await storing { () throws(StoreError) in try await store.match([keys]) }.first
    let known = try await knownTicket(context, store, me.id)
    let customer =
      context?.customer
      ?? Customer(
        id: mint.id(at: now), name: name,
        identities: [Identity(channel: .phone, address: number)], since: now)
    var message = Message(
      id: mint.id(at: now), direction: direction == .in ? .inbound : .outbound, channel: .phone,
      account: account, from: Party(name: customer.label, address: number),
      subject: subject ?? "Call with \(customer.label)", receivedAt: now,
      body: Body(visible: words))
    if direction == .out {
      message.to = [message.from]
      message.from = Party(name: me.name, address: me.address)
    }
    message.orderNumbers = order
    let opening = Opening(
      id: mint.id(at: now), channel: .phone, account: account, customer: customer.id,
      subject: message.subject)
    var acts: [Act] = known == nil ? [.created(opening)] : []
    acts.append(direction == .in ? .received(message) : .answeredElsewhere(message))
    if direction == .in, !missed { acts.append(.needsNoReply) }
    acts += try await orders(store).map { .linkedOrder($0) }
    if let status = status ?? (known == nil && direction == .out ? .pending : nil) {
      acts.append(.moved(status, .asked))
    }
    let id = known ?? opening.id
    let changes = acts.map { Change(id, $0) }
    let facts: [Fact] = context?.customer == nil ? [.contact(customer)] : []
    let outcome = try await storing { () throws(StoreError) in
      try await store.commit(changes, facts: facts, by: .agent(me.id))
    }
    if let why = outcome.leftAlone.first(where: { $0.why != .alreadySo })?.why.sentence {
      throw Failure(.failed, why)
    }
    let sheet = try await TicketFinding.sheet(id.description, in: store, for: me.id)
    global.output.result(
      JSON.object([
        "ticket": .int(sheet.ticket.number), "id": .text(id.description),
        "message": .text(message.id.description), "new": .bool(known == nil),
        "undo_id": JSON(outcome.undo?.description),
      ]),
      "noted in #\(sheet.ticket.number)"
        + (known == nil ? ", which is new · `shopbell undo` throws it away" : ""))
  }

  // MARK: - What was said of it

  private func number() throws(Failure) -> String {
    let bare = from.filter { !" -()./".contains($0) }
    guard bare.wholeMatch(of: /\+?[0-9]{3,15}/) != nil else {
      throw Failure(.usage, "--from takes a telephone number such as +353155501, not `\(from)`")
    }
    return bare
  }

  private func status() throws(Failure) -> Status? {
    guard let then else { return nil }
    guard let status = Status(rawValue: then), status != .new, status != .closed else {
      throw Failure(.usage, "--then takes open, pending, on_hold or solved, not `\(then)`")
    }
    return status
  }

  private var words: String {
    let who = direction == .in ? "They called" : "We called"
    let length = minutes.map { $0 == 1 ? ", 1 minute" : ", \($0) minutes" } ?? ""
    let head = missed ? "\(who), and nobody answered." : "\(who)\(length)."
    return note.isEmpty ? head : "\(head)\n\n\(note)"
  }

  // MARK: - Where it belongs

  private func knownTicket(
    _ context: MatchContext?, _ store: Store, _ me: AgentID
  ) async throws(Failure) -> TicketID? {
    guard let ticket else {
      return context?.candidates.first { candidate in
        candidate.status != .closed
          && [.marketplaceOrder, .marketplaceCustomer].contains(candidate.reason)
      }?.ticket
    }
    let sheet = try await TicketFinding.sheet(ticket, in: store, for: me)
    guard sheet.ticket.status != .closed else {
      throw Failure(.failed, "#\(sheet.ticket.number) is closed: leave --ticket out for a new one")
    }
    return sheet.ticket.id
  }

  private func orders(_ store: Store) async throws(Failure) -> [OrderID] {
    guard !order.isEmpty else { return [] }
    let question = Question.orders(numbers: order, addresses: [], tracking: [])
    let answer = try await storing { () throws(StoreError) in try await store.ask(question) }
    guard case .orders(let found) = answer else { return [] }
    if let unknown = order.first(where: { name in !found.contains { $0.number == name } }) {
      throw Failure(.failed, "no order \(unknown) is known here; `shopbell sync` fetches orders")
    }
    return found.map(\.id)
  }
}

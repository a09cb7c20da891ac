import ArgumentParser
import Domain
import Foundation
import Store

/// Makes a ticket of its own of some messages of another.
struct SplitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Make a ticket of its own of some messages: split TICKET --from MESSAGE.",
    discussion: """
      MESSAGE is a message's place in what `shopbell show` prints, from 1, or its identifier. \
      Answers to what went arrive in the new ticket from then on; `shopbell undo` takes it back as \
      long as nothing more was said there.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The first message that goes, with all after it.") var from: String?
  @Option(help: "A message that goes; may be given several times.") var message: [String] = []
  @Argument(help: "The ticket, by its number or identifier.") var ticket: String

  func run() async throws {
    guard (from == nil) != message.isEmpty else {
      throw Failure(
        .usage, "which messages? Name the first with --from, or each of them with --message")
    }
    let settings = try global.settings()
    let me = settings.agent.id
    let store = try StoreOpening.open(global.storePath)
    let sheet = try await TicketFinding.sheet(ticket, in: store, for: me)
    let going = try going(in: sheet)
    let now = Instant(Date())
    var mint = Mint(seed: .random(in: .min ... .max))
    let origin = sheet.ticket.id
    let split = TicketSplit(going.map(\.id), of: origin, into: mint.id(at: now))
    let outcome = try await storing { () throws(StoreError) in
      try await store.commit([Change(origin, .split(split))], by: .agent(me))
    }
    if let why = outcome.leftAlone.first?.why.sentence { throw Failure(.failed, why) }
    guard let done = outcome.split else { throw Failure(.failed, "nothing was split") }
    let messages = done.messages.count == 1 ? "1 message" : "\(done.messages.count) messages"
    global.output.result(
      JSON.object([
        "changed": .int(outcome.changed.count), "undo_id": JSON(outcome.undo?.description),
        "ticket": .int(done.number), "id": .text(done.ticket.description),
        "messages": .int(done.messages.count),
      ]),
      "\(messages) of #\(done.originNumber) \(done.messages.count == 1 ? "is" : "are") "
        + "#\(done.number) now · `shopbell undo` takes it back")
  }

  private func going(in sheet: TicketSheet) throws(Failure) -> [Message] {
    if let from {
      let first = try place(of: from, in: sheet)
      // What came with a merged ticket is not this one's to give.
      let merged = sheet.merged.reduce(into: Set<MessageID>()) { $0.formUnion($1.messages) }
      return sheet.messages[first...].enumerated().filter { offset, message in
        offset == 0 || !merged.contains(message.id)
      }.map(\.element)
    }
    var places: Set<Int> = []
    for name in message { places.insert(try place(of: name, in: sheet)) }
    return places.sorted().map { sheet.messages[$0] }
  }

  private func place(of name: String, in sheet: TicketSheet) throws(Failure) -> Int {
    if let number = Int(name), sheet.messages.indices.contains(number - 1) { return number - 1 }
    if let id = MessageID(name), let place = sheet.messages.firstIndex(where: { $0.id == id }) {
      return place
    }
    let count = sheet.messages.count
    throw Failure(
      .failed,
      "#\(sheet.ticket.number) has no message \(name); it has \(count), counted from 1 as "
        + "`shopbell show \(sheet.ticket.number)` prints them")
  }
}

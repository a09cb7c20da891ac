package import ChannelKit
package import Domain
import Foundation
package import Processes
package import Wire

/// A program of the user's own: it is started for each question, and answers in lines
/// (docs/line-protocol.md).
package struct ExecChannel: OrderSource, OrderBook, ParcelBook, Testable {
  package static let profile = Profile(
    type: "exec", title: "Your own program", pollInterval: .seconds(60),
    orderInterval: .seconds(300), attachmentLimit: 10_000_000,
    fields: [
      .init(
        "command",
        "the program and its arguments, such as [\"python3\", \"/home/ana/forum.py\"]; no shell "
          + "reads them", isRequired: true, isList: true),
      .init(
        "does",
        "what it does: some of messages, replies, orders, parcels; messages and replies otherwise",
        isList: true),
      .init(
        "marketplace",
        "what to call it here, such as forum: one word, another for each program; exec otherwise"),
      .init("timeout", "how many seconds an answer may take, at most 600; 60 otherwise"),
    ],
    secret: "whatever your program signs in with: it stands in each question, never among the "
      + "arguments. It may be left out", isSecretOptional: true,
    limits: "an answer has at most 32 MB and comes within a minute. What the program does not do "
      + "is left out; docs/line-protocol.md describes what it is asked and answers")

  /// Runs a program with a line on its standard input.
  package typealias Runner =
    @Sendable (Program, [UInt8]) async throws(ProgramError) -> Program.Outcome

  /// The account it speaks for.
  let account: Account
  /// What it is asked for; nothing where the settings cannot be read.
  let duties: Set<Duty>
  let talk: Result<LineTalk, ChannelError>

  /// What a program may do.
  enum Duty: String, CaseIterable {
    case messages, replies, orders, parcels
  }

  /// A channel over `account.settings`: `command`, `does` and `timeout`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.init(account: account, credentials: credentials) { program, line throws(ProgramError) in
      try await program.run(input: line)
    }
  }

  /// The same with something else that runs programs.
  package init(account: Account, credentials: Credentials?, run: @escaping Runner) {
    self.account = account
    var known: Set<Duty> = []
    do throws(ChannelError) {
      known = try Self.duties(of: account)
      let secret: Secret? = try credentials.map { credentials throws(ChannelError) in
        try account.secret(in: credentials)
      }
      let door = ExecDoor(
        account: account.name, program: try Self.program(of: account), secret: secret, run: run)
      talk = .success(LineTalk(account, through: door, secret: secret))
    } catch {
      talk = .failure(error)
    }
    duties = known
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let expected = Duty.allCases.filter { duties.contains($0) }.map(\.rawValue)
    try await talk.get().greet(expecting: expected)
    return []
  }
}

// MARK: - Settings

extension ExecChannel {
  private static let outputLimit = 32_000_000

  private static func duties(of account: Account) throws(ChannelError) -> Set<Duty> {
    let words = texts(account.settings["does"]) ?? ["messages", "replies"]
    var duties: Set<Duty> = []
    for word in words {
      guard let duty = Duty(rawValue: word) else {
        throw .signedOut(
          reason: "does of the account \(account.name) names \(word); "
            + "known: \(Duty.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      duties.insert(duty)
    }
    return duties
  }

  private static func program(of account: Account) throws(ChannelError) -> Program {
    guard let words = texts(account.settings["command"]), let name = words.first, !name.isEmpty
    else {
      throw .signedOut(
        reason: "command of the account \(account.name) is a list that begins with a program, "
          + "such as [\"python3\", \"/home/ana/forum.py\"]")
    }
    // A path that depends on where shopbell is started is a trap.
    guard name.hasPrefix("/") || !name.contains("/") else {
      throw .signedOut(
        reason: "command of the account \(account.name) begins with a name that is looked up in "
          + "PATH, or a path that begins with /; \(name) is neither")
    }
    let seconds = account.settings["timeout"].map { Int($0) ?? 0 } ?? 60
    guard 1...600 ~= seconds else {
      throw .signedOut(
        reason: "timeout of the account \(account.name) is a number of seconds from 1 to 600")
    }
    return Program(
      name, Array(words.dropFirst()), deadline: .seconds(seconds), outputLimit: outputLimit,
      isApart: true)
  }

  private static func texts(_ setting: String?) -> [String]? {
    guard let setting, case .array(let values)? = try? JSONValue(parsing: Array(setting.utf8))
    else { return nil }
    return values.compactMap { value in
      if case .string(let text) = value { text } else { nil }
    }
  }
}

// MARK: - Messages

extension ExecChannel: MessageSource {
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    let talk = try talk.get()
    guard duties.contains(.messages) else { return Batch(arrivals: [], next: cursor) }
    return try await talk.messages(after: cursor)
  }
}

extension ExecChannel: ReplySink, SentBook {
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    let talk = try talk.get()
    guard duties.contains(.replies) else {
      throw .refused(
        reason: "the program of \(account.name) sends no answers: its setting does has no replies")
    }
    return try talk.parcel(for: reply, files: files)
  }

  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    try await talk.get().send(parcel)
  }

  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    try await talk.get().receipt(of: parcel, besides: known)
  }
}

// MARK: - Orders and parcels

extension ExecChannel {
  package var hasOrders: Bool { duties.contains(.orders) }

  package func orders(after cursor: Cursor?) async throws(ChannelError) -> OrderBatch {
    let talk = try talk.get()
    var place = LinePlace(cursor)
    guard hasOrders, let answer = try await talk.ask("orders", ["after": .text(place.token)])
    else { return OrderBatch(next: place.cursor, hasMore: false) }
    let (orders, parcels, next) = try talk.read { () throws(JSONMistake) in
      let orders = try ExecShapes.orders(answer.entries, on: account.channel)
      let parcels = try ExecShapes.parcels(answer.entries)
      let cursor = answer.last["cursor"]
      let isEmpty = orders.isEmpty && parcels.isEmpty
      return (orders, parcels, isEmpty ? cursor.optional : try cursor.text())
    }
    let step = place.move(to: next, more: answer.last["more"].isTrue)
    var batch = OrderBatch(
      orders: orders, parcels: parcels, next: place.cursor, hasMore: step.hasMore,
      notices: talk.notices(answer))
    if step.goesRound { batch.notices.append(talk.goesRound) }
    return batch
  }

  package func order(_ number: String) async throws(ChannelError) -> Order? {
    let talk = try talk.get()
    let number = number.filter { $0 != "#" && !$0.isWhitespace }
    guard hasOrders, !number.isEmpty,
      let answer = try await talk.ask("order", ["number": .string(number)])
    else { return nil }
    let orders = try talk.read { () throws(JSONMistake) in
      try ExecShapes.orders(answer.entries, on: account.channel)
    }
    return orders.first { $0.isCalled(number) }
  }

  package func parcels(_ numbers: [String]) async throws(ChannelError) -> [TrackedParcel] {
    let talk = try talk.get()
    guard duties.contains(.parcels), !numbers.isEmpty,
      let answer = try await talk.ask(
        "parcels", ["numbers": .array(numbers.map { .string($0) })])
    else { return [] }
    return try talk.read { () throws(JSONMistake) in try ExecShapes.parcels(answer.entries) }
      .filter { numbers.contains($0.shipment.trackingNumber) }
  }
}

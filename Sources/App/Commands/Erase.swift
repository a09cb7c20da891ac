import ArgumentParser
import Desk
import Domain
import Foundation
import Store
import Sync

/// Erases one customer, and proves it.
struct EraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase a customer: what they said, who they are, and every copy of it in the store.",
    discussion: """
      CUSTOMER is one of their addresses, or their identifier. What is left are their tickets' \
      numbers, times and statuses. It cannot be taken back. Without --yes it asks; where nobody \
      can be asked it only says what it would erase. No other shopbell may have the store open.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var manner: EraseManner
  @Argument(help: "An address, or a customer's identifier.") var customer: String

  func run() async throws {
    let erased = try await manner.run(
      .customer(customer), global, nobody: "nobody is known as \(customer)",
      question: "Type erase to erase them for good")
    guard let held = erased?.held, !held.isEmpty else { return }
    throw Failure(
      .failed,
      "\(EraseManner.numbers(held)) must be kept (tag \(manner.legalHold)); nothing was erased")
  }
}

/// Erases old tickets.
struct RetainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retain",
    abstract: "Erase solved and closed tickets that have been quiet for long.",
    discussion: """
      It only says what it would erase until --yes. Customers who have no other ticket are erased \
      with their last one; `shopbell erase` says what that means.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var manner: EraseManner
  @Option(help: "How long nothing may have happened: 3y, 26w or 90d.") var olderThan: String
  @Option(help: "Only tickets of this channel.") var channel: String?
  @Option(help: "Only tickets with this tag.") var tag: String?

  func run() async throws {
    var only: Domain.Tag?
    if let tag {
      guard let word = Domain.Tag(tag) else { throw Failure(.usage, "`\(tag)` is no tag") }
      only = word
    }
    let target = ErasureTarget.quiet(
      since: try moment(before: Date()), channel: channel.map { ChannelName(rawValue: $0) },
      tag: only)
    let erased = try await manner.run(
      target, global, nobody: "no ticket is that old", question: nil)
    guard let held = erased?.held, !held.isEmpty else { return }
    global.output.remark(
      "\(Wording.count(held.count, "ticket")) left out (tag \(manner.legalHold), "
        + "or merged with one that stays): \(EraseManner.numbers(held))")
  }

  /// The moment so long ago, by the calendar.
  private func moment(before now: Date) throws(Failure) -> Instant {
    let count = Int(olderThan.dropLast()) ?? 0
    let units: [Character: (Calendar.Component, Int)] = [
      "d": (.day, 1), "w": (.day, 7), "y": (.year, 1),
    ]
    guard let last = olderThan.last, let (unit, times) = units[last], (1...10_000).contains(count),
      let date = Calendar(identifier: .gregorian).date(
        byAdding: unit, value: -count * times, to: now)
    else {
      throw Failure(.usage, "`\(olderThan)` is no age; write 3y, 26w or 90d")
    }
    return Instant(date)
  }
}

/// How both of them ask, act and tell.
struct EraseManner: ParsableArguments {
  @Flag(help: "Do it, without asking.") var yes = false
  @Option(help: "Tickets with this tag must be kept.") var legalHold = "legal-hold"

  /// Says what would go, asks where that can be, erases, and tells what went; `nil` where nothing
  /// was there to erase.
  func run(
    _ target: ErasureTarget, _ global: GlobalOptions, nobody: String, question: String?
  ) async throws -> Erasure? {
    guard let tag = Domain.Tag(legalHold) else {
      throw Failure(.usage, "--legal-hold: `\(legalHold)` is no tag")
    }
    let settings = try global.settings()
    let plan = try await plan(target, tag, global.storePath)
    guard let plan else { throw Failure(.failed, nobody) }
    guard plan.held.isEmpty || question == nil else { return plan }
    guard !plan.isEmpty else {
      if plan.held.isEmpty { throw Failure(.failed, nobody) }
      tell(plan, global.output)
      return plan
    }
    if !yes {
      guard let question, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
        tell(plan, global.output)
        global.output.remark("nothing is erased yet; --yes does it, and cannot be taken back")
        return plan
      }
      Asking.say(Self.words(plan) + "\n")
      let answer = try Asking.line(nil, question, otherwise: "no", flag: "--yes")
      guard answer == "erase" else { throw Failure(.failed, "nothing was erased") }
    }
    let done = try erase(target, tag, global.storePath, by: .agent(settings.agent.id))
    guard let done, done.foundAfter != nil else { return done }
    tell(done, global.output)
    guard done.foundAfter == 0 else {
      throw Failure(
        .failed,
        "it is erased, but the file still has \(Wording.count(done.foundAfter ?? 0, "trace")) of it; "
          + "please report this as a fault of shopbell")
    }
    return done
  }

  private func plan(_ target: ErasureTarget, _ tag: Domain.Tag, _ path: String) async throws
    -> Erasure?
  {
    let store = try StoreOpening.read(path)
    // To erase, the store must be nobody's, ours neither.
    defer { store.close() }
    return try await storing { () throws(StoreError) in
      try await store.erasure(of: target, keeping: tag)
    }
  }

  private func erase(
    _ target: ErasureTarget, _ tag: Domain.Tag, _ path: String, by actor: Actor
  ) throws(Failure) -> Erasure? {
    let lock: SyncLock
    do throws(SyncError) {
      lock = try SyncLock(at: Syncing.lock(of: path))
    } catch {
      switch error {
      case .someoneElseSyncs: throw Failure(.tryAgain, error.sentence + "; nothing was erased")
      case .cannotLock: throw Failure(.cannotCreate, error.sentence)
      }
    }
    let done: Erasure?
    do throws(StoreError) {
      done = try Store.erase(
        target, keeping: tag, at: path, by: actor, clock: { Instant(Date()) },
        seed: .random(in: .min ... .max), reactions: StoreOpening.reactions)
    } catch {
      throw Failure(error)
    }
    _ = consume lock
    return done
  }
}

// MARK: - Telling

extension EraseManner {
  private func tell(_ erasure: Erasure, _ output: Output) {
    let copies = erasure.copies.map { copy in
      JSON.object(["path": .text(copy.path), "at": .text(copy.at.rfc3339())])
    }
    output.result(
      JSON.object([
        "customer": JSON(erasure.customer?.description), "customers": .int(erasure.customers),
        "tickets": .int(erasure.tickets.count),
        "ticket_numbers": .list(erasure.tickets.map { .int($0) }),
        "shared_numbers": .list(erasure.shared.map { .int($0) }),
        "held_numbers": .list(erasure.held.map { .int($0) }),
        "messages": .int(erasure.messages), "raw": .int(erasure.raw),
        "orders": .int(erasure.orders), "unsent": .int(erasure.unsent),
        "oldest": JSON(erasure.span?.lowerBound.rfc3339()),
        "newest": JSON(erasure.span?.upperBound.rfc3339()),
        "erased": .bool(erasure.foundAfter != nil), "looked_for": .int(erasure.lookedFor),
        "found_after": erasure.foundAfter.map { .int($0) } ?? .null, "backups": .list(copies),
      ]), Self.words(erasure))
    guard !output.isJSON, !erasure.copies.isEmpty else { return }
    output.remark(
      "copies that still hold it: \(erasure.copies.map(\.path).joined(separator: ", "))")
  }

  /// What goes, or went, in one line.
  private static func words(_ erasure: Erasure) -> String {
    var parts = [
      Wording.count(erasure.tickets.count, "ticket"),
      Wording.count(erasure.messages, "message"),
      Wording.count(erasure.raw, "mail or file", "mails and files"),
      Wording.count(erasure.orders, "order"),
    ]
    if erasure.customers != 1 || erasure.customer == nil {
      parts.append(Wording.count(erasure.customers, "customer"))
    }
    if !erasure.shared.isEmpty {
      parts.append("their words in \(numbers(erasure.shared)) of others")
    }
    if erasure.unsent > 0 {
      parts.append("\(Wording.count(erasure.unsent, "reply", "replies")) not sent yet")
    }
    if let span = erasure.span {
      let days = [span.lowerBound, span.upperBound].map { String($0.rfc3339().prefix(10)) }
      parts.append("last heard of \(Set(days).sorted().joined(separator: " to "))")
    }
    let list = parts.joined(separator: ", ")
    guard let found = erasure.foundAfter else { return "to be erased: \(list)" }
    return "erased: \(list); \(Wording.count(erasure.lookedFor, "word")) looked for in the file, "
      + "\(found) found"
  }

  /// Tickets as people name them.
  static func numbers(_ numbers: [Int]) -> String {
    let shown = numbers.prefix(12).map { "#\($0)" }.joined(separator: ", ")
    return numbers.count > 12 ? "\(shown) and \(numbers.count - 12) more" : shown
  }
}

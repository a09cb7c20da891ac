import ChannelKit
import Domain
import Store

/// A reply that some of its recipients have and others not yet: it is sent again to those alone.
extension Outbox {
  /// What was said when it left, where some recipients have it; `nil` where nobody has.
  func lastReceipt(of row: OutboxRow) async throws(StoreError) -> Receipt? {
    guard row.sentAt != nil else { return nil }
    let question = Question.ticket(row.reply.ticket, agent: row.reply.author)
    guard case .ticket(let sheet?) = try await store.ask(question) else { return nil }
    for event in sheet.events.reversed() {
      if case .replySent(row.reply.id, let receipt) = event.act { return receipt }
    }
    return nil
  }

  /// What happens to a reply that was taken, by some of its recipients or by all: those that are
  /// only put off get it later, each on its own.
  func acts(
    after receipt: Receipt, of row: OutboxRow, before: Receipt?, _ report: inout Report
  ) -> [Act] {
    let id = row.reply.id
    var receipt = receipt
    // The log has one clock: ours. It left when the first of them had it.
    receipt.at = row.sentAt ?? timepiece.now()
    receipt.refused.merge(before?.denied ?? [:]) { new, _ in new }
    if hasBeenTriedLongEnough(row) {
      for (address, reason) in receipt.postponed { receipt.refused[address] = givenUp(reason) }
    }
    guard !receipt.postponed.isEmpty else { return [.replySent(id, receipt)] }
    let error = ChannelError.unreachable(reason: "")
    let wait = error.wait(after: row.attempts + 1, chance: timepiece.chance()) ?? .seconds(60)
    let until = timepiece.now() + wait.span
    report.wake(at: until)
    return [
      .replySent(id, receipt), .replyDeferred(id, until: until, reason: receipt.shortfall),
    ]
  }

  /// The same where the server will never take it for those that are left.
  func actsOfRefusal(_ reason: String, of row: OutboxRow, before: Receipt?) -> [Act] {
    guard let before else { return [.replyRefused(row.reply.id, reason: reason)] }
    var receipt = before
    for address in before.postponed.keys { receipt.refused[address] = reason }
    receipt.answer = reason
    return [.replySent(row.reply.id, receipt)]
  }

  /// What happens to a reply that the server will not take now, while it may take others: it is
  /// tried again by itself, and given up after four days (RFC 5321, section 4.5.4.1).
  mutating func postpone(
    _ row: OutboxRow, _ reason: String, _ before: Receipt?, _ report: inout Report
  ) -> [Act] {
    guard !hasBeenTriedLongEnough(row) else {
      return actsOfRefusal(givenUp(reason), of: row, before: before)
    }
    let error = ChannelError.postponed(reason: reason)
    let wait = error.wait(after: row.attempts + 1, chance: timepiece.chance()) ?? .seconds(60)
    let until = timepiece.now() + wait.span
    report.wake(at: until)
    return [.replyDeferred(row.reply.id, until: until, reason: reason)]
  }

  private func hasBeenTriedLongEnough(_ row: OutboxRow) -> Bool {
    row.reply.acceptedAt.map { timepiece.now() - $0 >= .days(4) } ?? false
  }

  private func givenUp(_ reason: String) -> String { "given up after 4 days: \(reason)" }
}

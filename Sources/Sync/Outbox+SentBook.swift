import ChannelKit
import Domain
import Foundation
import Store

/// Looking for what is unsure, and filing the copies of what was sent.
extension Outbox {
  /// Looks for an unsure reply among the sent messages. Found: it left. Not found proves nothing,
  /// for our own copy is filed only later: then it stays for a person to decide.
  mutating func find(
    _ row: OutboxRow, through channel: any Channel, _ report: inout Report
  ) async throws(StoreError) {
    let id = row.reply.id
    let waiting = toFind[id] ?? Waiting()
    guard isDue(waiting.notBefore) else { return report.wake(at: waiting.notBefore) }
    guard let book = channel as? any SentBook, let parcel = try await parcel(of: row, channel)
    else { return }
    guard let sheet = try await sheet(of: row) else { return }
    var receipt: Receipt
    do throws(ChannelError) {
      guard let found = try await book.receipt(of: parcel, besides: sheet.idsElsewhere) else {
        toFind[id] = later(waiting, &report)
        return
      }
      receipt = found
    } catch {
      toFind[id] = later(waiting, &report)
      return
    }
    receipt.at = beganSending(row, sheet)
    try await write(row, .replySettled(id, receipt))
    toFind[id] = nil
    toFile[id] = Waiting()
    report.sent += 1
    report.wake(at: timepiece.now(), isSoon: true)
  }

  func sheet(of row: OutboxRow) async throws(StoreError) -> TicketSheet? {
    let question = Question.ticket(row.reply.ticket, agent: row.reply.author)
    guard case .ticket(let sheet) = try await store.ask(question) else { return nil }
    return sheet
  }

  /// When its last attempt began: it left then, or a moment later.
  private func beganSending(_ row: OutboxRow, _ sheet: TicketSheet) -> Instant {
    let began = sheet.events.last { event in
      if case .replySending(row.reply.id, _, _) = event.act { true } else { false }
    }
    return began?.recordedAt ?? timepiece.now()
  }

  /// Files the copy of a sent reply; a failure harms nothing, it is tried again.
  mutating func file(
    _ row: OutboxRow, _ known: Parcel? = nil, through channel: any Channel, _ report: inout Report
  ) async throws(StoreError) {
    let id = row.reply.id
    guard let waiting = toFile[id] else { return }
    guard isDue(waiting.notBefore) else { return report.wake(at: waiting.notBefore) }
    if let book = channel as? any SentBook {
      let kept = if let known { known } else { try await parcel(of: row, channel) }
      if let kept {
        do throws(ChannelError) {
          try await book.file(kept)
        } catch {
          toFile[id] = later(waiting, &report)
          return
        }
      }
    }
    try await write(row, .replyFiled(id))
    toFile[id] = nil
  }

  /// The parcel as it went out: its envelope made anew, its bytes those that were kept.
  private func parcel(of row: OutboxRow, _ channel: any Channel) async throws(StoreError) -> Parcel?
  {
    guard let sink = channel as? any ReplySink, let hash = row.parcel,
      case .bytes(let contents?) = try await store.ask(.bytes(sha256: hash))
    else { return nil }
    // The files are part of the kept bytes; the envelope does not depend on them.
    var bare = row.reply
    bare.attachments = []
    guard var parcel = try? sink.parcel(for: bare, files: []) else { return nil }
    parcel.bytes = [UInt8](contents)
    return parcel
  }

  /// The next try of something that did not work out.
  private func later(_ waiting: Waiting?, _ report: inout Report) -> Waiting {
    var waiting = waiting ?? Waiting()
    waiting.failures += 1
    let error = ChannelError.unreachable(reason: "")
    let wait = error.wait(after: waiting.failures, chance: timepiece.chance()) ?? .seconds(60)
    waiting.notBefore = timepiece.now() + wait.span
    report.wake(at: waiting.notBefore)
    return waiting
  }
}

extension TicketSheet {
  /// What the other side calls the messages that are known to be something else than a reply whose
  /// fate nobody knows.
  fileprivate var idsElsewhere: Set<String> {
    let receipts = events.compactMap { event -> String? in
      switch event.act {
      case .replySent(_, let receipt), .replySettled(_, let receipt): receipt.externalID
      default: nil
      }
    }
    return Set(receipts + messages.compactMap(\.externalID))
  }
}

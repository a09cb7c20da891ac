package import ChannelKit
package import Domain
import Foundation
package import Store

/// Carries one account's waiting replies away.
///
/// A reply is claimed by committing `replySending` with its bytes before anything is sent, so of
/// two processes only one sends it; what came of it is committed after. What ends in between stays
/// *unsure*: it is looked for among the sent messages, and only a person sends it again.
package struct Outbox: Sendable {
  let store: Store
  let account: Account
  let timepiece: Timepiece
  /// What happened outside and could not be written down yet (a full disk): said again first.
  var unwritten: [Change] = []
  /// Sent replies whose copy is not filed yet, with the failures so far.
  var toFile: [ReplyID: Waiting] = [:]
  /// Unsure replies that are looked for, with the failures so far.
  var toFind: [ReplyID: Waiting] = [:]

  /// Nothing is sent before then, and why: the account could not send.
  var pause: (until: Instant, why: ChannelError)?
  /// Until when each reply that is to be tried again rests, as far as we have seen: another moment
  /// was set by a person, who wants it tried now whatever the others rest for.
  private var resting: [ReplyID: Instant] = [:]

  /// A task that is tried again.
  struct Waiting: Hashable {
    var failures = 0
    var notBefore = Instant(milliseconds: 0)
  }

  /// An outbox for one account.
  package init(store: Store, account: Account, timepiece: Timepiece) {
    self.store = store
    self.account = account
    self.timepiece = timepiece
  }

  /// What one flush did.
  package struct Report: Hashable, Sendable {
    /// Replies that the other side took.
    package var sent = 0
    /// Replies that someone must look at, or that must be tried again.
    package var failed = 0
    /// When there is something to do again; `nil` until the outbox changes.
    package var next: Instant?
    /// When a send window ends or something can be done at once: that much a single sync waits for,
    /// and not for what has just failed.
    package var soon: Instant?
    /// Why the account cannot send now; only a person can help where it is `.signedOut`.
    package var trouble: ChannelError?

    /// Nothing done.
    package init() {}

    mutating func wake(at moment: Instant, isSoon: Bool = false) {
      next = min(next ?? moment, moment)
      if isSoon { soon = min(soon ?? moment, moment) }
    }
  }
}

// MARK: - Beginning

extension Outbox {
  /// To be called once before the first flush: what an ended process left half-sent becomes
  /// unsure, and copies that were never filed are remembered.
  package mutating func recover() async throws(StoreError) {
    try await store.recoverSends(by: .system)
    for row in try await rows(includingSent: true) {
      switch row.state {
      case .sending:
        // Whoever syncs holds the lock, and nothing of ours is on its way yet.
        try await write(
          row, .replyUnsure(row.reply.id, reason: "the program ended while it was being sent"))
      case .sent where !row.isFiled:
        toFile[row.reply.id] = Waiting()
      case .accepted, .held, .sent, .refused, .retry, .unsure, .recalled:
        break
      }
    }
  }

  private func rows(includingSent: Bool) async throws(StoreError) -> [OutboxRow] {
    guard case .outbox(let rows) = try await store.ask(.outbox(includingSent: includingSent))
    else { return [] }
    return rows.filter { $0.reply.account == account.name }
  }
}

// MARK: - Flushing

extension Outbox {
  /// Sends what is due, looks for what is unsure, files the copies.
  package mutating func flush(
    through channel: any Channel
  ) async throws(StoreError) -> Report {
    try await writeTheUnwritten()
    if let until = pause?.until, isDue(until) { pause = nil }
    var report = Report()
    report.trouble = pause?.why
    // What has failed before comes last: it never keeps the others waiting.
    let rows = try await rows(includingSent: !toFile.isEmpty)
    for row in rows.filter({ $0.attempts == 0 }) + rows.filter({ $0.attempts > 0 }) {
      guard !Task.isCancelled else { break }
      switch row.state {
      case .accepted, .retry:
        let waits = [row.notBefore, isAskedFor(row) ? nil : pause?.until].compactMap { $0 }
          .filter { !isDue($0) }
        if let due = waits.max() {
          report.wake(at: due, isSoon: row.state == .accepted && pause == nil)
          continue
        }
        try await carry(row, through: channel, &report)
      // Our copy among the sent was filed when the first of several recipients had it.
      case .unsure where row.sentAt == nil:
        try await find(row, through: channel, &report)
      case .sent where toFile[row.reply.id] != nil:
        try await file(row, through: channel, &report)
      case .held, .sending, .sent, .refused, .recalled, .unsure:
        break
      }
    }
    // Even where nothing is left to send, it is told that the account can send again.
    if let until = pause?.until { report.wake(at: until) }
    return report
  }

  private mutating func isAskedFor(_ row: OutboxRow) -> Bool {
    guard row.state == .retry else { return false }
    let known = resting[row.reply.id, default: row.notBefore]
    resting[row.reply.id] = known
    return known != row.notBefore
  }

  func isDue(_ moment: Instant) -> Bool { Reply.isDue(moment, at: timepiece.now()) }

  private mutating func writeTheUnwritten() async throws(StoreError) {
    while let change = unwritten.first {
      try await store.commit([change], by: .system)
      unwritten.removeFirst()
    }
  }

  private mutating func carry(
    _ row: OutboxRow, through channel: any Channel, _ report: inout Report
  ) async throws(StoreError) {
    let id = row.reply.id
    let before = try await lastReceipt(of: row)
    if before == nil, try await isOvertaken(row) { return try await write(row, .replyHeld(id)) }
    guard let sink = channel as? any ReplySink else {
      return try await refuse(row, "the account \(account.name) cannot send", &report)
    }
    if before == nil, let obstacle = try await closed(row, channel) {
      return try await refuse(row, obstacle, &report)
    }
    var parcel: Parcel
    do throws(ChannelError) {
      parcel = try sink.parcel(for: row.reply, files: try await files(of: row.reply))
    } catch {
      return try await refuse(row, error.sentence, &report)
    }
    if let before { parcel.to.removeAll { before.postponed[$0] == nil } }
    let sending = Act.replySending(id, attempt: row.attempts + 1, parcel: parcel.kept.sha256)
    let outcome = try await store.commit(
      [Change(row.reply.ticket, sending)], facts: [.bytes(parcel.kept)], by: .system)
    // Another process was quicker, or its agent has taken it back.
    guard outcome.events.contains(where: { $0.act == sending }) else { return }
    await send(parcel, of: row, before, through: sink, &report)
    try await writeTheUnwritten()
    if toFile[id] != nil { try await file(row, parcel, through: channel, &report) }
  }

  private mutating func send(
    _ parcel: Parcel, of row: OutboxRow, _ before: Receipt?, through sink: any ReplySink,
    _ report: inout Report
  ) async {
    var acts: [Act]
    do throws(ChannelError) {
      let receipt = try await sink.send(parcel)
      acts = self.acts(after: receipt, of: row, before: before, &report)
      report.sent += 1
      endPause(&report)
      if !row.isFiled { toFile[row.reply.id] = Waiting() }
    } catch {
      acts = outcome(of: error, row, before, &report)
      report.failed += 1
    }
    // What has happened outside is written down even where this task was cancelled meanwhile.
    let changes = acts.map { Change(row.reply.ticket, $0) }
    let isWritten = await Task { [store] in
      (try? await store.commit(changes, by: .system)) != nil
    }.value
    if !isWritten { unwritten += changes }
  }

  /// The account can send: nothing that waited for it need wait longer.
  private mutating func endPause(_ report: inout Report) {
    guard pause != nil else { return }
    pause = nil
    report.trouble = nil
    report.wake(at: timepiece.now(), isSoon: true)
  }

  private mutating func outcome(
    of error: ChannelError, _ row: OutboxRow, _ before: Receipt?, _ report: inout Report
  ) -> [Act] {
    let id = row.reply.id
    switch error {
    case .refused(let reason):
      return actsOfRefusal(reason, of: row, before: before)
    case .unsure(let reason):
      toFind[id] = Waiting()
      report.wake(at: timepiece.now(), isSoon: true)
      return [.replyUnsure(id, reason: reason)]
    case .unreadable:
      // An answer that nobody understands may have been a yes.
      toFind[id] = Waiting()
      report.wake(at: timepiece.now(), isSoon: true)
      return [.replyUnsure(id, reason: error.sentence)]
    case .postponed(let reason):
      return postpone(row, reason, before, &report)
    case .unreachable, .slowDown, .signedOut:
      report.trouble = error
      let wait = error.wait(after: row.attempts + 1, chance: timepiece.chance())
      let until = timepiece.now() + (wait?.span ?? Self.whileSignedOut)
      pause = (until, error)
      resting[id] = until
      report.wake(at: until)
      return [.replyDeferred(id, until: until, reason: error.sentence)]
    }
  }

  /// How long a reply rests while its account is signed out; signing in again ends it sooner.
  private static let whileSignedOut = Span.minutes(15)

  private func refuse(
    _ row: OutboxRow, _ reason: String, _ report: inout Report
  ) async throws(StoreError) {
    report.failed += 1
    try await write(row, .replyRefused(row.reply.id, reason: reason))
  }

  func write(_ row: OutboxRow, _ act: Act) async throws(StoreError) {
    try await store.commit([Change(row.reply.ticket, act)], by: .system)
  }
}

// MARK: - What goes along, and what came meanwhile

extension Outbox {
  private func files(of reply: Reply) async throws(ChannelError) -> [AttachedFile] {
    var files: [AttachedFile] = []
    for attachment in reply.attachments {
      let answer = try? await store.ask(.bytes(sha256: attachment.sha256))
      guard case .bytes(let contents?) = answer else {
        throw .refused(
          reason: "the bytes of \(attachment.filename) cannot be read; attach it again")
      }
      files.append(AttachedFile(attachment: attachment, bytes: [UInt8](contents)))
    }
    return files
  }

  /// Whether the customer wrote, or a colleague said something, since the reply was accepted or
  /// its agent last looked: then its agent decides (B2).
  private func isOvertaken(_ row: OutboxRow) async throws(StoreError) -> Bool {
    try await sheet(of: row).map { row.reply.isOvertaken(in: $0.events) } ?? false
  }

  /// Why the channel does not take it any more: the customer has been silent for too long.
  private func closed(
    _ row: OutboxRow, _ channel: any Channel
  ) async throws(StoreError) -> String? {
    let profile = type(of: channel).profile
    guard profile.replyWindow != nil, let sheet = try await sheet(of: row),
      let closes = profile.terms.closing(of: sheet, by: account.name), closes <= timepiece.now()
    else { return nil }
    return profile.terms.closed(profile.title)
  }
}

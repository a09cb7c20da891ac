package import ChannelKit
package import Domain
import Foundation
package import Mail
package import Store

/// Brings old mail in: the same way as a mailbox's, with the reading of one part beside the
/// writing of the part before it.
package struct Import: Sendable {
  private let timepiece: Timepiece
  private var reception: Reception
  /// Files of which nothing could be read, each with the reason.
  package private(set) var unread: [String] = []

  /// An import into a store, as mail of this account.
  package init(
    into store: Store, account: Account, relays: Relays, seed: UInt64,
    timepiece: Timepiece = .system
  ) {
    self.timepiece = timepiece
    reception = Reception(
      store: store, account: account, relays: relays, mint: Mint(seed: seed), from: .archive)
  }

  /// How many are read and written at once.
  private static let part = 400
  /// A part is also full at so many bytes, so that a few huge messages do not fill the memory.
  private static let partBytes = 64 << 20

  /// Takes in all of `archive`, telling `progress` after each part what it has come to. Stops
  /// early, with what is in by then, when the task is cancelled.
  package mutating func run(
    _ archive: some Sequence<ArchivedMessage> & Sendable,
    progress: (Reception.Tally) -> Void = { _ in }
  ) async throws(StoreError) -> Reception.Tally {
    var tally = Reception.Tally()
    var messages = archive.makeIterator()
    var waiting = await Self.read(nextPart(&messages), by: reception)
    var part = nextPart(&messages)
    while !waiting.mails.isEmpty, !Task.isCancelled {
      let read = part
      async let next = Self.read(read, by: reception)
      part = nextPart(&messages)
      tally += try await reception.take(waiting.mails, prepared: waiting.prepared)
      waiting = await next
      progress(tally)
    }
    return tally
  }

  private typealias Part = [(message: ArchivedMessage, job: Reception.Job)]

  private mutating func nextPart(
    _ messages: inout some IteratorProtocol<ArchivedMessage>
  ) -> Part {
    let now = timepiece.now()
    var part: [ArchivedMessage] = []
    var bytes = 0
    while part.count < Self.part, bytes < Self.partBytes, let message = messages.next() {
      guard !message.isUnread else {
        unread.append("\(message.file): \(message.fault ?? "cannot be read")")
        continue
      }
      part.append(message)
      bytes += message.bytes.count
    }
    let jobs = reception.jobs(
      part.map { message in
        Arrival(
          source: "\(message.file):\(message.position)", bytes: message.bytes,
          receivedAt: now)
      })
    return Array(zip(part, jobs)).map { (message: $0.0, job: $0.1) }
  }

  private static func read(
    _ part: Part, by reception: Reception
  ) async -> (mails: [MailMessage], prepared: Prepared) {
    let read = await reception.read(part.map(\.job))
    let mails = zip(part, read).map { entry, mail in
      guard let fault = entry.message.fault else { return mail }
      var mail = mail
      mail.message.warnings.insert(fault, at: 0)
      mail.fault = mail.fault ?? fault
      return mail
    }
    return (mails, await Prepared(mails))
  }
}

package import ChannelKit
package import Domain
import Mail

extension MailboxChannel: MessageSource {
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    try await batch(after: cursor, window: PullWindow())
  }

  /// Up to one window of mails, from as many folders as it takes to fill it.
  func batch(after cursor: Cursor?, window: PullWindow) async throws(ChannelError) -> Batch {
    let lines = try opened()
    var positions = try FolderPositions(cursor)
    var batch = Batch(arrivals: [], next: nil, remaining: 0)
    var left = window
    let plan = try await folders()
    for name in plan.names {
      guard left.mails > 0, left.bytes > 0 else {
        batch.hasMore = true
        break
      }
      guard
        let pull = try await lines.reading.pull(from: name, after: positions[name], window: left)
      else {
        guard name == plan.sent || !batch.arrivals.isEmpty else {
          let known = try await lines.filing.folders()
          throw .refused(
            reason: "\(lines.reading.host) has no folder \(name) to read; there are \(known.listed)"
          )
        }
        continue
      }
      positions[name] = pull.position
      if let news = pull.news { batch.news.append(news) }
      if pull.isRenumbered {
        batch.notices.append(
          "the server has numbered the mails in \(name) anew: they are read again, and nothing "
            + "that is here comes twice or is lost")
      }
      batch.arrivals += pull.arrivals.map { arrival in
        var arrival = arrival
        arrival.isSent = name == plan.sent || arrival.labels.contains("\\Sent")
        return arrival
      }
      batch.remaining = (batch.remaining ?? 0) + pull.remaining
      left.mails -= pull.arrivals.count
      left.bytes -= pull.bytes
      if pull.hasMore {
        batch.hasMore = true
        break
      }
    }
    batch.next = positions.cursor
    return batch
  }
}

extension MailboxChannel: NewsSource {
  package func news(after cursor: Cursor?) async throws(ChannelError) {
    guard let first = try await folders().names.first else { return }
    let positions = try FolderPositions(cursor)
    // One folder can be watched; of the others we hear only when we look.
    let limit = positions.count > 1 ? Self.profile.pollInterval : .seconds(9 * 60)
    try await opened().waiting.news(
      in: first, after: positions[first], limit: limit, pause: Self.profile.pollInterval)
  }
}

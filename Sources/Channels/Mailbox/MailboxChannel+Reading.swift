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
    let sent = try await sentFolder()
    var folders = account.folders
    if let sent, !folders.contains(sent) { folders.append(sent) }
    for name in folders {
      guard left.mails > 0, left.bytes > 0 else {
        batch.hasMore = true
        break
      }
      guard
        let pull = try await lines.reading.pull(from: name, after: positions[name], window: left)
      else {
        guard name == sent || !batch.arrivals.isEmpty else {
          throw .refused(reason: "\(lines.reading.host): there is no folder \(name) to read")
        }
        continue
      }
      positions[name] = pull.position
      if let news = pull.news { batch.news.append(news) }
      batch.arrivals += pull.arrivals.map { arrival in
        var arrival = arrival
        arrival.isSent = name == sent
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
    guard let first = account.folders.first else { return }
    let positions = try FolderPositions(cursor)
    // One folder can be watched; of the others we hear only when we look.
    let limit = positions.count > 1 ? Self.profile.pollInterval : .seconds(9 * 60)
    try await opened().waiting.news(
      in: first, after: positions[first], limit: limit, pause: Self.profile.pollInterval)
  }
}

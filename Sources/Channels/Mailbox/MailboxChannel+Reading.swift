package import ChannelKit
package import Domain
import Mail

extension MailboxChannel: MessageSource {
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    try await batch(after: cursor, window: PullWindow())
  }

  /// Up to one window of mails, from as many folders as it takes to fill it; what was sent comes
  /// last.
  func batch(after cursor: Cursor?, window: PullWindow) async throws(ChannelError) -> Batch {
    let plan = try await folders()
    var gathering = Gathering(positions: try FolderPositions(cursor), left: window)
    try await gather(plan.received, into: &gathering)
    guard let sent = plan.sent, plan.names.contains(sent), !gathering.isFull else {
      return gathering.whole
    }
    let lines = try opened()
    let ours = try await lines.reading.pull(
      from: sent, after: gathering.positions[sent], window: gathering.left)
    guard let ours else { return gathering.whole }
    if !ours.arrivals.isEmpty {
      // What is answered there lay in another folder before, perhaps since we looked; without it
      // nobody would know whom the answer is for.
      gathering.left = window
      try await gather(plan.received, into: &gathering)
      if gathering.isFull { return gathering.whole }
    }
    gathering.add(ours, from: sent, isSent: true)
    return gathering.whole
  }

  private func gather(
    _ names: [String], into gathering: inout Gathering
  ) async throws(ChannelError) {
    let lines = try opened()
    for name in names {
      guard !gathering.isFull else {
        gathering.batch.hasMore = true
        return
      }
      let pull = try await lines.reading.pull(
        from: name, after: gathering.positions[name], window: gathering.left)
      if let pull {
        gathering.add(pull, from: name, isSent: false)
      } else if gathering.batch.arrivals.isEmpty {
        let known = try await lines.filing.folders()
        throw .refused(
          reason: "\(lines.reading.host) has no folder \(name) to read; there are \(known.listed)"
        )
      }
    }
  }
}

/// What one batch has brought so far, folder by folder.
private struct Gathering {
  var positions: FolderPositions
  /// How much may still come.
  var left: PullWindow
  var batch = Batch(arrivals: [], next: nil, remaining: 0)

  /// There is more than one batch may bring.
  var isFull: Bool { batch.hasMore || left.mails <= 0 || left.bytes <= 0 }

  /// The batch, with the place where the next begins.
  var whole: Batch {
    var batch = batch
    batch.hasMore = isFull
    batch.next = positions.cursor
    return batch
  }

  mutating func add(_ pull: FolderPull, from name: String, isSent: Bool) {
    positions[name] = pull.position
    if let news = pull.news { batch.news.append(news) }
    if pull.isRenumbered {
      batch.notices.append(
        "the server has numbered the mails in \(name) anew: they are read again, and nothing "
          + "that is here comes twice or is lost")
    }
    batch.notices += pull.notices
    batch.arrivals += pull.arrivals.map { arrival in
      var arrival = arrival
      arrival.isSent = isSent || arrival.labels.contains("\\Sent")
      return arrival
    }
    batch.remaining = (batch.remaining ?? 0) + pull.remaining
    batch.hasMore = pull.hasMore
    left.mails -= pull.arrivals.count
    left.bytes -= pull.bytes
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

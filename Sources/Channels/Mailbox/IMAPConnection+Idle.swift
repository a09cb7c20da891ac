import ChannelKit
import Mail

extension IMAPConnection {
  /// Returns when the folder may hold something after `position`, or `limit` is over.
  ///
  /// Uses IDLE where the server knows it and there is room for a connection that only waits, else
  /// waits for `pause` only. Ends IDLE before servers
  /// and routers forget a silent connection (RFC 2177: within 29 minutes).
  func news(
    in name: String, after position: FolderPosition?, limit: Duration, pause: Duration
  ) async throws(ChannelError) {
    if await hasRoom {
      let mustWait = try await errand { () async throws(ChannelError) -> Bool in
        guard let validity = try await examine(name), position?.validity == validity else {
          return false
        }
        guard canIdle else { return true }
        if try await hasMore(after: position?.uid ?? 0) { return false }
        try await idle(limit: limit)
        return false
      }
      guard mustWait else { return }
    }
    do {
      try await Task.sleep(for: pause)
    } catch {
      throw .unreachable(reason: "cancelled")
    }
  }

  private func hasMore(after uid: UInt32) async throws(ChannelError) -> Bool {
    guard let folder, folder.exists > 0 else { return false }
    var isFound = false
    let status = try await run(.fetchLast) { datum in
      if case .message(let mail) = datum, let found = mail.uid, found > uid { isFound = true }
    }
    guard status.kind == .ok else { throw unreadable(status) }
    return isFound
  }

  private func idle(limit: Duration) async throws(ChannelError) {
    let tag = try start(.idle)
    let alarm = Task {
      try await Task.sleep(for: limit)
      try await endIdle()
    }
    defer { alarm.cancel() }
    while true {
      switch try await event(within: limit + .seconds(60)) {
      case .data(.exists(let count)):
        let isNew = count > folder?.exists ?? 0
        folder?.exists = count
        if isNew { try await endIdle() }
      case .data(.expunge):
        if let count = folder?.exists, count > 0 { folder?.exists = count - 1 }
      case .data(.vanished(let uids, earlier: false)):
        folder?.lose(uids)
      case .done(let done, let status) where done == tag:
        guard status.kind == .ok else { throw unreadable(status) }
        return
      case .data, .notice, .done, .startTLS, .ready, .idling:
        continue
      }
    }
  }
}

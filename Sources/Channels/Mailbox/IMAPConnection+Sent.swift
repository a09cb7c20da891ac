import ChannelKit
import Mail

extension IMAPConnection {
  /// The folders there are; asked for once.
  func folders() async throws(ChannelError) -> [IMAPFolder] {
    if let known { return known }
    let folders = try await errand { () async throws(ChannelError) -> [IMAPFolder] in
      var found: [IMAPFolder] = []
      let status = try await run(.list) { datum in
        if case .folder(let folder) = datum, found.count < 10_000 { found.append(folder) }
      }
      guard status.kind == .ok else { throw unreadable(status) }
      return found
    }
    known = folders
    return folders
  }

  /// Whether a folder holds a mail with this Message-ID (without angle brackets); `false` also
  /// where there is no such folder.
  func holds(_ messageID: String, in name: String) async throws(ChannelError) -> Bool {
    try await errand { () async throws(ChannelError) -> Bool in
      try await finds(messageID, in: name)
    }
  }

  /// Files a mail in a folder, unless one with its Message-ID is there.
  func file(
    _ bytes: [UInt8], messageID: String, in name: String
  ) async throws(ChannelError) {
    try await errand { () async throws(ChannelError) -> Void in
      guard try await !finds(messageID, in: name), !isGmail else { return }
      let status = try await run(.append(folder: name, receivedAt: nil, bytes: bytes))
      guard status.kind == .ok else {
        throw .refused(reason: "\(host): the copy cannot be filed in \(name): \(status.text)")
      }
    }
  }

  private func finds(_ messageID: String, in name: String) async throws(ChannelError) -> Bool {
    guard try await examine(name) != nil, folder?.exists ?? 0 > 0 else { return false }
    return try await !search(messageID).isEmpty
  }

  /// The UIDs of the mails in the open folder that have this Message-ID, a hundred at most.
  func search(_ messageID: String) async throws(ChannelError) -> [UInt32] {
    var uids: [UInt32] = []
    let status = try await run(.search(field: "Message-ID", value: "<\(messageID)>")) { datum in
      switch datum {
      case .search(let found): uids += found
      case .found(let found): uids += found.all?.ranges.lazy.flatMap { $0 }.prefix(100) ?? []
      default: break
      }
    }
    guard status.kind == .ok else { throw unreadable(status) }
    return Array(uids.prefix(100))
  }
}

import ChannelKit
import Domain
import Mail

/// A folder that is open for reading.
struct OpenFolder: Hashable, Sendable {
  /// A mail that is known but not fetched.
  struct Listed: Hashable, Sendable {
    var uid: UInt32
    var size: Int
    var number: UInt32
  }

  /// Its name.
  var name: String
  /// Its UIDVALIDITY; 0 until the server told it.
  var validity: UInt32 = 0
  /// Its change counter when it was opened (HIGHESTMODSEQ); `nil` where it has none.
  var modSeq: UInt64?
  /// How many mails it holds now.
  var exists: UInt32 = 0
  /// Mails in order of their UIDs, all those above `listedFrom` up to `listedTo`.
  var listing: [Listed] = []
  /// Where the listing begins.
  var listedFrom: UInt32 = 0
  /// Where the listing ends.
  var listedTo: UInt32 = 0
  /// The highest UID there is.
  var highest: UInt32 = 0

  /// Mails are gone; the server may name more than there were.
  mutating func lose(_ uids: IMAPSet) {
    let count = uids.ranges.reduce(0) { $0 + $1.count }
    exists -= UInt32(min(Int(exists), count))
  }
}

/// How much one pull brings at most; the last mail may exceed the bytes.
struct PullWindow: Hashable, Sendable {
  /// Mails.
  var mails = 400
  /// Bytes.
  var bytes = 8 << 20
  /// The size of the largest mail that is fetched, which is the largest that is read.
  var mail = IMAPParser.Limits().literalBytes

  /// What a connection begins with: of a line that breaks soon, little was under way in vain.
  static let first = PullWindow(mails: 100, bytes: 4 << 20)

  /// What a connection that has held so far may bring next.
  var next: PullWindow { PullWindow(mails: mails * 2, bytes: bytes * 2).within(PullWindow()) }

  /// No more than `other` of anything.
  func within(_ other: PullWindow) -> PullWindow {
    PullWindow(
      mails: min(mails, other.mails), bytes: min(bytes, other.bytes), mail: min(mail, other.mail))
  }
}

/// What one pull from one folder brought.
struct FolderPull: Hashable, Sendable {
  var arrivals: [Arrival] = []
  var bytes = 0
  var position: FolderPosition
  var news: FolderNews?
  var isRenumbered = false
  var hasMore = false
  var remaining = 0
  var notices: [String] = []
}

// MARK: - Pulling

extension IMAPConnection {
  /// The mails of a folder after `position`, lowest UID first; `nil` where there is no such folder.
  ///
  /// Another UIDVALIDITY than that of `position` begins again at the first mail (RFC 3501,
  /// section 2.3.1.1).
  func pull(
    from name: String, after position: FolderPosition?, window: PullWindow
  ) async throws(ChannelError) -> FolderPull? {
    try await errand { () async throws(ChannelError) -> FolderPull? in
      guard let validity = try await examine(name) else { return nil }
      let isKnown = position?.validity == validity
      let start = FolderPosition(validity: validity, uid: 0, modSeq: folder?.modSeq)
      var pull = FolderPull(position: isKnown ? position ?? start : start)
      if position != nil, !isKnown {
        pull.news = FolderNews(folder: name, validity: validity)
        pull.isRenumbered = true
      }
      try await list(after: pull.position.uid)
      let window = window.within(reach)
      let planned = plan(window)
      if planned.isEmpty {
        pull.position.uid = max(pull.position.uid, folder?.listedTo ?? 0)
      } else {
        try await fetch(planned, upTo: window.mail, into: &pull)
      }
      if !pull.hasMore {
        try await review(&pull)
        try await askAgain(&pull)
      }
      return pull
    }
  }

  /// Opens a folder for reading and returns its UIDVALIDITY; asks for news where it is open.
  func examine(_ name: String) async throws(ChannelError) -> UInt32? {
    if let folder, folder.name == name {
      guard folder.listing.isEmpty else { return folder.validity }
      if !countsChanges {
        try await run(.noop)
        return folder.validity
      }
    }
    folder = OpenFolder(name: name)
    let status = try await run(.examine(name))
    guard status.kind == .ok else {
      folder = nil
      return nil
    }
    guard let validity = folder?.validity, validity > 0 else {
      throw .unreadable(excerpt: "\(host): the folder \(name) has no UIDVALIDITY")
    }
    return validity
  }

  /// Makes sure that the listing begins after `uid` and is not empty where there is more.
  private func list(after uid: UInt32) async throws(ChannelError) {
    if let folder, folder.listedFrom <= uid, uid < folder.listedTo {
      self.folder?.listing.removeAll { $0.uid <= uid }
      self.folder?.listedFrom = uid
    } else {
      folder?.listing = []
      folder?.listedFrom = uid
      folder?.listedTo = uid
      try await findHighest()
    }
    var step: UInt32 = 1_000
    while let folder, folder.listing.isEmpty, folder.listedTo < folder.highest {
      let begin = folder.listedTo + 1
      let end = step > folder.highest - begin ? folder.highest : begin + step - 1
      try await listSizes(begin...end)
      step = step > UInt32.max / 4 ? UInt32.max : step * 4
    }
  }

  /// UIDNEXT is not believed: some servers tell none, or an old one.
  private func findHighest() async throws(ChannelError) {
    folder?.highest = 0
    guard let folder, folder.exists > 0 else { return }
    var highest: UInt32 = 0
    let status = try await run(.fetchLast) { datum in
      if case .message(let mail) = datum, let uid = mail.uid { highest = max(highest, uid) }
    }
    guard status.kind == .ok else { throw unreadable(status) }
    self.folder?.highest = highest
  }

  private func listSizes(_ range: ClosedRange<UInt32>) async throws(ChannelError) {
    var lowest = LowestMails(in: range)
    let status = try await run(.fetch(IMAPSet(range), .sizes)) { datum in
      guard case .message(let mail) = datum, let uid = mail.uid, let size = mail.size else {
        return
      }
      lowest.note(OpenFolder.Listed(uid: uid, size: Int(size), number: mail.number))
    }
    guard status.kind == .ok else { throw unreadable(status) }
    folder?.listing = lowest.mails
    folder?.listedTo = lowest.end
  }

  private func plan(_ window: PullWindow) -> [OpenFolder.Listed] {
    var bytes = 0
    var planned: [OpenFolder.Listed] = []
    for mail in folder?.listing ?? [] {
      // What is too large is passed over without being fetched.
      let size = mail.size > window.mail ? 0 : mail.size
      guard planned.count < window.mails, planned.isEmpty || bytes + size <= window.bytes
      else { break }
      bytes += size
      planned.append(mail)
    }
    return planned
  }

  func unreadable(_ status: IMAPStatus) -> ChannelError {
    .unreadable(excerpt: "\(host): \(status.kind.rawValue) \(status.text)")
  }
}

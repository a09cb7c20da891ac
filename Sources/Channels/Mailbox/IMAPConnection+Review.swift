import ChannelKit
import Domain
import Mail

extension IMAPConnection {
  /// How long to wait before reading all flags anew, where the server does not count changes.
  private static let patience: Duration = .seconds(300)

  /// Notes in `pull` what became of the mails that were fetched earlier, and up to where that is
  /// known. What has just been fetched counts more: where the line breaks here, nothing is lost.
  func review(_ pull: inout FolderPull) async throws(ChannelError) {
    do throws(ChannelError) {
      try await ask(&pull)
    } catch {
      guard !pull.arrivals.isEmpty else { throw error }
      pull.hasMore = true
      await drop()
    }
  }

  private func ask(_ pull: inout FolderPull) async throws(ChannelError) {
    guard let folder, pull.position.uid > 0 else { return }
    let known = 1...pull.position.uid
    if let since = pull.position.modSeq, let now = folder.modSeq {
      // A counter that runs backwards has begun anew: then all is read again.
      let isOver = now == since && tellsVanished
      if isOver { return }
      if now >= since, let news = try await changes(of: known, since: since) {
        pull.news = news
        pull.position.modSeq = now
        return
      }
    } else if let last = reviewed[folder.name], last.duration(to: .now) < Self.patience {
      return
    }
    if let news = try await allFlags(of: known) { pull.news = news }
    pull.position.modSeq = folder.modSeq
    reviewed[folder.name] = .now
  }

  /// What changed since the counter stood so; `nil` where the server does not say.
  private func changes(
    of known: ClosedRange<UInt32>, since: UInt64
  ) async throws(ChannelError) -> FolderNews? {
    guard let folder else { return nil }
    var book = FlagBook(of: known, atMost: Int(folder.exists) + 1_000)
    var gone: [ClosedRange<UInt32>] = []
    let status = try await run(.fetchChanged(IMAPSet(known), since: since)) { datum in
      switch datum {
      case .message(let mail): book.note(mail)
      case .vanished(let uids, _) where gone.count < 1_000_000:
        gone += uids.ranges.filter { $0.overlaps(known) }.map { $0.clamped(to: known) }
      default: break
      }
    }
    guard status.kind == .ok else { return nil }
    if !tellsVanished { gone = try await missing(from: known) }
    return try news(of: book, gone: gone)
  }

  /// Which of the UIDs are not there; none where the server does not say.
  private func missing(
    from known: ClosedRange<UInt32>
  ) async throws(ChannelError) -> [ClosedRange<UInt32>] {
    var present: IMAPSet?
    let status = try await run(.searchAll(IMAPSet(known))) { datum in
      switch datum {
      case .search(let uids): present = IMAPSet(uids.sorted())
      case .found(let found): present = found.all ?? IMAPSet([])
      default: break
      }
    }
    guard status.kind == .ok, let present else { return [] }
    return FlagBook.gaps(between: present, in: known)
  }

  /// The flags of all mails, and which are gone; `nil` where the server does not say.
  private func allFlags(of known: ClosedRange<UInt32>) async throws(ChannelError) -> FolderNews? {
    guard let folder else { return nil }
    var book = FlagBook(of: known, atMost: Int(folder.exists) + 1_000)
    let status = try await run(.fetch(IMAPSet(known), .flags)) { datum in
      if case .message(let mail) = datum { book.note(mail) }
    }
    guard status.kind == .ok else { return nil }
    return try news(of: book, gone: book.silent)
  }

  private func news(
    of book: FlagBook, gone: [ClosedRange<UInt32>]
  ) throws(ChannelError) -> FolderNews? {
    guard !book.isOverfull else {
      throw .unreadable(excerpt: "\(host) tells of far more mails than there are")
    }
    guard let folder else { return nil }
    return FolderNews(
      folder: folder.name, validity: folder.validity, flags: book.byFlags, gone: gone)
  }
}

import ChannelKit
import Domain
import Foundation
import Mail

/// What came of some mails that were asked for whole.
private struct Haul {
  /// In order of their UIDs.
  private(set) var planned: [UInt32]
  /// What haul.
  var mails: [UInt32: IMAPMessage] = [:]
  /// Those that are there but were not handed out, and what the server said to it.
  var withheld: [UInt32: String] = [:]
  /// Those that are not there any more, or not to be fetched.
  var gone: Set<UInt32> = []
  /// The bytes that came, and the most that may.
  var held = 0
  let most: Int

  /// Sizes may lie, but not by so much that all of it must be held.
  init(_ planned: [UInt32], without: [UInt32] = [], size: Int) {
    self.planned = planned
    gone = Set(without)
    most = size + 256 << 20
  }

  /// Those of which nothing is known yet.
  var missing: [UInt32] { planned.filter { !isKnown($0) } }

  private func isKnown(_ uid: UInt32) -> Bool {
    mails[uid] != nil || withheld[uid] != nil || gone.contains(uid)
  }

  /// Keeps what is known in order. Where it was not the line that failed, nobody knows what the
  /// mails have to do with it, and the first that did not come ends it.
  mutating func end(after error: ChannelError) {
    if case .unreachable = error {
      planned = Array(planned.prefix(while: isKnown))
    } else {
      planned = Array(planned.prefix { mails[$0] != nil || gone.contains($0) })
    }
    withheld = withheld.filter { planned.contains($0.key) }
  }
}

/// Fetching mails whole.
///
/// A mail that the server does not hand out, because it lost or cannot read it, stops neither its
/// folder nor its account: the others are read, and it is asked for again later.
extension IMAPConnection {
  /// The most mails of one pull that may be withheld; where it is more, it is not the mails.
  private static let mostWithheld = 16
  /// The most mails of one folder to ask for again and again.
  private static let mostAskedAgain = 64
  /// How many mails behind one that ends the connection are tried.
  private static let mostTried = 4
  /// How long to wait before a mail is asked for again on the same connection.
  private static let pause: Duration = .seconds(300)
  /// What a server says that cannot answer now, or not so much; it is no fault of a mail (RFC 5530,
  /// section 3, and two of Gmail's).
  private static let passing: Set<String> = [
    "UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "THROTTLED", "EXPIRED", "AUTHENTICATIONFAILED",
    "AUTHORIZATIONFAILED", "PRIVACYREQUIRED", "CONTACTADMIN", "NOPERM",
  ]

  /// Fetches what was planned. Where the connection breaks, what arrived whole and in order is
  /// kept, so that even a poor line makes progress.
  func fetch(
    _ planned: [OpenFolder.Listed], upTo limit: Int, into pull: inout FolderPull
  ) async throws(ChannelError) {
    guard let last = planned.last, let folder else { return }
    let large = planned.filter { $0.size > limit }
    let size = planned.reduce(0) { $0 + $1.size } - large.reduce(0) { $0 + $1.size }
    var haul = Haul(planned.map(\.uid), without: large.map(\.uid), size: size)
    var isWhole = true
    do throws(ChannelError) {
      try await fetch(&haul)
    } catch {
      isWhole = false
      if case .unreachable = error, haul.missing.first == planned[0].uid, !Task.isCancelled {
        try await stepOver(&haul, in: folder, after: error)
      }
      haul.end(after: error)
      guard !haul.planned.isEmpty else { throw error }
      await drop()
    }
    try tell(of: haul, in: folder.name, into: &pull)
    for mail in large where haul.planned.contains(mail.uid) {
      pull.notices.append(
        "mail \(mail.uid) in \(folder.name) has \(mail.size >> 20) MB and is not fetched: more than "
          + "\(limit >> 20) MB are not read; look at it in another mail program")
    }
    for uid in haul.planned {
      pull.position.uid = uid
      if let mail = haul.mails[uid] { pull.add(mail, uid: uid, in: folder) }
    }
    if isWhole { reach = reach.next }
    self.folder?.listing.removeAll { $0.uid <= last.uid }
    self.folder?.listedFrom = last.uid
    pull.hasMore = !isWhole || last.uid < folder.highest
    pull.remaining = max(0, Int(folder.exists) - Int(last.number))
  }

  /// Asks once more for the mails that were withheld; what else was pulled counts more.
  func askAgain(_ pull: inout FolderPull) async throws(ChannelError) {
    guard let folder, let withheld = pull.position.withheld else { return }
    if let last = askedAgain[folder.name], last.duration(to: .now) < Self.pause { return }
    askedAgain[folder.name] = .now
    var haul = Haul(withheld, size: 0)
    do throws(ChannelError) {
      for uid in withheld {
        let status = try await ask(for: [uid], &haul)
        if haul.mails[uid] == nil { try await sort([uid], &haul, because: status) }
      }
    } catch {
      for uid in haul.missing { haul.withheld[uid] = error.sentence }
      await drop()
    }
    pull.position.withheld = nil
    try tell(of: haul, in: folder.name, into: &pull)
    for uid in withheld {
      if let mail = haul.mails[uid] { pull.add(mail, uid: uid, in: folder) }
    }
  }

  /// Some servers hang up where they cannot read a mail. Where the first ends the connection even
  /// alone, and what comes behind it can be read, or there is nothing behind it, it is withheld.
  private func stepOver(
    _ haul: inout Haul, in folder: OpenFolder, after error: ChannelError
  ) async throws(ChannelError) {
    guard let first = haul.missing.first else { return }
    try await reopen(folder)
    do throws(ChannelError) {
      let status = try await ask(for: [first], &haul)
      if haul.mails[first] == nil { try await sort([first], &haul, because: status) }
      return
    } catch {
      guard case .unreachable = error else { throw error }
    }
    let rest = haul.missing.dropFirst()
    var isGood = rest.isEmpty
    for next in rest.prefix(Self.mostTried) where !isGood {
      try await reopen(folder)
      do throws(ChannelError) {
        _ = try await ask(for: [next], &haul)
        isGood = haul.mails[next] != nil
      } catch {
        guard case .unreachable = error else { throw error }
      }
    }
    guard isGood else { throw error }
    haul.withheld[first] = error.sentence
  }

  private func reopen(_ folder: OpenFolder) async throws(ChannelError) {
    await drop()
    try await open()
    guard try await examine(folder.name) == folder.validity else {
      throw .unreachable(reason: "\(host): \(folder.name) has become another folder")
    }
  }

  /// Asks for all at once; where that is refused, for the first alone, and then for the rest.
  private func fetch(_ haul: inout Haul) async throws(ChannelError) {
    var isAlone = false
    while let first = haul.missing.first {
      let asked = isAlone ? [first] : haul.missing
      let status = try await ask(for: asked, &haul)
      if status.kind == .ok || asked.count == 1 {
        try await sort(haul.missing.filter(asked.contains), &haul, because: status)
        guard haul.withheld.count <= Self.mostWithheld else { throw refused(haul) }
        isAlone = false
      } else {
        isAlone = haul.missing.first == first
      }
    }
  }

  private func ask(
    for uids: [UInt32], _ haul: inout Haul
  ) async throws(ChannelError) -> IMAPStatus {
    let wanted = Set(uids)
    let status = try await run(.fetch(IMAPSet(uids), .whole)) { datum in
      guard case .message(let mail) = datum, let uid = mail.uid, wanted.contains(uid),
        let body = mail.body, haul.held <= haul.most
      else { return }
      haul.held += body.count
      haul.mails[uid] = mail
    }
    if case .other(let code)? = status.code, status.kind != .ok, Self.passing.contains(code) {
      throw .postponed(reason: "\(host): \(status.text)")
    }
    guard haul.held <= haul.most else {
      throw .unreadable(excerpt: "\(host) sends far more than the sizes that it told")
    }
    return status
  }

  /// Tells which of these mails, which did not come, are gone and which are withheld.
  private func sort(
    _ uids: [UInt32], _ haul: inout Haul, because status: IMAPStatus
  ) async throws(ChannelError) {
    guard !uids.isEmpty else { return }
    var there: Set<UInt32> = []
    let listing = try await run(.fetch(IMAPSet(uids), .sizes)) { datum in
      if case .message(let mail) = datum, let uid = mail.uid { there.insert(uid) }
    }
    let why = status.kind == .ok ? "nothing at all" : status.text
    for uid in uids {
      if listing.kind == .ok, !there.contains(uid) {
        haul.gone.insert(uid)
      } else {
        haul.withheld[uid] = why
      }
    }
  }

  /// Keeps in `pull` what is withheld, and names it once.
  private func tell(
    of haul: Haul, in name: String, into pull: inout FolderPull
  ) throws(ChannelError) {
    guard !haul.withheld.isEmpty else { return }
    let all = Set(pull.position.withheld ?? []).union(haul.withheld.keys).sorted()
    guard all.count <= Self.mostAskedAgain else { throw refused(haul) }
    pull.position.withheld = all
    askedAgain[name] = .now
    let new = haul.withheld.keys.filter { named[name]?.contains($0) != true }.sorted()
    guard let first = new.first, let why = haul.withheld[first] else { return }
    named[name, default: []].formUnion(new)
    let which = new.count == 1 ? "mail \(first)" : "\(new.count) mails"
    pull.notices.append(
      "\(host) does not hand out \(which) in \(name); the others are read, and it is asked "
        + "again later. It says: \(why)")
  }

  private func refused(_ haul: Haul) -> ChannelError {
    let why = haul.withheld.first?.value ?? ""
    return .unreadable(excerpt: "\(host) hands out none of \(haul.withheld.count) mails: \(why)")
  }
}

extension FolderPull {
  /// A mail as the server handed it out. Where it tells no INTERNALDATE, the mail's own date
  /// stands for it, and else that of the mail before.
  fileprivate mutating func add(_ mail: IMAPMessage, uid: UInt32, in folder: OpenFolder) {
    // Among all mail lie also mails that nobody has sent yet.
    guard let bytes = mail.body, mail.labels?.contains("\\Draft") != true else { return }
    let place = ServerPlace(
      folder: folder.name, validity: folder.validity, uid: uid,
      flags: FlagBook.lasting(mail.flags ?? []))
    let told = mail.receivedAt ?? MIMEParser.parse(bytes).date?.instant
    let receivedAt = told.map(Instant.init) ?? arrivals.last?.receivedAt
    var arrival = Arrival(
      at: place, bytes: bytes, receivedAt: receivedAt ?? Instant(milliseconds: 0))
    arrival.labels = mail.labels ?? []
    arrivals.append(arrival)
    self.bytes += bytes.count
  }
}

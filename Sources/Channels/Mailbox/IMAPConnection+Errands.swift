import ChannelKit
import Domain
import Mail

extension IMAPConnection {
  /// Does what is to be done to mails of one folder, and returns what is done or moot.
  func carryOut(
    _ errands: [ServerErrand], in name: String, archive: String
  ) async throws(ChannelError) -> [ServerErrand] {
    guard !errands.isEmpty else { return [] }
    return try await errand { () async throws(ChannelError) -> [ServerErrand] in
      guard let validity = try await select(name) else { return [] }
      defer { folder = nil }
      // Under another UIDVALIDITY the UIDs mean other mails: the next pull finds out.
      let errands = errands.filter { $0.mail.place.validity == validity }
      var done: [ServerErrand] = []
      for (kind, flag) in [(ServerErrand.Kind.answered, "\\Answered"), (.seen, "\\Seen")] {
        let marked = errands.filter { $0.kind == kind }
        guard !marked.isEmpty else { continue }
        let status = try await run(.mark(IMAPSet(marked.uids), flag: flag))
        guard status.kind == .ok else { throw refusal("cannot be marked", in: name, status) }
        done += marked
      }
      done += try await move(errands.filter { $0.kind == .archived }, from: name, to: archive)
      return done
    }
  }

  private func select(_ name: String) async throws(ChannelError) -> UInt32? {
    folder = OpenFolder(name: name)
    let status = try await run(.select(name))
    guard status.kind == .ok else {
      folder = nil
      return nil
    }
    return folder?.validity
  }

  private func refusal(_ what: String, in name: String, _ status: IMAPStatus) -> ChannelError {
    .refused(reason: "\(host): mails in \(name) \(what): \(status.text)")
  }
}

// MARK: - Moving

extension IMAPConnection {
  /// Moves mails that are what they are taken for; those that are gone, or are others by now, need
  /// not be moved.
  private func move(
    _ errands: [ServerErrand], from name: String, to archive: String
  ) async throws(ChannelError) -> [ServerErrand] {
    guard !errands.isEmpty else { return [] }
    let found = try await signs(of: errands.uids)
    let sure = errands.filter { found[$0.mail.place.uid].map($0.isSame) ?? false }
    guard !sure.isEmpty else { return errands }
    let set = IMAPSet(sure.uids)
    if canMove {
      try await put(.move(set, to: archive), into: archive, from: name)
    } else if canExpungeSome {
      let copied = try await copies(of: sure, like: found, in: archive)
      guard try await select(name) == sure.first?.mail.place.validity else { return [] }
      let rest = sure.uids.filter { !copied.contains($0) }
      if !rest.isEmpty {
        try await put(.copy(IMAPSet(rest), to: archive), into: archive, from: name)
      }
      for command in [IMAPCommand.mark(set, flag: "\\Deleted"), .expunge(set)] {
        let status = try await run(command)
        guard status.kind == .ok else { throw refusal("cannot be removed", in: name, status) }
      }
    } else {
      throw .refused(reason: "\(host) can neither MOVE mails nor remove single ones (UIDPLUS)")
    }
    return errands
  }

  /// Those that lie in the archive already, because we were ended after copying them: by their
  /// Message-IDs and sizes. Whoever has no Message-ID is not recognised.
  private func copies(
    of errands: [ServerErrand], like found: [UInt32: IMAPMessage], in archive: String
  ) async throws(ChannelError) -> Set<UInt32> {
    var copied: Set<UInt32> = []
    guard try await examine(archive) != nil, folder?.exists ?? 0 > 0 else { return [] }
    for errand in errands {
      guard let id = errand.externalID else { continue }
      let uids = try await search(id)
      guard !uids.isEmpty else { continue }
      let size = found[errand.mail.place.uid]?.size
      let there = try await signs(of: uids)
      if there.values.contains(where: { errand.isSame($0) && $0.size == size }) {
        copied.insert(errand.mail.place.uid)
      }
    }
    return copied
  }

  private func put(
    _ command: IMAPCommand, into archive: String, from name: String
  ) async throws(ChannelError) {
    var status = try await run(command)
    if status.kind == .no {
      // There may be no such folder yet.
      try await run(.create(archive))
      status = try await run(command)
    }
    guard status.kind == .ok else { throw refusal("cannot go to \(archive)", in: name, status) }
  }

  private func signs(of uids: [UInt32]) async throws(ChannelError) -> [UInt32: IMAPMessage] {
    var found: [UInt32: IMAPMessage] = [:]
    let wanted = Set(uids)
    let status = try await run(.fetch(IMAPSet(uids), .signs)) { datum in
      if case .message(let mail) = datum, let uid = mail.uid, wanted.contains(uid) {
        found[uid] = mail
      }
    }
    guard status.kind == .ok else { throw unreadable(status) }
    return found
  }
}

extension ServerErrand {
  /// Whether the server's mail is the one that is meant: by its Message-ID, or else its size.
  fileprivate func isSame(_ mail: IMAPMessage) -> Bool {
    guard let externalID else { return mail.size.map { Int($0) == size } ?? false }
    let field = mail.sections["HEADER.FIELDS (MESSAGE-ID)"] ?? []
    return String(decoding: field, as: UTF8.self).contains("<\(externalID)>")
  }
}

extension [ServerErrand] {
  fileprivate var uids: [UInt32] { map(\.mail.place.uid).sorted() }
}

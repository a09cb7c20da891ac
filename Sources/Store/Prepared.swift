package import Domain

/// What a commit is going to bring, worked out before its turn comes: bytes packed, words found.
///
/// It decides nothing: what it lacks, or what has changed since, the commit works out by itself.
package struct Prepared: Sendable {
  var packed: [String: RawRows.Packed] = [:]
  var messages: [MessageID: ReadyMessage] = [:]

  /// Nothing is prepared.
  package init() {}

  /// Prepares messages, and the bytes of mails, each with those of its files behind it, on all
  /// cores. What cannot be prepared is left to the commit, which says why.
  package init(_ messages: [Message], mails: [[RawBytes]]) async {
    let packed = await mails.mapOnAllCores { kept in
      kept.first.flatMap { try? RawRows.pack($0, files: Array(kept.dropFirst())) } ?? []
    }
    for (kept, packed) in zip(mails, packed) {
      for (raw, packed) in zip(kept, packed) { self.packed[raw.sha256] = packed }
    }
    let ready = await messages.mapOnAllCores { ReadyMessage($0) }
    for ready in ready { self.messages[ready.message.id] = ready }
  }

  /// A fact as the transaction takes it.
  func ready(_ fact: Fact) throws -> ReadyFact {
    if case .bytes(let raw) = fact, let packed = packed[raw.sha256] { return .bytes(packed) }
    return try ReadyFact(fact)
  }

  /// What is kept of a message.
  func ready(_ message: Message) -> ReadyMessage {
    if let ready = messages[message.id], ready.message == message { return ready }
    return ReadyMessage(message)
  }
}

package import ChannelKit
package import Domain
import Foundation
import Wire

// MARK: - Coming in (M11, M10, M13)

extension MiraklChannel: MessageSource {
  private static let talksAtOnce = 25
  /// Conversations that are older are read only where `since` asks for it.
  private static let window = Span.days(30)
  private static let largestFile = 32 << 20

  /// Conversations that changed, a page of them, with all in them that was not told yet.
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    var start = first
    // The other side's clock says what the last thirty days are.
    if cursor == nil, start == nil {
      start = try await talks([.init("limit", "1")]).at.map { $0 - Self.window }
    }
    var walk = ConversationWalk(cursor, from: start)
    var waiting = walk.changes.hasMore ? [] : walk.whatWaits
    var query: [ShopRequest.Field] = [
      .init("with_messages", "true"), .init("limit", "\(Self.talksAtOnce)"),
    ]
    if let from = walk.changes.from { query.append(.init("updated_since", from.rfc3339())) }
    if let token = walk.changes.token { query.append(.init("page_token", token)) }
    let answer = try await talks(query)
    let page = try answer.read { (json) throws(JSONMistake) in
      ChangeWalk.Page(
        try MiraklShapes.talks(json["data"], on: account.channel),
        next: json["next_page_token"].optional, at: answer.at)
    }
    var found = walk.changes.take(page)
    waiting.removeAll { id in found.contains { $0.id == id } }
    for id in waiting {
      guard let talk = try await talk(id) else {
        walk.forget(id)
        continue
      }
      found.append(talk)
    }
    var arrivals: [Arrival] = []
    for talk in found { arrivals += try await news(of: talk, &walk) }
    var batch = Batch(
      arrivals: arrivals.sorted { $0.receivedAt < $1.receivedAt }, next: walk.cursor,
      hasMore: walk.changes.hasMore)
    batch.notices = walk.changes.notices
    return batch
  }

  private func talks(_ query: [ShopRequest.Field]) async throws(ChannelError) -> ShopAnswer {
    try await ask("/api/inbox/threads", query)
  }

  /// A conversation; `nil` where there is none any more.
  private func talk(_ id: String) async throws(ChannelError) -> MiraklShapes.Talk? {
    let answer = try await ask("/api/inbox/threads/\(id.percentEncoded)", [], accepted: [404])
    guard answer.status == 200 else { return nil }
    return try answer.read { (json) throws(JSONMistake) in
      try MiraklShapes.talk(json, on: account.channel)
    }
  }

  /// What of a conversation was not told yet, with its files. Where one of them cannot be had now,
  /// the whole conversation waits for the next pull, and after some of those comes without it.
  private func news(
    of talk: MiraklShapes.Talk, _ walk: inout ConversationWalk
  ) async throws(ChannelError) -> [Arrival] {
    var arrivals: [Arrival] = []
    var gaps: [String] = []
    for word in talk.words where !walk.hasTold(word.posting.id, in: talk.id) {
      var posting = word.posting
      for file in word.files {
        let got = try await self.file(file.id, called: file.name)
        if let got { posting.files.append(got) }
        let isWhole = got.map { $0.bytes.count == file.size ?? $0.bytes.count } ?? false
        guard !isWhole else { continue }
        gaps.append(file.name)
        posting.warnings.append("its file \(file.name) could not be fetched whole: look there")
      }
      arrivals.append(Arrival(posting, told: word.told))
    }
    if !gaps.isEmpty, walk.postpone(talk.id) { return [] }
    walk.tell(talk.words.map(\.posting.id), in: talk.id, changed: talk.changed)
    return arrivals
  }

  /// A file; `nil` where it cannot be had now.
  private func file(
    _ id: String, called name: String
  ) async throws(ChannelError) -> Posting.File? {
    let request = ShopRequest(
      .get, "/api/inbox/threads/\(id.percentEncoded)/download", query: shop)
    do throws(ChannelError) {
      let got = try await api.get().fetch(request, upTo: Self.largestFile)
      return Posting.File(name: name, type: got.type, bytes: got.bytes)
    } catch {
      switch error {
      case .slowDown, .signedOut: throw error
      case .unreachable, .postponed, .refused, .unsure, .unreadable: return nil
      }
    }
  }
}

// MARK: - Going out (M12)

extension MiraklChannel: ReplySink {
  private static let shortest = 3
  private static let mostFiles = 50

  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    guard let talk = Posting.conversation(of: reply) else {
      throw .refused(reason: "the ticket has no conversation on \(title) that could be answered")
    }
    if let stranger = reply.recipients.first(where: { $0.address.contains("@") }) {
      throw .refused(
        reason: "an answer on \(title) reaches the customer and the marketplace only; "
          + "take \(stranger.address) out")
    }
    try Self.profile.check(reply.text)
    guard reply.text.unicodeScalars.count >= Self.shortest else {
      throw .refused(reason: "an answer on \(title) has at least \(Self.shortest) characters")
    }
    guard files.count <= Self.mostFiles else {
      throw .refused(reason: "an answer on \(title) takes at most \(Self.mostFiles) files")
    }
    let words = Multipart.Part(
      name: "message_input", type: "application/json", bytes: MiraklShapes.answer(reply).bytes)
    let attached = files.map { file in
      Multipart.Part(
        name: "files", filename: file.attachment.filename, type: file.attachment.contentType,
        bytes: file.bytes)
    }
    let form = Multipart([words] + attached, boundary: reply.id.description)
    return Parcel(reply, into: talk, bytes: form.bytes)
  }

  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    let talk = parcel.to.first ?? ""
    let answer = try await api.get().ask(
      ShopRequest(
        .post, "/api/inbox/threads/\(talk.percentEncoded)/message", query: shop,
        body: .init(type: Multipart.type(of: parcel.bytes), bytes: parcel.bytes),
        accepted: [400, 404, 409, 413, 415, 422]))
    guard answer.status < 300 else {
      let said = answer.said.map { ": \($0)" } ?? " (status \(answer.status))"
      throw .refused(
        reason: answer.status == 404
          ? "the conversation is not on \(title) any more\(said)"
          : "\(title) does not take this answer\(said)")
    }
    let id = answer.json["message_id"].optional.map { Posting.name($0, on: account.channel) }
    return Receipt(
      at: Instant(milliseconds: 0), answer: "\(title) took it (status \(answer.status))",
      externalID: id)
  }

  /// The marketplace's name as its owner writes it.
  private var title: String { account.settings["marketplace"] ?? Self.profile.title }
}

extension MiraklChannel: SentBook {
  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    guard let talk = try await talk(parcel.to.first ?? "") else { return nil }
    return parcel.receipt(
      among: talk.words.reversed().map(\.posting), on: account.channel, besides: known)
  }
}

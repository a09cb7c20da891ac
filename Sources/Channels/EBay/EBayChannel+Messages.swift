package import ChannelKit
package import Domain
import Foundation
import Wire

// MARK: - Coming in

extension EBayChannel: MessageSource {
  /// Must divide every place that is asked for.
  private static let talksAtOnce = 25
  private static let wordsAtOnce = 50
  /// So many pages of one conversation are read.
  private static let mostPages = 20
  private static let window = Span.days(30)

  /// Conversations that changed, a page of them, with all in them that was not told yet.
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    var start = first
    if cursor == nil, start == nil {
      start = try await talks(from: nil, place: "0", limit: 1).at.map { $0 - Self.window }
    }
    var walk = ConversationWalk(cursor, from: start)
    let place = walk.changes.token ?? "0"
    let answer = try await talks(from: walk.changes.from, place: place, limit: Self.talksAtOnce)
    let page = try answer.read { (json) throws(JSONMistake) in
      ChangeWalk.Page(
        try EBayShapes.talks(json["conversations"]), next: Self.next(json), at: answer.at)
    }
    var arrivals: [Arrival] = []
    for talk in walk.changes.take(page) {
      let words = try await words(of: talk, until: walk)
      let ids = words.map(\.posting.id)
      for (posting, told) in words where !walk.hasTold(posting.id, in: talk.id) {
        var posting = posting
        posting.neighbours = Array(ids.filter { $0 != posting.id }.prefix(100))
        arrivals.append(Arrival(posting, told: told))
      }
      walk.tell(ids.reversed(), in: talk.id, changed: talk.changed)
    }
    var batch = Batch(
      arrivals: arrivals.sorted { $0.receivedAt < $1.receivedAt }, next: walk.cursor,
      hasMore: walk.changes.hasMore)
    batch.notices = walk.changes.notices
    return batch
  }

  private func talks(
    from: Instant?, place: String, limit: Int
  ) async throws(ChannelError) -> ShopAnswer {
    var query: [ShopRequest.Field] = [
      .init("conversation_type", "FROM_MEMBERS"), .init("limit", "\(limit)"),
      .init("offset", place),
    ]
    if let from { query.append(.init("start_time", from.rfc3339())) }
    return try await ask(ShopRequest(.get, "\(Self.messages)/conversation", query: query))
  }

  /// What was said in a conversation, the newest first, back to what was told already.
  private func words(
    of talk: EBayShapes.Talk, until walk: ConversationWalk
  ) async throws(ChannelError) -> [(posting: Posting, told: [UInt8])] {
    var found: [(posting: Posting, told: [UInt8])] = []
    var place: String? = "0"
    for _ in 0..<Self.mostPages {
      guard let offset = place else { break }
      let answer = try await ask(
        ShopRequest(
          .get, "\(Self.messages)/conversation/\(talk.id.percentEncoded)",
          query: [
            .init("conversation_type", "FROM_MEMBERS"), .init("limit", "\(Self.wordsAtOnce)"),
            .init("offset", offset),
          ], accepted: [404]))
      guard answer.status == 200 else { break }
      let page = try answer.read { (json) throws(JSONMistake) in
        try EBayShapes.postings(
          json["messages"], of: talk, us: account.settings["user"] ?? "")
      }
      let fresh = page.filter { one in !found.contains { $0.posting.id == one.posting.id } }
      found += fresh
      let next = Self.next(answer.json)
      place = fresh.isEmpty || next == offset ? nil : next
      // The rest was told already.
      if !page.isEmpty, page.allSatisfy({ walk.hasTold($0.posting.id, in: talk.id) }) { break }
    }
    return found.sorted { ($0.posting.at, $0.posting.id) > ($1.posting.at, $1.posting.id) }
  }

  /// Where the next page begins, as the address of it says.
  private static func next(_ json: JSONNode) -> String? {
    guard let address = json["next"].optional else { return nil }
    return address.firstMatch(of: /[?&]offset=([0-9]+)/).map { String($0.output.1) }
  }
}

// MARK: - Going out

extension EBayChannel: ReplySink {
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    guard let talk = Posting.conversation(of: reply) else {
      throw .refused(reason: "the ticket has no conversation on eBay that could be answered")
    }
    guard reply.recipients.count == 1 else {
      throw .refused(reason: "an answer on eBay reaches one member only; take the others out")
    }
    guard files.isEmpty else {
      throw .refused(reason: "an answer on eBay takes no files here; take them out")
    }
    try Self.profile.check(reply.text)
    let fields: JSONValue = [
      "conversationId": .string(talk), "messageText": .string(reply.text),
      "emailCopyToSender": false,
    ]
    return Parcel(reply, into: talk, bytes: fields.bytes)
  }

  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    let answer = try await ask(
      ShopRequest(
        .post, "\(Self.messages)/send_message",
        body: .init(type: "application/json", bytes: parcel.bytes), accepted: [400, 404]))
    guard answer.status < 300 else {
      let said = answer.said.map { ": \($0)" } ?? " (status \(answer.status))"
      throw .refused(reason: "eBay does not take this answer\(said)")
    }
    let id = answer.json["messageId"].optional.map { Posting.name($0, on: account.channel) }
    return Receipt(
      at: Instant(milliseconds: 0), answer: "eBay took it (status \(answer.status))",
      externalID: id)
  }
}

extension EBayChannel: SentBook {
  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    let talk = EBayShapes.Talk(
      id: parcel.to.first ?? "", changed: Instant(milliseconds: 0), title: "", listing: nil)
    let words = try await words(of: talk, until: ConversationWalk(nil))
    return parcel.receipt(
      among: words.map(\.posting), on: account.channel, besides: known)
  }
}

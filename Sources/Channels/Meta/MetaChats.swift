package import ChannelKit
package import Domain
import Foundation
import Wire

/// Chats of one kind with a page: they differ by their platform and their profile.
package protocol MetaChats: MessageSource, ReplySink, SentBook, Testable {
  /// What Meta calls the kind.
  static var platform: String { get }
  /// The page.
  var page: Result<MetaPage, ChannelError> { get }
}

extension MetaChats {
  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let page = try page.get()
    _ = try await us(page)
    guard try await conversations(page, nil, limit: 1) != nil else {
      throw .signedOut(reason: "there is no page \(page.id); look at \(MetaPage.console)")
    }
    return []
  }
}

// MARK: - Coming in (https://developers.facebook.com/docs/messenger-platform/conversations)

extension MetaChats {
  private static var window: Span { .days(30) }
  private static var atOnce: Int { 25 }

  /// Conversations that changed, a page of them, the newest first: there is no asking for those since
  /// a moment, so that the walk ends where an older one stands.
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    let page = try page.get()
    let us = try await us(page)
    let before = ConversationWalk(cursor, from: page.account.since)
    let answer = try await conversations(page, before.changes.token, limit: Self.atOnce)
    guard let answer else {
      throw .signedOut(reason: "there is no page \(page.id); look at \(MetaPage.console)")
    }
    var walk = before
    if cursor == nil, page.account.since == nil {
      walk = ConversationWalk(nil, from: answer.at.map { $0 - Self.window })
    }
    let from = walk.changes.from
    let listed = try answer.read { (json) throws(JSONMistake) in
      try MetaShapes.talks(json["data"], besides: us)
    }
    let recent = listed.filter { talk in from.map { talk.changed >= $0 } ?? true }
    let next = recent.count < listed.count ? nil : MetaShapes.next(answer.json)
    let items = recent.map { (key: $0.id, changed: $0.changed, item: $0) }
    var waiting = walk.changes.hasMore ? [] : walk.whatWaits
    var found = walk.changes.take(ChangeWalk.Page(items, next: next, at: answer.at))
    waiting.removeAll { id in found.contains { $0.id == id } }
    for id in waiting {
      let unlisted = MetaShapes.Talk(
        id: id, changed: from ?? Instant(milliseconds: 0), customer: Party(address: ""))
      found.append(listed.first { $0.id == id } ?? unlisted)
    }
    var arrivals: [Arrival] = []
    for talk in found { arrivals += try await news(of: talk, us, page, &walk) }
    var batch = Batch(
      arrivals: arrivals.sorted { $0.receivedAt < $1.receivedAt }, next: walk.cursor,
      hasMore: walk.changes.hasMore)
    batch.notices = walk.changes.notices
    return batch
  }

  /// By what we are called in conversations: the page, or the Instagram account linked to it.
  private func us(_ page: MetaPage) async throws(ChannelError) -> String {
    guard Self.platform == "instagram" else { return page.id }
    let answer = try await page.ask(page.id, [.init("fields", "instagram_business_account")])
    guard let id = answer?.json["instagram_business_account"]["id"].optional else {
      throw .signedOut(
        reason: "the page has no Instagram account linked to it; look at \(MetaPage.console)")
    }
    return id
  }

  private func conversations(
    _ page: MetaPage, _ token: String?, limit: Int
  ) async throws(ChannelError) -> ShopAnswer? {
    var query: [ShopRequest.Field] = [
      .init("platform", Self.platform), .init("fields", "id,updated_time,participants"),
      .init("limit", "\(limit)"),
    ]
    if let token { query.append(.init("after", token)) }
    return try await page.ask("\(page.id)/conversations", query)
  }

  /// The newest of what was said in a conversation, the oldest first.
  private func words(
    of talk: MetaShapes.Talk, _ us: String, _ page: MetaPage
  ) async throws(ChannelError) -> [MetaShapes.Word] {
    let fields = "messages.limit(20){id,created_time,from,to,message,attachments}"
    let answer = try await page.ask(talk.id.percentEncoded, [.init("fields", fields)])
    guard let answer else { return [] }
    return try answer.read { (json) throws(JSONMistake) in
      try MetaShapes.words(json["messages"]["data"], of: talk, us: us)
    }
  }

  /// What of a conversation was not told yet, with its files. Where one cannot be had now, the
  /// conversation waits for the next pull, and after some of those comes without it.
  private func news(
    of talk: MetaShapes.Talk, _ us: String, _ page: MetaPage, _ walk: inout ConversationWalk
  ) async throws(ChannelError) -> [Arrival] {
    let words = try await words(of: talk, us, page)
    var arrivals: [Arrival] = []
    var isWhole = true
    for word in words where !walk.hasTold(word.posting.id, in: talk.id) {
      // Who was written to first has asked nothing.
      guard word.posting.author == .customer || words.contains(where: { $0.isTheirs }) else {
        continue
      }
      var posting = word.posting
      for file in word.files {
        do throws(ChannelError) {
          // Files lie elsewhere, for a while open to whoever knows where.
          let got = try await page.api.fetch(at: file.address, upTo: 32 << 20)
          posting.files.append(Posting.File(name: file.name, type: got.type, bytes: got.bytes))
        } catch {
          if case .slowDown = error { throw error }
          isWhole = false
          posting.warnings.append("its file \(file.name) could not be fetched: look there")
        }
      }
      arrivals.append(Arrival(posting, told: word.told))
    }
    if !isWhole, walk.postpone(talk.id) { return [] }
    walk.tell(words.map(\.posting.id), in: talk.id, changed: talk.changed)
    return arrivals
  }
}

// MARK: - Going out (https://developers.facebook.com/docs/messenger-platform/send-messages)

extension MetaChats {
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    let title = Self.profile.title
    guard let talk = Posting.conversation(of: reply) else {
      throw .refused(reason: "the ticket has no conversation on \(title) that could be answered")
    }
    guard reply.recipients.count == 1, let customer = reply.to.first else {
      throw .refused(reason: "an answer on \(title) reaches the customer only; take the others out")
    }
    guard files.isEmpty else {
      throw .refused(reason: "an answer on \(title) takes no files here; take them out")
    }
    try Self.profile.check(reply.text)
    let fields: JSONValue = [
      "recipient": ["id": .string(customer.address)], "messaging_type": "RESPONSE",
      "message": ["text": .string(reply.text)],
    ]
    return Parcel(reply, into: talk, bytes: fields.bytes)
  }

  /// Sends it; where Meta does not take it because a day has gone by, as what a person answers
  /// within seven days. Then nothing was done before.
  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    let page = try page.get()
    guard case .object(var fields)? = try? JSONValue(parsing: parcel.bytes) else {
      throw .refused(reason: "what was kept of this answer cannot be read; write it again")
    }
    var answer = try await post(.object(fields), page)
    if isClosed(answer) {
      fields["messaging_type"] = "MESSAGE_TAG"
      fields["tag"] = "HUMAN_AGENT"
      answer = try await post(.object(fields), page)
    }
    guard answer.status < 300 else {
      if let failure = page.failure(answer) { throw failure }
      let said = answer.said.map { ": \($0)" } ?? " (status \(answer.status))"
      switch MetaPage.code(answer) {
      case 1, 2: throw .unsure(reason: "\(page.api.name) has trouble\(said)")
      case 10:
        throw .refused(
          reason: "24 hours after the customer's last message only apps with Human Agent may "
            + "answer\(said)")
      default: throw .refused(reason: "\(Self.profile.title) does not take this answer\(said)")
      }
    }
    let id = answer.json["message_id"].optional
      .map { Posting.name($0, on: page.account.channel) }
    return Receipt(
      at: Instant(milliseconds: 0), answer: "\(Self.profile.title) took it", externalID: id)
  }

  private func post(
    _ body: JSONValue, _ page: MetaPage
  ) async throws(ChannelError) -> ShopAnswer {
    try await page.api.ask(
      ShopRequest(.post, "/\(page.id)/messages", body: .json(body), accepted: MetaPage.failures))
  }

  private func isClosed(_ answer: ShopAnswer) -> Bool {
    answer.status >= 400 && MetaPage.code(answer) == 10
      && answer.json["error"]["error_subcode"].words == "2018278"
  }

  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    let page = try page.get()
    let talk = MetaShapes.Talk(
      id: parcel.to.first ?? "", changed: Instant(milliseconds: 0), customer: Party(address: ""))
    let words = try await words(of: talk, try await us(page), page)
    return parcel.receipt(
      among: words.reversed().map(\.posting), on: page.account.channel, besides: known)
  }
}

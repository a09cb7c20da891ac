package import ChannelKit
package import Domain
import Foundation
import Wire

// MARK: - Coming in

extension MastodonChannel: MessageSource {
  private static let atOnce = 40
  private static let window = Span.days(30)
  /// So many pages back the first of the window is looked for.
  private static let mostPages = 50
  /// A file that cannot be had in so many pulls is left out.
  private static let tries = 3

  /// The last notice that was told, and how often the next could not be told whole.
  private struct Place: Codable {
    var last: String?
    var failures = 0

    init(_ cursor: Cursor?) {
      if let kept = cursor?.kept(as: Self.self) { self = kept }
    }

    var cursor: Cursor { Cursor(keeping: self) }
  }

  /// A page of what mentions us, private messages among it, from the last on; at first where the
  /// window begins is looked for.
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    var place = Place(cursor)
    guard let last = place.last else {
      place.last = try await beginning()
      return Batch(arrivals: [], next: place.cursor, hasMore: true)
    }
    let page = try await notices([.init("min_id", last)]).notices
    // Whoever gives what was told, in place of what comes next, is asked from the beginning later.
    guard page.allSatisfy({ MastodonShapes.isLater($0.id, than: last) }) else {
      return Batch(arrivals: [], next: Place(nil).cursor)
    }
    let news = page.sorted { MastodonShapes.isLater($1.id, than: $0.id) }
    var arrivals: [Arrival] = []
    for notice in news {
      var posting = try await posting(of: notice.status)
      guard try await addFiles(of: notice.status, to: &posting, &place) else {
        return Batch(arrivals: arrivals, next: place.cursor)
      }
      arrivals.append(Arrival(posting, told: notice.told))
      (place.last, place.failures) = (notice.id, 0)
    }
    return Batch(arrivals: arrivals, next: place.cursor, hasMore: !news.isEmpty)
  }

  /// The last notice before the window, as the other side's clock has it; `0` where there is none.
  private func beginning() async throws(ChannelError) -> String {
    var query: [ShopRequest.Field] = []
    var lowest: String?
    for _ in 0..<Self.mostPages {
      let page = try await notices(query)
      guard let start = account.since ?? page.at.map({ $0 - Self.window }) else { return "0" }
      let ordered = page.notices.sorted { MastodonShapes.isLater($0.id, than: $1.id) }
      if let before = ordered.first(where: { $0.at < start }) { return before.id }
      guard let id = ordered.last?.id, lowest.map({ MastodonShapes.isLater($0, than: id) }) ?? true
      else { return "0" }
      lowest = id
      query = [.init("max_id", id)]
    }
    return lowest ?? "0"
  }

  private func notices(
    _ query: [ShopRequest.Field]
  ) async throws(ChannelError) -> (notices: [MastodonShapes.Notice], at: Instant?) {
    let fields = [
      ShopRequest.Field("types[]", "mention"), ShopRequest.Field("limit", "\(Self.atOnce)"),
    ]
    let api = try api.get()
    let answer = try await api.ask(
      ShopRequest(.get, "/api/v1/notifications", query: fields + query))
    let notices = try answer.read { (json) throws(JSONMistake) in
      try MastodonShapes.notices(json, on: api.name)
    }
    return (notices, answer.at)
  }

  /// A message in its thread: it goes on with what its writer said there, and we to them.
  private func posting(
    of status: MastodonShapes.Status
  ) async throws(ChannelError) -> Posting {
    let thread = status.answers == nil ? [] : try await thread(of: status.id).before
    let ours = thread.filter { $0.mentions.contains(status.author.address) }
    let neighbours = thread.filter { $0.author.address == status.author.address } + ours
    return status.posting(in: thread.first?.id ?? status.id, beside: neighbours.map(\.id))
  }

  /// What stands before and behind a message in its thread.
  private func thread(
    of id: String
  ) async throws(ChannelError) -> (before: [MastodonShapes.Status], behind: [MastodonShapes.Status])
  {
    let api = try api.get()
    let answer = try await api.ask(
      ShopRequest(.get, "/api/v1/statuses/\(id.percentEncoded)/context", accepted: [404]))
    guard answer.status == 200 else { return ([], []) }
    return try answer.read { (json) throws(JSONMistake) in
      (
        try MastodonShapes.statuses(json["ancestors"], on: api.name),
        try MastodonShapes.statuses(json["descendants"], on: api.name)
      )
    }
  }

  /// Fetches a message's files; `false` where one cannot be had now and is to be tried again.
  private func addFiles(
    of status: MastodonShapes.Status, to posting: inout Posting, _ place: inout Place
  ) async throws(ChannelError) -> Bool {
    for address in status.files {
      let name = URL(string: address)?.lastPathComponent ?? "file"
      do throws(ChannelError) {
        // Files lie elsewhere, open to whoever knows where.
        let got = try await api.get().fetch(at: address, upTo: 40 << 20)
        guard got.type != "text/html" else {
          throw .unreadable(excerpt: "a web page in place of the file \(name)")
        }
        posting.files.append(Posting.File(name: name, type: got.type, bytes: got.bytes))
      } catch {
        if case .slowDown = error { throw error }
        guard place.failures + 1 >= Self.tries else {
          place.failures += 1
          return false
        }
        posting.warnings.append("its file \(name) could not be fetched: look there")
      }
    }
    return true
  }
}

// MARK: - Going out

extension MastodonChannel: ReplySink {
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    let suffix = "@\(reply.channel.rawValue)"
    guard let thread = Posting.conversation(of: reply), let name = reply.inReplyTo.first,
      name.hasSuffix(suffix)
    else { throw .refused(reason: "the ticket has no post on Mastodon that could be answered") }
    guard reply.recipients.count == 1, let customer = reply.to.first else {
      throw .refused(reason: "an answer on Mastodon goes to one account; take the others out")
    }
    guard files.isEmpty else {
      throw .refused(reason: "an answer on Mastodon takes no files here; take them out")
    }
    // Who is not named in a post is not told of it, and cannot read it where it is for them only.
    let text = "@\(customer.address) \(reply.text)"
    let length = MastodonShapes.length(of: text)
    guard length <= longest else {
      throw .refused(
        reason: "an answer on Mastodon has at most \(longest) characters, this one has \(length) "
          + "with the name of whom it goes to: send it in two")
    }
    let fields: JSONValue = [
      "status": .string(text), "in_reply_to_id": .string(String(name.dropLast(suffix.count))),
      "visibility": .string(MastodonShapes.visibility(of: reply.audience)),
    ]
    return Parcel(reply, into: thread, bytes: fields.bytes)
  }

  /// The key lets the server know the same answer again for an hour, should a person send it twice.
  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    var request = ShopRequest(
      .post, "/api/v1/statuses", body: .init(type: "application/json", bytes: parcel.bytes),
      accepted: [404, 422])
    request.headers = ["Idempotency-Key": parcel.reply.description]
    let answer = try await api.get().ask(request)
    guard answer.status < 300 else {
      let said = answer.said.map { ": \($0)" } ?? " (status \(answer.status))"
      throw .refused(
        reason: answer.status == 404
          ? "the post that it answers is gone\(said)" : "Mastodon does not take this answer\(said)")
    }
    let id = answer.json["id"].optional.map { Posting.name($0, on: account.channel) }
    return Receipt(at: Instant(milliseconds: 0), answer: "Mastodon took it", externalID: id)
  }
}

extension MastodonChannel: SentBook {
  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    let kept = (try? JSONValue(parsing: parcel.bytes)).map { JSONNode($0) }
    guard let answered = kept?["in_reply_to_id"].optional else { return nil }
    let own = try await api.get().ask(ShopRequest(.get, "/api/v1/accounts/verify_credentials"))
    let us = own.json["id"].words
    let said = try await thread(of: answered).behind.filter {
      $0.authorID == us && $0.answers == answered
    }
    return parcel.receipt(
      among: said.reversed().map { $0.posting(in: parcel.to.first ?? "", beside: [], byUs: true) },
      on: account.channel, besides: known)
  }
}

package import ChannelKit
package import Domain
import Foundation
import Wire

/// Messages of one kind to a number at Twilio: they differ by what stands before the numbers.
package protocol TwilioMessages: MessageSource, ReplySink, SentBook, Testable {
  /// What stands before each number.
  static var scheme: String { get }
  /// The number.
  var line: Result<TwilioLine, ChannelError> { get }
}

extension TwilioMessages {
  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let line = try line.get()
    let own = Self.scheme + line.number
    let answer = try await line.api.ask(
      ShopRequest(
        .get, "\(line.path)/Messages.json", query: [.init("To", own), .init("PageSize", "1")]))
    _ = try answer.read { (json) throws(JSONMistake) in try json["messages"].list() }
    return []
  }
}

// MARK: - Coming in

extension TwilioMessages {
  /// What was said since, both ways. Both lists are read to their ends and told the oldest first;
  /// what the walk must come back to holds its end.
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    let line = try line.get()
    var walk = ConversationWalk(cursor, from: try await line.start(cursor, of: "Messages.json"))
    let own = Self.scheme + line.number
    let since = line.from(walk.changes.from, "DateSent")
    let came = try await line.list(
      "Messages.json", [.init("To", own)] + since, named: "messages")
    let went = try await line.list(
      "Messages.json", [.init("From", own)] + since, named: "messages")
    var messages: [TwilioShapes.Message] = []
    do throws(JSONMistake) {
      messages = try TwilioShapes.messages(came.items + went.items, own: own, line)
    } catch {
      throw ChannelError(error, from: Self.profile.title)
    }
    var held = came.at
    var arrivals: [Arrival] = []
    for message in messages where !walk.hasTold(message.mark, in: message.customer) {
      guard message.isSettled else {
        held = held.map { min($0, message.at) }
        continue
      }
      guard message.author == .customer || Self.isWanted(message, walk) else { continue }
      var posting = message.posting
      guard try await addFiles(of: message, to: &posting, line, &walk) else {
        held = held.map { min($0, message.at) }
        continue
      }
      arrivals.append(Arrival(posting, told: message.told))
      walk.forget(message.id)
      walk.tell([message.mark], in: message.customer, changed: message.at)
    }
    if came.isWhole, went.isWhole {
      let items = messages.map { (key: $0.mark, changed: $0.at, item: $0.id) }
      _ = walk.changes.take(ChangeWalk.Page(items, next: nil, at: held))
    } else {
      walk.changes.lostItsPlace()
    }
    var batch = Batch(arrivals: arrivals, next: walk.cursor, hasMore: walk.changes.hasMore)
    batch.notices = walk.changes.notices
    return batch
  }

  /// What goes out from the number may be news about orders to thousands: only what is said to
  /// somebody who wrote within the last weeks belongs here.
  private static func isWanted(_ message: TwilioShapes.Message, _ walk: ConversationWalk) -> Bool {
    !message.isAutomatic
      && walk.hasHeard(of: message.customer, since: message.at - .days(14))
  }

  /// Fetches a message's files; `false` where one cannot be had now and is to be tried again.
  private func addFiles(
    of message: TwilioShapes.Message, to posting: inout Posting, _ line: TwilioLine,
    _ walk: inout ConversationWalk
  ) async throws(ChannelError) -> Bool {
    guard message.files > 0, message.author == .customer else { return true }
    let listed: [(path: String, type: String)]
    do throws(ChannelError) {
      let list = try await line.list(
        "Messages/\(message.id)/Media.json", [], named: "media_list")
      listed = list.items.map { ($0["uri"].words, $0["content_type"].words) }
    } catch {
      switch error {
      case .slowDown, .signedOut: throw error
      case .unreachable, .postponed, .refused, .unsure, .unreadable: listed = []
      }
    }
    for (number, file) in listed.enumerated() {
      let place = file.path.hasSuffix(".json") ? String(file.path.dropLast(5)) : file.path
      guard place.hasPrefix(line.path), let got = try await line.file(place) else { continue }
      let name = TwilioShapes.name(file.type, number + 1)
      posting.files.append(Posting.File(name: name, type: file.type, bytes: got.bytes))
    }
    guard posting.files.count < message.files else { return true }
    posting.warnings.append("a file of it could not be fetched: look at console.twilio.com")
    return !walk.postpone(message.id)
  }
}

// MARK: - Going out

extension TwilioMessages {
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    let line = try line.get()
    let title = Self.profile.title
    guard let customer = Posting.conversation(of: reply) else {
      throw .refused(reason: "the ticket has no number that \(title) could answer")
    }
    if let stranger = reply.recipients.first(where: { $0.address != customer }) {
      throw .refused(
        reason: "an answer by \(title) reaches the customer only; take \(stranger.address) out")
    }
    guard files.isEmpty else {
      throw .refused(reason: "an answer by \(title) takes no files here; take them out")
    }
    try Self.profile.check(reply.text)
    let fields = [
      ("To", Self.scheme + customer), ("From", Self.scheme + line.number), ("Body", reply.text),
    ]
    let form = fields.map { "\($0)=\($1.percentEncoded)" }.joined(separator: "&")
    return Parcel(reply, into: customer, bytes: Array(form.utf8))
  }

  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    let line = try line.get()
    let answer = try await line.api.ask(
      ShopRequest(
        .post, "\(line.path)/Messages.json",
        body: .init(type: "application/x-www-form-urlencoded", bytes: parcel.bytes),
        accepted: [400, 404]))
    guard answer.status < 300 else { throw .refused(reason: refusal(answer)) }
    let id = answer.json["sid"].optional.map { Posting.name($0, on: line.account.channel) }
    return Receipt(
      at: Instant(milliseconds: 0), answer: "Twilio took it (\(answer.json["status"].words))",
      externalID: id)
  }

  /// What it says is wrong (https://www.twilio.com/docs/api/errors).
  private func refusal(_ answer: ShopAnswer) -> String {
    let said = answer.said.map { ": \($0)" } ?? " (status \(answer.status))"
    return switch answer.json["code"].words {
    case "21610": "the customer has asked for no more messages (STOP)\(said)"
    case "21211", "21614": "this number takes no messages\(said)"
    case "63016": "the customer has not written for 24 hours\(said)"
    default: "Twilio does not take this answer\(said)"
    }
  }

  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    let line = try line.get()
    let own = Self.scheme + line.number
    // What is still on its way has no time of sending yet, so that none is asked for.
    let answer = try await line.api.ask(
      ShopRequest(
        .get, "\(line.path)/Messages.json",
        query: [
          .init("To", Self.scheme + (parcel.to.first ?? "")), .init("From", own),
          .init("PageSize", "50"),
        ]))
    let said = try answer.read { (json) throws(JSONMistake) in
      try TwilioShapes.messages(try json["messages"].list(), own: own, line)
    }
    return parcel.receipt(
      among: said.reversed().filter { $0.author == .us }.map(\.posting),
      on: line.account.channel, besides: known)
  }
}

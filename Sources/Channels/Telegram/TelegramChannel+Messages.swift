package import ChannelKit
package import Domain
import Wire

// MARK: - Coming in

extension TelegramChannel: NewsSource {
  /// How long Telegram waits for something to happen.
  private static let patience = 50
  private static let atOnce = 100
  /// A file that cannot be had in so many pulls is left out.
  private static let tries = 3

  /// What is asked for next, and how often that could not be told whole.
  private struct Place: Codable {
    var next: Int?
    var failures = 0

    init(_ cursor: Cursor?) {
      if let kept = cursor?.kept(as: Self.self) { self = kept }
    }

    var cursor: Cursor { Cursor(keeping: self) }
  }

  /// What has happened since; only asking for what comes after it tells Telegram that it is kept,
  /// and by then the store has it.
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    var place = Place(cursor)
    let result = try await call("getUpdates", question(place.next, waiting: 0))
    let updates: [TelegramShapes.Update]
    do throws(JSONMistake) {
      updates = try TelegramShapes.updates(result)
    } catch {
      throw ChannelError(error, from: Self.profile.title)
    }
    var arrivals: [Arrival] = []
    let next = place.next ?? .min
    for update in updates.sorted(by: { $0.number < $1.number }) where update.number >= next {
      if var posting = update.posting {
        guard try await addFiles(update.files, to: &posting, &place) else {
          return Batch(arrivals: arrivals, next: place.cursor)
        }
        arrivals.append(Arrival(posting, told: update.told))
      }
      (place.next, place.failures) = (update.number + 1, 0)
    }
    let hasMoved = place.next.map { $0 > next } ?? false
    var batch = Batch(arrivals: arrivals, next: place.cursor, hasMore: hasMoved)
    batch.isKeptByAsking = true
    return batch
  }

  /// Returns when something has happened, or after a while.
  package func news(after cursor: Cursor?) async throws(ChannelError) {
    _ = try await call(
      "getUpdates", question(Place(cursor).next, waiting: Self.patience),
      within: .seconds(Self.patience + 20))
  }

  private func question(_ next: Int?, waiting seconds: Int) -> JSONValue {
    var fields: [String: JSONValue] = [
      "limit": .int(seconds > 0 ? 1 : Self.atOnce), "timeout": .int(seconds),
      "allowed_updates": ["message", "edited_message"],
    ]
    if let next { fields["offset"] = .int(next) }
    return .object(fields)
  }

  /// Fetches a message's files; `false` where one cannot be had now and is to be tried again.
  private func addFiles(
    _ files: [TelegramShapes.File], to posting: inout Posting, _ place: inout Place
  ) async throws(ChannelError) -> Bool {
    for file in files {
      do throws(ChannelError) {
        if let got = try await self.file(file) {
          posting.files.append(got)
        } else {
          posting.warnings.append("its file \(file.name) is not given to bots: look there")
        }
      } catch {
        switch error {
        case .slowDown, .signedOut: throw error
        case .unreachable, .postponed, .refused, .unsure, .unreadable: break
        }
        guard place.failures + 1 >= Self.tries else {
          place.failures += 1
          return false
        }
        posting.warnings.append("its file \(file.name) could not be fetched: look there")
      }
    }
    return true
  }
}

// MARK: - Going out

extension TelegramChannel: ReplySink {
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    guard let chat = Posting.conversation(of: reply), let number = Int64(chat) else {
      throw .refused(reason: "the ticket has no Telegram chat that could be answered")
    }
    if let stranger = reply.recipients.first(where: { $0.address != chat }) {
      throw .refused(
        reason: "an answer on Telegram reaches the customer only; take \(stranger.address) out")
    }
    guard files.isEmpty else {
      throw .refused(reason: "an answer on Telegram takes no files here; take them out")
    }
    try Self.profile.check(reply.text)
    var fields: [String: JSONValue] = ["chat_id": .int(number), "text": .string(reply.text)]
    if let message = answered(by: reply, in: chat) {
      fields["reply_parameters"] = [
        "message_id": .int(message), "allow_sending_without_reply": true,
      ]
    }
    return Parcel(reply, into: chat, bytes: JSONValue.object(fields).bytes)
  }

  /// The number of the message that it answers.
  private func answered(by reply: Reply, in chat: String) -> Int64? {
    let parts = (reply.inReplyTo.first ?? "").split(separator: "@").first?
      .dropFirst(chat.count + 1).split(separator: "-")
    return parts?.first.flatMap { Int64($0) }
  }

  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    guard let parameters = try? JSONValue(parsing: parcel.bytes) else {
      throw .refused(reason: "what was kept of this answer cannot be read; write it again")
    }
    let result = try await call("sendMessage", parameters, isRepeatable: false)
    let id = result["message_id"].optional.map { message in
      Posting.name(
        TelegramShapes.id(chat: parcel.to.first ?? "", message: message), on: account.channel)
    }
    return Receipt(
      at: Instant(milliseconds: 0), answer: "Telegram took it", externalID: id)
  }
}

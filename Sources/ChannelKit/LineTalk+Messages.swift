package import Domain
import Foundation
import Wire

// MARK: - Coming in

extension LineTalk {
  /// What was said after `cursor`.
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    var place = LinePlace(cursor)
    guard let answer = try await ask("messages", ["after": .text(place.token)]) else {
      return Batch(arrivals: [], next: cursor)
    }
    let (arrivals, next) = try read { () throws(JSONMistake) in
      let arrivals = try LineMessages.arrivals(answer.entries, &place)
      let cursor = answer.last["cursor"]
      return (arrivals, arrivals.isEmpty ? cursor.optional : try cursor.text())
    }
    let step = place.move(to: next, more: answer.last["more"].isTrue)
    var batch = Batch(arrivals: arrivals, next: place.cursor, hasMore: step.hasMore)
    // Whoever is asked for what comes after it may forget it.
    batch.isKeptByAsking = true
    batch.notices = notices(answer)
    if step.goesRound { batch.notices.append(goesRound) }
    return batch
  }

  /// Returns when there may be something after `cursor`.
  package func news(after cursor: Cursor?) async throws(ChannelError) {
    guard try await ask("wait", ["after": .text(LinePlace(cursor).token)]) != nil else {
      throw .unreachable(reason: "\(door.name) does not tell by itself when something is new")
    }
  }

  /// What it wants a person to know.
  package func notices(_ answer: LineAnswer) -> [String] {
    answer.entries.compactMap { $0["notice"].optional }
      .map { "\(door.name): \(Self.line($0, without: nil))" }
  }

  /// It gives the same page again and again.
  package var goesRound: String {
    "\(door.name) says that there is more, and gives the same again; "
      + "it is asked again at the next look"
  }
}

// MARK: - Going out

extension LineTalk {
  /// What goes into the conversation that `reply` answers.
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    try LineMessages.parcel(for: reply, files: files, through: account)
  }

  /// Sends it once.
  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    guard case .object(let content)? = try? JSONValue(parsing: parcel.bytes) else {
      throw .refused(reason: "what was kept of this answer cannot be read; write it again")
    }
    guard let answer = try await ask("send", content, isRepeatable: false) else {
      throw .refused(reason: "\(door.name) takes no answers")
    }
    let id = answer.last["id"].optional.map { Posting.name($0, on: account.channel) }
    return Receipt(
      at: Instant(milliseconds: 0), answer: "\(door.name) took it", externalID: id)
  }

  /// Looks for it in its conversation, where that can be read.
  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    let question: [String: JSONValue] = [
      "conversation": .text(parcel.to.first), "id": .string(parcel.externalID),
    ]
    guard let answer = try await ask("conversation", question) else { return nil }
    var place = LinePlace(nil)
    let arrivals = try read { () throws(JSONMistake) in
      try LineMessages.arrivals(answer.entries, &place)
    }
    // Who tells by which id of ours it was sent need not be guessed at.
    let named = answer.entries.map { $0["message"] }
      .first { !parcel.externalID.isEmpty && $0["reply"].optional == parcel.externalID }
    if let id = named?["id"].optional {
      return Receipt(
        at: Instant(milliseconds: 0), answer: "found in the conversation",
        externalID: Posting.name(id, on: account.channel))
    }
    let postings = arrivals.reversed().compactMap(\.posting)
    return parcel.receipt(among: postings, on: account.channel, besides: known)
  }
}

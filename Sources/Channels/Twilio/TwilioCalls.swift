package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Calls to a number at Twilio, and what was spoken to its voicemail; answers are calls.
package struct TwilioCallsChannel: MessageSource, Testable {
  package static let profile = Profile(
    type: "phone", title: "Phone", pollInterval: .seconds(60), attachmentLimit: 0,
    fields: TwilioLine.fields, secret: TwilioLine.secret,
    limits: "missed calls and voicemail begin tickets; answered calls and calls of ours are noted "
      + "where the customer has called within two weeks. It calls nobody")

  private let line: Result<TwilioLine, ChannelError>

  /// A channel over `account.settings`: `account_sid`, `number`, `key` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    line = TwilioLine.opened(account, transport, credentials)
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let line = try line.get()
    let answer = try await line.api.ask(
      ShopRequest(.get, "\(line.path)/Calls.json", query: [.init("PageSize", "1")]))
    _ = try answer.read { (json) throws(JSONMistake) in try json["calls"].list() }
    return []
  }
}

// MARK: - Coming in

extension TwilioCallsChannel {
  /// Calls that have ended, and voicemail, the oldest first. A call that goes on, or voicemail that
  /// is not ready, holds the walk's end.
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    let line = try line.get()
    var walk = ConversationWalk(cursor, from: try await line.start(cursor, of: "Calls.json"))
    let from = walk.changes.from
    let listed = try await line.list("Calls.json", line.from(from, "StartTime"), named: "calls")
    let recorded = try await line.list(
      "Recordings.json", line.from(from, "DateCreated"), named: "recordings")
    var (calls, recordings): ([TwilioShapes.Call], [TwilioShapes.Recording]) = ([], [])
    do throws(JSONMistake) {
      calls = try TwilioShapes.calls(listed.items)
      recordings = try TwilioShapes.recordings(recorded.items)
    } catch {
      throw ChannelError(error, from: Self.profile.title)
    }
    for recording in recordings where !calls.contains(where: { $0.id == recording.call }) {
      if let call = try await call(recording.call, line) { calls.append(call) }
    }
    var held = listed.at
    var arrivals: [Arrival] = []
    let happened = TwilioShapes.happened(calls, recordings, at: line.number)
    for one in happened where !walk.hasTold(one.posting.id, in: one.posting.conversation) {
      var posting = one.posting
      guard one.isSettled, try await addVoice(one, to: &posting, line, &walk) else {
        held = held.map { min($0, posting.at) }
        continue
      }
      let hasHeard = walk.hasHeard(of: posting.conversation, since: posting.at - .days(14))
      guard posting.author == .customer || hasHeard else { continue }
      arrivals.append(Arrival(posting, told: one.told))
      walk.forget(posting.id)
      walk.tell([posting.id], in: posting.conversation, changed: posting.at)
    }
    if listed.isWhole, recorded.isWhole {
      let items = happened.map { one in
        (key: one.posting.id, changed: one.posting.at, item: one.posting.id)
      }
      _ = walk.changes.take(ChangeWalk.Page(items, next: nil, at: held))
    } else {
      walk.changes.lostItsPlace()
    }
    var batch = Batch(arrivals: arrivals, next: walk.cursor, hasMore: walk.changes.hasMore)
    batch.notices = walk.changes.notices
    return batch
  }

  /// A call that began before those that were listed; `nil` where there is none.
  private func call(
    _ id: String, _ line: TwilioLine
  ) async throws(ChannelError) -> TwilioShapes.Call? {
    let answer = try await line.api.ask(
      ShopRequest(.get, "\(line.path)/Calls/\(id.percentEncoded).json", accepted: [404]))
    guard answer.status == 200 else { return nil }
    return try answer.read { (json) throws(JSONMistake) in try TwilioShapes.calls([json]) }.first
  }

  /// Fetches what was spoken; `false` where it cannot be had now and is to be tried again.
  private func addVoice(
    _ one: TwilioShapes.Happening, to posting: inout Posting, _ line: TwilioLine,
    _ walk: inout ConversationWalk
  ) async throws(ChannelError) -> Bool {
    guard let voice = one.voice else { return true }
    guard let got = try await line.file("\(line.path)/Recordings/\(voice).mp3") else {
      posting.warnings.append("it could not be fetched: listen to it at console.twilio.com")
      return !walk.postpone(posting.id)
    }
    posting.files = [Posting.File(name: "voicemail.mp3", type: got.type, bytes: got.bytes)]
    return true
  }
}

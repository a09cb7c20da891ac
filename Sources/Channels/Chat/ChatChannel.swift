package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Chats on the shop's own pages: a bridge on this computer's socket, or folders with a file for
/// each event, in lines of JSON (docs/line-protocol.md, docs/chat-bridge.md).
package struct ChatChannel: Testable {
  package static let profile = Profile(
    type: "chat", title: "Live chat", pollInterval: .seconds(60), attachmentLimit: 10_000_000,
    fields: [
      .init("socket", "the path of the socket on which your chat bridge listens"),
      .init("inbox", "instead of it: the folder into which events are put, a file each"),
      .init("outbox", "with inbox: the folder into which answers are put, a file each"),
    ],
    secret: "whatever your bridge asks for: it stands in each question. It may be left out",
    isSecretOptional: true,
    limits: "a bridge that knows wait is heard at once; folders are looked at every 10 seconds. An "
      + "answer has at most 10 MB of files; docs/line-protocol.md describes what a bridge is asked")

  /// The account it speaks for.
  let account: Account
  let way: Result<Way, ChannelError>

  /// How events come in and answers go out.
  enum Way {
    case socket(LineTalk)
    case folders(ChatFolders)
  }

  /// A channel over `account.settings`: `socket`, or `inbox` and `outbox`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.account = account
    do throws(ChannelError) {
      let secret: Secret? = try credentials.map { credentials throws(ChannelError) in
        try account.secret(in: credentials)
      }
      switch (try Self.path("socket", account), try Self.path("inbox", account)) {
      case (let socket?, nil):
        let door = ChatDoor(path: socket, transport: transport)
        way = .success(.socket(LineTalk(account, through: door, secret: secret)))
      case (nil, let inbox?):
        let outbox = try Self.path("outbox", account)
        way = .success(.folders(ChatFolders(account: account, inbox: inbox, outbox: outbox)))
      case (nil, nil), (.some, .some):
        throw .signedOut(
          reason: "the account \(account.name) has either socket or inbox in config.toml")
      }
    } catch {
      way = .failure(error)
    }
  }

  private static func path(_ key: String, _ account: Account) throws(ChannelError) -> String? {
    guard let path = account.settings[key] else { return nil }
    guard path.hasPrefix("/") else {
      throw .signedOut(
        reason: "\(key) of the account \(account.name) is a path that begins with /, not \(path)")
    }
    return path
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    switch try way.get() {
    case .socket(let talk): try await talk.greet(expecting: ["messages", "replies"])
    case .folders(let folders): try folders.test()
    }
    return []
  }
}

// MARK: - Coming in

extension ChatChannel: NewsSource {
  package func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch {
    switch try way.get() {
    case .socket(let talk): try await talk.messages(after: cursor)
    case .folders(let folders): try folders.messages(after: cursor)
    }
  }

  /// Returns when somebody has written, or after a while.
  package func news(after cursor: Cursor?) async throws(ChannelError) {
    switch try way.get() {
    case .socket(let talk): try await talk.news(after: cursor)
    // Whoever asks then looks again soon.
    case .folders: throw .unreachable(reason: "a folder does not tell when something is new")
    }
  }
}

// MARK: - Going out

extension ChatChannel: ReplySink, SentBook {
  package func parcel(
    for reply: Reply, files: [AttachedFile]
  ) throws(ChannelError) -> Parcel {
    try LineMessages.parcel(for: reply, files: files, through: account)
  }

  package func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt {
    switch try way.get() {
    case .socket(let talk): try await talk.send(parcel)
    case .folders(let folders): try folders.send(parcel)
    }
  }

  package func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt? {
    switch try way.get() {
    case .socket(let talk): try await talk.receipt(of: parcel, besides: known)
    case .folders(let folders): folders.receipt(of: parcel)
    }
  }
}

internal import Domain
internal import Foundation

/// A message with what the tables keep of it, made before the transaction so that nobody waits.
struct ReadyMessage: Sendable {
  /// The message that it was made from.
  let message: Message
  /// As content: JSON.
  let bytes: Data
  /// What finds true copies of it.
  let hash: Data
  /// The words that searches find.
  let words: SearchIndex.Words

  /// Works out what is kept of a message.
  init(_ message: Message) throws {
    self.message = message
    bytes = try JSON.data(message)
    hash = Content.hash(of: message.said)
    words = SearchIndex.Words(message)
  }
}

extension Run {
  /// What is kept of the message that an act brings, if it brings one.
  func readied(_ act: Act) throws -> ReadyMessage? {
    guard let message = act.message else { return nil }
    if let ready = messages[message.id], ready.message == message { return ready }
    return try ReadyMessage(message)
  }
}

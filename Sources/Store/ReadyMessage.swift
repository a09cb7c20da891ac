internal import Domain
internal import Foundation

/// A message with what the tables keep of it, made before the transaction so that nobody waits.
struct ReadyMessage: Sendable {
  /// The message that it was made from.
  let message: Message
  /// As content: JSON.
  let bytes: Data
  /// What derived tables keep of it.
  let traces: Traces

  /// What derived tables keep of a message beside what it says.
  struct Traces: Sendable {
    /// What finds true copies of it.
    let hash: Data
    /// The words that searches find.
    let words: SearchIndex.Words
    /// The beginning of what it says, on one line.
    let preview: String

    /// Works out the traces of a message.
    init(_ message: Message) {
      hash = Content.hash(of: message.said)
      words = SearchIndex.Words(message)
      preview = message.preview
    }
  }

  /// Works out what is kept of a message.
  init(_ message: Message) {
    self.message = message
    bytes = message.content
    traces = Traces(message)
  }
}

extension Run {
  /// What is kept of the message that an act brings, if it brings one.
  func readied(_ act: Act) -> ReadyMessage? {
    guard let message = act.message else { return nil }
    if let ready = messages[message.id], ready.message == message { return ready }
    return ReadyMessage(message)
  }
}

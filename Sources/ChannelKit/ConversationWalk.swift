package import Domain
import Foundation
import Seal

/// Walks through a marketplace's conversations by their last change, over as many pulls as it takes,
/// and knows what was told of each; the whole of it is the cursor that the store keeps.
package struct ConversationWalk: Sendable {
  /// Conversations by their last change.
  package var changes: ChangeWalk
  private var told: [String: Told]
  private var waiting: [String: Int]

  /// What was told of a conversation.
  private struct Told: Hashable, Codable {
    var at: Instant
    var ids: [String]
  }

  private struct Kept: Codable {
    var changes: String
    var told: [String: Told]
    var waiting: [String: Int]
  }

  /// So many conversations are remembered; of others all is told again, which does no harm.
  private static let memory = 1000
  /// What cannot be told in so many pulls is told without what is missing.
  private static let tries = 3

  /// The walk that a cursor keeps; a new one from `first` on where there is none that can be read.
  package init(_ cursor: Cursor?, from first: Instant? = nil) {
    let kept = cursor?.kept(as: Kept.self)
    changes = ChangeWalk(kept.map { Cursor($0.changes) }, from: first)
    told = kept?.told ?? [:]
    waiting = kept?.waiting ?? [:]
  }

  /// Where the next pull begins.
  package var cursor: Cursor {
    Cursor(keeping: Kept(changes: changes.cursor.text, told: told, waiting: waiting))
  }

  // MARK: What was told

  /// Whether a message of a conversation was told.
  package func hasTold(_ message: String, in conversation: String) -> Bool {
    told[conversation]?.ids.contains(Self.mark(message)) ?? false
  }

  /// Whether something was told of a conversation at a moment or later.
  package func hasHeard(of conversation: String, since moment: Instant) -> Bool {
    told[conversation].map { $0.at >= moment } ?? false
  }

  /// All these messages of a conversation are told now; it changed last at a moment.
  package mutating func tell(_ messages: [String], in conversation: String, changed: Instant) {
    waiting[conversation] = nil
    let known = told[conversation]?.ids ?? []
    let marks = messages.map(Self.mark).filter { !known.contains($0) }
    told[conversation] = Told(at: changed, ids: Array((known + marks).suffix(200)))
    guard told.count > Self.memory + Self.memory / 10 else { return }
    let kept = told.sorted { ($0.value.at, $0.key) > ($1.value.at, $1.key) }.prefix(Self.memory)
    told = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
  }

  // MARK: What waits

  /// Conversations of which something could not be told.
  package var whatWaits: [String] { waiting.keys.sorted() }

  /// Something of it cannot be told now: it waits for the next pull. `false` where it has waited
  /// long enough.
  package mutating func postpone(_ conversation: String) -> Bool {
    waiting[conversation, default: 0] += 1
    return waiting[conversation, default: 0] < Self.tries
  }

  /// It is not there any more.
  package mutating func forget(_ conversation: String) { waiting[conversation] = nil }

  /// Enough of an id to know it again among those of one conversation.
  private static func mark(_ id: String) -> String {
    String(Digest.sha256(Data(id.utf8)).hex.prefix(10))
  }
}

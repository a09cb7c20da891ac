import Domain
import Foundation

/// What agents have said of tickets, as plain text that outlives the store it comes from.
///
/// A ticket is named by its messages, never by its number, so that the same mail imported anywhere
/// is the same ticket.
struct Dump: Hashable {
  /// What names a message wherever it is imported.
  enum Name: Hashable, Comparable {
    /// Its Message-ID.
    case id(String)
    /// SHA-256 of its bytes in hex, where it has no Message-ID.
    case bytes(String)

    static func < (left: Name, right: Name) -> Bool {
      switch (left, right) {
      case (.id(let left), .id(let right)), (.bytes(let left), .bytes(let right)): left < right
      case (.id, .bytes): true
      case (.bytes, .id): false
      }
    }
  }

  /// A note to colleagues.
  struct Note: Hashable, Comparable {
    /// When it was written, to the second.
    var at: Instant
    /// By whom.
    var author: Party
    /// Its words.
    var text: String

    static func < (left: Note, right: Note) -> Bool {
      (left.at, left.author.address, left.author.name, left.text)
        < (right.at, right.author.address, right.author.name, right.text)
    }
  }

  /// One ticket.
  struct Entry: Hashable {
    /// Where it begins in the text, from 1.
    var line = 0
    /// What its customer wrote, by name and in order; whatever was said where they wrote nothing.
    var names: [Name] = []
    /// Where it stands; `nil` where it is shown within another one.
    var status: Status?
    /// How much it presses.
    var priority = Priority.normal
    /// Whose it is.
    var assignee: AgentID?
    /// Its labels.
    var tags: Set<Tag> = []
    /// Out of sight until then, to the second.
    var snoozedUntil: Instant?
    /// Judged to be spam.
    var isSpam = false
    /// Its notes, oldest first.
    var notes: [Note] = []
  }

  /// Two customers who are one person, each named by what they write from.
  struct Join: Hashable {
    /// Where it begins in the text, from 1.
    var line = 0
    /// Who was joined.
    var from: [Identity] = []
    /// Into whom.
    var into: [Identity] = []
  }

  /// The tickets, by name.
  var entries: [Entry] = []
  /// Customers who were joined, in the order in which that happened.
  var joins: [Join] = []
}

// MARK: - As text

extension Dump {
  /// The first line, which says what follows and how it is to be read.
  static let head = "shopbell-dump 1"

  /// The whole text; the same for the same tickets, whatever their numbers.
  var text: String {
    let lines = entries.flatMap { [""] + $0.lines } + joins.flatMap { [""] + $0.lines }
    return ([Self.head] + lines).map { $0 + "\n" }.joined()
  }
}

extension Dump.Entry {
  fileprivate var lines: [String] {
    var lines = ["ticket"]
    for name in names {
      switch name {
      case .id(let id): lines.append("message \(DumpText.escaped(id))")
      case .bytes(let hash): lines.append("bytes \(DumpText.escaped(hash))")
      }
    }
    if let status { lines.append("status \(status.rawValue)") }
    lines.append("priority \(priority.rawValue)")
    if let assignee { lines.append("assignee \(DumpText.escaped(assignee.handle))") }
    lines += tags.sorted().map { "tag \(DumpText.escaped($0.word))" }
    if let snoozedUntil { lines.append("snoozed \(snoozedUntil.rfc3339())") }
    if isSpam { lines.append("spam") }
    return lines + notes.flatMap(\.lines)
  }
}

extension Dump.Join {
  fileprivate var lines: [String] {
    ["joined"] + from.map { "from \(Self.words(of: $0))" }
      + into.map { "into \(Self.words(of: $0))" }
  }

  private static func words(of identity: Identity) -> String {
    let channel = DumpText.escapedWord(identity.channel.rawValue)
    return "\(channel) \(DumpText.escaped(identity.address))"
  }
}

extension Dump.Note {
  fileprivate var lines: [String] {
    let address = author.address.isEmpty ? "-" : DumpText.escapedWord(author.address)
    let name = author.name.isEmpty ? "" : " " + DumpText.escaped(author.name)
    let words = text.split(separator: "\n", omittingEmptySubsequences: false)
    return ["note \(at.rfc3339()) \(address)\(name)"]
      + words.map { $0.isEmpty ? "|" : "| " + DumpText.escaped($0) }
  }
}

/// Which mail answers which.
///
/// By Message-IDs alone; only who asks for RFC 5256's REFERENCES to the letter gets conversations
/// joined by their subject too. Tickets are never joined so.
package enum Threading {
  /// What threading needs to know of a mail.
  package struct Entry: Hashable, Sendable {
    /// Its Message-ID, where it has one.
    package var messageID: String?
    /// The Message-IDs of its conversation, oldest first.
    package var references: [String]
    /// Its subject, where it has one.
    package var subject: String?

    /// An entry from its parts.
    package init(messageID: String?, references: [String], subject: String? = nil) {
      self.messageID = messageID
      self.references = references
      self.subject = subject
    }

    /// What `message` says of itself: References, or In-Reply-To where there are none.
    package init(_ message: MIMEMessage) {
      messageID = message.messageID
      references =
        message.references.isEmpty ? Array(message.inReplyTo.prefix(1)) : message.references
      subject = message.subject
    }
  }

  /// For each entry the place of the entry it answers, or `nil` (RFC 5256, REFERENCES, steps 1
  /// to 3); an answer to a mail that is not among `entries` hangs on the nearest one that is.
  package static func parents(_ entries: [Entry]) -> [Int?] {
    let forest = Forest(entries)
    return entries.indices.map { forest.nearestEntry(above: forest.place[$0]) }
  }

  /// The entries as conversations: places in `entries`, ascending; ordered by their first. Two
  /// answers to the same missing mail are one conversation.
  package static func conversations(_ entries: [Entry]) -> [[Int]] {
    let forest = Forest(entries)
    var order: [Int] = []
    var members: [Int: [Int]] = [:]
    for index in entries.indices {
      let root = forest.root(of: forest.place[index])
      if members[root] == nil { order.append(root) }
      members[root, default: []].append(index)
    }
    return order.compactMap { members[$0] }
  }

  /// The same, with conversations about one subject made one (RFC 5256, REFERENCES, step 5).
  package static func conversationsBySubject(_ entries: [Entry]) -> [[Int]] {
    var order: [[Int]] = []
    var known: [BaseSubject: Int] = [:]
    for conversation in conversations(entries) {
      let subject = BaseSubject(conversation.first.flatMap { entries[$0].subject } ?? "")
      if let place = known[subject], !subject.text.isEmpty {
        order[place] = (order[place] + conversation).sorted()
      } else {
        known[subject] = order.count
        order.append(conversation)
      }
    }
    return order
  }

  /// The mails, and those they refer to without being here, as trees.
  private struct Forest {
    /// The node of each entry.
    var place: [Int] = []
    private var parent: [Int?] = []
    private var entry: [Int?] = []
    private var known: [String: Int] = [:]

    /// Chains longer than this are cut: nobody answers that often, and it bounds the work.
    private static let longestChain = 5_000

    init(_ entries: [Entry]) {
      for (index, one) in entries.enumerated() {
        // A second mail with the same id is another mail; who answers the id answers the first.
        if let id = one.messageID, let node = known[id], entry[node] == nil {
          entry[node] = index
          place.append(node)
        } else {
          place.append(node(for: one.messageID, of: index))
        }
      }
      for (index, one) in entries.enumerated() { link(one, at: place[index]) }
    }

    private mutating func node(for id: String?, of index: Int?) -> Int {
      parent.append(nil)
      entry.append(index)
      let node = parent.count - 1
      if let id, known[id] == nil { known[id] = node }
      return node
    }

    private mutating func link(_ one: Entry, at own: Int) {
      var above: Int?
      for id in one.references.suffix(1_000) {
        let node = known[id] ?? node(for: id, of: nil)
        if let above, parent[node] == nil, node != own, !isAbove(node, above) {
          parent[node] = above
        }
        above = node
      }
      // Its own word counts for more than what others said on the way.
      if let above, above != own, !isAbove(own, above) { parent[own] = above }
    }

    private func isAbove(_ node: Int, _ start: Int) -> Bool {
      var at: Int? = start
      var steps = 0
      while let here = at {
        if here == node || steps > Self.longestChain { return true }
        at = parent[here]
        steps += 1
      }
      return false
    }

    func root(of node: Int) -> Int {
      var at = node
      while let above = parent[at] { at = above }
      return at
    }

    func nearestEntry(above node: Int) -> Int? {
      var at = parent[node]
      while let here = at {
        if let found = entry[here] { return found }
        at = parent[here]
      }
      return nil
    }
  }
}

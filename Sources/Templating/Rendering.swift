package import Domain

/// A place in a reply that cannot be filled: it stops the send until someone fills it.
package struct Hole: Hashable, Sendable {
  /// Where its marker stands, in characters from the text's beginning.
  package var range: Range<Int>
  /// The path or the question: `order.tracking_number`, `refund amount`.
  package var path: String
  /// What it is called: `the carrier's tracking number`.
  package var name: String
  /// Why it is empty: `no order is linked to this ticket`.
  package var why: String
  /// The line of the template's file that asks for it.
  package var line: Int

  /// What a marker begins and ends with.
  package static let opening: Character = "⟦"
  package static let closing: Character = "⟧"

  /// What stands in the text for a hole.
  package static func marker(_ path: String) -> String { "\(opening)\(path)\(closing)" }

  /// Every marker that stands in a text, edited or not: while there is one, it must not be sent.
  package static func markers(in text: String) -> [Range<String.Index>] {
    var ranges: [Range<String.Index>] = []
    var start: String.Index?
    for index in text.indices {
      switch text[index] {
      case opening: start = index
      case closing:
        guard let begin = start else { continue }
        ranges.append(begin..<text.index(after: index))
        start = nil
      default: continue
      }
    }
    return ranges
  }
}

/// A value that went into a reply.
package struct UsedValue: Hashable, Sendable {
  /// Where it stands, in characters from the text's beginning.
  package var range: Range<Int>
  /// The path or the question.
  package var path: String
  /// What it is called.
  package var name: String
  /// Where it comes from.
  package var source: Placeholder.Source
}

/// What an agent should look at before sending, though nothing is missing.
package enum RenderingWarning: Hashable, Sendable {
  /// Nobody chose among several orders.
  case severalOrders(picked: String, others: [String])
  /// The order has several parcels, and the text speaks of the last.
  case severalParcels(Int)
  /// A value is older than it should be.
  case stale(path: String, asOf: Instant)
  /// The customer's language has no variant; this one is in another.
  case otherLanguage(wanted: String, used: String)

  /// One sentence for the agent, without its full stop.
  package var text: String {
    switch self {
    case .severalOrders(let picked, let others):
      "this speaks of order \(picked), and the ticket also has \(others.joined(separator: ", "))"
    case .severalParcels(let count):
      "the order has \(count) parcels, and this speaks of the one sent last"
    case .stale(let path, let asOf):
      "\(path) is as of \(asOf.rfc3339()); look again before you promise anything"
    case .otherLanguage(let wanted, let used):
      "there is no variant in \(wanted), so this is in \(used)"
    }
  }
}

/// A template filled from a ticket.
package struct Rendering: Hashable, Sendable {
  /// The reply, with a marker for each hole.
  package var text: String
  /// What is missing, in the text's order.
  package var holes: [Hole]
  /// What went in, in the text's order.
  package var values: [UsedValue]
  /// What to look at.
  package var warnings: [RenderingWarning]

  /// Nothing is missing: it may be sent.
  package var isComplete: Bool { holes.isEmpty }
}

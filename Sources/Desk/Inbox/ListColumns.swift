package import Domain

/// What a list can show of a ticket, by the name that is typed and that files use.
package enum ListColumn: String, Hashable, Sendable, CaseIterable {
  /// The sign of what is marked.
  case mark
  /// The sign of what is unread.
  case unread
  /// When its clock ends.
  case due
  /// The customer's channel.
  case channel
  /// The customer.
  case customer
  /// The subject.
  case subject
  /// The tags.
  case tags
  /// Whose it is.
  case assignee
  /// How long ago something was last said.
  case age
  /// The ticket's number.
  case number
  /// The order it is about.
  case order
  /// Where it stands.
  case status
  /// How much it presses.
  case priority
  /// The account it came through.
  case account

  /// What it shows, in a few words.
  package var meaning: String {
    switch self {
    case .mark: "✓ beside what is marked; always there"
    case .unread: "● beside what is unread; always there"
    case .due: "when it is due"
    case .channel: "where the customer wrote"
    case .customer: "who wrote"
    case .subject: "what it is about"
    case .tags: "its tags"
    case .assignee: "whose it is"
    case .age: "how long ago something was said"
    case .number: "the ticket's number"
    case .order: "the order's number"
    case .status: "open, pending, solved, …"
    case .priority: "low, normal, high, urgent"
    case .account: "the mailbox it came through"
    }
  }
}

/// The columns of a list in their order.
///
/// Marks and unread are always there: where they are not named they stand first, so that nobody
/// acts on marks they do not see.
package struct ListColumns: Hashable, Sendable {
  /// What stands for the columns that are set for all views.
  package static let standard = "default"

  /// All of them, from the left.
  package let columns: [ListColumn]

  /// As the program comes: the assignee gives way first.
  package static let usual = ListColumns([
    .due, .channel, .customer, .subject, .tags, .assignee, .age,
  ])

  private init(_ named: [ListColumn]) {
    columns = [.mark, .unread].filter { !named.contains($0) } + named
  }

  /// Reads `due customer subject`; throws what is wrong with the first word that cannot be.
  package init(reading text: some StringProtocol) throws(Problem) {
    var named: [ListColumn] = []
    for word in text.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      let place = text.distance(from: text.startIndex, to: word.startIndex) + 1
      guard let column = ListColumn(rawValue: word.lowercased()) else {
        let known = ListColumn.allCases.map(\.rawValue)
        let near = Problem.nearest(to: String(word), among: known)
        throw Problem(
          column: place, "no column is called \(word)",
          remedy: near.map { "did you mean \($0)?" } ?? "there are \(Wording.list(known))")
      }
      if named.contains(column) {
        throw Problem(column: place, "\(column.rawValue) is named twice", remedy: "name it once")
      }
      named.append(column)
    }
    guard named.contains(where: { [.subject, .customer].contains($0) }) else {
      throw Problem(
        column: text.count + 1, "a list shows the subject or the customer",
        remedy: "name one of them or both")
    }
    self.init(named)
  }

  /// Those that are named, marks and unread only where they do not stand first.
  package var names: [String] {
    let isUsual = columns.starts(with: [.mark, .unread])
    return (isUsual ? Array(columns.dropFirst(2)) : columns).map(\.rawValue)
  }

  /// As they are typed.
  package var words: String { names.joined(separator: " ") }

  /// The column that takes what room is left, with the signs of what must be seen to.
  var lead: ListColumn { columns.contains(.subject) ? .subject : .customer }
}

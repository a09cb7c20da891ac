package import Domain
package import Terminal

/// A line being typed at the bottom of the screen.
package struct LineEntry: Hashable, Sendable {
  /// What the line will do.
  package enum Purpose: Hashable, Sendable {
    /// Search, live; what the list showed before comes back when it is left.
    case search(before: InboxPane.Source)
    /// Find words in the open ticket.
    case find
    /// Leave only lines of the log with these words; those that were asked for before come back
    /// when it is left.
    case sift(before: String)
    /// Tag and untag.
    case tag
    /// Assign.
    case assign
    /// Snooze.
    case snooze
    /// The subject of the answer that is being written.
    case subject
    /// Who else reads the answer.
    case cc
    /// Who gets the answer without the others knowing.
    case bcc
    /// The path of a file to attach.
    case attach
    /// The number of a file to leave out again.
    case detach
    /// Mark, or unmark, what a search finds.
    case gather(Marks.Combining)
    /// What fills a hole in all answers of a mailing.
    case hole(String)
    /// How many answers go out, typed once more.
    case countersign(Int)
    /// The number of the ticket that others are merged into.
    case merge
    /// The number of an order.
    case linkOrder
    /// What an action on an order must be told.
    case orderField
    /// The address, phone number or ticket of somebody who is the same person.
    case joinCustomer
    /// Narrow the list.
    case narrow
    /// The name under which a search is kept.
    case saveView
    /// What the list shows of each ticket.
    case columns
    /// The value of a setting.
    case option(DeskOption)
  }

  /// What the line will do.
  package var purpose: Purpose
  /// What it says before the text: `tag 41 tickets: `.
  package var prompt: String
  /// The text.
  package var field: TextField
  /// What is wrong with the text, and where.
  package var problem: Problem?
  /// Words that could come next, the likeliest first.
  package var candidates: [Completion] = []
  /// What was asked about the text.
  package var question: Question?
  /// How many tickets match the text, once that is known.
  package var matches: Int?

  /// An empty line, or one that begins with `text`.
  package init(_ purpose: Purpose, prompt: String, text: String = "", history: [String] = []) {
    self.purpose = purpose
    self.prompt = prompt
    field = TextField(text, history: history)
  }

  /// The word before the cursor, and where it begins.
  var word: (text: String, start: Int) {
    let before = Array(field.text.prefix(field.cursor))
    // A path may have blanks in it.
    if purpose == .attach { return (String(before), 0) }
    let start = before.lastIndex { $0.isWhitespace || $0 == "(" }.map { $0 + 1 } ?? 0
    return (String(before[start...]), start)
  }

  /// Replaces the word before the cursor, a blank behind it.
  mutating func replaceWord(with text: String) {
    let (old, start) = word
    let letters = Array(field.text)
    let rest = String(letters[(start + old.count)...])
    let isWhole = purpose == .attach || text.hasSuffix(":") || rest.hasPrefix(" ")
    let ending = isWhole ? "" : " "
    field.text = String(letters[..<start]) + text + ending + rest
    field.cursor = start + text.count + ending.count
  }

  /// Writes the longest beginning that all candidates share, or the first of them.
  mutating func complete() {
    let candidates = candidates.map(\.text)
    guard let first = candidates.first else { return }
    let common = candidates.dropFirst().reduce(first) { shared, next in
      String(zip(shared, next).prefix { $0 == $1 }.map(\.0))
    }
    let isMore = common.count > word.text.count && candidates.count > 1
    if isMore {
      let (_, start) = word
      let letters = Array(field.text)
      let rest = String(letters[field.cursor...])
      field.text = String(letters[..<start]) + common + rest
      field.cursor = start + common.count
    } else {
      replaceWord(with: first)
    }
  }
}

/// A question that one key answers.
package struct Choice: Hashable, Sendable {
  /// One answer.
  package struct Option: Hashable, Sendable {
    /// The key that gives it.
    package var key: Character
    /// What it is called.
    package var label: String
    /// What it does.
    package var call: CommandCall
  }

  /// What is asked: `status of 41 tickets`.
  package var prompt: String
  /// The answers.
  package var options: [Option]

  /// The statuses a person can set, by their letter.
  package static func status(_ prompt: String, for command: Command) -> Choice {
    let letters: [(Character, Status)] = [
      ("o", .open), ("p", .pending), ("h", .onHold), ("s", .solved), ("c", .closed),
    ]
    let usable = command == .then ? letters.dropLast() : letters[...]
    return Choice(
      prompt: prompt,
      options: usable.map {
        Option(
          key: $0.0, label: Wording.status($0.1), call: CommandCall(command, $0.1.rawValue))
      })
  }

  /// The priorities, by their first letter.
  package static func priority(_ prompt: String) -> Choice {
    Choice(
      prompt: prompt,
      options: Priority.allCases.compactMap { priority in
        priority.rawValue.first.map {
          Option(
            key: $0, label: priority.rawValue, call: CommandCall(.priority, priority.rawValue))
        }
      })
  }
}

internal import Domain

/// What a damaged store has lost, and what stands in its place.
struct Losses {
  /// Numbers of events that are gone.
  var events: [ClosedRange<EventNumber>] = []
  /// Events that were there and could not be read, or could not have happened.
  var unreadableEvents = 0
  /// Events that are not as they were written.
  var changedEvents = 0
  /// Messages whose event was gone and whose words were not.
  var found = 0
  /// Messages that became tickets of their own.
  var adopted = 0
  /// Pages and rows of each table that could not be read.
  var unreadable: [String: Int] = [:]
  /// Tickets that were begun anew.
  var begun = 0
  /// Messages without their words.
  var words = 0
  /// Answers without their words; those that never left are gone.
  var replies = 0
  /// Messages whose bytes are not there.
  var missing = 0
  /// The end of what was written cannot be read.
  var hasNoEnd = false
  /// Mails and files whose bytes were not theirs any more.
  var damaged = 0
  /// Nobody's earlier mails are known by their tokens any more.
  var hasNewKey = false

  /// Events that are gone were put in again.
  mutating func fill(_ numbers: Set<EventNumber>) {
    var gaps: [ClosedRange<EventNumber>] = []
    for number in events.joined() where !numbers.contains(number) {
      if let last = gaps.last, last.upperBound + 1 == number {
        gaps[gaps.count - 1] = last.lowerBound...number
      } else {
        gaps.append(number...number)
      }
    }
    events = gaps
  }
}

// MARK: - Telling

extension Losses {
  /// Nothing of the log or the mails is gone.
  var isEmpty: Bool { sentences.isEmpty }

  /// A sentence for each kind of loss.
  var sentences: [String] {
    var told: [String] = []
    let gone = self.events.reduce(0) { $0 + $1.count }
    if gone > 0 {
      let places = events.prefix(5).map {
        $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)"
      }
      told.append(
        "\(count(gone, "event")) of the log \(gone == 1 ? "is" : "are") gone: "
          + places.joined(separator: ", ") + (events.count > 5 ? ", …" : ""))
    }
    if unreadableEvents > 0 {
      told.append(
        "\(count(unreadableEvents, "event")) could not be read and \(was(unreadableEvents)) left out"
      )
    }
    if changedEvents > 0 {
      told.append("\(count(changedEvents, "event")) may not be as written")
    }
    if found > 0 {
      told.append("\(count(found, "message")) came back from the lists, without what followed")
    }
    if adopted > 0 {
      told.append(
        "\(count(adopted, "message")) whose ticket is gone became "
          + (adopted == 1 ? "a ticket of its own" : "tickets of their own"))
    }
    if begun > 0 {
      told.append(
        "\(count(begun, "ticket")) \(was(begun)) begun anew, for the beginning is gone: without tags, "
          + "status and assignee of that time")
    }
    if words > 0 { told.append("the words of \(count(words, "message")) are gone") }
    if replies > 0 {
      told.append(
        "the words of \(count(replies, "answer")) are gone; what had not left is gone whole")
    }
    if damaged > 0 {
      let mails = count(damaged, "mail or file", "mails or files")
      told.append("the bytes of \(mails) were damaged and are gone")
    }
    if missing > 0 {
      told.append("of \(count(missing, "message")) only the words are left, not the mail")
    }
    if hasNoEnd {
      told.append("what was written last could not be read; it may have been finished, or not")
    }
    for (table, number) in unreadable.sorted(by: { $0.key < $1.key }) {
      let pages = count(number, "page or row", "pages or rows")
      told.append("\(pages) of \(name(table)) \(was(number)) damaged")
    }
    if hasNewKey {
      told.append(
        "the store's key is gone: answers to earlier mails are matched by their other marks, and "
          + "whoever was erased may come back with the next sync; erase them again then")
    }
    return told
  }

  /// What a table holds, as a person would say it.
  private func name(_ table: String) -> String {
    switch table {
    case "house": "the store's own values"
    case "content": "texts and names"
    case "event": "the log"
    case "raw", "raw_piece", "raw_part": "mails and files"
    case "customer", "identity": "the customers"
    case "order_cache": "the orders"
    case "contact_cache", "list_news": "what customer lists said and were told"
    case "cursor", "account_state", "server_mail": "what the mailboxes hold"
    case "draft": "the drafts"
    case "read_mark": "what was read"
    case "ledger": "the ledger"
    case "undo_step": "what can be undone"
    case "tombstone": "what was erased"
    default: table
    }
  }

  private func was(_ number: Int) -> String { number == 1 ? "was" : "were" }

  private func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    number == 1 ? "1 \(one)" : "\(number) \(many ?? one + "s")"
  }
}

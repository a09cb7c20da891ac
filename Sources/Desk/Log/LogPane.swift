package import Domain
package import Terminal

/// What happened in the shop, newest first: what the store's log tells and what this desk has said,
/// with the whole story of each failure.
package struct LogPane: Hashable, Sendable {
  /// How many of the desk's own lines are kept.
  package static let most = 500
  /// How many events are read at once.
  package static let page = 100
  /// How many pages are looked through by themselves for lines with certain words.
  static let pagesAhead = 20

  /// What this desk has said, oldest first.
  package private(set) var entries: [LogEntry] = []
  /// The lines in sight, newest first.
  package private(set) var lines: [LogLine] = []
  /// Where the cursor is.
  package var list = List()
  /// Only lines with these words are in sight.
  package private(set) var words = ""
  /// The newest events are here.
  package private(set) var isAnswered = false
  /// All events are here, back to the first one.
  package private(set) var isWhole = false

  /// What the store's log tells, newest first, as far back as it was read.
  private var told: [LogLine] = []
  /// Up to where the store has answered, and where it was asked to go on.
  private var oldest: EventNumber?
  private var asked: EventNumber?
  private var pages = 0
  private var said = 0

  /// Nothing has happened.
  package init() {}

  /// The line under the cursor.
  package var selected: LogLine? { list.selected.map { lines[$0] } }

  /// What it asks the store, again and again.
  package static let question = Question.log(before: nil, limit: page)
}

// MARK: - What comes in

extension LogPane {
  /// It is looked at from now on: what was read before may have a gap to what is new.
  package mutating func open() {
    told = []
    oldest = nil
    asked = nil
    isAnswered = false
    isWhole = false
    words = ""
    list = List(height: list.height)
    lookAgain()
    show()
  }

  /// Adds something this desk says.
  package mutating func add(_ entry: LogEntry) {
    said += 1
    entries.append(entry)
    if entries.count > Self.most { entries.removeFirst() }
    show()
  }

  /// Takes over a page of the store's log.
  package mutating func answered(
    _ events: [TicketEvent], to question: Question, _ setting: Setting, _ now: Instant
  ) {
    guard case .log(let before, let limit) = question else { return }
    let new = events.compactMap { LogText.line($0, setting, now) }
    let last = events.last?.event.number
    if let before {
      guard before == oldest else { return }
      asked = nil
      told += new
    } else {
      isAnswered = true
      // Older pages stay where the newest one reaches down to them.
      let reaches = last.map { last in told.first.map { last <= $0.event } ?? false } ?? false
      guard !reaches else {
        told = new + told.drop { line in last.map { line.event >= $0 } ?? false }
        return show()
      }
      told = new
      asked = nil
    }
    oldest = last ?? oldest
    isWhole = events.count < limit
    show()
  }

  /// Leaves only lines with these words in sight; all of them where there are none.
  package mutating func sift(_ words: String) {
    guard words != self.words else { return }
    self.words = words
    lookAgain()
    show()
  }

  /// Somebody is looking: further pages may be read.
  mutating func lookAgain() { pages = 0 }

  /// A page could not be read: it is asked for again as one goes on.
  mutating func gaveUp() { asked = nil }

  /// What is asked where the lines end soon below the cursor.
  mutating func further() -> Question? {
    guard isAnswered, !isWhole, asked == nil, pages < Self.pagesAhead, let oldest,
      list.selection + 2 * list.height >= lines.count
    else { return nil }
    asked = oldest
    pages += 1
    return .log(before: oldest, limit: Self.page)
  }

  /// Puts what is told and what is said into one list; the line under the cursor stays there, and
  /// on the newest line the cursor stays on the newest.
  private mutating func show() {
    let chosen = list.selection > 0 ? selected?.id : nil
    let first = said - entries.count
    var own = entries.enumerated().map { LogLine($0.element, number: first + $0.offset) }[...]
    var all: [LogLine] = []
    for line in told {
      while let entry = own.last, entry.at >= line.at { all.append(own.removeLast()) }
      all.append(line)
    }
    all += own.reversed()
    let wanted = words.lowercased().split(separator: " ")
    lines =
      wanted.isEmpty
      ? all
      : all.filter { line in
        let text = line.story.lowercased()
        return wanted.allSatisfy { text.contains($0) }
      }
    let index = chosen.flatMap { id in lines.firstIndex { $0.id == id } }
    list.follow(index ?? (chosen == nil ? 0 : nil), count: lines.count)
  }
}

/// A line of the log.
package struct LogLine: Hashable, Sendable {
  /// What it stands for.
  package enum ID: Hashable, Sendable {
    /// An event of the store's log.
    case event(EventNumber)
    /// Something this desk said, by its number.
    case said(Int)
  }

  /// What it stands for.
  package var id: ID
  /// When.
  package var at: Instant
  /// The ticket it is about.
  package var ticket: TicketID?
  /// Its number.
  package var number: Int?
  /// Who; empty where the house did it.
  package var who: String
  /// What, on one line.
  package var what: String
  /// All of it.
  package var story: String
  /// Someone must look at it.
  package var isAlarm: Bool

  /// The event it stands for; 0 where it is none.
  fileprivate var event: EventNumber {
    if case .event(let number) = id { number } else { 0 }
  }
}

extension LogLine {
  /// Something this desk said.
  fileprivate init(_ entry: LogEntry, number: Int) {
    self.init(
      id: .said(number), at: entry.at, who: "",
      what: TextFlow.clean(entry.notice.text, lines: false),
      story: TextFlow.clean(entry.notice.text), isAlarm: entry.notice.kind == .error)
  }
}

package import Domain
package import Foundation

/// Something an agent may want to hear of without looking.
package enum Occasion: String, Hashable, Sendable, CaseIterable {
  /// A new message in the list in sight.
  case new
  /// The same in an urgent ticket.
  case newUrgent = "new-urgent"
  /// A ticket of the agent's own, or of nobody's, is about to be overdue.
  case dueSoon = "due-soon"
  /// An answer of the agent's own was refused, is held, or nobody knows whether it arrived.
  case replyFailed = "reply-failed"
}

/// What is told without being asked, by which way, and when not.
package struct Notifications: Hashable, Sendable {
  /// The bell rings for these.
  package var bell: Set<Occasion>
  /// The terminal's title tells these until the next key.
  package var title: Set<Occasion>
  /// The notification command is run for these.
  package var desktop: Set<Occasion>
  /// When bell and command are silent.
  package var quiet: QuietHours?
  /// How long before its due time a ticket is about to be overdue.
  package var soon: Domain.Span

  /// What is told.
  package init(
    bell: Set<Occasion> = [.newUrgent], title: Set<Occasion> = [], desktop: Set<Occasion> = [],
    quiet: QuietHours? = nil, soon: Domain.Span = .minutes(15)
  ) {
    self.bell = bell
    self.title = title
    self.desktop = desktop
    self.quiet = quiet
    self.soon = soon
  }

  /// Whether anything is told of an occasion.
  package func wants(_ occasion: Occasion) -> Bool {
    bell.contains(occasion) || title.contains(occasion) || desktop.contains(occasion)
  }
}

/// The hours in which nothing rings, each day the same; they may reach over midnight.
package struct QuietHours: Hashable, Sendable {
  /// When they begin, in minutes of the day.
  package let from: Int
  /// When they end, in minutes of the day.
  package let until: Int

  /// Reads `20:00-08:00`; `nil` where it is no such span.
  package init?(reading text: String) {
    let clocks = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.minutes)
    guard clocks.count == 2, let from = clocks[0], let until = clocks[1], from != until else {
      return nil
    }
    (self.from, self.until) = (from, until)
  }

  /// As they are typed.
  package var words: String { "\(Self.clock(from))-\(Self.clock(until))" }

  private static func clock(_ minutes: Int) -> String {
    let (hour, minute) = (minutes / 60, minutes % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  /// Whether a moment lies in them, by the clocks of a zone.
  package func contains(_ moment: Instant, in zone: TimeZone) -> Bool {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
    let parts = calendar.dateComponents([.hour, .minute], from: date)
    let now = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
    return from < until ? (from..<until).contains(now) : now >= from || now < until
  }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]),
      let minute = Int(parts[1]),
      (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }
}

package import Domain
package import Foundation
package import Terminal

/// What was fetched, by day and account, and what became of it: nothing is lost on the way.
package struct LedgerPane: Hashable, Sendable {
  /// How many days back it goes.
  package static let span = 60

  /// The days, the newest first.
  package private(set) var days: [LedgerDay] = []
  /// Where the cursor is.
  package var list = List()
  /// The answer is here.
  package private(set) var isAnswered = false
  private var since = Instant(milliseconds: 0)

  /// Nothing is known yet.
  package init() {}

  /// The day under the cursor.
  package var selected: LedgerDay? { list.selected.map { days[$0] } }

  /// What it asks the store.
  package func question(in zone: TimeZone) -> Question { .ledgerDays(since: since, zone) }

  /// It is looked at from now on.
  package mutating func open(at moment: Instant) {
    since = moment - .days(Int64(Self.span))
    isAnswered = false
  }

  /// Takes over the days; the one under the cursor stays there.
  package mutating func answered(_ days: [LedgerDay]) {
    let chosen = selected
    self.days = days
    isAnswered = true
    let same = days.firstIndex { day in
      chosen.map { $0.account == day.account && $0.latest <= day.latest } ?? false
    }
    list.follow(chosen == nil ? nil : same, count: days.count)
  }
}

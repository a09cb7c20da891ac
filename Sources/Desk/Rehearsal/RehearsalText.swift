import Domain

/// Before and after, in a few words each.
enum RehearsalText {
  /// What differs between two states of a ticket: `open → solved`, `+refund`, `nobody → ana`.
  static func changes(_ row: RehearsedTicket, at now: Instant, _ setting: Setting) -> [String] {
    let (before, after) = (row.before, row.after)
    func change(_ old: String, _ new: String) -> [String] { old == new ? [] : ["\(old) → \(new)"] }
    func whose(_ ticket: Ticket) -> String { ticket.assignee?.handle ?? "nobody" }
    func sleep(_ ticket: Ticket) -> String {
      ticket.snoozedUntil.map { "asleep until \(Wording.wake($0, at: now, in: setting.zone))" }
        ?? "awake"
    }
    func judged(_ ticket: Ticket) -> String {
      ticket.isSpam ? "spam" : ticket.isQuarantined ? "in quarantine" : "no spam"
    }
    let tags =
      after.tags.subtracting(before.tags).sorted().map { "+\($0)" }
      + before.tags.subtracting(after.tags).sorted().map { "−\($0)" }
    let orders =
      after.orders.filter { !before.orders.contains($0) }.map { "+order \($0.number)" }
      + before.orders.filter { !after.orders.contains($0) }.map { "−order \($0.number)" }
    return tags + change(Wording.status(before.status), Wording.status(after.status))
      + change(whose(before), whose(after))
      + change(before.priority.rawValue, after.priority.rawValue)
      + change(sleep(before), sleep(after)) + change(judged(before), judged(after))
      + change(
        before.trashedAt == nil ? "kept" : "thrown away",
        after.trashedAt == nil ? "kept" : "thrown away")
      + orders
      + change(
        before.waitingSince == nil ? "answered" : "waits for us",
        after.waitingSince == nil ? "answered" : "waits for us")
  }

  /// What would be done, as one types it: `+refund, solved`.
  static func acts(_ acts: [Act], at now: Instant, _ setting: Setting) -> String {
    acts.map { ReceiptText.done($0, now, setting) }.joined(separator: ", ")
  }
}

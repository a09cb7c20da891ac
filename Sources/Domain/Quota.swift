/// How much an account may still ask of its shop, as the shop itself tells.
package struct Quota: Hashable, Sendable, Codable {
  /// What a shop counts.
  package enum Unit: String, Hashable, Sendable, Codable {
    /// Each request is one.
    case requests
    /// A request costs as many points as it asks for.
    case points
    /// Hundredths of what there is.
    case percent
  }

  /// What is counted.
  package var unit: Unit
  /// How much is left.
  package var left: Int
  /// How much there is when nothing is used up; `nil` where the shop does not say.
  package var full: Int?
  /// When all of it is there again; `nil` where the shop does not say.
  package var fullAt: Instant?
  /// When the shop said so.
  package var at: Instant

  /// A quota.
  package init(
    left: Int, of full: Int? = nil, _ unit: Unit = .requests, fullAt: Instant? = nil, at: Instant
  ) {
    self.unit = unit
    self.left = left
    self.full = full
    self.fullAt = fullAt
    self.at = at
  }

  /// A fifth of it belongs to those who wait for an answer.
  private static let share = 5
  /// Where nobody says when there is more, one asks again after so long.
  private static let patience = Span.minutes(5)
  /// So long nobody waits, whatever the shop says.
  private static let longest = Span.hours(1)

  /// Less than a fifth is left.
  package var isLow: Bool {
    full.map { left * Self.share < $0 } ?? (left <= 0)
  }

  /// How it stands at a moment: all of it is there again when the shop's time is over; `nil` where
  /// nobody knows how much that is.
  package func standing(at now: Instant) -> Quota? {
    guard let fullAt, fullAt <= now else { return self }
    return full.map { Quota(left: $0, of: $0, unit, at: fullAt) }
  }

  /// How long what nobody waits for leaves the shop alone, so that there is something left for those
  /// who wait; `nil` while there is enough.
  package func rest(at now: Instant) -> Span? {
    guard isLow else { return nil }
    let end = min(fullAt ?? at + Self.patience, at + Self.longest)
    return end > now ? end - now : nil
  }
}

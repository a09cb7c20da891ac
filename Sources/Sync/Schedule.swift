package import ChannelKit
import Domain

/// When an account's next look is due, after what happened at the last one; pure.
package struct Schedule: Hashable, Sendable {
  /// Tries in a row that failed.
  package var failures = 0

  /// Nothing has failed yet.
  package init() {}

  /// What to do now.
  package enum Step: Hashable, Sendable {
    /// Look again after so long, or when there is news.
    case rest(Duration)
    /// The machine tries again by itself after so long.
    case retry(Duration)
    /// Nothing helps until a person has done something.
    case waitForPerson
  }

  /// After a look that went well.
  package mutating func succeeded(_ profile: Profile) -> Step {
    failures = 0
    return .rest(profile.pollInterval)
  }

  /// After a look that failed; `chance` spreads accounts that fail together.
  package mutating func failed(_ error: ChannelError, chance: Double) -> Step {
    failures += 1
    return error.wait(after: failures, chance: chance).map { .retry($0) } ?? .waitForPerson
  }
}

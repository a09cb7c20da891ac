import Domain
import Mail

/// The flags that a server tells of many mails, gathered in little room.
struct FlagBook {
  private let known: ClosedRange<UInt32>
  private let most: Int
  private var flags: [UInt32: Int] = [:]
  private var sets: [[String]: Int] = [:]

  /// A book for the mails in `known`, of which there should be no more than `most`.
  init(of known: ClosedRange<UInt32>, atMost most: Int) {
    self.known = known
    self.most = most
  }

  /// Flags that stay with a mail, in order: `\Recent` only tells who looked first.
  static func lasting(_ flags: [String]) -> [String] {
    Set(flags.filter { $0.lowercased() != "\\recent" }).sorted()
  }

  /// Notes what the server says of a mail; the last word on it stands.
  mutating func note(_ mail: IMAPMessage) {
    guard let uid = mail.uid, let said = mail.flags, known.contains(uid), !isOverfull else {
      return
    }
    let next = sets.count
    let place = sets[Self.lasting(said), default: next]
    if place == next { sets[Self.lasting(said)] = next }
    flags[uid] = place
  }

  /// More than any honest server says.
  var isOverfull: Bool { flags.count > most || sets.count > 10_000 }

  /// The UIDs that bear exactly the same flags, by these flags.
  var byFlags: [[String]: [ClosedRange<UInt32>]] {
    var uids = [[UInt32]](repeating: [], count: sets.count)
    for (uid, place) in flags { uids[place].append(uid) }
    return sets.mapValues { IMAPSet(uids[$0].sorted()).ranges }
  }

  /// The UIDs that the server said nothing of.
  var silent: [ClosedRange<UInt32>] { Self.gaps(between: IMAPSet(flags.keys.sorted()), in: known) }

  /// What of `known` is not in `present`, whose ranges may stand in any order.
  static func gaps(
    between present: IMAPSet, in known: ClosedRange<UInt32>
  ) -> [ClosedRange<UInt32>] {
    var gaps: [ClosedRange<UInt32>] = []
    var next = known.lowerBound
    for range in present.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > known.upperBound { break }
      if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
      guard range.upperBound < known.upperBound else { return gaps }
      next = max(next, range.upperBound + 1)
    }
    gaps.append(next...known.upperBound)
    return gaps
  }
}

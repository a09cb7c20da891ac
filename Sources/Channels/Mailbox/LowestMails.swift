/// The mails of a range with the lowest UIDs: of a folder of millions, or of a server that lists
/// without end, only so many are held.
struct LowestMails: Sendable {
  private let begin: UInt32
  private let most: Int
  private var found: [UInt32: OpenFolder.Listed] = [:]
  /// The highest UID up to which all that was noted is held.
  private(set) var end: UInt32

  /// None yet; holds at most twice `most` while noting.
  init(in range: ClosedRange<UInt32>, most: Int = 50_000) {
    begin = range.lowerBound
    end = range.upperBound
    self.most = most
  }

  /// Adds what the server tells of one mail, in any order; the last word about a mail counts.
  mutating func note(_ mail: OpenFolder.Listed) {
    guard begin <= mail.uid, mail.uid <= end else { return }
    found[mail.uid] = mail
    guard found.count > 2 * most, let last = found.keys.sorted().prefix(most).last else { return }
    end = last
    found = found.filter { $0.key <= last }
  }

  /// What is held, lowest UID first.
  var mails: [OpenFolder.Listed] { found.values.sorted { $0.uid < $1.uid } }
}

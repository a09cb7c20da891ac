import Testing

@testable import Mailbox

/// S11: what a server lists is held only in part.
struct LowestMailsTests {
  private func listed(_ uid: UInt32, size: Int = 1) -> OpenFolder.Listed {
    OpenFolder.Listed(uid: uid, size: size, number: uid)
  }

  @Test func whatIsOutsideTheRangeIsPassedOver() {
    var lowest = LowestMails(in: 5...9)
    for uid: UInt32 in [4, 9, 5, 10, 0] { lowest.note(listed(uid)) }
    lowest.note(listed(5, size: 7))
    #expect(lowest.mails == [listed(5, size: 7), listed(9)])
    #expect(lowest.end == 9)
  }

  @Test(arguments: [false, true])
  func theLowestAreHeldInWhateverOrderTheyCome(isReversed: Bool) {
    var lowest = LowestMails(in: 1...UInt32.max, most: 100)
    let uids = (1...5_000).map { UInt32($0 * 3) }
    for uid in isReversed ? uids.reversed() : uids { lowest.note(listed(uid)) }
    #expect(lowest.mails.count <= 200 && lowest.mails.count >= 100)
    #expect(lowest.mails.map(\.uid) == uids.filter { $0 <= lowest.end })
  }
}

import Domain
import Testing

/// When the shop is left alone for those who wait.
@Suite struct QuotaTests {
  private let noon = Instant(milliseconds: 1_800_000_000_000)

  @Test(arguments: [(100, false), (99, true), (0, true), (500, false)])
  func lessThanAFifthIsLittle(_ left: Int, _ isLow: Bool) {
    #expect(Quota(left: left, of: 500, at: noon).isLow == isLow)
  }

  @Test func whereNobodySaysHowMuchThereIsOnlyNothingIsLittle() {
    #expect(!Quota(left: 1, at: noon).isLow)
    #expect(Quota(left: 0, at: noon).isLow)
  }

  @Test func theRestEndsWhenThereIsMore() {
    let told = Quota(left: 12, of: 500, fullAt: noon + .minutes(4), at: noon)
    #expect(told.rest(at: noon) == .minutes(4))
    #expect(told.rest(at: noon + .minutes(3)) == .minutes(1))
    #expect(told.rest(at: noon + .minutes(4)) == nil)
    #expect(Quota(left: 400, of: 500, fullAt: noon + .minutes(4), at: noon).rest(at: noon) == nil)
    // Where nobody says when, one looks again now and then; and nobody waits for a day.
    #expect(Quota(left: 12, of: 500, at: noon).rest(at: noon) == .minutes(5))
    let tomorrow = Quota(left: 12, of: 500, fullAt: noon + .days(1), at: noon)
    #expect(tomorrow.rest(at: noon) == .hours(1))
  }

  @Test func afterwardsAllOfItIsThereAgain() {
    let told = Quota(left: 12, of: 500, fullAt: noon + .minutes(4), at: noon)
    #expect(told.standing(at: noon + .minutes(3)) == told)
    #expect(told.standing(at: noon + .minutes(4))?.left == 500)
    #expect(Quota(left: 12, fullAt: noon, at: noon).standing(at: noon) == nil)
    #expect(Quota(left: 12, at: noon).standing(at: noon + .days(1))?.left == 12)
  }
}

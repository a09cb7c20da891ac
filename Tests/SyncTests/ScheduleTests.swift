import ChannelKit
import Sync
import Testing

@Suite struct ScheduleTests {
  private let profile = Profile(
    type: "mail", title: "Mail", pollInterval: .seconds(60), attachmentLimit: 1)

  @Test func failuresWaitLongerAndLongerUntilOneGoesWell() {
    var schedule = Schedule()
    let error = ChannelError.unreachable(reason: "no route")
    let steps = (0..<3).map { _ in schedule.failed(error, chance: 1) }
    #expect(steps == [.retry(.seconds(2)), .retry(.seconds(4)), .retry(.seconds(8))])
    #expect(schedule.succeeded(profile) == .rest(.seconds(60)))
    #expect(schedule.failed(error, chance: 1) == .retry(.seconds(2)))
  }

  @Test(arguments: [
    ChannelError.signedOut(reason: "wrong password"), .refused(reason: "no such folder"),
  ])
  func whatOnlyAPersonCanMendIsNotTriedAgain(error: ChannelError) {
    var schedule = Schedule()
    #expect(schedule.failed(error, chance: 0.5) == .waitForPerson)
  }

  @Test func whatTheServerAsksForIsNeverUndercut() {
    var schedule = Schedule()
    #expect(
      schedule.failed(.slowDown(for: .seconds(300)), chance: 0) == .retry(.seconds(300)))
  }
}

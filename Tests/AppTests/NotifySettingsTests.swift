import Domain
import Testing

@testable import App
@testable import Desk

struct NotifySettingsTests {
  private func read(_ text: String) throws(Failure) -> DeskSettings {
    try SettingsReading.read(text, path: "config.toml", environment: ["USER": "kim"]).desk
  }

  @Test func whatIsToldIsReadByWayAndOccasion() throws {
    let desk = try read(
      """
      [desk]
      bell = ["new-urgent", "reply-failed"]
      [notify]
      title = "new"
      desktop = ["due-soon"]
      command = ["notify-send", "--app-name=shopbell"]
      quiet = "20:00-08:00"
      due_soon = 30

      """)
    #expect(desk.notifications.bell == [.newUrgent, .replyFailed])
    #expect(desk.notifications.title == [.new])
    #expect(desk.notifications.desktop == [.dueSoon])
    #expect(desk.notifications.quiet == QuietHours(reading: "20:00-08:00"))
    #expect(desk.notifications.soon == .minutes(30))
    #expect(desk.notifier == ["notify-send", "--app-name=shopbell"])
  }

  @Test func withoutItOnlyWhatIsUrgentRings() throws {
    #expect(try read("").notifications == Notifications())
    #expect(try read("[desk]\nbell = \"never\"\n").notifications.bell == [])
    #expect(try read("[desk]\nbell = \"new\"\n").notifications.bell == [.new])
  }

  @Test(arguments: [
    (
      "[desk]\nbell = \"new-urgnt\"\n",
      "config.toml:2:1: nothing is told of new-urgnt; did you mean new-urgent?"
    ),
    ("[notify]\ndesktop = [\"new\"]\n", "config.toml:2:1: nothing says how to notify"),
    ("[notify]\nquiet = \"nights\"\n", "config.toml:2:1: quiet hours are written 20:00-08:00"),
    ("[notify]\ndue_soon = 0\n", "config.toml:2:1: due_soon is minutes from 1 to 1440"),
    ("[notify]\ntitle = 3\n", "config.toml:2:1: title is a list of texts"),
  ])
  func aMistakeIsToldAtItsLine(_ text: String, _ problem: String) {
    #expect {
      try read(text)
    } throws: { error in
      (error as? Failure)?.sentence.contains(problem) ?? false
    }
  }
}

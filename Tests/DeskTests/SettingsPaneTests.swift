import Desk
import Domain
import Terminal
import TestKit
import Testing

/// The room of the settings: what is so, where that comes from, and how it is changed and kept.
@Suite struct SettingsPaneTests {
  private static let file = "/home/ana/.config/shopbell/config.toml"

  private func desk(_ size: Size = Size(80, 24)) -> DeskDriver {
    var fixture = DeskFixture.morning
    fixture.setting.themes = ["dark", "light", "terminal"]
    fixture.setting.appearance.split = .below
    fixture.setting.origins = [.split: .file(Self.file, line: 12)]
    var desk = DeskDriver(fixture, size: size)
    desk.press("g", ",")
    return desk
  }

  /// Goes to a setting.
  private func go(to option: DeskOption, _ desk: inout DeskDriver) {
    desk.press("g", "g")
    while desk.desk.settings.selected != option { desk.press("j") }
  }

  private func row(_ name: String, _ desk: DeskDriver) -> String {
    desk.canvas.text.split(separator: "\n").first { $0.dropFirst().hasPrefix(" \(name) ") }
      .map(String.init) ?? ""
  }

  @Test func eachSettingStandsThereWithItsValueAndWhereThatComesFrom() {
    var desk = desk(Size(80, 40))
    #expect(desk.line(0).contains("Open ▸ Settings"))
    for option in DeskOption.allCases { #expect(!row(option.rawValue, desk).isEmpty) }
    #expect(row("split", desk).contains(/below +config.toml:12/))
    #expect(row("bell", desk).contains(/new-urgent +built in/))
    #expect(row("send_window", desk).contains(/10 +built in/))
    go(to: .split, &desk)
    #expect(desk.canvas.text.contains("Panes beside or below each other, or auto."))
    #expect(desk.canvas.text.contains("Line 12 of \(Self.file) says so."))
    desk.press("q")
    #expect(desk.desk.place == .inbox)
  }

  @Test func setAloneLeadsThereToo() {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", ":")
    desk.type("set\n")
    #expect(desk.desk.place == .settings)
    #expect(desk.line(0).contains("Open ▸ #482 ▸ Settings"))
    desk.press("q")
    #expect(desk.desk.place == .ticket)
  }

  @Test func enterTakesTheNextOfAFewValuesAndUTakesItBack() {
    var desk = desk()
    go(to: .signs, &desk)
    desk.press("Enter")
    #expect(desk.desk.appearance.signs == .ascii)
    #expect(row("signs", desk).contains(/ascii +set here/))
    #expect(desk.canvas.text.contains("S keeps it  u takes it back"))
    desk.press("u")
    #expect(desk.desk.appearance.signs == .unicode)
    #expect(row("signs", desk).contains("built in"))
    desk.press("u")
    #expect(desk.effects == [.undo], "then the step before it is taken back, as anywhere")
  }

  @Test func aThemeComesFromItsFileAndGoesBackToo() throws {
    var desk = desk()
    desk.press("Enter")
    #expect(desk.effects == [.readTheme("dark")])
    desk.send(.themed(ThemeTests.shipped("dark"), []))
    #expect(row("theme", desk).contains(/dark +set here/))
    desk.press("u")
    #expect(desk.effects == [.readTheme("terminal")])
    desk.send(.themed(.terminal, []))
    #expect(row("theme", desk).contains(/terminal +built in/))
  }

  @Test func otherValuesAreAskedForAndMistakesStayToBeMended() {
    var desk = desk()
    go(to: .bell, &desk)
    desk.press("Enter")
    #expect(desk.bottom.contains("bell: new-urgent"))
    desk.type(" reply")
    desk.press("Tab", "Enter")
    #expect(desk.desk.setting.notifications.bell == [.newUrgent, .replyFailed])
    #expect(row("bell", desk).contains(/new-urgent reply-failed +set here/))
    go(to: .sendWindow, &desk)
    desk.press("Enter", "C-u")
    desk.type("900\n")
    #expect(desk.canvas.text.contains("send_window is seconds from 0 to 600"))
    #expect(desk.desk.line != nil)
    desk.press("C-u")
    desk.type("30\n")
    #expect(desk.desk.setting.window == .seconds(30))
    go(to: .columns, &desk)
    desk.press("Enter", "C-u")
    desk.type("due subject\n")
    #expect(desk.desk.appearance.columns.words == "due subject")
  }

  @Test(arguments: [
    ("set quiet 20:00-08:00", DeskOption.quiet, "20:00-08:00"), ("set due_soon 30", .dueSoon, "30"),
    ("set title new due-soon", .title, "new due-soon"), ("set desktop never", .desktop, "never"),
    ("set send_window 0", .sendWindow, "0"), ("set bell never", .bell, "never"),
  ])
  func theSameIsSetByItsName(_ line: String, _ option: DeskOption, _ value: String) {
    var desk = desk(Size(80, 40))
    desk.press("q", ":")
    desk.type("\(line)\n")
    #expect(desk.bottom.contains("\(option.rawValue) is \(value)"), "\(desk.bottom)")
    desk.press("g", ",")
    #expect(row(option.rawValue, desk).contains(" \(value) "))
  }

  @Test(arguments: [
    ("set quiet 8-20", "quiet hours are written 20:00-08:00, or off"),
    ("set due_soon 0", "due_soon is minutes from 1 to 1440"),
    ("set bell new-urgnt", "did you mean new-urgent?"),
  ])
  func whatCannotBeIsSaid(_ line: String, _ sentence: String) {
    var desk = desk(Size(120, 36))
    desk.press(":")
    desk.type("\(line)\n")
    #expect(desk.bottom.contains(sentence), "\(desk.bottom)")
  }

  // MARK: Keeping

  @Test func whatWasSetHereIsKeptAndThenComesFromTheFile() {
    var desk = desk()
    go(to: .mouse, &desk)
    desk.press("S")
    #expect(desk.bottom.contains("mouse is as it comes: there is nothing to keep"))
    desk.press("Enter")
    #expect(desk.effects == [.hearMouse(true)])
    desk.press("S")
    #expect(desk.effects == [.keepSetting(.mouse, "on")])
    desk.send(.kept(.mouse, "on", .file(Self.file, line: 14)))
    #expect(row("mouse", desk).contains(/on +config.toml:14/))
    #expect(desk.bottom.contains("mouse is kept: line 14 of \(Self.file)"))
    desk.press("u")
    #expect(desk.effects == [.undo], "what is kept is not taken back by the way")
    go(to: .split, &desk)
    desk.press("S")
    #expect(desk.bottom.contains("says so in line 12 already"))
  }

  @Test func whatCouldNotBeKeptIsSaidAndStaysSetHere() {
    var desk = desk()
    go(to: .mouse, &desk)
    desk.press("Enter", "S")
    desk.send(.failed("mouse is not kept: the disk is full", of: .keepSetting(.mouse, "on")))
    #expect(desk.bottom.contains("mouse is not kept: the disk is full"))
    #expect(row("mouse", desk).contains("set here"))
    // What was set again meanwhile is not what was kept.
    desk.press("Enter")
    desk.send(.kept(.mouse, "on", .file(Self.file, line: 14)))
    #expect(row("mouse", desk).contains(/off +set here/))
  }

  @Test func inThePlainModeANumberChangesOne() throws {
    var fixture = DeskFixture.morning
    fixture.setting.origins = [.split: .file(Self.file, line: 12)]
    var desk = LinearDriver(fixture)
    desk.type("settings")
    #expect(desk.said.contains { $0.hasPrefix("3. split is auto, config.toml:12: panes") })
    desk.type("2")
    #expect(desk.said.contains("Signs is ascii.") || desk.said.contains { $0.contains("ascii") })
    desk.type("8")
    desk.type("30")
    #expect(desk.said.contains { $0.contains("end_window is 30") }, "\(desk.said)")
  }
}

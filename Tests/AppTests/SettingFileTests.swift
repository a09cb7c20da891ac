import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

@testable import App

/// Settings that are kept in the configuration: one line changes, the rest stands as it was written.
@Suite struct SettingFileTests {
  private static let whole = """
    # Ours, since 2019
    [shop]
    name = "Northlight"   # the sign above the door

    [desk]
    theme = "dark"        # the light one hurts
    bell = ["new",        # mail
            "due-soon"]
      signs="ascii"
    # mouse = true

    [[account]]
    name = "support"
    address = "support@northlight.example"
    imap = "imaps://support%40northlight.example@mail.example:993"
    smtp = "smtps://support%40northlight.example@mail.example:465"
    secret = { env = "PASSWORD" }

    """

  private func kept(
    _ option: DeskOption, _ words: String, in text: String = whole
  ) throws -> (text: String, line: Int) {
    try SettingFile.text(text, path: "config.toml", keeping: option, words)
  }

  @Test func aValueIsPutInPlaceOfTheOneThereIs() throws {
    let (text, line) = try kept(.theme, "light")
    #expect(line == 6)
    #expect(
      text
        == Self.whole.replacing(
          "theme = \"dark\"        # the", with: "theme = \"light\"       # the"))
    #expect(
      try kept(.signs, "unicode").text
        == Self.whole.replacing("signs=\"ascii\"", with: "signs=\"unicode\""))
  }

  @Test func aNewOneStandsBehindTheLastOfItsTable() throws {
    let (text, line) = try kept(.mouse, "on")
    #expect(line == 10)
    #expect(
      text
        == Self.whole.replacing(
          "  signs=\"ascii\"\n", with: "  signs=\"ascii\"\n  mouse = true\n"))
    #expect(
      try kept(.columns, "due subject").text.contains("\n  columns = [\"due\", \"subject\"]\n"))
    #expect(try kept(.sendWindow, "30").text.contains("\n  send_window = 30\n"))
  }

  @Test func aTableThatIsNotThereIsBegunAtTheEnd() throws {
    let (text, line) = try kept(.quiet, "20:00-08:00")
    #expect(text == Self.whole + "\n[notify]\nquiet = \"20:00-08:00\"\n")
    #expect(
      text.split(separator: "\n", omittingEmptySubsequences: false)[line - 1]
        == "quiet = \"20:00-08:00\"")
    #expect(try kept(.mouse, "off", in: "").text == "[desk]\nmouse = false\n")
    #expect(try kept(.mouse, "off", in: "# mine").text == "# mine\n\n[desk]\nmouse = false\n")
    #expect(
      try kept(.title, "never", in: "[notify]").text == "[notify]\ntitle = \"never\"")
  }

  @Test func linesThatEndAsOnAnotherSystemStaySo() throws {
    let text = "[desk]\r\nmouse = true\r\n\r\n[shop]\r\nname = \"x\"\r\n"
    #expect(
      try kept(.mouse, "off", in: text).text
        == text.replacing("mouse = true", with: "mouse = false"))
    #expect(
      try kept(.dueSoon, "20", in: text).text == text + "\r\n[notify]\r\ndue_soon = 20\r\n")
  }

  @Test(arguments: [
    (
      DeskOption.bell, "new", SettingFileTests.whole,
      "it goes over several lines of config.toml from line 7"
    ),
    (.mouse, "on", "desk = { theme = \"dark\" }\n", "only a person can change"),
    (.theme, "light", "desk.theme = \"dark\"\n", "only a person can change"),
    (
      .theme, "light", "[shop]\nname = \"\"\"\n[desk]\ntheme = \"x\"\n\"\"\"\n",
      "only a person can change"
    ),
    (.desktop, "new", "[desk]\nmouse = true\n", "nothing says how to notify"),
    (.mouse, "on", "[desk]\nmose = true\n", "did you mean mouse?"),
    (.mouse, "on", "[desk\n", "only a person can change"),
    (.theme, "./mine.theme", "", "give its whole path"),
  ])
  func whatCannotBeDoneSafelyIsNotDone(
    _ option: DeskOption, _ words: String, _ text: String, _ why: String
  ) {
    #expect {
      _ = try kept(option, words, in: text)
    } throws: { error in
      let what = (error as? Problem)?.what ?? ""
      return what.hasPrefix("\(option.rawValue) is not kept: ") && what.contains(why)
    }
  }

  @Test(arguments: DeskOption.allCases)
  func whatIsKeptIsReadAgain(_ option: DeskOption) throws {
    let values: [DeskOption: String] = [
      .theme: "mono", .signs: "ascii", .split: "below", .columns: "age customer order",
      .mouse: "on", .pictures: "sixel", .spelling: "de_DE", .sendWindow: "45",
      .bell: "new reply-failed",
      .title: "due-soon", .desktop: "never", .quiet: "22:30-06:15", .dueSoon: "5",
    ]
    let value = try #require(values[option])
    let (text, line) = try kept(option, value, in: "[desk]\n\n[notify]\n")
    let desk = try SettingsReading.read(text, path: "config.toml", environment: [:]).desk
    #expect(desk.lines == [option: line])
    let now =
      switch option {
      case .theme: desk.theme
      case .signs: desk.signs?.rawValue ?? ""
      case .split: desk.split.rawValue
      case .columns: desk.columns.words
      case .mouse: desk.hearsMouse ? "on" : "off"
      case .pictures: desk.pictures?.rawValue ?? ""
      case .spelling: desk.spelling
      case .sendWindow: "\(desk.sendWindow.milliseconds / 1000)"
      case .bell: desk.notifications.bell == [.new, .replyFailed] ? value : ""
      case .title: desk.notifications.title == [.dueSoon] ? value : ""
      case .desktop: desk.notifications.desktop.isEmpty ? value : ""
      case .quiet: desk.notifications.quiet?.words ?? ""
      case .dueSoon: "\(desk.notifications.soon.milliseconds / 60_000)"
      }
    #expect(now == value)
  }

  @Test func theFileIsChangedAsItIsNowAndALinkStaysOne() throws {
    let folder = try TestFolder("settings")
    defer { folder.remove() }
    try folder.file("dotfiles", "[desk]\nmouse = true\n")
    try FileManager.default.createSymbolicLink(
      atPath: folder["config.toml"], withDestinationPath: folder["dotfiles"])
    let file = SettingFile(path: folder["config.toml"])
    #expect(file.keep(.mouse, "off") == .success(.file(folder["config.toml"], line: 2)))
    #expect(
      try String(contentsOfFile: folder["dotfiles"], encoding: .utf8) == "[desk]\nmouse = false\n")
    for path in [nil, folder["none.toml"]] {
      #expect(throws: Problem.self) { try SettingFile(path: path).keep(.mouse, "on").get() }
    }
    #expect(!FileManager.default.fileExists(atPath: folder["none.toml"]))
  }
}

import Desk
import Domain
import Foundation
import Terminal
import Testing
import Wire

@testable import App

struct SettingsTests {
  static let whole = """
    [shop]
    name = "Northlight Outfitters"
    timezone = "Europe/Dublin"

    [agent]
    name = "Ana Reyes"
    address = "ana@northlight.example"

    [[account]]
    name = "support"
    type = "mail"
    address = "support@northlight.example"
    imap = "imaps://support%40northlight.example@mail.example:993"
    smtp = "smtps://support%40northlight.example@mail.example:465"
    secret = { env = "SUPPORT_PASSWORD" }
    """

  private func read(_ text: String) throws(Failure) -> Settings {
    try SettingsReading.read(text, path: "/etc/x/config.toml", environment: ["USER": "kim"])
  }

  @Test func aWholeFileIsRead() throws {
    let settings = try read(Self.whole)
    #expect(settings.shop.name == "Northlight Outfitters")
    #expect(settings.zone.identifier == "Europe/Dublin")
    #expect(settings.agent.id == AgentID("ana"))
    let account = try #require(settings.account("support"))
    #expect(account.secret == .environment("SUPPORT_PASSWORD"))
    #expect(account.account.displayName == "Northlight Outfitters")
    #expect(account.account.folders == ["INBOX"])
    #expect(account.account.settings["sent"] == nil, "the server says which folder it is")
  }

  @Test func howTheDeskLooksIsRead() throws {
    let text =
      "[desk]\ntheme = \"dark\"\nsigns = \"ascii\"\nsplit = \"below\"\nmouse = true\n"
      + "pictures = \"sixel\"\n"
    let desk = try read(text).desk
    #expect(desk.theme == "dark")
    #expect(desk.signs == .ascii)
    #expect(desk.split == .below)
    #expect(desk.hearsMouse)
    #expect(desk.pictures == .sixel)
    let usual = try read("").desk
    #expect(usual.theme == "terminal")
    #expect(usual.signs == nil)
    #expect(!usual.hearsMouse)
    #expect(usual.pictures == nil)
    #expect(try read("[desk]\npictures = \"off\"\n").desk.pictures == nil)
    #expect(try read("[desk]\nsigns = \"auto\"\n").desk.signs == nil)
  }

  @Test func theColumnsOfAllViewsAreRead() throws {
    let text = "[desk]\ncolumns = [\"due\", \"subject\"]\n"
    #expect(try read(text).desk.columns.words == "due subject")
    #expect(try read("[desk]\ncolumns = [\"default\"]\n").desk.columns == .usual)
    #expect {
      _ = try read("[shop]\nname = \"x\"\n[desk]\ncolumns = [\n  \"due\",\n  \"subjet\",\n]\n")
    } throws: { error in
      (error as? Failure)?.sentence.hasPrefix(
        "/etc/x/config.toml:6:3: no column is called subjet; did you mean subject?") == true
    }
  }

  @Test(arguments: [
    (["LANG": "de_DE.UTF-8"], Signs.unicode), (["LC_ALL": "C", "LANG": "de_DE.UTF-8"], .ascii),
    (["LC_CTYPE": "en_US.utf8"], .unicode), ([:], .ascii), (["LANG": "de_DE.ISO-8859-1"], .ascii),
    (["LANG": "C.UTF-8", "TERM": "linux"], .ascii),
    (["LANG": "C.UTF-8", "TERM": "xterm"], .unicode),
  ])
  func theLocaleDecidesTheSigns(_ environment: [String: String], _ signs: Signs) {
    #expect(Places(environment: environment, binary: "/usr/bin/shopbell").signs == signs)
  }

  @Test func anEmptyFileIsTheLoginNameAndNoAccount() throws {
    let settings = try read("")
    #expect(settings.agent.id == AgentID("kim"))
    #expect(settings.accounts.isEmpty)
  }

  @Test(arguments: [
    ("[shop]\nname = 3\n", "config.toml:2:1: name is a text in quotes"),
    (
      "[shop]\ntimezone = \"Europe/Dublon\"\n",
      "config.toml:2:1: no time zone is called Europe/Dublon; did you mean Europe/Dublin?"
    ),
    (
      "[shop]\nnmae = \"x\"\n",
      "config.toml:2:1: nothing is called nmae in [shop]; did you mean name?"
    ),
    ("[desk]\nsigns = \"asci\"\n", "config.toml:2:1: signs is not asci"),
    (
      "[desk]\npictures = \"kity\"\n",
      "config.toml:2:1: pictures is not kity; did you mean kitty? known: off, kitty, sixel"
    ),
    ("[desk]\nmouse = 1\n", "config.toml:2:1: mouse is true or false"),
    ("[shpo]\nname = \"x\"\n", "config.toml:1:1: nothing is called shpo here; did you mean shop?"),
    ("[shop\nname = \"x\"\n", "config.toml:1:"),
    ("[desk]\nsend_window = 9999\n", "config.toml:2:1: send_window is seconds from 0 to 600"),
    (
      "[[account]]\nname = \"a\"\naddress = \"a@b.example\"\nimap = \"imaps://h\"\nsmtp = \"smtps://h\"\npassword = \"hunter2\"\n",
      "config.toml:6:1: a secret does not stand in this file"
    ),
    (
      "[[account]]\nname = \"a\"\naddress = \"a@b.example\"\nimap = \"http://h\"\nsmtp = \"smtps://h\"\nsecret = { env = \"X\" }\n",
      "config.toml:4:1: imap: "
    ),
    (
      "[[account]]\nname = \"a\"\n\n[[account]]\ntype = \"amazn\"\n",
      "config.toml:5:1: no channel is called amazn"
    ),
  ])
  func aMistakeNamesItsLineAndWhatToDo(_ text: String, _ sentence: String) {
    let failure = #expect(throws: Failure.self) { _ = try read(text) }
    #expect(failure?.status == .configuration)
    #expect(failure?.sentence.contains(sentence) == true, "\(failure?.sentence ?? "")")
    #expect(failure?.sentence.contains("hunter2") == false)
  }

  @Test func everyMistakeIsToldAtOnce() {
    let failure = #expect(throws: Failure.self) {
      _ = try read("[shop]\nname = 3\nurll = \"x\"\n[agent]\nnam = \"y\"\n")
    }
    #expect(failure?.sentence.split(separator: "\n").count == 3)
  }

  @Test func twoAccountsOfOneNameAreRefused() {
    let twice = Self.whole + "\n" + Self.whole.split(separator: "\n\n").suffix(1).joined()
    let failure = #expect(throws: Failure.self) { _ = try read(twice) }
    #expect(failure?.sentence.contains("a second account is named support") == true)
  }
}

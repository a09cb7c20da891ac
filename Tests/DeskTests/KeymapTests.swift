import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

private func read(_ text: String, _ included: [String: String] = [:]) -> (Keymap, [String]) {
  let (keymap, problems) = KeymapText.read(text, file: "my.keys") { name, reading in
    let file = included.first { $0.key == name && !reading.contains(name) }
    return file.map { ($0.key, $0.value) }
  }
  return (keymap, problems.map(\.description))
}

@Suite struct FoundByKeyTests {
  @Test(arguments: [("g g", Command.first), ("Home", .first), ("C-o", .jumpBack), ("[", .jumpBack)])
  func aCommandIsFoundByEachOfItsKeys(_ keys: String, _ command: Command) {
    var desk = DeskDriver(.morning)
    desk.press("C-p")
    desk.type(keys)
    #expect(desk.desk.palette?.selected?.call.command == command)
  }
}

@Suite struct TypedLinesTests {
  @Test func whatWasTypedIsWrittenDownAndRecalledAnotherDay() {
    var fixture = DeskFixture.morning
    fixture.setting.typed = TypedLines(":sort newest\n/tag:refund\nnonsense\n: blank\n:\n")
    var desk = DeskDriver(fixture)
    desk.press(":", "Up")
    #expect(desk.desk.palette?.field.text == "sort newest")
    desk.press("Esc", "/", "Up")
    #expect(desk.desk.line?.field.text == "tag:refund")
    desk.press("Enter")
    #expect(desk.allEffects.contains { $0 == TypedLine("/", "tag:refund").map { .remember($0) } })
    desk.press(":")
    desk.type("log\n")
    #expect(desk.allEffects.contains { $0 == TypedLine(":", "log").map { .remember($0) } })
  }

  @Test func eachIsKeptOnceAndNoMoreThanSoMany() throws {
    var lines = TypedLines()
    for number in 0..<300 { lines.add(try #require(TypedLine(":", "open \(number)"))) }
    lines.add(try #require(TypedLine(":", "open 250")))
    let kept = try #require(TypedLines(lines.text).bySign[":"])
    #expect(kept.count == TypedLines.most)
    #expect(kept.first == "open 100" && kept.last == "open 250")
    #expect(TypedLine(":", String(repeating: "x", count: 501)) == nil)
    #expect(TypedLine("/", "a\nb") == nil)
    #expect(TypedLine("cc", "someone@x.example") == nil)
  }
}

@Suite struct KeymapTests {
  @Test(arguments: ["default.keys", "mutt.keys", "emacs.keys"])
  func theShippedKeymapsHaveNoProblems(_ name: String) {
    let (keymap, problems) = KeymapText.read(
      DeskFixture.text(of: "Keymaps/\(name)"), file: name
    ) { name, _ in (name, DeskFixture.text(of: "Keymaps/\(name)")) }
    #expect(!keymap.bindings.isEmpty)
    #expect(problems.map(\.description) == [])
  }

  @Test(arguments: [
    ("[inbox]\nx = opne", "my.keys:2:5: there is no command named opne; did you mean open"),
    ("[inbx]", "my.keys:1:2: there is no place named inbx; did you mean [inbox]"),
    (
      "[inbox]\nC-Foo = open",
      "my.keys:2:1: C-Foo is no key; keys are spelt x, C-x, M-x, S-Tab, "
        + "Enter, Esc, Space, PageDown, F1"
    ),
    (
      "[inbox]\nx = open\ny = back\nx = reply",
      "my.keys:4:1: x already has a meaning on line 2; keep one"
    ),
    (
      "[inbox]\ng = open\ng g = first",
      "my.keys:3:1: g g collides with g on line 2; "
        + "one is the beginning of the other; the shorter one would never wait"
    ),
    ("[inbox]\nx = confirm", "my.keys:2:5: confirm does nothing in [inbox]; it works in [review]"),
    ("[composer]\nx = send", "my.keys:2:5: x writes a letter here; bind a control key"),
    (
      "[inbox]\nnonsense",
      "my.keys:2:1: no meaning; write KEYS = COMMAND, unbind KEYS or include NAME"
    ),
    ("unbind x", "my.keys:1:8: x has no meaning here that could be taken away"),
    ("include other.keys", "my.keys:1:9: there is no keymap named other.keys; look into Keymaps"),
  ])
  func mistakesHaveAPlace(_ text: String, _ problem: String) {
    #expect(read(text).1 == [problem])
  }

  @Test func ownFilesSayOnlyWhatDiffers() {
    let included = ["default.keys": "[inbox]\nx = mark\nt = tag"]
    let (keymap, problems) = read("include default.keys\n[inbox]\nx = open\nunbind t", included)
    #expect(problems.isEmpty)
    #expect(keymap.meaning(of: ["x"], in: .inbox) == .call(CommandCall(.open)))
    #expect(keymap.meaning(of: ["t"], in: .inbox) == .nothing)
  }

  @Test func aFileThatIncludesItselfIsSaid() {
    let (_, problems) = read("include my.keys", ["my.keys": ""])
    #expect(problems == ["my.keys:1:9: my.keys includes itself"])
  }

  @Test func theEqualsSignCanBeBound() {
    let (keymap, problems) = read("[inbox]\n= = invert\ng = = open")
    #expect(problems.isEmpty)
    #expect(keymap.meaning(of: ["="], in: .inbox) == .call(CommandCall(.invert)))
    #expect(keymap.meaning(of: ["g", "="], in: .inbox) == .call(CommandCall(.open)))
  }

  @Test func aPlacesOwnKeysComeFirst() {
    let (keymap, _) = read("[everywhere]\nx = undo\n[inbox]\nx = mark")
    #expect(keymap.meaning(of: ["x"], in: .inbox) == .call(CommandCall(.mark)))
    #expect(keymap.meaning(of: ["x"], in: .ticket) == .call(CommandCall(.undo)))
  }

  /// Keys that terminals or flow control swallow are never the only way to a command.
  @Test func noCommandHangsOnADangerousKey() {
    let dangerous: Set<Key> = ["C-s", "C-q", "C-z", "C-a", "C-b", "C-i", "C-m"]
    let bindings = DeskFixture.keymap.bindings
    func isSafe(_ binding: Keymap.Binding) -> Bool {
      !binding.keys.prefix(1).contains { dangerous.contains($0) || $0.modifiers == .alt }
    }
    for binding in bindings where !isSafe(binding) {
      #expect(
        bindings.contains {
          $0.context == binding.context && $0.call == binding.call && isSafe($0)
        }, "\(binding)")
    }
  }

  @Test func everyBoundCommandWorksWhereItIsBound() {
    for binding in DeskFixture.keymap.bindings {
      #expect(binding.call.command.works(in: binding.context), "\(binding)")
    }
  }

  /// The keys that are promised to stay put.
  @Test(arguments: [
    ("j", Context.inbox, Command.down), ("k", .inbox, .up), ("Down", .inbox, .down),
    ("g g", .inbox, .first), ("G", .inbox, .last), ("C-d", .inbox, .halfPageDown),
    ("C-u", .ticket, .halfPageUp), ("Enter", .inbox, .open), ("q", .ticket, .back),
    ("Tab", .ticket, .nextPane), ("Tab", .composer, .nextHole), ("/", .inbox, .search),
    ("n", .inbox, .nextMatch), ("N", .ticket, .previousMatch), (":", .inbox, .command),
    ("C-p", .ticket, .palette), ("?", .inbox, .help), ("x", .inbox, .mark),
    ("V", .inbox, .markRange), ("*", .inbox, .markAll), ("Esc", .inbox, .cancel),
    ("t", .ticket, .tag), ("a", .inbox, .assign), ("s", .inbox, .status), ("z", .inbox, .snooze),
    ("r", .ticket, .reply), ("i", .ticket, .template), ("c", .ticket, .note),
    ("o", .ticket, .orders), ("e", .ticket, .edit), ("C-x e", .composer, .edit),
    ("C-x C-s", .composer, .send), ("u", .inbox, .undo), ("C-r", .inbox, .redo),
    (".", .inbox, .repeat), ("g 1", .inbox, .view), ("g 9", .ticket, .view),
  ])
  func keysStayPut(_ spelling: String, _ context: Context, _ command: Command) throws {
    let keys = try #require(Key.sequence(spelling))
    guard case .call(let call) = DeskFixture.keymap.meaning(of: keys, in: context) else {
      Issue.record("\(spelling) means nothing in \(context)")
      return
    }
    #expect(call.command == command)
  }
}

@Suite struct CommandTests {
  @Test func everyCommandStandsInTheTableOnce() {
    let listed = Command.table.map(\.command)
    #expect(Set(listed) == Set(Command.allCases))
    #expect(listed.count == Command.allCases.count)
  }

  @Test func aMistypedCommandSaysTheNearest() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("slove\n")
    #expect(desk.bottom.contains("there is no command slove"))
    desk.press(":")
    desk.type("tga\n")
    #expect(desk.bottom.contains("did you mean tag?"))
  }

  @Test func aCommandWithWordsBehindItRuns() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("status solved\n")
    #expect(
      desk.effects == [.commit([Change(DeskFixture.id(476), .moved(.solved, .asked))], seen: 41)])
  }

  @Test func aNumberOpensThatTicket() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("#482\n")
    #expect(desk.desk.ticket?.id == DeskFixture.id(482))
  }

  @Test func whatIsNotPossibleSaysWhy() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("send")
    #expect(desk.canvas.text.contains("not now: send works in a ticket"))
    desk.press("Enter")
    #expect(desk.effects.isEmpty)
  }

  @Test func helpListsWhatTheKeysDoHere() {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", "?")
    desk.type("unfold")
    #expect(desk.canvas.text.contains("show or fold quoted lines"))
    #expect(!desk.canvas.text.contains("mark-range"))
  }

  @Test func completionInTheCommandLine() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("assi")
    desk.press("Tab")
    #expect(desk.desk.palette?.field.text == "assign ")
    desk.type("be")
    desk.press("Tab")
    #expect(desk.desk.palette?.field.text == "assign ben ")
  }

  /// No command may stop the program, wherever and whenever it is asked for.
  @Test(arguments: Command.allCases)
  func everyCommandCanBeAskedForAnywhere(_ command: Command) {
    let places = [["j"], ["j", "Enter"], ["j", "r"], ["g", "o"], ["g", "l"], ["/"], ["i"]]
    for (number, keys) in places.enumerated() {
      // With each kind of argument in the list and in a ticket, elsewhere with one of them.
      for (kind, argument) in ["", "1", "x y"].enumerated()
      where number < 2 || (command.rawValue.utf8.count + number) % 3 == kind {
        var desk = DeskDriver(.morningWithOutbox)
        for key in keys { desk.send(.key(Key(stringLiteral: key))) }
        desk.press("Esc", ":", .paste("\(command.rawValue) \(argument)"), "Enter")
        #expect(desk.canvas.size == Size(80, 24))
      }
    }
  }
}

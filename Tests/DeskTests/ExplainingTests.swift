import Desk
import Domain
import Templating
import Terminal
import TestKit
import Testing

/// What keys mean, and keys that are read again.
@Suite struct ExplainingTests {
  @Test func keysAreExplainedWithTheirPlace() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("map x\n")
    #expect(desk.bottom.contains("x: mark in the list, default.keys:"), "\(desk.bottom)")
    desk.press(":")
    desk.type("map g g\n")
    #expect(desk.bottom.contains("g g: first everywhere, default.keys:"), "\(desk.bottom)")
    desk.press(":")
    desk.type("map g\n")
    #expect(desk.bottom.contains("g begins g "), "\(desk.bottom)")
    desk.press(":")
    desk.type("map F9\n")
    #expect(desk.bottom.contains("F9 means nothing anywhere"), "\(desk.bottom)")
    desk.press(":")
    desk.type("map Hyper-x\n")
    #expect(desk.bottom.contains("Hyper-x is no key"), "\(desk.bottom)")
  }

  @Test func theKeysPressedNextAreExplainedAndNotDone() {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("map\n")
    #expect(desk.bottom.contains("explaining the next keys  Esc leaves"), "\(desk.bottom)")
    desk.press("x")
    #expect(desk.bottom.contains("x: mark in the list"), "\(desk.bottom)")
    #expect(desk.desk.inbox.markCount == 0)
    // Only these keys: the next ones are done.
    desk.press("x")
    #expect(desk.desk.inbox.markCount == 1)
    desk.press(":")
    desk.type("map\n")
    desk.press("g", "g")
    #expect(desk.bottom.contains("g g: first"), "\(desk.bottom)")
    desk.press(":")
    desk.type("map\n")
    desk.press("Esc", "x")
    #expect(desk.desk.inbox.markCount == 2)
  }

  @Test func theKeymapIsReadAgain() throws {
    var desk = DeskDriver(.morning)
    desk.press(":")
    desk.type("reload-keys\n")
    #expect(desk.effects == [.readKeys])
    let (keymap, problems) = KeymapText.read("[inbox]\nX = mark\n: = command", file: "own.keys")
    #expect(problems == [])
    desk.send(.keysRead(keymap, []))
    #expect(desk.bottom.contains("the keys are read again"))
    desk.press("X")
    #expect(desk.desk.inbox.markCount == 1)
    desk.press("x")
    #expect(desk.desk.inbox.markCount == 1)
    #expect(desk.bottom.contains("x means nothing here"))
  }

  @Test func aKeymapWithMistakesChangesNothing() {
    var desk = DeskDriver(.morning)
    let (keymap, problems) = KeymapText.read("[inbox]\nX = mrak\nY = opne", file: "own.keys")
    desk.send(.keysRead(keymap, problems))
    #expect(desk.bottom.contains("own.keys:2:5: there is no command named mrak"))
    desk.press("x")
    #expect(desk.desk.inbox.markCount == 1)
    #expect(desk.desk.log.entries.contains { $0.notice.text.contains("did you mean open") })
  }
}

/// Leaving what was begun, and keys that are ahead of a list.
@Suite struct BegunTests {
  /// A keymap in which C-g leaves, as in Emacs.
  private func desk() -> DeskDriver {
    var desk = DeskDriver(.morning)
    let text = DeskFixture.text(of: "Keymaps/default.keys") + "\n[everywhere]\nC-g = cancel\n"
    let line = "\n[line]\nC-g = cancel\n"
    desk.send(.keysRead(KeymapText.read(text + line, file: "own.keys").keymap, []))
    desk.send(.reminded(.notice))
    return desk
  }

  @Test(arguments: [Key(.escape), "C-g"])
  func aKeyThatLeavesEndsASequenceAndAQuestionWithoutAWord(_ key: Key) {
    var desk = desk()
    desk.press("g", key)
    #expect(desk.desk.keys == [])
    #expect(desk.desk.notice == nil, "\(desk.bottom)")
    desk.press("s")
    #expect(desk.desk.choice != nil)
    desk.press(key)
    #expect(desk.desk.choice == nil)
    #expect(desk.desk.notice == nil, "\(desk.bottom)")
  }

  @Test func keysForTheLedgerWaitUntilItHasCome() {
    var desk = Desk(DeskFixture.morning.setting, size: Size(80, 24), now: DeskFixture.now)
    let fixture = DeskFixture.morning
    for question in desk.update(.start).compactMap(\.watched) {
      if let answer = fixture.answer(question) { _ = desk.update(.answer(question, answer)) }
    }
    var asked: [Question] = []
    for key: Key in ["g", "f", Key(.enter)] {
      asked += desk.update(.key(key)).compactMap(\.watched)
    }
    #expect(desk.place == .ledger)
    #expect(desk.notice == nil, "Enter waits: \(desk.notice?.text ?? "")")
    for question in asked {
      if let answer = fixture.answer(question) { _ = desk.update(.answer(question, answer)) }
    }
    #expect(desk.place == .inbox)
    #expect(desk.inbox.query.text.contains("is:quarantined"))
  }
}

extension Effect {
  fileprivate var watched: Question? {
    if case .watch(let question) = self { question } else { nil }
  }
}

/// What could come next behind a command, below it in the palette.
@Suite struct PaletteCandidatesTests {
  private func typing(_ text: String, _ size: Size = Size(80, 24)) -> DeskDriver {
    var desk = DeskDriver(.morning, size: size)
    desk.press(":")
    desk.type(text)
    return desk
  }

  @Test(arguments: [
    ("tag +ref", "+refund", "22 tickets"), ("tag -", "-wismo", "40 tickets"),
    ("assign n", "none", "nobody"), ("assign ", "ana", "Ana"),
    ("status s", "solved", "done"), ("sort d", "due", "the nearest clock first"),
    ("snooze tomor", "tomorrow", "09:00 tomorrow"), ("view Over", "Overdue", "is:overdue"),
    ("set mou", "mouse", "click, wheel and drag"), ("search stat", "status:", "status"),
    ("search tag:ref", "tag:refund", "22 tickets"),
  ])
  func eachStandsWithItsMeaning(_ typed: String, _ text: String, _ meaning: String) {
    let desk = typing(typed)
    let line = desk.canvas.text.split(separator: "\n").first {
      $0.contains(" \(text) ") && $0.contains(meaning)
    }
    #expect(line != nil, "\(desk.canvas.text)")
  }

  @Test func templatesStandWithTheirTitles() throws {
    let desk = typing("template dam")
    let name = try #require(DeskFixture.morning.templates.names.first { $0.hasPrefix("dam") })
    let title = try #require(
      DeskFixture.morning.templates.choice(name, language: "en")?.template.template.title)
    #expect(!title.isEmpty)
    #expect(desk.canvas.text.contains(title.prefix(24)), "\(desk.canvas.text)")
  }

  @Test func oneIsChosenWithTheCursorAndDone() {
    var desk = typing("tag +re")
    desk.press("Down", "Enter")
    #expect(
      desk.effects.contains { effect in
        guard case .commit(let changes, _) = effect else { return false }
        guard case .tagged(let tag)? = changes.first?.act else { return false }
        return tag.word == "refund"
      }, "\(desk.effects)")
    #expect(desk.desk.palette == nil)
  }

  @Test func aTermsNameIsOnlyWritten() {
    var desk = typing("search stat")
    desk.press("Down", "Enter")
    #expect(desk.desk.palette?.field.text == "search status:")
    desk.press("Down", "Down", "Tab")
    let text = desk.desk.palette?.field.text ?? ""
    #expect(text.hasPrefix("search status:") && text.hasSuffix(" "), "\(text)")
  }

  @Test func pathsAreLookedUp() {
    var desk = DeskDriver(.morning)
    desk.press("j", "r", "C-x", ":")
    if desk.desk.palette == nil { desk.press("C-p") }
    desk.type("attach my l")
    #expect(desk.allEffects.contains(.lookUp(path: "my l")))
    desk.send(
      .paths(
        [
          Completion(text: "my labels/", meaning: "folder"),
          Completion(text: "my label.pdf", meaning: "12 kB"),
        ], continuing: "my l"))
    #expect(desk.canvas.text.contains("my label.pdf"))
    #expect(desk.canvas.text.contains("12 kB"))
    desk.press("Tab")
    #expect(desk.desk.palette?.field.text == "attach my labels/")
    #expect(desk.allEffects.contains(.lookUp(path: "my labels/")))
    // A blank behind a word belongs to the path.
    desk.press("C-u")
    desk.type("attach my ")
    #expect(desk.allEffects.contains(.lookUp(path: "my ")))
    desk.send(.paths([Completion(text: "my labels/", meaning: "folder")], continuing: "my "))
    desk.press("Tab")
    #expect(desk.desk.palette?.field.text == "attach my labels/")
    // An answer to what is no longer typed is left aside.
    desk.send(.paths([Completion(text: "my lists/", meaning: "folder")], continuing: "my l"))
    #expect(desk.desk.palette?.candidates == [])
  }
}

/// What was thrown away and is in no log comes back with `u`.
@Suite struct ForgottenTests {
  private func discarding() -> DeskDriver {
    var desk = DeskDriver(.morning)
    desk.press("j", "r")
    desk.type("Dear Priya, we")
    desk.send(.run(CommandCall(.discard)))
    return desk
  }

  @Test func aDraftComesBack() {
    var desk = discarding()
    #expect(desk.bottom.contains("the draft is thrown away · u brings it back"), "\(desk.bottom)")
    desk.press("u")
    let drafts = desk.effects.compactMap { effect -> String? in
      guard case .keep(let facts) = effect, case .draft(let draft)? = facts.first else {
        return nil
      }
      return draft.text
    }
    #expect(drafts == ["Dear Priya, we"])
    #expect(!desk.effects.contains(.undo))
    #expect(desk.bottom.contains("is back"), "\(desk.bottom)")
    desk.press("r")
    #expect(desk.canvas.text.contains("Dear Priya, we"))
  }

  @Test func whatWasDoneSinceIsTakenBackFirst() {
    var desk = discarding()
    desk.press(":")
    desk.type("tag +refund\n")
    desk.press("u")
    #expect(desk.effects == [.undo])
    desk.press("u")
    #expect(!desk.effects.contains(.undo))
    #expect(desk.bottom.contains("is back"), "\(desk.bottom)")
    // Once.
    desk.press("u")
    #expect(desk.effects == [.undo])
  }
}

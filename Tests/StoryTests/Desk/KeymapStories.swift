import Domain
import Mailbox
import Terminal
import Testing

/// Every keymap that comes with the program drives the whole main job by keys alone, as it is.
@Suite struct KeymapStories {
  @Test(arguments: Hands.all)
  func aDaysWorkIsDoneByKeysAlone(_ hands: Hands) async throws {
    try await Stage.play(keymap: hands.name) { stage in
      try await move(hands, stage)
      try await read(hands, stage)
      try await find(hands, stage)
      try await answer(hands, stage)
      try await triage(hands, stage)
      try await actOnMany(hands, stage)
      try await look(hands, stage)
      hands.press(.back, stage)
      try await stage.eventually("the desk is left") { $0.screen.isClosed }
    }
  }

  private func move(_ hands: Hands, _ stage: Stage) async throws {
    let screen = stage.screen
    for (step, row) in [
      (Step.down, "Will it come today?"), (.up, "Stopped working"), (.last, "Svenja"),
      (.first, "Stopped working"), (.pageDown, "Elena"), (.pageUp, "Stopped working"),
    ] {
      hands.press(step, stage)
      try await screen.eventually("\(step) leads to \(row)") { _ in screen.cursor.contains(row) }
    }
  }

  private func read(_ hands: Hands, _ stage: Stage) async throws {
    let screen = stage.screen
    hands.press(.open, stage)
    try await screen.sees("Open ▸ #3 Stopped working", "▸ 2 changes")
    hands.press(.unfold, stage)
    try await screen.sees("▾ 2 changes", "! became overdue")
    hands.press(.headers, stage)
    try await screen.sees("── header fields · Niamh Byrne")
    hands.press(.headers, stage)
    try await screen.seesNoMore("header fields")
    hands.press(.find, stage)
    try await screen.sees("find in this ticket:")
    screen.type("zebra")
    hands.press(.accept, stage)
    try await screen.sees("“zebra” is not in this ticket")
    hands.press(.nextTicket, stage)
    try await screen.sees("Open ▸ #30")
    hands.press(.back, stage)
    try await screen.sees("Open 73")
  }

  private func find(_ hands: Hands, _ stage: Stage) async throws {
    let screen = stage.screen
    hands.press(.search, stage)
    screen.type("order:10463")
    try await screen.sees("/order:10463", " 1 match  Esc leaves")
    hands.press(.accept, stage)
    try await screen.seesNoMore("Esc leaves")
    hands.press(.open, stage)
    try await screen.sees("▸ #49 Enamel kettle", "[1] photo-850.png")
    hands.press(.links, stage)
    try await screen.sees("─ links and files ─", "picture, image/png")
    hands.press(.leave, stage)
    try await screen.seesNoMore("─ links and files ─")
  }

  private func answer(_ hands: Hands, _ stage: Stage) async throws {
    let screen = stage.screen
    hands.press(.reply, stage)
    try await screen.sees("─ reply to Tom Collins, by Shopify ─")
    hands.press(.template, stage)
    try await screen.sees("insert a template")
    screen.type("exchange")
    try await screen.sees("find exchange", "2 values missing")
    hands.press(.accept, stage)
    try await screen.sees("─ 2 holes ─")
    screen.type("the blue one")
    try await screen.sees("─ 1 hole ─")
    hands.press(.send, stage)
    try await screen.sees("1 hole left")
    hands.press(.hole, stage)
    screen.type("9 Mill Lane")
    try await screen.seesNoMore("─ 1 hole ─")
    hands.press(.send, stage)
    try await screen.sees("before it goes out", "To       Tom Collins")
    hands.press(.confirm, stage)
    try await screen.sees("waits to leave")
    hands.press(.undo, stage)
    try await screen.sees("taken back into the draft", "─ reply to Tom Collins")
    hands.press(.send, stage)
    try await screen.sees("before it goes out")
    hands.press(.confirm, stage)
    try await screen.sees("waits to leave")
    try await stage.letGo()
    try await stage.eventually("the server has it") { await $0.server.sent.count == 1 }
    try await stage.eventually("the draft is used up") { try await $0.count("has:draft") == 0 }
    hands.press(.last, stage)
    try await screen.seesNoMore("your reply, not sent yet")
    hands.press(.note, stage)
    try await screen.sees("note to colleagues")
    screen.type("The blue one is the last.")
    hands.press(.send, stage)
    try await screen.sees("note kept for your colleagues")
  }

  private func triage(_ hands: Hands, _ stage: Stage) async throws {
    let screen = stage.screen
    for (step, prompt, words, receipt) in [
      (Step.tag, "tag #49:", "+blue", "#49 +blue"),
      (.assign, "assign #49 to:", "ben", "#49 assigned to ben"),
      (.snooze, "snooze #49 until:", "3h", "#49 snoozed until 13:00 today"),
    ] {
      hands.press(step, stage)
      try await screen.sees(prompt)
      screen.type(words)
      hands.press(.accept, stage)
      try await screen.sees(receipt)
    }
    hands.press(.status, stage)
    try await screen.sees("status of #49:")
    screen.type("h")
    try await screen.sees("#49 on hold")
    hands.press(.back, stage)
    try await screen.sees("[order:10463] 1")
    hands.press(.viewOfAll, stage)
    try await screen.sees(" All 73")
    hands.press(.viewOfOpen, stage)
    try await screen.sees(" Open 72")
  }

  private func actOnMany(_ hands: Hands, _ stage: Stage) async throws {
    let screen = stage.screen
    hands.press(.first, stage)
    hands.press(.mark, stage)
    try await screen.sees("1 marked")
    hands.press(.down, stage)
    hands.press(.mark, stage)
    try await screen.sees("2 marked")
    hands.press(.tag, stage)
    try await screen.sees("tag 2 tickets:")
    screen.type("+two")
    hands.press(.accept, stage)
    try await screen.sees("2 chosen · 2 +two")
    hands.press(.undo, stage)
    try await screen.sees("taken back: 2 tickets")
    #expect(try await stage.count("tag:two") == 0)
    hands.press(.redo, stage)
    try await screen.sees("done again: 2 tickets")
    #expect(try await stage.count("tag:two") == 2)
    hands.press(.markAll, stage)
    try await screen.sees("72 marked")
    hands.press(.leave, stage)
    try await screen.seesNoMore("marked")
  }

  private func look(_ hands: Hands, _ stage: Stage) async throws {
    let screen = stage.screen
    hands.press(.outbox, stage)
    try await screen.sees("Nothing is on its way: every reply has arrived.")
    hands.press(.back, stage)
    try await screen.sees(" Open 72")
    hands.press(.help, stage)
    try await screen.sees("Enter runs")
    screen.type("judge")
    try await screen.sees("judge it to be spam")
    hands.press(.leave, stage)
    try await screen.seesNoMore("Enter runs")
    hands.press(.palette, stage)
    try await screen.sees("─ commands ─")
    screen.type("undolis")
    try await screen.sees("undo-list")
    hands.press(.leave, stage)
    try await screen.seesNoMore("Enter runs")
  }

  /// A step of the main job.
  enum Step: String {
    case down, up, first, last, pageDown, pageUp, open, back, leave, accept
    case unfold, headers, find, links, nextTicket, search
    case reply, template, hole, send, confirm, note, undo, redo
    case tag, assign, status, snooze, mark, markAll
    case viewOfAll, viewOfOpen, outbox, help, palette
  }

  /// Hands that know one keymap: the keys of each step.
  struct Hands: CustomTestStringConvertible {
    let name: String
    let keys: [Step: String]

    var testDescription: String { name }

    func press(_ step: Step, _ stage: Stage) { stage.screen.press(keys[step] ?? "") }

    static let all = [
      Hands(name: "default", keys: usual),
      Hands(
        name: "mutt",
        keys: usual.merging([
          .first: "=", .last: "*", .search: "l", .mark: "t", .markAll: "T", .tag: ";",
        ]) { _, own in own }),
      Hands(
        name: "emacs",
        keys: usual.merging([
          .down: "C-n", .up: "C-p", .first: "M-<", .last: "M->", .pageDown: "C-v",
          .pageUp: "M-v", .leave: "C-g", .undo: "C-_", .palette: "M-x",
        ]) { _, own in own }),
    ]

    private static let usual: [Step: String] = [
      .down: "j", .up: "k", .first: "g g", .last: "G", .pageDown: "PageDown",
      .pageUp: "PageUp", .open: "Enter", .back: "q", .leave: "Esc", .accept: "Enter",
      .unfold: "f", .headers: "h", .find: "/", .links: "l", .nextTicket: "J", .search: "/",
      .reply: "r", .template: "C-x i", .hole: "Tab", .send: "C-x C-s", .confirm: "Enter",
      .note: "c", .undo: "u", .redo: "C-r", .tag: "t", .assign: "a", .status: "s",
      .snooze: "z", .mark: "x", .markAll: "*", .viewOfAll: "g 9", .viewOfOpen: "g 1",
      .outbox: "g o", .help: "?", .palette: "C-p",
    ]
  }
}

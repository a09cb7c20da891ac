import Desk
import Domain
import Terminal
import TestKit
import Testing

private let label = Attachment(
  sha256: String(repeating: "a", count: 64), filename: "label \u{1B}[2J.pdf",
  contentType: "application/pdf", bytes: 12_000)
private let film = Attachment(
  sha256: String(repeating: "b", count: 64), filename: "film.mp4", contentType: "video/mp4",
  bytes: 9_500_000)

@Suite struct AttachingTests {
  private func composing(_ limit: Int? = nil) -> DeskDriver {
    var fixture = DeskFixture.morning
    fixture.setting.rules = AnswerRules(types: ["mail": AnswerTerms(attachmentLimit: limit)])
    var desk = DeskDriver(fixture)
    desk.press("j", "r")
    desk.type("Here it is.")
    return desk
  }

  private func draft(_ desk: DeskDriver) -> Draft? {
    for case .keep(let facts) in desk.effects {
      for case .draft(let draft) in facts { return draft }
    }
    return nil
  }

  @Test func aFileIsAskedForTakenShownKeptAndSent() throws {
    var desk = composing(20_000_000)
    desk.press("C-x", "a")
    #expect(desk.effects == [.lookUp(path: "")])
    desk.type("~/my labels/a.pdf\n")
    #expect(desk.effects.last == .attach(path: "~/my labels/a.pdf"))
    #expect(desk.desk.composer?.attachments == [])
    desk.send(.attached(label))
    desk.send(.attached(film))
    desk.send(.attached(label))
    #expect(desk.desk.composer?.attachments == [label, film])
    #expect(
      desk.canvas.text.contains("With     9.5 MB in all  [1] label ␛[2J.pdf 12 kB  [2] film.mp4"))
    desk.wait(.seconds(2), .draft)
    #expect(draft(desk)?.attachments == [label, film])
    desk.press("C-x", "C-s")
    #expect(desk.canvas.text.contains("│ With     9.5 MB in all  [1] label"))
    desk.press("Enter")
    guard case .commit(let changes, _)? = desk.effects.last,
      case .replyQueued(let reply)? = changes.first?.act
    else {
      Issue.record("nothing is sent: \(desk.effects)")
      return
    }
    #expect(reply.attachments == [label, film])
  }

  @Test func aFileIsLeftOutAgain() {
    var desk = composing()
    desk.send(.attached(label))
    desk.send(.attached(film))
    desk.press("C-p")
    desk.type("detach 3\n")
    #expect(desk.bottom.contains("there is no file 3: they are 1 to 2"))
    desk.press("C-p")
    desk.type("detach 1\n")
    #expect(desk.desk.composer?.attachments == [film])
    desk.press("C-p")
    desk.type("detach\n")
    #expect(desk.desk.composer?.attachments == [])
    #expect(!desk.canvas.text.contains("With "))
  }

  @Test func whatIsTooLargeIsSaidAndNotTaken() {
    var desk = composing(9_505_000)
    desk.send(.attached(film))
    desk.send(.attached(label))
    #expect(desk.desk.composer?.attachments == [film])
    #expect(desk.bottom.contains("film.mp4 (9.5 MB) and label"))
    #expect(desk.desk.log.entries.contains { $0.notice.text.contains("takes at most 9.5 MB") })
  }

  /// A draft begun elsewhere may hold more than this desk may send.
  @Test func whatIsTooLargeIsNotSent() {
    var desk = composing(1_000)
    desk.fixture.sheets[DeskFixture.id(482)]?.draft = Draft(
      ticket: DeskFixture.id(482), agent: AgentID("ana"), kind: .reply, text: "Here",
      attachments: [film], base: 38, savedAt: DeskFixture.now)
    desk.press("Esc", "q", "r", "C-x", "C-s")
    #expect(desk.desk.composer?.attachments == [film])
    #expect(desk.desk.composer?.phase == .writing)
    #expect(desk.bottom.contains("film.mp4 (9.5 MB)"), "\(desk.bottom)")
  }

  @Test func aFileThatCannotBeReadIsNamedAndTheWordsStay() {
    var desk = composing()
    desk.press("C-x", "a")
    desk.type("/dev/zero\n")
    desk.send(
      .failed("/dev/zero cannot be attached: it is no file", of: .attach(path: "/dev/zero")))
    #expect(desk.bottom.contains("/dev/zero cannot be attached: it is no file"))
    #expect(desk.desk.composer?.editor.text == "Here it is.")
  }

  @Test func aPathIsCompletedWithItsBlanks() {
    var desk = composing()
    desk.press("C-x", "a")
    desk.type("my l")
    #expect(desk.effects.last == .lookUp(path: "my l"))
    desk.send(
      .paths(
        [
          Completion(text: "my labels/", meaning: "folder"),
          Completion(text: "my layers/", meaning: "folder"),
        ], continuing: "my l"))
    desk.press("Tab")
    #expect(desk.desk.line?.field.text == "my la")
    desk.send(.paths([Completion(text: "my labels/", meaning: "folder")], continuing: "my la"))
    desk.press("Tab")
    #expect(desk.desk.line?.field.text == "my labels/")
    #expect(desk.effects == [.lookUp(path: "my labels/")])
    // An answer to what is no longer typed is left aside.
    desk.send(.paths([Completion(text: "my layers/", meaning: "folder")], continuing: "my l"))
    #expect(desk.desk.line?.candidates.map(\.text) == ["my labels/"])
  }

  /// A draft of nothing but a file is one.
  @Test func aFileAloneIsKept() {
    var desk = DeskDriver(.morning)
    desk.press("j", "r")
    desk.send(.attached(label))
    desk.press("Esc")
    #expect(draft(desk)?.attachments == [label])
    #expect(desk.bottom.contains("the draft is kept"))
  }

  @Test func aNoteTakesNone() {
    var desk = DeskDriver(.morning)
    desk.press("j", "c", "C-x", "a")
    #expect(desk.bottom.contains("a note takes no files"))
  }
}

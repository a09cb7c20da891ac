import Desk
import Domain
import Terminal
import TestKit
import Testing

private let priya: TicketID = DeskFixture.id(482)

@Suite struct ComposingTests {
  private func composing(_ text: String, _ change: (inout DeskFixture) -> Void = { _ in })
    -> DeskDriver
  {
    var fixture = DeskFixture.morning
    change(&fixture)
    var desk = DeskDriver(fixture)
    desk.press("j", "r")
    desk.type(text)
    return desk
  }

  @Test func whatIsWrittenIsSeenThoughTheOrderStoodInItsPlace() {
    var desk = DeskDriver(.morning)
    desk.press("j", "Enter", "o", "r")
    desk.type("Hello Priya")
    #expect(desk.canvas.text.contains("reply to Priya Nair"))
    #expect(desk.canvas.text.contains("Hello Priya"))
    #expect(desk.canvas.cursor != nil)
  }

  // MARK: Templates by their names

  @Test func aTemplateTakesThePlaceOfItsName() {
    var desk = composing("Good morning.\n;thanks")
    desk.press("Tab")
    #expect(
      desk.desk.composer?.editor.text == "Good morning.\nHi Priya, you are welcome. Ana")
    #expect(desk.desk.composer?.template == nil, "the answer did not begin from it")
    desk.press("C-x", "u")
    #expect(desk.desk.composer?.editor.text == "Good morning.\n;thanks", "it was one step")
  }

  @Test func theBeginningOfANameIsEnoughWhereOnlyOneHasIt() {
    var desk = composing(";th")
    desk.press("Tab")
    #expect(desk.desk.composer?.editor.text == "Hi Priya, you are welcome. Ana")
    #expect(desk.desk.composer?.template == "thanks")
  }

  @Test func severalNamesAreListedAndAnUnknownOneIsRefused() {
    var desk = composing(";")
    desk.press("Tab")
    #expect(desk.bottom.contains(";damaged-replacement  ;thanks  ;wismo-late"), "\(desk.bottom)")
    #expect(desk.desk.composer?.editor.text == ";")
    desk.type("nothing")
    desk.press("Tab")
    #expect(desk.bottom.contains("no template’s name begins with nothing"))
  }

  @Test func theHolesOfAnInsertedTemplateAreGoneTo() {
    var desk = composing(";damaged-replacement")
    desk.press("Tab")
    #expect(desk.desk.composer?.holes.count == 1)
    #expect(desk.desk.composer?.holes.first?.lowerBound == desk.desk.composer?.editor.cursor)
  }

  @Test(arguments: ["a;thanks", "no semicolon", "well; thanks"])
  func otherSemicolonsAreLeftAlone(_ text: String) {
    var desk = composing(text)
    desk.press("Tab")
    #expect(desk.desk.composer?.editor.text == text)
    #expect(desk.bottom.contains("no hole is left"))
  }

  // MARK: Paragraphs

  @Test(arguments: [
    ("one two\nthree\n\nfour\nfive", "one two three\n\nfour\nfive"),
    ("> one\n> two\n>> deep\nmine", "> one two\n>> deep\nmine"),
    ("- one\n  more\n- two", "- one more\n- two"),
    ("日本\n語です", "日本語です"),
    ("\none\ntwo", "\none\ntwo"),
  ])
  func aParagraphIsJoined(_ before: String, _ after: String) {
    var pane = ComposerPane(.reply, ticket: priya, subject: "", base: 0)
    pane.editor = TextEditor(before)
    pane.editor.cursor = 0
    pane.reflow()
    #expect(pane.editor.text == after)
    if before != after {
      pane.change { $0.undo() }
      #expect(pane.editor.text == before)
    }
  }

  @Test func aLongQuotedLineIsWrappedWithItsSigns() {
    var pane = ComposerPane(.reply, ticket: priya, subject: "", base: 0)
    pane.editor = TextEditor("> " + String(repeating: "word ", count: 40) + "\n> end")
    pane.editor.cursor = 100
    let before = pane.editor.text.prefix(100).filter { !$0.isWhitespace && $0 != ">" }.count
    pane.reflow()
    let lines = pane.editor.text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.hasPrefix("> ") && $0.count <= 72 })
    let after = pane.editor.text.prefix(pane.editor.cursor)
      .filter { !$0.isWhitespace && $0 != ">" }.count
    #expect(after == before, "the cursor stays at its word")
  }

  @Test func theKeyReflowsAndTheDraftIsKept() {
    var desk = composing("one\ntwo")
    desk.wait(.seconds(2), .draft)
    desk.press("M-q")
    #expect(desk.desk.composer?.editor.text == "one two")
    desk.wait(.seconds(2), .draft)
    #expect(desk.effects.count == 1)
  }

  // MARK: Who writes to whom

  @Test func whoWritesStandsBesideTheSubject() {
    let desk = composing("Hi", { $0.setting.accounts[0].aliases = ["help@northlight.example"] })
    #expect(desk.canvas.text.contains("from support@northlight.example"), "\(desk.canvas.text)")
  }

  @Test func whoElseReadsItIsChosenShownKeptAndSent() throws {
    var desk = composing("Hi Priya")
    desk.press("C-x", "c")
    #expect(desk.bottom.hasPrefix(" cc: "))
    desk.type("Ben <ben@customer.example>, nonsense\n")
    #expect(desk.canvas.text.contains("“nonsense” is no mail address"))
    for _ in 0..<10 { desk.press("Backspace") }
    desk.press("Enter")
    #expect(desk.canvas.text.contains("Cc       Ben <ben@customer.example>"))
    desk.wait(.seconds(2), .draft)
    let kept = desk.effects.compactMap { effect -> Draft? in
      guard case .keep(let facts) = effect, case .draft(let draft)? = facts.first else {
        return nil
      }
      return draft
    }
    #expect(kept.first?.cc == [Party(name: "Ben", address: "ben@customer.example")])
    desk.press("C-x", "C-s")
    #expect(desk.canvas.text.contains("new here"), "a newcomer must be meant")
    desk.press("Enter", "Enter")
    guard case .commit(let changes, _)? = desk.effects.last,
      case .replyQueued(let reply)? = changes.first?.act
    else {
      Issue.record("\(desk.effects)")
      return
    }
    #expect(reply.cc.map(\.address) == ["ben@customer.example"])
  }

  @Test func theCustomersOwnCopiesCanBeLeftOut() {
    var desk = composing("Hi") {
      $0.sheets[priya]?.messages[2].cc = [Party(address: "sister@customer.example")]
    }
    #expect(desk.desk.copied.map(\.address) == ["sister@customer.example"])
    desk.press("C-x", "c", "C-u", "Enter")
    #expect(desk.desk.copied == [])
    #expect(desk.canvas.text.contains("Cc       nobody"))
  }
}

import Desk
import Domain
import Terminal
import TestKit
import Testing

private let priya: TicketID = DeskFixture.id(482)

/// Words that may be misspelt: marked while one writes, mended with a key, told before it goes out.
@Suite struct SpellingTests {
  private func wish(_ desk: DeskDriver) -> SpellingWish? {
    desk.allEffects.reversed().compactMap {
      if case .spell(let wish, priya) = $0 { wish } else { nil }
    }.first
  }

  /// An answer in which words are misspelt, looked up.
  private func writing(_ text: String, misspelt: Set<String>) -> DeskDriver {
    var desk = DeskDriver(.morning)
    desk.press("j", "r")
    desk.type(text)
    desk.wait(.seconds(2), .draft)
    desk.send(
      .spelt(
        SpellingFindings(language: "en_GB", checked: wish(desk)?.words ?? [], misspelt: misspelt),
        priya))
    return desk
  }

  private func isUnderlined(_ desk: DeskDriver, _ word: String) -> Bool {
    for row in 0..<desk.desk.size.rows {
      guard let range = desk.line(row).firstRange(of: word) else { continue }
      let column = desk.line(row).distance(
        from: desk.line(row).startIndex, to: range.lowerBound)
      return (column..<column + word.count).allSatisfy {
        desk.canvas[Point($0, row)].style.attributes.contains(.underline)
      }
    }
    return false
  }

  @Test func wordsAreLookedUpOnceTypingHasPaused() throws {
    var desk = DeskDriver(.morning)
    desk.press("j", "r")
    desk.type("Hi Priya,\n\nI recieve it's parcel-No 4711 from x@y.example, see NASA.\n> teh\n")
    #expect(wish(desk) == nil)
    desk.wait(.seconds(2), .draft)
    let first = try #require(wish(desk))
    #expect(first.words == ["Hi", "No", "from", "it's", "parcel", "recieve", "see"])
    #expect(first.sample == ["The", "blue", "one"])
    #expect(first.language == nil)
    desk.type("More")
    desk.wait(.seconds(2), .draft)
    #expect(wish(desk)?.words == ["More"], "each word is asked about once")
  }

  @Test func whatIsMisspeltIsUnderlinedButNotTheWordBeingTyped() {
    var desk = writing("I recieve teh", misspelt: ["recieve", "teh"])
    #expect(isUnderlined(desk, "recieve"))
    #expect(!isUnderlined(desk, "teh"))
    desk.type(" ")
    #expect(isUnderlined(desk, "teh"))
  }

  @Test func anotherSpellingIsChosenByItsNumber() throws {
    var desk = writing("I recieve it. I recieve", misspelt: ["recieve"])
    desk.press("C-a", "C-x", "w")
    #expect(desk.allEffects.contains(.suggest("recieve", "en_GB")))
    desk.send(.suggested(["receive", "relieve"], for: "recieve"))
    #expect(desk.bottom.contains("“recieve”:"), "\(desk.bottom)")
    #expect(desk.bottom.contains("1 receive  2 relieve  a it is right"), "\(desk.bottom)")
    desk.press("1")
    #expect(desk.desk.composer?.editor.text == "I receive it. I recieve")
    desk.press("C-x", "w")
    desk.send(.suggested(["receive"], for: "recieve"))
    desk.press("a")
    #expect(desk.allEffects.contains(.learnWord("recieve")))
    desk.press("C-x", "w")
    #expect(desk.bottom.contains("nothing is misspelt, as far as en_GB knows"), "\(desk.bottom)")
    desk.press("C-x", "u")
    #expect(desk.desk.composer?.editor.text == "I recieve it. I recieve")
  }

  @Test func theReviewTellsWhatMayBeMisspelt() {
    var desk = writing("I recieve teh parcel. ", misspelt: ["recieve", "teh"])
    desk.press("C-x", "C-s")
    #expect(
      desk.canvas.text.contains("! misspelt? recieve and teh (C-x w while writing)"),
      "\(desk.canvas.text)")
  }

  @Test func theDictionaryIsSetByHand() {
    var fixture = DeskFixture.morning
    fixture.setting.dictionaries = ["en_GB", "de_DE"]
    var desk = DeskDriver(fixture)
    desk.press("j", "r")
    desk.type("Guten Tag ")
    desk.wait(.seconds(2), .draft)
    desk.press("C-p")
    desk.type("set spelling de\n")
    #expect(desk.bottom.contains("spelling is de_DE"), "\(desk.bottom)")
    #expect(wish(desk)?.language == "de_DE")
    #expect(wish(desk)?.words == ["Guten", "Tag"], "all are looked up again")
    desk.press("C-p")
    desk.type("set spelling off\n")
    desk.type("xqzy ")
    desk.wait(.seconds(2), .draft)
    #expect(wish(desk) == nil)
    desk.press("C-p")
    desk.type("set spelling kl\n")
    #expect(desk.bottom.contains("spelling is one of auto, off, en_GB and de_DE"), "\(desk.bottom)")
  }
}

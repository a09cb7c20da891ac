import Desk
import Domain
import Foundation
import Templating
import Terminal
import TestKit
import Testing

/// Shops and tickets far beyond the usual size: everything is there, and no key waits for it.
///
/// How long each key took is printed, never judged: the machine may be busy.
@Suite(.serialized) struct BigShopTests {
  @Test func aTicketOfTenThousandMessagesIsReadToItsEnd() throws {
    var desk = DeskDriver(Self.longTicket, size: Size(120, 36))
    desk.press("j")
    timed("a ticket of 10,000 messages: open", &desk) { $0.press("Enter") }
    #expect(desk.canvas.text.contains("Question 9998, about"))
    timed("last line", &desk) { $0.press("G") }
    #expect(desk.canvas.text.contains("Answer 9999, about"))
    timed("page up", &desk) { $0.press("PageUp") }
    #expect(!desk.canvas.text.contains("Answer 9999, about"))
    #expect(desk.canvas.text.contains("Answer 9993, about"))
    timed("page down", &desk) { $0.press("PageDown") }
    #expect(desk.canvas.text.contains("Answer 9999, about"))
    timed("line up", &desk) { $0.press("k") }
    timed("first line", &desk) { $0.press("g", "g") }
    #expect(desk.canvas.text.contains("Question 0, about"))
    #expect(!desk.canvas.text.contains("quoted words of 0"))
    timed("unfold", &desk) { $0.press("f") }
    #expect(desk.canvas.text.contains("quoted words of 0"))
    timed("page down, unfolded", &desk) { $0.press("PageDown") }
    timed("last line, unfolded", &desk) { $0.press("G") }
    #expect(desk.canvas.text.contains("quoted words of 9999"))
    timed("fold", &desk) { $0.press("f") }
    #expect(!desk.canvas.text.contains("quoted words of"))
  }

  @Test func wordsAreFoundInTenThousandMessages() throws {
    var desk = DeskDriver(Self.longTicket, size: Size(120, 36))
    desk.press("j", "Enter", "/")
    timed("a letter of what is looked for", &desk) { $0.type("Needle") }
    timed("find in 10,000 messages", &desk) { $0.press("Enter") }
    #expect(desk.canvas.text.contains("Question 100, about a needle"))
    timed("next match", &desk) { $0.press("n") }
    #expect(desk.canvas.text.contains("Question 5100, about a needle"))
    timed("next match, around", &desk) { $0.press("n") }
    #expect(desk.canvas.text.contains("Question 100, about a needle"))
    timed("match before, around", &desk) { $0.press("N") }
    #expect(desk.canvas.text.contains("Question 5100, about a needle"))
    desk.press("/")
    desk.type("nowhere at all")
    timed("find what is not there", &desk) { $0.press("Enter") }
    #expect(desk.bottom.contains("is not in this ticket"))
  }

  @Test func aTicketOfTenThousandMessagesIsAnswered() throws {
    var desk = DeskDriver(Self.longTicket, size: Size(120, 36))
    desk.press("j", "Enter")
    timed("reply in 10,000 messages", &desk) { $0.press("r") }
    #expect(desk.canvas.text.contains("reply to Priya Nair"))
    #expect(desk.canvas.text.contains("Question 9998, about"))
    timed("a letter of the reply", &desk) { $0.type("H") }
    desk.type("ello, it is on its way.")
    #expect(desk.canvas.text.contains("Hello, it is on its way."))
    timed("look at it before it goes out", &desk) { $0.press("C-x", "C-s") }
    #expect(desk.canvas.text.contains("before it goes out"))
    timed("back to writing", &desk) { $0.press("Esc") }
    timed("send", &desk) { $0.press("C-x", "C-s", "Enter") }
    let replies = desk.effects.compactMap { effect -> String? in
      guard case .commit(let changes, _) = effect,
        case .replyQueued(let reply)? = changes.first?.act
      else { return nil }
      return reply.text
    }
    #expect(replies.count == 1 && replies[0].hasPrefix("Hello, it is on its way."))
    timed("a message more comes in", &desk) { desk in
      desk.refresh { fixture in
        fixture.sheets[DeskFixture.id(482)]?.messages.append(Self.message(10_000))
        fixture.sheets[DeskFixture.id(482)]?.ticket.lastEvent += 1
      }
    }
    desk.press("G")
    #expect(desk.canvas.text.contains("Question 10000, about"))
  }

  @Test func fiveThousandTagsAreCompleted() throws {
    var fixture = DeskFixture.morning
    fixture.tags = (0..<5_000).compactMap { number in
      Tag("label-\(number)").map { TagCount(tag: $0, count: 9_000 - number) }
    }
    var desk = DeskDriver(fixture, size: Size(200, 50))
    let side = desk.canvas.text.split(separator: "\n").map { $0.prefix(24) }
    #expect(side.contains { $0.contains("label-0 ") && $0.contains("9,000") })
    #expect(side.contains { $0.contains("label-11 ") })
    #expect(!side.contains { $0.contains("label-12 ") })
    timed("down, with 5,000 tags", &desk) { $0.press("j") }
    timed("tag prompt of 5,000 tags", &desk) { $0.press("t") }
    for letter in "+label-499" {
      timed("a letter of the tag: \(letter)", &desk) { $0.type(String(letter)) }
    }
    let wanted = ["+label-4990", "+label-4991"]
    #expect(desk.desk.line?.candidates.prefix(2).map(\.text).elementsEqual(wanted) == true)
    #expect(desk.canvas.text.contains("+label-4990"))
    desk.type("7")
    timed("complete it", &desk) { $0.press("Tab") }
    timed("tag it", &desk) { $0.press("Enter") }
    let tags = desk.effects.compactMap { effect -> Domain.Tag? in
      guard case .commit(let changes, _) = effect, case .tagged(let tag)? = changes.first?.act
      else { return nil }
      return tag
    }
    #expect(tags.map(\.word) == ["label-4997"])
    desk.press(":")
    desk.type("tag +label-321")
    timed("a letter in the palette", &desk) { $0.type("4") }
    #expect(desk.desk.palette?.candidates.isEmpty == true)
    timed("a letter less in the palette", &desk) { $0.press("Backspace") }
    #expect(desk.desk.palette?.candidates.prefix(1).map(\.text) == ["+label-3210"])
    desk.press("Esc", "/")
    desk.type("tag:label-321")
    timed("a letter of a search", &desk) { $0.type("0") }
    #expect(desk.line(0).contains("[tag:label-3210]"))
  }

  @Test func twoThousandTemplatesAreChosenFrom() throws {
    var fixture = DeskFixture.morning
    let start = ContinuousClock.now
    fixture.templates = TemplateLibrary(files: (0..<2_000).map(Self.template))
    print("2,000 templates are read in \(ContinuousClock.now - start)")
    var desk = DeskDriver(fixture, size: Size(120, 36))
    desk.press("j", "Enter")
    timed("picker of 2,000 templates", &desk) { $0.press("i") }
    #expect(desk.canvas.text.contains("insert a template"))
    #expect(desk.desk.templates?.fitting.count == 2_000)
    timed("cursor down", &desk) { $0.press("Down") }
    timed("page down", &desk) { $0.press("PageDown") }
    for letter in "parcel 1234" {
      timed("a letter of the name: \(letter)", &desk) { $0.type(String(letter)) }
    }
    #expect(desk.desk.templates?.selected?.choice.template.template.name == "parcel-1234")
    #expect(desk.canvas.text.contains("this is answer number 1234"))
    timed("a letter less", &desk) { $0.press("Backspace") }
    desk.type("4")
    timed("take it", &desk) { $0.press("Enter") }
    #expect(desk.desk.composer?.editor.text.contains("this is answer number 1234") == true)
  }

  /// Does it, draws the screen, and prints how long both took.
  private func timed(_ what: String, _ desk: inout DeskDriver, _ act: (inout DeskDriver) -> Void) {
    let start = ContinuousClock.now
    act(&desk)
    _ = desk.canvas
    let took = ContinuousClock.now - start
    print("\(what): \(took / .milliseconds(1)) ms")
  }
}

// MARK: - Parts

extension BigShopTests {
  private static var longTicket: DeskFixture {
    var fixture = DeskFixture.morning
    fixture.sheets[DeskFixture.id(482)]?.messages = (0..<10_000).map(message)
    return fixture
  }

  private static let messages = DeskFixture.priya.messages

  private static func message(_ number: Int) -> Message {
    var message = messages[number.isMultiple(of: 2) ? 0 : 1]
    message.id = DeskFixture.id(UInt64(20_000 + number))
    message.receivedAt = DeskFixture.now - .minutes(Int64(10_001 - number))
    let word = number.isMultiple(of: 2) ? "Question" : "Answer"
    let matter = number % 5_000 == 100 ? "a needle" : "the mug"
    message.body = Body(
      visible: """
        \(word) \(number), about \(matter) that was ordered two weeks ago and has not come, though \
        the carrier says that it was handed over to a neighbour.

        Thanks – 谢谢
        """,
      quoted: "> quoted words of \(number)\n> and more of them")
    message.attachments = []
    return message
  }

  private static func template(_ number: Int) -> (path: String, contents: String) {
    let words = ["parcel", "refund", "damaged", "exchange", "invoice"]
    let name = "\(number % 10 == 4 ? "parcel" : words[number % 5])-\(number)"
    return (
      path: "Templates/en/\(name).md",
      contents: """
      ---
      title: "\(words[number % 5].capitalized), case \(number)"
      tags: [\(words[(number + 1) % 5])]
      ---
      Hi {{customer.first_name}},

      this is answer number \(number) about order {{order.number}}.

      {{agent.first_name}}
      {{shop.name}}

      """
    )
  }
}

import Domain
import Foundation
import Testing

struct SnippetTests {
  private func message(_ text: String, quoted: String = "") -> Message {
    var mint = Mint(seed: 1)
    let moment = Instant(milliseconds: 0)
    return Message(
      id: mint.id(at: moment), direction: .inbound, channel: .email, account: "support",
      from: Party(address: "ana@mail.example"), subject: "refund", receivedAt: moment,
      body: Body(visible: text, quoted: quoted))
  }

  @Test(arguments: [
    ("kettle", "Where is\nmy Kettle, please?", "Where is my [Kettle,] please?"),
    ("grosse", "Die Größe passt nicht", "Die [Größe] passt nicht"),
    ("\"late par\"*", "one  late\tparcel more", "one [late parcel] more"),
    ("\"late parcel\"", "late the parcel, late parcel.", "late the parcel, [late parcel.]"),
    ("112-1234567-7654321", "order 11212345677654321 lost", "order [11212345677654321] lost"),
    ("11212345677654321", "order 112-1234567-7654321 lost", "order [112-1234567-7654321] lost"),
    ("退款", "我要退款了", "我要[退款]了"), ("kettle OR mug", "a mug", "a [mug]"),
    ("-kettle mug", "kettle, mug", "kettle, [mug]"), ("quoted:old", "new", "[old] words"),
  ])
  func wordsAreShownWhereTheyStand(_ typed: String, _ text: String, _ wanted: String) throws {
    let query = try Query.parse(typed, zone: .gmt)
    let snippet = try #require(query.snippet(in: [message(text, quoted: "old words")]))
    #expect("\(snippet.before)[\(snippet.found)]\(snippet.after)" == wanted)
  }

  @Test func whatIsFarAwayIsLeftOut() throws {
    let far = String(repeating: "word ", count: 100)
    let query = try Query.parse("kettle", zone: .gmt)
    let snippet = try #require(query.snippet(in: [message("\(far)kettle \(far)")]))
    #expect(snippet.before.hasPrefix("…") && snippet.after.hasSuffix("…"))
    #expect(snippet.text.count < 140)
  }

  @Test func theNewestMessageComesFirst() throws {
    let query = try Query.parse("kettle", zone: .gmt)
    let messages = [message("old kettle"), message("new kettle"), message("none")]
    #expect(query.snippet(in: messages)?.text == "new kettle")
  }

  @Test(arguments: ["is:open", "subject:refund", "tag:kettle", "", "missing", "-kettle"])
  func nothingIsShownOfOtherSearches(_ typed: String) throws {
    let query = try Query.parse(typed, zone: .gmt)
    #expect(query.snippet(in: [message("a kettle")]) == nil)
  }
}

import Foundation
import TestKit
import Testing

/// One person with several addresses, by the command line.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct JoinCommandTests {
  private let shop: FileShop

  init() throws { shop = try FileShop("join") }

  private func mail(_ number: Int, _ from: String, _ subject: String) -> String {
    """
    From a@customer.example Wed Nov 25 19:0\(number):00 2026
    From: \(from)
    To: support@shop.example
    Subject: \(subject)
    Date: Wed, 25 Nov 2026 19:0\(number):00 +0100
    Message-ID: <m\(number)@customer.example>

    Please help with this: \(subject).


    """
  }

  /// Ada at home and at work, and Ben; Ada has ordered from both addresses to one place.
  private func fill() async throws {
    let mails = [
      mail(0, "Ada Byron <ada@home.example>", "My lamp"),
      mail(1, "A. Byron <byron@work.example>", "My chair"),
      mail(2, "Ben <ben@mail.example>", "My table"),
    ]
    let box = try shop.folder.file("mails.mbox", mails.joined())
    try #require(try await shop.run("import", box).status == 0)
    let orders = """
      order_number,created_at,channel,customer_name,customer_email,customer_phone,currency,total,status
      1001,2026-11-20T10:00:00Z,shopify,Ada Byron,ada@home.example,086 123 4567,EUR,38.90,paid
      1002,2026-11-21T10:00:00Z,shopify,Ada Byron,byron@work.example,+353 86 123 4567,USD,12.00,paid

      """
    let file = try shop.folder.file("orders.csv", orders)
    let imported = try await shop.run("import-orders", file)
    try #require(imported.status == 0, "\(imported)")
  }

  @Test func whoMayBeOneIsShownAndJoinedOnlyWhenToldTo() async throws {
    defer { shop.folder.remove() }
    try await fill()
    let alone = try await shop.run("customer", "ada@home.example")
    #expect(alone.status == 0 && alone.out.hasPrefix("Ada Byron\n"), "\(alone)")
    #expect(alone.out.contains("1 ticket, 1 open · 1 order · €38.90"), "\(alone)")
    #expect(
      alone.out.contains("may be the same person:\n  A. Byron <byron@work.example>"), "\(alone)")
    #expect(alone.out.contains("the same phone number, 086 123 4567"), "\(alone)")
    let joined = try await shop.run("join", "#2", "ada@home.example", "--json")
    #expect(joined.status == 0 && joined.out.contains("\"changed\":1"), "\(joined)")
    #expect(joined.out.contains("\"undo_id\":\""), "\(joined)")
    let both = try await shop.run("customer", "+353 86 123 4567", "--json")
    #expect(both.out.contains("\"ticket_count\":2") && both.out.contains("\"order_count\":2"))
    #expect(
      both.out.contains(
        "\"value\":[{\"amount\":\"38.90\",\"currency\":\"EUR\"},"
          + "{\"amount\":\"12.00\",\"currency\":\"USD\"}]"), "\(both)")
    #expect(both.out.contains("\"other_names\":[\"A. Byron\"]"), "\(both)")
    #expect(both.out.contains("\"suggestions\":[]"), "\(both)")
    #expect(try await shop.run("count", "customer:work.example").out == "2\n")
    let undone = try await shop.run("undo")
    #expect(undone.out == "1 customer undone\n", "\(undone)")
    #expect(try await shop.run("customer", "ada@home.example").out == alone.out)
    #expect(try await shop.run("count", "customer:work.example").out == "1\n")
  }

  @Test func whatIsWrongIsSaidInOneSentence() async throws {
    defer { shop.folder.remove() }
    try await fill()
    let cases: [([String], String)] = [
      (["join", "ada@home.example", "#1"], "ada@home.example and #1 are one customer already"),
      (["join", "nobody@x.example", "#1"], "nobody is known as nobody@x.example"),
      (["join", "#1", "#77"], "there is no ticket #77, or nobody is known whose it is"),
      (["customer", "x"], "nobody is known as x"),
      (["customer", "086 1234567"], "086 1234567 is more than one customer, "),
    ]
    for (words, sentence) in cases {
      let ending = try await shop.run(words)
      #expect(ending.status != 0 && ending.complaints.contains(sentence), "\(ending)")
      #expect(ending.complaints.split(separator: "\n").count == 1 && ending.out == "")
    }
    #expect(try await shop.run("join", "#2", "#1").status == 0)
    let again = try await shop.run("join", "#2", "#1")
    #expect(again.status == 1 && again.complaints.contains("are one customer already"))
  }

  @Test func aDumpTakesJoinsAlong() async throws {
    defer { shop.folder.remove() }
    try await fill()
    for words in [["join", "#2", "#1"], ["join", "#1", "#3"]] {
      #expect(try await shop.run(words).status == 0)
    }
    let text = try await shop.run("dump").out
    #expect(
      text.hasSuffix(
        """
        joined
        from email byron@work.example
        into email ada@home.example

        joined
        from email ada@home.example
        into email ben@mail.example

        """), "\(text)")
    let path = try shop.folder.file("dump.txt", text)
    let there = shop.elsewhere("there")
    let box = try shop.folder.file(
      "again.mbox",
      mail(2, "Ben <ben@mail.example>", "My table")
        + mail(1, "A. Byron <byron@work.example>", "My chair")
        + mail(0, "Ada Byron <ada@home.example>", "My lamp"))
    #expect(try await there.run("import", box).status == 0)
    let loaded = try await there.run("load", path)
    #expect(loaded.out.contains("2 joined") && loaded.status == 0, "\(loaded)")
    #expect(try await there.run("dump").out == text)
    #expect(try await there.run("load", path).out == "0 changed\n")
    #expect(try await there.run("undo").out == "2 customers undone\n")
    #expect(!(try await there.run("dump").out).contains("joined"))
  }
}

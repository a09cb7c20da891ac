import Foundation
import Mail
import TestKit
import Testing

extension RealServerTests {
  /// A day at the real desk: the real program in a real terminal, against real servers.
  @Suite(.enabled(if: ShopbellProgram.isHere && Tmux.isHere))
  struct Screen {}
}

extension RealServerTests.Screen {
  /// B1, R1: a mail appears by itself, is answered from a template that knows the order, and the
  /// customer has that answer word for word, once.
  @Test(arguments: [(80, 24), (132, 43)])
  func aMailIsAnsweredFromATemplate(_ columns: Int, _ rows: Int) async throws {
    try await Stand.with { stand in
      try await stand.withPostfix { postfix in
        let shop = try await shop(stand, postfix)
        try await Tmux.with(
          columns: columns, rows: rows, environment: shop.environment, ShopbellProgram.path,
          shop.places
        ) { desk in
          try await desk.sees("Nothing here", "synced")
          let delivered = ContinuousClock.now
          try await postfix.handIn(question.source, from: Stand.ada, to: Stand.shop)
          try await desk.sees("Ada Byron", "Please cancel")
          print("handed in to seen on \(columns) × \(rows): \(ContinuousClock.now - delivered)")

          try await desk.press("Enter")
          try await desk.sees("I ordered the wrong colour")
          try await desk.press("y")
          try await desk.sees("sent to the terminal's clipboard")
          #expect(try await desk.tell("#{buffer_sample}").contains(Stand.ada))
          try await desk.press("r")
          try await desk.sees("reply to Ada Byron")
          try await desk.press("C-x", "i")
          try await desk.sees("insert a template")
          try await desk.type("cancel-done")
          try await desk.sees("Order cancelled")
          try await desk.press("Enter")
          try await desk.sees("order 10482 is cancelled")
          try await desk.press("C-x", "C-s")
          try await desk.sees("before it goes out", "Enter sends")
          #expect(try await nothingIsOut(stand))
          try await desk.press("Enter")
          try await desk.sees("Northlight Outfitters to Ada Byron")
          try await expectAnswer(from: shop, to: Stand.ada)
          try await leave(desk)
        }
        try await expectAnswer(from: shop, to: Stand.ada)
        #expect(try await shop.outbox().map(\.state) == ["sent"])
      }
    }
  }
}

// MARK: - Where nobody knows, and where the terminal goes

extension RealServerTests.Screen {
  /// R2: what is unsure is shown with both choices, and only a person's choice sends it again.
  @Test(arguments: [("d", 1, "sent"), ("S", 2, "unsure")])
  func whatIsUnsureIsForAPersonToSettle(_ key: String, _ copies: Int, _ state: String) async throws
  {
    try await Stand.with { stand in
      try await withSink("-q", ".") { sink in
        let shop = try await waiting(stand, sink)
        try await shop.sync()
        #expect(try await shop.outbox().map(\.state) == ["unsure"])
        try await Tmux.with(environment: shop.environment, ShopbellProgram.path, shop.places) {
          desk in
          try await desk.sees("Parcel 1", "synced")
          try await desk.press("g", "o")
          try await desk.sees("unsure", "d say that it arrived", "S say that it did not")
          #expect(sink.mails.count == 1)
          try await desk.press(key)
          try await eventually("the choice is done: \(key)") {
            try await shop.outbox().map(\.state) == [state] && sink.mails.count == copies
          }
          try await leave(desk)
        }
        try await shop.sync()
        #expect(try await shop.outbox().map(\.state) == [state])
        #expect(sink.mails.count == copies)
      }
    }
  }

  /// R4: the terminal goes away in the middle of a sentence; what was typed is there again, and
  /// nothing of it has been sent.
  @Test(arguments: [SIGKILL, SIGHUP])
  func whatWasTypedOutlivesTheTerminal(_ signal: Int32) async throws {
    try await Stand.with { stand in
      try await withSink { sink in
        let shop = try RealShop(stand, smtp: sink)
        try stand.dovecot.deliver(Letter.many(1)[0].bytes, to: Stand.shop)
        let words = "Your parcel is on its way, and will be with you"
        try await Tmux.with(environment: shop.environment, ShopbellProgram.path, shop.places) {
          desk in
          try await desk.sees("Parcel 1")
          try await desk.press("Enter")
          try await desk.sees("My parcel is number 1")
          try await desk.press("r")
          try await desk.sees("reply to Customer 1")
          try await desk.type(words)
          try await desk.sees(words)
          // It is kept two seconds after it was typed at the latest.
          try await eventually("the draft is kept", within: .seconds(4)) {
            let shown = try await shop.shopbell("count", "has:draft", "--json")
            return shown.out.contains("1")
          }
          try await desk.kill(signal)
          _ = try await desk.ended()
        }
        try await Tmux.with(environment: shop.environment, ShopbellProgram.path, shop.places) {
          desk in
          try await desk.sees("Parcel 1")
          try await desk.press("Enter")
          try await desk.sees("My parcel is number 1")
          try await desk.press("r")
          try await desk.sees("Subject  Re: Parcel 1", words)
          try await desk.press("Esc")
          // An Esc with a key right after it is another key.
          try await desk.seesNoMore("Subject  Re: Parcel 1")
          try await leave(desk)
        }
        #expect(try await shop.outbox().isEmpty && sink.mails.isEmpty)
      }
    }
  }

  private func withSink(
    _ options: String..., work: (SMTPSink) async throws -> Void
  ) async throws {
    let sink = try await SMTPSink(options)
    do {
      try await work(sink)
    } catch {
      try await sink.remove()
      throw error
    }
    try await sink.remove()
  }

  /// A shop with one answer that waits to go out.
  private func waiting(_ stand: Stand, _ sink: SMTPSink) async throws -> RealShop {
    let shop = try RealShop(stand, smtp: sink)
    try stand.dovecot.deliver(Letter.many(1)[0].bytes, to: Stand.shop)
    try await shop.sync()
    let body = try shop.write("body.txt", "It comes tomorrow.")
    let ending = try await shop.shopbell("reply", "1", "--body-file", body, "--send")
    #expect(ending.status == 0, "\(ending)")
    return shop
  }
}

// MARK: - Parts

extension RealServerTests.Screen {
  /// Nothing has gone out.
  private func nothingIsOut(_ stand: Stand) async throws -> Bool {
    try await stand.dovecot.mails(of: Stand.ada).isEmpty
  }

  private var question: Letter {
    Letter(
      subject: "Please cancel", id: "cancel@customer.example",
      text: "Please cancel order number 10482, I ordered the wrong colour.\n\nAda")
  }

  /// A shop with one order, whose mail goes through Postfix.
  private func shop(_ stand: Stand, _ postfix: Postfix) async throws -> RealShop {
    var shop = try RealShop(stand)
    shop.smtp = "smtps://support%40shop.example@localhost:\(postfix.securePort)"
    try shop.configure()
    let orders = try shop.write(
      "orders.csv",
      """
      order_number,created_at,customer_name,customer_email,currency,total,status,item_title,item_quantity,item_price
      10482,2026-11-24T10:00:00Z,Ada Byron,ada@customer.example,EUR,129.90,paid,Raincoat,1,129.90

      """)
    let ending = try await shop.shopbell("import-orders", orders)
    #expect(ending.status == 0, "\(ending)")
    return shop
  }

  /// The customer has the answer once, word for word, and one copy of it is filed.
  private func expectAnswer(from shop: RealShop, to customer: String) async throws {
    let dovecot = shop.stand.dovecot
    try await eventually("the answer arrives and is filed") {
      let arrived = try await dovecot.mails(of: customer).count
      let filed = try await dovecot.mails(of: Stand.shop, in: "Sent").count
      return arrived >= 1 && filed >= 1
    }
    let rendered = try await shop.shopbell("template", "render", "cancel-done", "--ticket", "1")
    #expect(rendered.out.contains("order 10482 is cancelled"), "\(rendered)")
    let boxes = [
      try await dovecot.mails(of: customer), try await dovecot.mails(of: Stand.shop, in: "Sent"),
    ]
    for mails in boxes {
      #expect(mails.count == 1)
      let text = MIMEParser.parse(try #require(mails.first).bytes).text
      #expect(words(text ?? "") == words(rendered.out))
    }
  }

  private func words(_ text: String) -> String {
    text.replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines)
  }

  /// Goes back until the program ends, by itself and well.
  private func leave(_ desk: Tmux) async throws {
    try await desk.press("q")
    try await desk.press("q")
    try await desk.press("q")
    #expect(try await desk.ended() == 0)
  }
}

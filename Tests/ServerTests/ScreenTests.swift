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
          try await desk.sees("your reply, not sent yet")
          try await expectAnswer(from: shop, to: Stand.ada)
          try await leave(desk)
        }
        try await expectAnswer(from: shop, to: Stand.ada)
        #expect(try await shop.outbox().map(\.state) == ["sent"])
      }
    }
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

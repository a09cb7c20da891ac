import Foundation
import TestKit
import Testing

/// Saying from a script which order a ticket is about.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct LinkCommandTests {
  private let shop: FileShop

  init() throws { shop = try FileShop("link") }

  @Test func anOrderIsLinkedTakenOffAndBothAreUndone() async throws {
    defer { shop.folder.remove() }
    try await shop.importMails(["My lamp"])
    let orders = try shop.folder.file(
      "orders.csv",
      """
      order_number,created_at,channel,customer_email,currency,total,status,item_title
      1001,2026-11-20T10:00:00Z,shopify,other@customer.example,EUR,49.00,paid,Lamp
      1001,2026-11-20T10:00:00Z,woocommerce,other@customer.example,EUR,12.00,paid,Bulb

      """)
    #expect(try await shop.run("import-orders", orders).status == 0)
    let unknown = try await shop.run("link", "1", "1002")
    #expect(unknown.status == 1, "\(unknown)")
    #expect(unknown.complaints.contains("has told us of an order 1002"), "\(unknown)")
    let several = try await shop.run("link", "1", "1001")
    #expect(several.status == 64 && several.complaints.contains("shopify:1001"), "\(several)")
    let linked = try await shop.run("link", "1", "shopify:1001")
    #expect(linked.out.hasPrefix("#1 is linked to order 1001"), "\(linked)")
    #expect(try await shop.run("count", "order:1001").out == "1\n")
    let again = try await shop.run("link", "1", "shopify:1001", "--json")
    #expect(again.out.contains("\"changed\":0"), "\(again)")
    #expect(try await shop.run("undo").status == 0)
    #expect(try await shop.run("count", "order:1001").out == "0\n")
    #expect(try await shop.run("redo").status == 0)
    let off = try await shop.run("link", "1", "1001", "--remove", "--json")
    #expect(off.out.contains("\"changed\":1"), "\(off)")
    #expect(try await shop.run("count", "order:1001").out == "0\n")
    let gone = try await shop.run("link", "1", "1001", "--remove")
    #expect(gone.complaints.contains("is not linked to an order 1001"), "\(gone)")
  }

  @Test func channelsAreAuditedAccountByAccount() async throws {
    defer { shop.folder.remove() }
    let empty = try await shop.run("audit")
    #expect(empty.status == 1 && empty.complaints.contains("there is no store"), "\(empty)")
    try await shop.importMails(["My lamp", "My chair"])
    let told = try await shop.run("audit", "--since", "3650d")
    #expect(told.status == 0, "\(told)")
    let lines = told.out.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("since 3650d") && $0.contains("first answer") })
    #expect(lines.contains { $0.hasPrefix("email") && $0.contains(" 2 ") }, "\(told.out)")
    let json = try await shop.run("audit", "--json", "--since", "3650d").out
    #expect(json.contains("\"channel\":\"email\"") && json.contains("\"waiting\":2"), "\(json)")
    #expect(json.contains("\"first_answer_p90_seconds\":null"), "\(json)")
    let wrong = try await shop.run("audit", "--since", "soon")
    #expect(wrong.status == 64 && wrong.complaints.contains("such as 30d"), "\(wrong)")
  }
}

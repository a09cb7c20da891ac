import Domain
import Foundation
import Testing

@testable import App

struct OrderImportTests {
  private func read(_ text: String) -> OrderImport.Result {
    OrderImport(
      path: "orders.csv", channel: .shopify, zone: TimeZone(identifier: "Europe/Berlin") ?? .gmt,
      now: Instant(milliseconds: 1_790_000_000_000)
    ).read(text)
  }

  @Test func oneLineAnItemBecomesOneOrder() throws {
    let result = read(
      """
      order_number,created_at,channel,customer_name,customer_email,currency,total,status,item_title,item_sku,item_quantity,item_price,carrier,tracking_number,shipped_at,gift_note
      #10482,2026-11-14T09:00:00Z,shopify,Priya Nair,Priya@Mail.example,EUR,127.90,paid,"Stoneware mug, blue",MUG-BLU,2,18.90,DHL,00340434,2026-11-15,Happy birthday
      #10482,,,,,,,,Wool blanket,BLK-OAT,1,89.00,,,,
      """)
    #expect(result.problems.isEmpty)
    #expect(result.items == 2)
    let order = try #require(result.orders.first)
    #expect(result.orders.count == 1)
    #expect(order.number == "10482")
    #expect(order.customerEmail == "priya@mail.example")
    #expect(order.total.decimalText == "127.90")
    #expect(order.items.map(\.title) == ["Stoneware mug, blue", "Wool blanket"])
    #expect(order.items.first?.quantity == 2)
    #expect(order.shipments.first?.trackingNumber == "00340434")
    #expect(order.state == .shipped)
    #expect(order.extra == ["gift_note": "Happy birthday"])
    #expect(order.shipments.first?.shippedAt?.rfc3339() == "2026-11-14T23:00:00Z")
  }

  @Test func shopifysExportIsReadAsItIs() throws {
    let result = read(
      """
      Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping City,Shipping Country,Refunded Amount
      #1001,a@mail.example,paid,2026-11-14 10:33:11 +0000,fulfilled,2026-11-15 08:00:00 +0000,EUR,20.00,5.00,0.00,25.00,2026-11-14 10:33:11 +0000,1,Kettle,20.00,KET-12,Ada Byron,Galway,IE,0.00
      """)
    let order = try #require(result.orders.first)
    #expect(result.problems.isEmpty)
    #expect(order.number == "1001")
    #expect(order.state == .shipped)
    #expect(order.createdAt.rfc3339() == "2026-11-14T10:33:11Z")
    #expect(order.customerName == "Ada Byron")
    #expect(order.items.first?.sku == "KET-12")
    #expect(order.refunds.isEmpty)
  }

  @Test func wooCommercesExportIsReadAsItIs() throws {
    let result = read(
      """
      Order Number;Order Status;Order Date;First Name (Billing);Last Name (Billing);Email (Billing);Order Total Amount;SKU;Item Name;Quantity;Item Cost
      20417;Completed;2026-11-02 14:05;Jonas;Weber;jonas@mail.example;1.249,50;PCK-22;Trail pack;1;79,90
      """)
    let order = try #require(result.orders.first)
    #expect(result.problems.isEmpty)
    #expect(order.customerName == "Jonas Weber")
    #expect(order.total.decimalText == "1249.50")
    #expect(order.items.first?.price?.decimalText == "79.90")
  }

  @Test func jsonIsReadToo() throws {
    let result = read(
      """
      [{"order_number": "7", "total": "12.00", "currency": "GBP", "status": "delivered",
        "items": [{"title": "Candle", "sku": "CND", "quantity": 3, "price": "4.00"}]}]
      """)
    let order = try #require(result.orders.first)
    #expect(order.total == Money("12.00", "GBP"))
    #expect(order.state == .delivered)
    #expect(order.items.first?.quantity == 3)
  }

  @Test func aBrokenLineIsNamedAndTheOthersAreKept() {
    let result = read("order_number,total,currency\n1,ten,EUR\n2,5.00,EUR\n,1.00,EUR\n")
    #expect(result.orders.map(\.number) == ["2"])
    #expect(result.problems.map(\.line) == [2, 4])
    #expect(result.problems.first?.what.contains("`ten`") == true)
  }

  @Test func aFileWithoutOrderNumbersSaysWhichColumnWasMeant() {
    let result = read("order_nmber,total\n1,5.00\n")
    #expect(result.orders.isEmpty)
    #expect(result.problems.first?.remedy == "is it order_nmber?")
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["1", "2"]]), ("a;b\n1;2\n", [["1", "2"]]),
    ("a,b\r\n\"x, y\",\"q\"\"q\"\r\n", [["x, y", "q\"q"]]),
    ("\u{FEFF}a,b\n\"two\nlines\",2", [["two\nlines", "2"]]), ("a\tb\n1\t\n", [["1", ""]]),
    ("a,b\n\"never closed,2\n", [["never closed,2\n"]]),
  ])
  func recordsAreReadAsTheyAreWritten(_ text: String, _ records: [[String]]) {
    #expect(CSV(text).records.map(\.fields) == records)
  }
}

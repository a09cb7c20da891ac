import Domain

/// What a column of an order file means.
enum OrderField: Hashable {
  case orderNumber, createdAt, channel, customerName, customerEmail, customerPhone, currency, total
  case status, fulfilment, refunded, address
  case itemTitle, itemSKU, itemQuantity, itemPrice
  case carrier, trackingNumber, trackingURL, shippedAt, deliveredAt

  /// The field of a column's name: ours, Shopify's export, WooCommerce's exports; `nil` for others.
  static func named(_ header: String) -> OrderField? {
    names[header.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "#" }]
  }

  /// Column names without case, blanks and signs.
  private static let names: [String: OrderField] = [
    // our own
    "ordernumber": .orderNumber, "createdat": .createdAt, "channel": .channel,
    "customername": .customerName, "customeremail": .customerEmail,
    "customerphone": .customerPhone, "currency": .currency, "total": .total, "status": .status,
    "itemtitle": .itemTitle, "itemsku": .itemSKU, "itemquantity": .itemQuantity,
    "itemprice": .itemPrice, "carrier": .carrier, "trackingnumber": .trackingNumber,
    "trackingurl": .trackingURL, "shippedat": .shippedAt, "deliveredat": .deliveredAt,
    // Shopify's order export
    "name": .orderNumber, "email": .customerEmail, "phone": .customerPhone,
    "financialstatus": .status, "fulfillmentstatus": .fulfilment, "fulfilledat": .shippedAt,
    "shippingname": .customerName, "lineitemname": .itemTitle, "lineitemsku": .itemSKU,
    "lineitemquantity": .itemQuantity, "lineitemprice": .itemPrice,
    "refundedamount": .refunded, "shippingaddress1": .address, "shippingzip": .address,
    "shippingcity": .address, "shippingcountry": .address,
    // WooCommerce's order exports and analytics
    "order#": .orderNumber, "orderid": .orderNumber, "date": .createdAt, "orderdate": .createdAt,
    "orderstatus": .status, "customer": .customerName, "firstnamebilling": .customerName,
    "lastnamebilling": .customerName, "emailbilling": .customerEmail,
    "billingemail": .customerEmail,
    "phonebilling": .customerPhone, "billingphone": .customerPhone, "ordertotal": .total,
    "ordertotalamount": .total, "netsales": .total, "orderrefundamount": .refunded,
    "ordercurrency": .currency, "products": .itemTitle, "itemname": .itemTitle,
    "productname": .itemTitle, "sku": .itemSKU, "quantity": .itemQuantity, "qty": .itemQuantity,
    "itemssold": .itemQuantity, "itemcost": .itemPrice, "address12shipping": .address,
    "postcodeshipping": .address, "cityshipping": .address, "countrycodeshipping": .address,
  ]

  /// How far an order is, from the words of any of these exports.
  static func state(_ row: OrderRow) -> Order.State {
    if row[.deliveredAt] != nil { return .delivered }
    let word = (row[.status] ?? "").lowercased().replacing("wc-", with: "")
    switch word {
    case "refunded", "partially_refunded", "partially refunded": return .refunded
    case "cancelled", "canceled", "voided", "failed": return .cancelled
    case "delivered": return .delivered
    case "returned": return .returned
    case "shipped": return .shipped
    case "completed": return .shipped
    default: break
    }
    if row[.shippedAt] != nil || row[.trackingNumber] != nil
      || row[.fulfilment]?.lowercased() == "fulfilled"
    {
      return .shipped
    }
    switch word {
    case "pending", "pending payment", "on-hold", "on hold", "authorized": return .pending
    case "processing": return .processing
    case "paid", "": return .paid
    default: return .other
    }
  }
}

/// One line of an order file by meaning, and what it has beside that.
struct OrderRow: Hashable {
  var values: [OrderField: String] = [:]
  var extra: [String: String] = [:]

  subscript(field: OrderField) -> String? { values[field] }

  /// Takes a JSON member.
  mutating func take(_ key: String, _ value: Any) {
    let text = "\(value)"
    guard !(text.isEmpty || text == "<null>") else { return }
    if let field = OrderField.named(key) {
      values[field] = text
    } else {
      extra[key] = text
    }
  }
}

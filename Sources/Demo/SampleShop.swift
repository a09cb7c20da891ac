package import Domain
import Foundation
import Mail

/// The shop that the demo and the tests are about, grown from a seed: the same seed and moment give
/// the same shop, byte for byte.
package struct SampleShop: Sendable {
  /// What it is called.
  package static let name = "Northlight Outfitters"
  /// Its mail domain.
  package static let domain = "northlight.example"
  /// The address its customers write to.
  package static let address = "support@northlight.example"
  /// The name its mail server signs Authentication-Results with.
  package static let mailServer = "mx.northlight.example"

  /// Its orders, oldest first.
  package let orders: [Order]
  /// Its mailbox and the colleagues' answers in Sent, oldest first.
  package let mails: [SampleMail]

  /// Grows a shop with so many conversations, seen from `now`.
  package init(seed: UInt64, tickets: Int = 72, now: Instant) {
    var growth = Growth(seed: seed, now: now)
    for index in 0..<max(1, tickets) { growth.converse(index) }
    growth.addOddities()
    orders = growth.orders.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    mails = growth.mails.sorted { $0.receivedAt < $1.receivedAt }
  }
}

/// A shop in the making.
private struct Growth {
  var chance: Mint
  let now: Instant
  var orders: [Order] = []
  var mails: [SampleMail] = []

  init(seed: UInt64, now: Instant) {
    chance = Mint(seed: seed)
    self.now = now
  }

  private static let channels: [ChannelName] = [
    .email, .amazon, .shopify, .ebay, .email, .walmart, .amazon, .woocommerce, .email, .shopify,
  ]

  /// How long ago conversations began, in minutes: most lately, some days back.
  private static let ages: [Int64] = [
    3, 380, 11, 1500, 24, 2900, 47, 75, 5200, 96, 610, 140, 1320, 33, 4100, 210, 60, 7300, 18, 900,
    1710, 52, 260, 2300,
  ]

  // MARK: - Conversations

  mutating func converse(_ index: Int) {
    let channel = Self.channels[index % Self.channels.count]
    let mishap = SampleMishap.all[(index * 7 + index / 9) % SampleMishap.all.count]
    let customers = SampleCustomer.all.filter { mishap.words[$0.language] != nil }
    guard let customer = pick(customers), let words = mishap.words[customer.language],
      let good = pick(SampleGood.all)
    else { return }
    let jitter = Int64(chance.next() % 7)
    let age = Self.ages[index % Self.ages.count] + jitter + Int64(index / Self.ages.count) * 13
    let start = now - .minutes(age)
    let sender = SampleSender(customer, on: channel, chance: chance.next() >> 12)
    let order =
      mishap.situation == .none
      ? nil
      : makeOrder(
        mishap.situation, for: customer, sender: sender, on: channel, good: good, at: start)
    let subject = filled(words.subject, order, good, customer)
    let text = filled(words.body, order, good, customer)
    let first = send(
      sender, subject: dressed(subject, order, channel), text: text, channel: channel, at: start,
      photo: mishap.hasPhoto)
    if isAnswered(index, channel: channel, age: age) {
      answer(first, sender, subject, customer, index, start: start, age: age)
    }
  }

  /// Calm shops answer in time; every seventh old one has been forgotten.
  private func isAnswered(_ index: Int, channel: ChannelName, age: Int64) -> Bool {
    let target: Int64 = channel == .email ? 120 : channel == .walmart ? 2880 : 1440
    return age > target && index % 7 != 3 || index % 11 == 5 && age > 30
  }

  private mutating func answer(
    _ first: String, _ sender: SampleSender, _ subject: String, _ customer: SampleCustomer,
    _ index: Int, start: Instant, age: Int64
  ) {
    let moment = start + .minutes(min(age - 1, 20 + Int64(chance.next() % 60)))
    let id = makeID(SampleShop.domain)
    let text = SampleAnswers.colleague[customer.language] ?? SampleAnswers.english
    let greeting = text.replacingOccurrences(of: "{name}", with: customer.firstName)
    if let mail = SamplePost.answer(
      to: sender, subject: "Re: \(subject)", text: greeting, id: id, answering: [first], at: moment)
    {
      mails.append(mail)
    }
    // Some write once more, above our words, and wait again.
    guard index % 5 == 0, age > 60 else { return }
    let quote = greeting.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "> \($0)" }.joined(separator: "\n")
    let again = SampleAnswers.again[customer.language] ?? SampleAnswers.againEnglish
    let text2 =
      "\(again)\n\n\(customer.firstName)\n\n\(SampleShop.name) <\(SampleShop.address)> wrote:\n\(quote)\n"
    let late = max(moment + .minutes(1), now - .minutes(4 + Int64(chance.next() % 90)))
    if let mail = SamplePost.inbound(
      sender, subject: "Re: \(subject)", text: text2, id: makeID(sender.proven),
      answering: [first, id], at: late)
    {
      mails.append(mail)
    }
  }

  private mutating func send(
    _ sender: SampleSender, subject: String, text: String, channel: ChannelName, at moment: Instant,
    photo: Bool
  ) -> String {
    let id = makeID(sender.proven)
    let files =
      photo
      ? [
        OutgoingMail.File(
          filename: "photo-\(chance.next() % 900 + 100).png", contentType: "image/png",
          contents: SampleAnswers.picture)
      ] : []
    let headers =
      channel == .woocommerce
      ? [OutgoingMail.Field(name: "X-Mailer", value: "WooCommerce")] : []
    if let mail = SamplePost.inbound(
      sender, subject: subject, text: text, id: id, at: moment, files: files, headers: headers)
    {
      mails.append(mail)
    }
    return id
  }

  // MARK: - Orders

  private mutating func makeOrder(
    _ situation: SampleMishap.Situation, for customer: SampleCustomer, sender: SampleSender,
    on channel: ChannelName, good: SampleGood, at moment: Instant
  ) -> Order {
    let shop: ChannelName = channel == .email ? .shopify : channel
    let id = OrderID(channel: shop, number: makeNumber(shop))
    let placed =
      moment - .days(situation == .waitingToShip ? 0 : 6 + Int64(chance.next() % 9)) - .minutes(37)
    let currency = ["com": "USD", "co.uk": "GBP", "co.jp": "JPY"][customer.country] ?? "EUR"
    let quantity = 1 + Int(chance.next() % 2)
    let price = Money(Decimal(good.cents) / 100, currency)
    var items = [OrderItem(title: good.title, sku: good.sku, quantity: quantity, price: price)]
    if chance.next() % 3 == 0, let extra = pick(SampleGood.all), extra.sku != good.sku {
      items.append(
        OrderItem(
          title: extra.title, sku: extra.sku, quantity: 1,
          price: Money(Decimal(extra.cents) / 100, currency)))
    }
    let total = items.reduce(Decimal(0)) { $0 + ($1.price?.amount ?? 0) * Decimal($1.quantity) }
    var order = Order(
      id: id, createdAt: placed, state: .paid, customerName: customer.name,
      customerEmail: channel == .email ? customer.mail : sender.answerAddress,
      address: [customer.name] + customer.address, total: Money(total, currency), items: items,
      asOf: now)
    apply(situation, to: &order, customer: customer, at: moment)
    orders.append(order)
    return order
  }

  private mutating func apply(
    _ situation: SampleMishap.Situation, to order: inout Order, customer: SampleCustomer,
    at moment: Instant
  ) {
    let placed = order.createdAt
    switch situation {
    case .waitingToShip, .none: order.state = .processing
    case .cancelled: order.state = .cancelled
    case .inTransit:
      ship(&order, .inTransit, customer, scan: (moment - .days(3), "Arrived at sorting centre"))
    case .outForDelivery:
      ship(&order, .outForDelivery, customer, scan: (moment - .hours(3), "Out for delivery"))
    case .late:
      ship(&order, .late, customer, scan: (moment - .days(4), "Left the sorting centre"))
    case .lost:
      ship(&order, .lost, customer, scan: (placed + .days(1), "Received by carrier"))
    case .failedDelivery:
      ship(&order, .failed, customer, scan: (moment - .hours(5), "Address not found"))
    case .delivered, .deliveredMissing:
      ship(&order, .delivered, customer, scan: (moment - .days(1), "Delivered"))
      order.state = .delivered
    case .returned:
      ship(&order, .returned, customer, scan: (moment - .days(4), "Return delivered to sender"))
      order.state = .returned
    case .refundPending, .refunded:
      ship(&order, .returned, customer, scan: (moment - .days(9), "Return delivered to sender"))
      order.state = situation == .refunded ? .refunded : .returned
      order.refunds = [
        Refund(
          amount: order.total, state: situation == .refunded ? .issued : .pending,
          at: moment - .days(situation == .refunded ? 1 : 7))
      ]
    }
    order.statusText = order.state.rawValue
  }

  private mutating func ship(
    _ order: inout Order, _ state: Shipment.State, _ customer: SampleCustomer,
    scan: (Instant, String)
  ) {
    let carriers = ["com": "UPS", "de": "DHL", "co.uk": "Royal Mail", "fr": "Colissimo"]
    let carrier = carriers[customer.country] ?? "DHL"
    let digits = String(chance.next() % 9_000_000_000 + 1_000_000_000)
    let number = carrier == "UPS" ? "1Z999AA1\(digits)" : "00340434\(digits)"
    let shipped = order.createdAt + .hours(20)
    order.state = .shipped
    order.shipments = [
      Shipment(
        carrier: carrier, trackingNumber: number,
        trackingURL: "https://track.\(SampleShop.domain)/\(number)", state: state,
        shippedAt: shipped, expectedAt: shipped + .days(5),
        deliveredAt: state == .delivered ? scan.0 : nil, lastScanAt: scan.0,
        lastScan: "\(scan.1), \(customer.address.dropFirst().first ?? "")")
    ]
    order.returnableUntil = state == .delivered ? scan.0 + .days(30) : nil
  }

  // MARK: - Small things

  /// The mails every help desk also gets.
  mutating func addOddities() {
    guard let one = SampleCustomer.all.first, let two = SampleCustomer.all.dropFirst(4).first,
      let three = SampleCustomer.all.dropFirst(8).first
    else { return }
    let away = SampleSender(three, on: .email, chance: chance.next() >> 12)
    let headers = [
      OutgoingMail.Field(name: "Auto-Submitted", value: "auto-replied"),
      OutgoingMail.Field(name: "X-Auto-Response-Suppress", value: "All"),
    ]
    if let mail = SamplePost.inbound(
      away, subject: "Automatische Antwort: Ihre Bestellung", text: SampleAnswers.away,
      id: makeID("mail.example"), at: now - .minutes(66), headers: headers)
    {
      mails.append(mail)
    }
    mails.append(
      SamplePost.bounce(
        of: makeID(SampleShop.domain), to: "no.such.person@mail.example",
        id: makeID(SampleShop.mailServer), at: now - .minutes(83)))
    let spammer = SampleCustomer(
      name: "Best Rank Agency", language: "en", address: [], country: "com")
    if let mail = SamplePost.inbound(
      SampleSender(spammer, on: .email, chance: 3), subject: "Get 10,000 backlinks today!!!",
      text: SampleAnswers.spam, id: makeID("mail.example"), at: now - .minutes(29),
      headers: [OutgoingMail.Field(name: "X-Spam-Flag", value: "YES")])
    {
      mails.append(mail)
    }
    mails.append(
      SamplePost.htmlOnly(
        SampleSender(two, on: .email, chance: 5), subject: "Question about gift wrapping",
        html: SampleAnswers.html, id: makeID("mail.example"), at: now - .minutes(38)))
    if let mail = SamplePost.inbound(
      SampleSender(one, on: .email, chance: 7), subject: "Fwd: wholesale prices?",
      text: SampleAnswers.forwarded, id: makeID("mail.example"), at: now - .minutes(58))
    {
      mails.append(mail)
    }
  }

  private mutating func makeNumber(_ channel: ChannelName) -> String {
    let count = orders.count
    let chance = chance.next()
    switch channel {
    case .amazon:
      return
        "\(302 + chance % 5)-\(1_000_000 + chance % 8_999_999)-\(1_000_000 + (chance >> 24) % 8_999_999)"
    case .ebay:
      return
        "\(10 + chance % 16)-\(10_000 + (chance >> 8) % 89_999)-\(10_000 + (chance >> 30) % 89_999)"
    case .walmart: return "200\(1_000_000_000_0 + chance % 8_999_999_999)"
    case .woocommerce: return "\(20_400 + count)"
    default: return "\(10_400 + count)"
    }
  }

  private func filled(
    _ text: String, _ order: Order?, _ good: SampleGood, _ customer: SampleCustomer
  ) -> String {
    let number = order.map {
      $0.id.channel == .shopify || $0.id.channel == .woocommerce ? "#\($0.number)" : $0.number
    }
    let city = customer.address.dropFirst().first ?? ""
    return text.replacingOccurrences(of: "{order}", with: number ?? "")
      .replacingOccurrences(of: "{item}", with: good.title)
      .replacingOccurrences(of: "{name}", with: customer.firstName)
      .replacingOccurrences(of: "{city}", with: city)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The subject as the marketplace's relay writes it.
  private func dressed(_ subject: String, _ order: Order?, _ channel: ChannelName) -> String {
    guard let order, !subject.contains(order.number) else { return subject }
    switch channel {
    case .amazon, .ebay: return "\(subject) (Order: \(order.number))"
    case .walmart: return "\(subject) - Order# \(order.number)"
    case .shopify, .woocommerce: return "\(subject) - order #\(order.number)"
    default: return subject
    }
  }

  private mutating func makeID(_ domain: String) -> String {
    "\(String(chance.next(), radix: 36)).\(String(chance.next() >> 24, radix: 36))@\(domain)"
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value? {
    values.isEmpty ? nil : values[Int(chance.next() % UInt64(values.count))]
  }
}

import Domain
import Foundation
import Testing

/// Which of two tickets answers a search better, as a person would say.
@Suite struct RelevanceTests {
  /// A ticket: its subject, what was said in it, its customer and the articles of its order.
  struct Sample: CustomStringConvertible {
    var subject = ""
    var says: [String] = [""]
    var customer = ""
    var article = ""
    var quoted = ""

    var description: String { "\(subject)|\(says)|\(customer)|\(article)|\(quoted)" }
  }

  private func worth(_ sample: Sample, _ text: String) throws -> Double {
    let query = try Query.parse(text, zone: .gmt)
    let start = Life.start
    let messages = sample.says.enumerated().map { number, words in
      Message(
        id: MessageID(high: 9, low: UInt64(number)), direction: .inbound, channel: .email,
        account: "support", from: Party(address: "x@x.example"),
        subject: number == 0 ? sample.subject : "Re: \(sample.subject)", receivedAt: start,
        body: Body(visible: words, quoted: sample.quoted))
    }
    let order = Order(
      id: OrderID(channel: .email, number: "1001"), createdAt: start, state: .processing,
      customerName: "", customerEmail: "", total: try #require(Money("1", "EUR")),
      items: [OrderItem(title: sample.article, sku: "", quantity: 1, price: nil)], asOf: start)
    let customer = Customer(
      id: CustomerID(high: 1, low: 1), name: sample.customer, identities: [], since: start)
    return Relevance(
      of: query.condition, subject: sample.subject, messages: messages, customer: customer,
      orders: sample.article.isEmpty ? [] : [order],
      orderNumbers: sample.article.isEmpty ? [] : ["1001"]
    ).worth
  }

  private static let long = Array(repeating: "and so on", count: 40).joined(separator: " ")

  @Test(
    arguments: [
      ("refund", Sample(subject: "Refund"), Sample(says: ["I want a refund"])),
      ("weber", Sample(customer: "Jonas Weber"), Sample(says: ["a Weber grill"])),
      ("tent", Sample(says: ["Hello"], article: "Tent, green"), Sample(says: ["my tent"])),
      ("refund", Sample(says: ["refund, refund, refund"]), Sample(says: ["refund"])),
      ("refund", Sample(says: ["refund"]), Sample(quoted: "refund")),
      ("refund OR lamp", Sample(says: ["refund the lamp"]), Sample(says: ["refund, refund"])),
      (
        "lamp broken", Sample(says: ["the lamp is broken"]),
        Sample(says: ["the lamp \(long) it is broken"])
      ),
      ("late parcel", Sample(says: ["late parcel"]), Sample(says: ["parcel, late"])),
      ("kettle", Sample(subject: "Kettle", says: ["kettle"]), Sample(subject: "Kettle")),
      // What stands once in a subject says more than what is repeated in a letter.
      ("kettle", Sample(subject: "Kettle"), Sample(says: ["kettle kettle kettle kettle"])),
      ("subject:kettle", Sample(subject: "Kettle"), Sample(says: ["kettle"])),
      ("refund*", Sample(says: ["refunded, refunds"]), Sample(says: ["refunded"])),
      ("\"late parcel\"", Sample(subject: "A late parcel"), Sample(says: ["my late parcel"])),
    ] as [(String, Sample, Sample)])
  func theFirstAnswersBetter(_ text: String, _ first: Sample, _ second: Sample) throws {
    #expect(try worth(first, text) > worth(second, text))
  }

  @Test func howLongAThreadIsSaysNothing() throws {
    let one = Sample(subject: "Refund", says: ["Hello"])
    let many = Sample(subject: "Refund", says: ["Hello", "Hello?", "Anybody?"])
    #expect(try worth(one, "refund") == worth(many, "refund"))
  }

  @Test func whatIsDeniedOrNotFoundIsWorthNothing() throws {
    let sample = Sample(subject: "Refund", says: ["refund"])
    #expect(try worth(sample, "lamp") == 0)
    #expect(try worth(sample, "-lamp is:open") == 0)
  }
}

import Domain
import Foundation
import Seal

@testable import Store

/// A shop with Ada, who is to be erased, and Ben, who stays.
struct ErasedWorld {
  static let words = [
    "subjectcanary", "bodycanary", "quotedcanary", "signaturecanary", "filecanary",
    "headercanary",
    "htmlcanary", "ordercanary", "draftcanary", "notecanary", "replycanary", "waitingcanary",
    "Canarywing", "ada.canary@mail.example", "ada.second@other.example", "reasoncanary",
    "streetcanary", "messageidcanary", "CANARY-4711", "trackingcanary", "answercanary",
    "ledgercanary", "listcanary", "propertycanary",
  ]

  let folder: Folder
  let clock = HandClock()
  var shop: Shop
  let ada: CustomerID
  let ben: CustomerID
  var first = TicketID(high: 0, low: 0)
  var second = TicketID(high: 0, low: 0)
  var bens = TicketID(high: 0, low: 0)
  var raws: [String] = []
  var shared: RawBytes
  var path: String { folder.file.path }

  init() async throws {
    folder = try Folder()
    shop = try Shop(folder.file, clock: clock)
    ada = shop.mint.id(at: clock.now)
    ben = shop.mint.id(at: clock.now)
    shared = shop.raw("a picture that both sent")
    try await people()
    try await adas()
    try await bensOwn()
  }

  private mutating func people() async throws {
    let now = clock.now
    try await shop.store.commit(
      [],
      facts: [
        .contact(
          Customer(
            id: ada, name: "Ada Canarywing",
            identities: [
              Identity(channel: .email, address: "ada.canary@mail.example"),
              Identity(channel: .email, address: "ada.second@other.example"),
            ], since: now)),
        .contact(
          Customer(
            id: ben, name: "Ben Benson",
            identities: [Identity(channel: .email, address: "ben@mail.example")], since: now)),
        .order(order("CANARY-4711", "ada.canary@mail.example", "Ada Canarywing")),
        .order(order("1002", "ben@mail.example", "Ben Benson")), .bytes(shared),
        .listed(listed("ada.second@other.example", "Ada Listcanary", "a propertycanary")),
        .listed(listed("ben@mail.example", "Ben Benson", "married to ada.canary@mail.example")),
      ], by: .system)
  }

  private func listed(_ address: String, _ name: String, _ note: String) -> ContactEntry {
    ContactEntry(
      account: "news", title: "Klaviyo", address: address,
      contact: Contact(name: name, properties: [.init("note", note)]), asOf: clock.now)
  }

  private func order(_ number: String, _ address: String, _ name: String) -> Order {
    let isAda = number != "1002"
    return Order(
      id: OrderID(channel: .email, number: number), createdAt: clock.now, state: .paid,
      customerName: name, customerEmail: address,
      address: [isAda ? "7 Streetcanary Lane" : "9 Other Street"], total: Money(12, "EUR"),
      items: [OrderItem(title: "Kettle", sku: "K-1", quantity: 1, price: nil)],
      shipments: [
        Shipment(
          carrier: "Post", trackingNumber: isAda ? "TRACKINGCANARY1" : "OTHER1",
          state: .inTransit)
      ], asOf: clock.now, extra: isAda ? ["gift": "ordercanary with love"] : [:])
  }

  /// A message with bytes of its own, its fate, and where it lies on the server.
  private mutating func mail(
    from address: String, _ name: String, _ subject: String, _ text: String, id: String,
    to cc: [Party] = [], source: String
  ) -> (Message, [Fact]) {
    var message = shop.message(from: address, subject: subject, says: text, externalID: id)
    message.from = Party(name: name, address: address)
    message.cc = cc
    let bytes = shop.raw(
      "From: \(name) <\(address)>\r\nX-Headercanary: 1\r\n\r\n<b>htmlcanary</b> \(text)"
        + String(repeating: " and so on", count: 40))
    message.raw = bytes.sha256
    raws.append(bytes.sha256)
    let entry = LedgerEntry(
      account: "support", source: source, fate: .ticketed, externalID: id, raw: bytes.sha256,
      reason: name.contains("Ada") ? "reasoncanary" : "", at: clock.now,
      place: ServerPlace(folder: "INBOX", validity: 1, uid: UInt32(raws.count)))
    return (message, [.bytes(bytes), .ingested(entry)])
  }

  private mutating func adas() async throws {
    let opening = shop.opening("About my subjectcanary", customer: ada)
    first = opening.id
    var (message, facts) = mail(
      from: "ada.canary@mail.example", "Ada Canarywing", "About my subjectcanary",
      "My bodycanary is late. Order CANARY-4711.", id: "messageidcanary.1@mail.example",
      source: "INBOX/1/1")
    message.body.quoted = "> a quotedcanary"
    message.body.signature = "Ada, signaturecanary"
    let file = shop.raw("filecanary inside a file")
    message.attachments = [
      Attachment(
        sha256: file.sha256, filename: "filecanary.txt", contentType: "text/plain", bytes: 24),
      Attachment(sha256: shared.sha256, filename: "us.png", contentType: "image/png", bytes: 24),
    ]
    raws.append(file.sha256)
    try await shop.store.commit(
      [.created(opening, at: clock.now), Change(first, .received(message))],
      facts: facts + [.bytes(file)], by: .customer)
    let number = OrderID(channel: .email, number: "CANARY-4711")
    try await shop.act(
      first, .linkedOrder(number), .unlinkedOrder(number), .tagged(tag("late")))
    try await shop.act(first, .linkedOrder(number))
    let errand = OrderErrand(
      id: shop.mint.id(at: shop.clock.now), order: number, account: "shop",
      action: OrderAction("note", "add a note"),
      answers: [.init(name: "note", title: "note", value: "A deedcanary", words: "A deedcanary")],
      author: Shop.ana)
    try await shop.act(first, .orderAsked(errand))
    try await shop.act(first, .orderAnswered(errand.id, .refused("not for the shopcanary")))
    try await shop.act(
      first, .noted(shop.message(.note, from: "ana@shop.example", says: "A notecanary")))
    try await answers()
    let later = shop.opening("Another subjectcanary", customer: ada)
    second = later.id
    let (again, more) = mail(
      from: "ada.second@other.example", "A. Canarywing", "Another subjectcanary",
      "Once more the bodycanary", id: "messageidcanary.2@mail.example",
      source: "archive/ledgercanary ada.second@other.example.eml:1")
    try await shop.store.commit(
      [.created(later, at: clock.now), Change(second, .received(again))], facts: more,
      by: .customer)
  }

  private mutating func answers() async throws {
    var sent = shop.reply(to: first, text: "Dear Ada, the replycanary", window: .seconds(0))
    sent.to = [Party(name: "Ada Canarywing", address: "ada.canary@mail.example")]
    let parcel = shop.raw("the parcel of the replycanary")
    raws.append(parcel.sha256)
    try await shop.store.commit(
      [.replyQueued(sent)], facts: [.bytes(parcel)], by: .agent(Shop.ana))
    for act: Act in [
      .replySending(sent.id, attempt: 1, parcel: parcel.sha256),
      .replySent(
        sent.id,
        Receipt(
          at: clock.now, answer: "250 answercanary",
          refused: ["ada.second@other.example": "550 no"])),
    ] { try await shop.store.commit([Change(first, act)], by: .system) }
    var waiting = shop.reply(to: first, text: "A waitingcanary", window: .seconds(600))
    waiting.to = sent.to
    try await shop.store.commit([.replyQueued(waiting)], by: .agent(Shop.ana))
    let draft = Draft(
      ticket: first, agent: Shop.ben, kind: .reply, text: "A draftcanary", base: 1,
      savedAt: clock.now)
    try await shop.store.commit([], facts: [.draft(draft)], by: .agent(Shop.ben))
  }

  private mutating func bensOwn() async throws {
    let opening = shop.opening("Where is my chair?", customer: ben)
    bens = opening.id
    var (message, facts) = mail(
      from: "ben@mail.example", "Ben Benson", "Where is my chair?",
      "It was ordered with ada.canary@mail.example, who is Ada Canarywing.",
      id: "ben.1@mail.example",
      to: [Party(name: "Ada Canarywing", address: "ada.canary@mail.example")],
      source: "INBOX/1/9")
    message.attachments = [
      Attachment(sha256: shared.sha256, filename: "us.png", contentType: "image/png", bytes: 24)
    ]
    try await shop.store.commit(
      [.created(opening, at: clock.now), Change(bens, .received(message))], facts: facts,
      by: .customer)
    var (hers, more) = mail(
      from: "ada.canary@mail.example", "Ada Canarywing", "Re: Where is my chair?",
      "I ask too, with a bodycanary.", id: "messageidcanary.3@mail.example",
      source: "INBOX/1/10")
    hers.inReplyTo = ["ben.1@mail.example"]
    try await shop.store.commit([Change(bens, .received(hers))], facts: more, by: .customer)
    var (his, most) = mail(
      from: "ben@mail.example", "Ben Benson", "Re: Where is my chair?", "Well, both of us.",
      id: "ben.2@mail.example", source: "INBOX/1/11")
    his.references = ["ben.1@mail.example", "messageidcanary.3@mail.example"]
    try await shop.store.commit([Change(bens, .received(his))], facts: most, by: .customer)
    let alone = shop.opening("Only mine", customer: ben)
    let (own, last) = mail(
      from: "ben@mail.example", "Ben Benson", "Only mine", "Nothing of hers is in here.",
      id: "ben.3@mail.example", source: "INBOX/1/12")
    try await shop.store.commit(
      [.created(alone, at: clock.now), Change(alone.id, .received(own))], facts: last,
      by: .customer)
  }

  /// Erases as the program does, with nobody else at the store.
  func erase(_ text: String, keeping: Domain.Tag = tag("legal-hold")) throws -> Erasure? {
    shop.store.close()
    let clock = clock
    return try Store.erase(
      .customer(text), keeping: keeping, at: path, by: .agent(Shop.ana), clock: { clock.now },
      seed: 77)
  }

  /// The canaries that lie anywhere in the file or beside it.
  func found() throws -> [String] {
    var bytes = Data()
    for file in [path, path + "-wal", path + "-shm"] {
      bytes += (try? Data(contentsOf: URL(filePath: file))) ?? Data()
    }
    let text = String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x20 }, as: UTF8.self).lowercased()
    return Self.words.filter { text.contains($0.lowercased()) }
  }
}

import Desk
import Domain
import Foundation
import Templating
import Terminal
import TestKit

/// The morning's shop with words of strangers in every field that a desk shows.
struct ForeignShop {
  /// Under what the bytes of its messages are found.
  static let raw = "raw"

  private let words: [String]
  private let isPlain: Bool
  private var next: Int

  /// A shop whose fields hold `words`, one after the other from the place `first` on; where it is
  /// plain, ordinary letters that take as many columns.
  init(_ words: [String], from first: Int, isPlain: Bool = false) {
    self.words = words
    self.isPlain = isPlain
    next = first
  }

  /// The shop, and what else is told to its desk.
  mutating func fixture() -> DeskFixture {
    var fixture = DeskFixture.morningWithOutbox
    people(&fixture.setting)
    fixture.rows = fixture.rows.map { row($0) }
    for number in 600..<660 {
      var copy = fixture.rows[number % 7]
      copy.id = DeskFixture.id(UInt64(number))
      copy.number = number
      fixture.rows.append(row(copy))
    }
    let opened = fixture.rows[1]
    fixture.sheets = [opened.id: sheet(opened, fixture.sheets[opened.id] ?? DeskFixture.priya)]
    fixture.outbox = (0..<30).map { waiting(fixture.outbox[$0 % 3], UInt64($0)) }
    fixture.tags = (0..<30).compactMap { count in
      tag().map { TagCount(tag: $0, count: 900 - count * 20) }
    }
    fixture.ledger = (0..<30).map { day in
      var line = fixture.ledger[0]
      line.account = word()
      line.latest = DeskFixture.now - .days(Int64(day))
      line.reasons = [word(): 2]
      return line
    }
    fixture.steps = (0..<30).map { number in
      UndoStep(
        id: DeskFixture.id(8000 + UInt64(number)), agent: AgentID("ana"),
        at: DeskFixture.now - .minutes(Int64(number)), what: "tagged \(word())",
        tickets: 3, isUndone: false)
    }
    fixture.log = (0..<30).map { number in
      var message = DeskFixture.priya.messages[0]
      message.from = Party(name: word(), address: "c@x.example")
      message.body = Body(visible: word())
      return DeskFixture.happened(
        EventNumber(900 - number), .received(message), .customer, Int64(number), in: 482, word(),
        word())
    }
    fixture.accounts = [
      AccountState(
        account: word(), phase: .failed, at: DeskFixture.now, error: word())
    ]
    fixture.templates = library()
    return fixture
  }

  /// The next word that strangers wrote, behind two letters of its own and before one more.
  mutating func word() -> String {
    defer { next += 1 }
    return told("\(letters)\(words[next % words.count])z")
  }

  /// Two letters that go with the number of the word, so that plain words too differ and stand in
  /// the same order.
  private var letters: String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxy")
    let number = next % (alphabet.count * alphabet.count)
    return String([alphabet[number / alphabet.count], alphabet[number % alphabet.count]])
  }

  private func told(_ word: String) -> String {
    guard isPlain else { return word }
    let own = String(String.UnicodeScalarView(word.unicodeScalars.prefix(2)))
    return own + ForeignWords.plain(String(word.dropFirst())).dropFirst()
  }

  private mutating func line() -> String {
    word().split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private mutating func tag() -> Tag? {
    for _ in 0..<words.count {
      let tag = Tag("\(letters)\(words[next % words.count])z")
      defer { next += 1 }
      if let tag { return Tag(told(tag.word)) }
    }
    return nil
  }
}

// MARK: - Parts

extension ForeignShop {
  private mutating func people(_ setting: inout Setting) {
    setting.agent.name = word()
    setting.team = setting.team.map { agent in
      var agent = agent
      agent.name = word()
      return agent
    }
    setting.shop.name = word()
    setting.accounts = setting.accounts.map { account in
      var account = account
      account.displayName = word()
      return account
    }
  }

  private mutating func row(_ row: InboxRow) -> InboxRow {
    var row = row
    row.subject = word()
    row.customer = word()
    row.address = "\(word())@x.example"
    row.preview = word()
    row.tags = [tag(), tag()].compactMap(\.self)
    row.orders = [word()]
    return row
  }

  private mutating func waiting(_ row: OutboxRow, _ number: UInt64) -> OutboxRow {
    var row = row
    row.reply.id = DeskFixture.id(9000 + number)
    row.reply.to = [party()]
    row.reply.subject = word()
    row.reply.text = word()
    row.lastError = word()
    return row
  }

  private mutating func party() -> Party { Party(name: word(), address: "\(word())@x.example") }

  private mutating func sheet(_ row: InboxRow, _ sheet: TicketSheet) -> TicketSheet {
    var sheet = sheet
    sheet.ticket.subject = row.subject
    sheet.ticket.tags = Set(row.tags)
    sheet.customer?.name = row.customer
    sheet.messages = (0..<20).map { number in
      var message = sheet.messages[number % sheet.messages.count]
      message.id = DeskFixture.id(UInt64(5000 + number))
      message.from = party()
      message.to = [party()]
      message.cc = [party()]
      message.replyTo = [party()]
      message.subject = word()
      message.raw = Self.raw
      message.body = Body(visible: line(), quoted: line(), signature: line())
      message.attachments = message.attachments.map { file in
        var file = file
        file.filename = word()
        return file
      }
      message.warnings = [line()]
      return message
    }
    sheet.earlier = sheet.earlier.map { self.row($0) }
    sheet.orders = sheet.orders.map { order($0) }
    let tags = (0..<6).compactMap { _ in tag() }
    sheet.events = tags.enumerated().map { number, tag in
      Event(
        number: EventNumber(number + 1), ticket: sheet.ticket.id, act: .tagged(tag),
        actor: number.isMultiple(of: 2) ? .agent(AgentID("ben")) : .rule(word()),
        occurredAt: sheet.messages[0].receivedAt, recordedAt: sheet.messages[0].receivedAt)
    }
    return sheet
  }

  private mutating func order(_ order: Order) -> Order {
    var order = order
    order.statusText = word()
    order.customerName = word()
    order.customerEmail = "\(word())@x.example"
    order.customerPhone = word()
    order.address = [word(), word()]
    order.items = [
      OrderItem(title: word(), sku: word(), quantity: 2, price: order.items.first?.price)
    ]
    order.shipments = order.shipments.map { parcel in
      var parcel = parcel
      parcel.carrier = word()
      parcel.trackingNumber = word()
      parcel.lastScan = word()
      parcel.lastScanAt = parcel.deliveredAt
      return parcel
    }
    order.extra = [word(): word()]
    return order
  }

  /// Templates whose names say their order, so that plain ones stand in the same.
  private mutating func library() -> TemplateLibrary {
    TemplateLibrary(
      files: (0..<30).map { number in
        let text = "---\ntitle: \(line())\n---\n\(line())\n\(line())\n"
        return (path: "Templates/en/t\(100 + number).md", contents: text)
      })
  }
}

import Domain
import Testing

/// S4: who is new in a conversation is known before the next answer.
@Suite struct NewcomersTests {
  private static let ada = Party(name: "Ada", address: "Ada@Example.com")
  private static let bob = Party(address: "bob@example.com")
  private static let mallory = Party(address: "mallory@evil.example")
  private static let us = Party(address: "support@shop.example")

  private static func message(
    _ direction: Message.Direction, _ from: Party, cc: [Party] = [], replyTo: [Party] = []
  ) -> Message {
    var message = Message(
      id: ID(high: 1, low: 1), direction: direction, channel: .email, account: "support",
      from: from, subject: "Hello", receivedAt: Instant(milliseconds: 0), body: Body(visible: "Hi"))
    message.to = [direction == .inbound ? us : ada]
    message.cc = cc
    message.replyTo = replyTo
    return message
  }

  private static func sheet(
    _ messages: [Message], channel: ChannelName = .email, customer: [String] = []
  ) -> TicketSheet {
    let ticket = Ticket(
      Opening(
        id: ID(high: 1, low: 9), channel: channel, account: "support", customer: nil,
        subject: "Hello"), number: 1, at: Instant(milliseconds: 0))
    let identities = customer.map { Identity(channel: channel, address: $0) }
    return TicketSheet(
      ticket: ticket,
      customer: Customer(
        id: ID(high: 1, low: 2), name: "Ada", identities: identities, since: ticket.createdAt),
      messages: messages)
  }

  private static func new(_ sheet: TicketSheet, _ parties: Party...) -> [String] {
    sheet.newcomers(among: parties).map(\.address)
  }

  @Test func s4WhoWasInTheFirstMessageIsNotNew() {
    let sheet = Self.sheet([Self.message(.inbound, Self.ada, cc: [Self.bob])])
    #expect(Self.new(sheet, Self.ada, Self.bob, Party(address: "ada+x@example.com")) == [])
  }

  @Test func s4WhoCameLaterIsNewUntilWeHaveWrittenToThem() {
    var messages = [
      Self.message(.inbound, Self.ada), Self.message(.inbound, Self.ada, cc: [Self.mallory]),
      Self.message(.inbound, Self.mallory),
    ]
    #expect(
      Self.new(Self.sheet(messages), Self.mallory, Self.ada, Self.mallory)
        == ["mallory@evil.example"])
    messages.append(Self.message(.outbound, Self.us, cc: [Self.mallory]))
    #expect(Self.new(Self.sheet(messages), Self.mallory) == [])
  }

  @Test func s4WhereTheFirstMessageWantsAnswersElsewhereThatIsNew() {
    let sheet = Self.sheet([Self.message(.inbound, Self.ada, replyTo: [Self.mallory])])
    #expect(Self.new(sheet, Self.mallory) == ["mallory@evil.example"])
  }

  @Test func s4TheCustomerIsNeverNewNorIsAMarketplacesOtherAddress() {
    let alias = Party(address: "x1@marketplace.amazon.de")
    let other = Party(address: "x2@marketplace.amazon.de")
    #expect(Self.new(Self.sheet([], customer: ["ada@example.com"]), Self.ada) == [])
    let market = Self.sheet([Self.message(.inbound, alias)], channel: .amazon)
    #expect(Self.new(market, other) == [])
    #expect(Self.new(market, Self.mallory) == ["mallory@evil.example"])
    // One who only says to be there is not of the marketplace.
    let joined = Self.sheet(
      [Self.message(.inbound, alias), Self.message(.inbound, Self.mallory)], channel: .amazon)
    #expect(Self.new(joined, Party(address: "x@evil.example")) == ["x@evil.example"])
    let colleague = Party(address: "other@shop.example")
    #expect(Self.new(market, colleague) == ["other@shop.example"])
    #expect(
      Self.new(Self.sheet([Self.message(.inbound, alias)]), other) == ["x2@marketplace.amazon.de"])
  }

  @Test func s4ANoteMakesNobodyKnown() {
    let sheet = Self.sheet([
      Self.message(.note, Self.mallory), Self.message(.inbound, Self.ada),
    ])
    #expect(Self.new(sheet, Self.mallory) == ["mallory@evil.example"])
  }

  /// A shop's own form tells real addresses: millions share their domains.
  @Test(arguments: [ChannelName.shopify, .woocommerce, .email, .etsy])
  func s4WhoSharesTheCustomersMailProviderIsNew(_ channel: ChannelName) {
    let sheet = Self.sheet(
      [Self.message(.inbound, Self.us, replyTo: [Self.ada])], channel: channel,
      customer: ["ada@example.com"])
    #expect(Self.new(sheet, Self.ada) == [])
    let stranger = Party(address: "eve@example.com")
    #expect(Self.new(sheet, stranger) == ["eve@example.com"])
  }
}

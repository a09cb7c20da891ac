import Domain
import Foundation
import Testing

@testable import Store

/// What has been quiet for long goes, and what must stay does not.
struct RetainingTests {
  private struct Years {
    let folder: Folder
    let clock = HandClock()
    var shop: Shop
    let ada: CustomerID
    let ben: CustomerID

    init() async throws {
      folder = try Folder()
      shop = try Shop(folder.file, clock: clock)
      (ada, ben) = (shop.mint.id(at: clock.now), shop.mint.id(at: clock.now))
      for (id, name) in [(ada, "ada"), (ben, "ben")] {
        try await shop.store.commit(
          [],
          facts: [
            .contact(
              Customer(
                id: id, name: "\(name.capitalized) Quietperson",
                identities: [Identity(channel: .email, address: "\(name)@mail.example")],
                since: clock.now))
          ], by: .system)
      }
    }

    mutating func ticket(
      of customer: CustomerID, _ name: String, _ status: Status, says text: String,
      channel: ChannelName = .email
    ) async throws -> TicketID {
      let id = try await shop.arrive(
        from: "\(name)@mail.example", says: text, channel: channel, customer: customer)
      if status != .new { try await shop.act(id, .moved(status, .asked)) }
      return id
    }

    func target(_ days: Int64, channel: ChannelName? = nil, tag: Domain.Tag? = nil)
      -> ErasureTarget
    {
      .quiet(since: clock.now - .days(days), channel: channel, tag: tag)
    }

    func retain(_ target: ErasureTarget) throws -> Erasure? {
      shop.store.close()
      let clock = clock
      return try Store.erase(
        target, keeping: tag("legal-hold"), at: folder.file.path, by: .timer,
        clock: { clock.now }, seed: 71)
    }
  }

  @Test func onlyQuietTicketsThatNobodyWorksOn() async throws {
    var years = try await Years()
    let old = try await years.ticket(of: years.ada, "ada", .solved, says: "anoldcanary lies here")
    let open = try await years.ticket(of: years.ada, "ada", .open, says: "still waitingcanary")
    let held = try await years.ticket(of: years.ben, "ben", .closed, says: "a heldcanary")
    try await years.shop.act(held, .tagged(tag("legal-hold")))
    years.clock.pass(.days(400))
    let recent = try await years.ticket(of: years.ben, "ben", .solved, says: "a recentcanary")
    let told = try #require(
      try await years.shop.store.erasure(of: years.target(365), keeping: tag("legal-hold")))
    #expect(told.tickets == [1] && told.held == [3] && told.foundAfter == nil)
    #expect(told.span?.lowerBound == years.clock.now - .days(400) && told.customers == 0)
    let done = try #require(try years.retain(years.target(365)))
    #expect(done.tickets == [1] && done.held == [3] && done.foundAfter == 0)
    let shop = try Shop(years.folder.file, clock: years.clock, seed: 55)
    #expect(try await shop.ticket(old).erasedAt == years.clock.now)
    for id in [open, held, recent] {
      #expect(try await shop.ticket(id).erasedAt == nil)
      #expect(try await shop.sheet(id).messages.first?.body.visible != "erased")
    }
    #expect(try await shop.sheet(open).customer?.name == "Ada Quietperson")
    let before = try await shop.derived()
    try await shop.store.rebuild()
    #expect(try await shop.derived() == before)
    #expect(try await shop.store.checkIntegrity(full: true).allSatisfy { $0.isFine })
  }

  @Test func whoHasNoOtherTicketGoesWithTheLast() async throws {
    var years = try await Years()
    let first = try await years.ticket(of: years.ada, "ada", .solved, says: "a firstcanary")
    let second = try await years.ticket(of: years.ada, "ada", .closed, says: "a secondcanary")
    let bens = try await years.ticket(of: years.ben, "ben", .open, says: "mine is open")
    years.clock.pass(.days(400))
    let done = try #require(try years.retain(years.target(365)))
    #expect(done.tickets == [1, 2] && done.customers == 1 && done.foundAfter == 0)
    let shop = try Shop(years.folder.file, clock: years.clock, seed: 55)
    #expect(try await shop.sheet(first).customer?.name == "erased customer")
    #expect(try await shop.sheet(second).customer?.identities == [])
    #expect(try await shop.sheet(bens).customer?.name == "Ben Quietperson")
    let file = try Data(contentsOf: URL(filePath: years.folder.file.path))
    let text = String(decoding: file.map { $0 < 0x80 ? $0 : 0x20 }, as: UTF8.self).lowercased()
    for word in ["ada@mail.example", "ada quietperson", "firstcanary", "secondcanary"] {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(text.contains("ben@mail.example"))
  }

  @Test func aRuleMayBeForOneChannelOrTag() async throws {
    var years = try await Years()
    _ = try await years.ticket(of: years.ada, "ada", .solved, says: "by mail")
    _ = try await years.ticket(
      of: years.ada, "ada", .solved, says: "by amazon", channel: ChannelName(rawValue: "amazon"))
    let tagged = try await years.ticket(of: years.ben, "ben", .open, says: "a tagged one")
    try await years.shop.act(tagged, .tagged(tag("refund")), .moved(.solved, .asked))
    years.clock.pass(.days(40))
    func numbers(_ target: ErasureTarget) async throws -> [Int]? {
      try await years.shop.store.erasure(of: target, keeping: tag("legal-hold"))?.tickets
    }
    #expect(try await numbers(years.target(30)) == [1, 2, 3])
    #expect(
      try await numbers(years.target(30, channel: ChannelName(rawValue: "amazon"))) == [2])
    #expect(try await numbers(years.target(30, tag: tag("refund"))) == [3])
    #expect(try await numbers(years.target(50)) == [])
  }

  @Test func aMergedTicketStaysWithTheOneThatStays() async throws {
    var years = try await Years()
    let source = try await years.ticket(of: years.ada, "ada", .open, says: "one half")
    let survivor = try await years.ticket(of: years.ada, "ada", .open, says: "the other half")
    try await years.shop.act(source, .merged(into: survivor))
    years.clock.pass(.days(400))
    let told = try await years.shop.store.erasure(
      of: years.target(365), keeping: tag("legal-hold"))
    #expect(told?.tickets == [] && told?.held == [1])
    try await years.shop.act(survivor, .moved(.solved, .asked))
    years.clock.pass(.days(400))
    let done = try #require(try years.retain(years.target(365)))
    #expect(done.tickets == [1, 2] && done.foundAfter == 0)
  }

  /// Who is one person with somebody goes only when that one has no other ticket either.
  @Test func whoIsOnePersonWithOthersGoesWithTheLastTicketOfAll() async throws {
    var years = try await Years()
    _ = try await years.ticket(of: years.ada, "ada", .closed, says: "an oldcanary")
    years.clock.pass(.days(400))
    let last = try await years.ticket(of: years.ben, "ben", .closed, says: "a newcanary")
    try await years.shop.join(years.ben, into: years.ada)
    let done = try #require(try years.retain(years.target(365)))
    #expect(done.tickets == [1] && done.customers == 0 && done.foundAfter == 0)
    years.shop = try Shop(years.folder.file, clock: years.clock, seed: 103 << 40)
    #expect(try await years.shop.sheet(last).customer?.name == "Ada Quietperson")
    years.clock.pass(.days(400))
    let both = try #require(try years.retain(years.target(365)))
    #expect(both.tickets == [2] && both.customers == 2 && both.foundAfter == 0)
  }

  /// What must be kept is not touched by what goes, even where it names whose it was.
  @Test func whatMustBeKeptStaysToTheLetter() async throws {
    var years = try await Years()
    let old = try await years.ticket(of: years.ada, "ada", .closed, says: "an oldcanary")
    let held = try await years.ticket(
      of: years.ben, "ben", .closed, says: "ada@mail.example and Ada Quietperson know more")
    try await years.shop.act(held, .tagged(tag("legal-hold")))
    let before = try await years.shop.sheet(held).messages
    years.clock.pass(.days(400))
    let done = try #require(try years.retain(years.target(365)))
    #expect(done.tickets == [1] && done.held == [2] && done.foundAfter == 0)
    let shop = try Shop(years.folder.file, clock: years.clock, seed: 55)
    #expect(try await shop.ticket(old).erasedAt != nil)
    #expect(try await shop.sheet(held).messages == before)
    #expect(try await shop.sheet(old).customer?.name == "Ada Quietperson")
  }
}

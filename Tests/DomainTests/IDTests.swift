import Domain
import Foundation
import Testing

@Suite struct IDTests {
  private static let moment = Instant(milliseconds: 1_764_097_440_123)

  @Test func aMintedIdentifierIsUUIDv7OfItsMoment() {
    var mint = Mint(seed: 1)
    let id: TicketID = mint.id(at: Self.moment)
    #expect(id.high >> 16 == 1_764_097_440_123)
    #expect(id.high >> 12 & 0xF == 7)
    #expect(id.low >> 62 == 0b10)
  }

  @Test func identifiersSortByTheirMoment() {
    var mint = Mint(seed: 2)
    let ids: [TicketID] = (0..<100).map { mint.id(at: Self.moment + .seconds($0)) }
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == 100)
  }

  @Test func oneSeedGivesTheSameIdentifiers() {
    var one = Mint(seed: 7)
    var other = Mint(seed: 7)
    let first: MessageID = one.id(at: Self.moment)
    let second: MessageID = other.id(at: Self.moment)
    #expect(first == second)
  }

  @Test func textAndBack() throws {
    var mint = Mint(seed: 3)
    for _ in 0..<100 {
      let id: ReplyID = mint.id(at: Self.moment)
      #expect(id.description.count == 36)
      #expect(ReplyID(id.description) == id)
      #expect(ReplyID(id.description.uppercased()) == id)
      #expect(try JSONDecoder().decode(ReplyID.self, from: JSONEncoder().encode(id)) == id)
    }
    #expect(
      TicketID(high: 1, low: 2).description == "00000000-0000-0001-0000-000000000002")
  }

  @Test(arguments: [
    "", "1234", "00000000-0000-0001-0000-00000000000", "00000000-0000-0001-0000-00000000000g",
    "00000000000000010000000000000002----", "00000000-0000-0001-0000-0000000000020",
    "+0000000-0000-0001-0000-000000000002",
  ])
  func noIdentifier(_ text: String) {
    #expect(TicketID(text) == nil)
  }
}

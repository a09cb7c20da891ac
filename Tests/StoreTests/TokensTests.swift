import Domain
import Foundation
import Seal
import Testing

@testable import Store

func sha256(_ text: String) -> String { Digest.sha256(text).hex }

struct TokensTests {
  let tokens = Tokens(key: [UInt8](repeating: 7, count: 32))
  let ticket = TicketID(high: 0x0193_7000_0000_7123, low: 0x8123_4567_89AB_CDEF)
  let reply = ReplyID(high: 0x0193_7000_0000_7999, low: 0x8FFF_4567_89AB_CDEF)

  @Test func whatWeMintWeKnow() {
    let id = tokens.messageID(ticket: ticket, reply: reply, domain: "shop.example")
    #expect(tokens.ticket(messageID: id) == ticket)
    #expect(tokens.ticket(messageID: id.uppercased().replacing("SB.", with: "sb.")) == ticket)
    #expect(id.utf8.count < 120)
    #expect(id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".@".contains($0)) })
    let address = tokens.address("support@shop.example", for: ticket)
    #expect(tokens.ticket(address: address) == ticket)
    #expect(tokens.ticket(address: address.uppercased()) == ticket)
    #expect((address.split(separator: "@").first?.count ?? 99) <= 64)
    let mark = tokens.subjectToken(number: 1234, ticket: ticket)
    #expect(mark.wholeMatch(of: /\[#1234-[a-z2-7]{4}\]/) != nil)
    let found = Tokens.marks(in: "Re: AW: \(mark) kettle")
    #expect(found.count == 1)
    #expect(tokens.holds(code: found[0].code, number: 1234, ticket: ticket))
  }

  @Test func everyForgedLetterIsRefused() {
    let id = tokens.messageID(ticket: ticket, reply: reply, domain: "shop.example")
    let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
    let local = Array(id.prefix { $0 != "@" })
    for index in 3..<local.count {
      var forged = local
      let place = letters.firstIndex(of: forged[index]) ?? 0
      forged[index] = letters[(place + 1) % 32]
      #expect(tokens.ticket(messageID: String(forged) + "@shop.example") == nil)
    }
  }

  @Test func guessingDoesNotHelp() {
    var chance = Mint(seed: 4)
    let named = Array(ticket.blob) + Array(reply.blob)
    for _ in 0..<2_000 {
      let guess = (0..<10).map { _ in UInt8.random(in: 0...255, using: &chance) }
      let id = "sb.\(Spelling.base32(named + guess))@shop.example"
      #expect(tokens.ticket(messageID: id) == nil)
      let address = "a+sb\(Spelling.base32(Array(ticket.blob) + guess.prefix(8)))@shop.example"
      #expect(tokens.ticket(address: address) == nil)
    }
  }

  @Test func anotherKeyKnowsNothing() {
    let other = Tokens(key: [UInt8](repeating: 8, count: 32))
    let id = tokens.messageID(ticket: ticket, reply: reply, domain: "shop.example")
    #expect(other.ticket(messageID: id) == nil)
    #expect(other.ticket(address: tokens.address("a@b.example", for: ticket)) == nil)
    #expect(
      other.subjectToken(number: 1, ticket: ticket)
        != tokens.subjectToken(number: 1, ticket: ticket))
  }

  @Test(arguments: [
    "", "@", "sb.@x", "sb.aaaa@x", "sb.\(String(repeating: "a", count: 68))@x", "sb.é@x",
    "123@mail.example", "sb.\(String(repeating: "a", count: 5_000))@x",
  ])
  func nonsenseIsNoToken(text: String) {
    #expect(tokens.ticket(messageID: text) == nil)
    #expect(tokens.ticket(address: text) == nil)
    #expect(tokens.ticket(address: "a+" + text) == nil)
  }

  @Test func everyStoreHasItsOwnKey() throws {
    let keys = try (0..<4).map { try Shop(seed: UInt64($0)).store.tokens.key }
    #expect(Set(keys).count == 4)
    #expect(keys.allSatisfy { $0.count == 32 })
  }
}

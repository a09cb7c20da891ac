import ChannelKit
import Domain
import Foundation
import Store
import Testing
import Twilio
import Wire

@testable import Sync

/// A channel that takes answers for a while only: nothing leaves once that is over.
@Suite struct WindowTests {
  @Test(arguments: [(Int64(23), Delivery.sent), (24, .refused), (30, .refused)])
  func anAnswerLeavesWhileTheWindowIsOpen(_ hours: Int64, _ state: Delivery) async throws {
    let desk = try Desk()
    let shop = chat(desk.clock.now)
    try await desk.look(at: shop)
    let written = try #require(try await desk.ticket().messages.first).receivedAt
    desk.clock.advance(written + .hours(hours) - desk.clock.now)
    let reply = try await desk.answer("It left us.")
    try await desk.look(at: shop)
    let row = try await desk.row(reply)
    #expect(row.state == state, "\(row.lastError)")
    #expect(await shop.state.talks.first?.words.count == (state == .sent ? 2 : 1))
    if state == .refused { #expect(row.lastError.contains("24 hours"), "\(row.lastError)") }
  }

  @Test func whoWritesAgainOpensItAgain() async throws {
    let desk = try Desk()
    let shop = chat(desk.clock.now)
    try await desk.look(at: shop)
    desk.clock.advance(.hours(30))
    let now = desk.clock.now
    await shop.change { state in
      state.now = now
      state.say("Hello?", in: "+15550199")
    }
    try await desk.look(at: shop)
    let reply = try await desk.answer("It left us.")
    try await desk.look(at: shop)
    #expect(try await desk.row(reply).state == .sent)
  }
}

private func chat(_ now: Instant) -> SmallShop {
  var state = SmallShop.State(now: now)
  state.say("Has it shipped?", in: "+15550199", customer: Party(address: "+15550199"))
  return SmallShop(state)
}

extension Desk {
  fileprivate func look(at shop: SmallShop) async throws {
    let account = SyncAccount(account: TwilioWhatsAppSimulator.account) { () throws(ChannelError) in
      TwilioWhatsAppSimulator.channel(at: shop)
    }
    _ = try await engine(nil, [account]).runOnce(waitingForWindowsUpTo: .seconds(0))
  }

  /// Ana answers the first ticket as the desk would.
  fileprivate func answer(_ text: String) async throws -> ReplyID {
    let sheet = try await ticket()
    let last = try #require(sheet.messages.last { $0.direction == .inbound })
    var mint = Mint(seed: 92 << 40)
    let reply = Reply(
      id: mint.id(at: clock.now), ticket: sheet.ticket.id, channel: .whatsapp,
      account: TwilioWhatsAppSimulator.account.name, from: Party(address: ""), to: [last.from],
      subject: "Re: \(sheet.ticket.subject)", text: text,
      inReplyTo: last.externalID.map { [$0] } ?? [],
      references: last.references + (last.externalID.map { [$0] } ?? []), author: ana)
    try await store.commit([.replyQueued(reply)], by: .agent(ana), seen: sheet.ticket.lastEvent)
    return reply.id
  }
}

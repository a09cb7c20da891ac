import ChannelKit
import Foundation
import Mailbox
import Testing

/// What a look at a mailbox finds that its settings could do with.
struct MailboxTestingTests {
  let stand = MailboxStand()

  private func deliver(_ fields: String...) async {
    for field in fields {
      await stand.simulator.deliver(
        Array("\(field)Subject: Hi\r\n\r\nHello\r\n".utf8), receivedAt: .distantPast)
    }
  }

  private static let ours = "Authentication-Results: mx.shop.example; dkim=pass\r\n"
  private static let forged = "Authentication-Results: mx.evil.example; dkim=pass\r\n"

  @Test func theServerThatTopsTheMailsIsSuggested() async throws {
    await deliver(Self.ours + Self.forged, Self.ours, "", Self.ours + Self.forged + Self.forged)
    let found = try await stand.channel().test()
    #expect(found.map(\.key) == ["authserv_id"] && found.map(\.value) == ["mx.shop.example"])
    #expect(
      found.first?.reason
        == "3 of the newest 4 mails bear what mx.shop.example found out about their senders")
  }

  @Test func whatIsNotClearOrKnownIsNotSuggested() async throws {
    #expect(try await stand.channel().test() == [])
    await deliver(Self.ours, Self.ours, Self.forged)
    #expect(try await stand.channel().test() == [])
    await deliver(Self.ours, Self.ours, Self.ours)
    let known = stand.channel(more: ["authserv_id": "mx.shop.example"])
    #expect(try await known.test() == [])
  }
}

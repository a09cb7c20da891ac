import ChannelKit
import Domain
import Foundation
import Mailbox
import Testing

/// What an account's owner wants done on the server.
struct MailboxErrandsTests {
  let stand = MailboxStand()

  private func channel(_ settings: [String: String]) -> MailboxChannel {
    stand.channel(more: settings)
  }

  private func errand(
    _ uid: UInt32, _ kind: ServerErrand.Kind, id: String?? = .none, size: Int = 0,
    validity: UInt32 = 1000, in folder: String = "INBOX"
  ) -> ServerErrand {
    ServerErrand(
      mail: ServerMail(
        account: "support", place: ServerPlace(folder: folder, validity: validity, uid: uid),
        raw: ""),
      kind: kind, externalID: id ?? "\(uid)@customer.example", size: size)
  }

  private func flags(_ folder: String = "INBOX") async -> [UInt32: [String]] {
    Dictionary(
      uniqueKeysWithValues: await stand.simulator.mails(in: folder).map { ($0.uid, $0.flags) })
  }

  @Test(
    arguments: [
      ([:], []), (["mark": ""], []), (["mark": "answered"], [ServerErrand.Kind.answered]),
      (["mark": "seen answered archived"], [.answered, .seen]),
      (["archive": "Done"], [.archived]), (["archive": ""], []),
    ] as [([String: String], Set<ServerErrand.Kind>)])
  func nothingIsDoneUnlessTheAccountSaysSo(
    _ settings: [String: String], _ duties: Set<ServerErrand.Kind>
  ) {
    #expect(channel(settings).duties == duties)
  }

  @Test func mailsAreMarked() async throws {
    await stand.deliver(3)
    let errands = [errand(1, .answered), errand(3, .seen), errand(1, .seen), errand(9, .seen)]
    let done = try await channel(["mark": "answered seen"]).carryOut(errands)
    #expect(Set(done) == Set(errands), "what is gone need not be marked")
    #expect(await flags() == [1: ["\\Answered", "\\Seen"], 2: [], 3: ["\\Seen"]])
  }

  /// R12: UID commands only, and what a mail is known by is checked before it goes.
  @Test(arguments: [true, false])
  func onlyTheMailThatIsMeantIsMoved(_ canMove: Bool) async throws {
    var faults = MailboxFaults()
    faults.cannotMove = !canMove
    await stand.simulator.set(faults)
    let bytes = await stand.deliver(6)
    await stand.simulator.swap(2, for: Array("Message-ID: <other@x.example>\r\n\r\nNo\r\n".utf8))
    await stand.simulator.remove(3)
    await stand.simulator.set(["\\Deleted"], of: 6)
    let errands = [
      errand(1, .archived), errand(2, .archived), errand(3, .archived),
      errand(4, .archived, id: .some(nil), size: bytes[3].count),
      errand(5, .archived, id: .some(nil), size: bytes[4].count + 1),
    ]
    let channel = channel(["archive": "Done/2026"])
    #expect(try await Set(channel.carryOut(errands)) == Set(errands))
    #expect(await flags().keys.sorted() == [2, 5, 6], "another client's \\Deleted stays")
    #expect(await stand.simulator.mails(in: "Done/2026").map(\.bytes) == [bytes[0], bytes[3]])
    #expect(try await Set(channel.carryOut(errands)) == Set(errands), "twice does no harm")
    #expect(await stand.simulator.mails(in: "Done/2026").count == 2)
  }

  /// R12: whoever is ended between copying and removing copies nothing twice, and takes no other
  /// mail with the same Message-ID for the copy.
  @Test func whatWasCopiedBeforeTheEndIsNotCopiedAgain() async throws {
    var faults = MailboxFaults()
    faults.cannotMove = true
    await stand.simulator.set(faults)
    let bytes = await stand.deliver(3)
    await stand.simulator.deliver(bytes[0], to: "Done", receivedAt: .now)
    let other = Array("Message-ID: <2@customer.example>\r\n\r\nNot the same\r\n".utf8)
    await stand.simulator.deliver(other, to: "Done", receivedAt: .now)
    await stand.simulator.set(["\\Deleted"], of: 1)
    let errands = [errand(1, .archived), errand(2, .archived), errand(3, .archived)]
    #expect(try await Set(channel(["archive": "Done"]).carryOut(errands)) == Set(errands))
    #expect(await flags().isEmpty)
    #expect(
      await stand.simulator.mails(in: "Done").map(\.bytes) == [bytes[0], other, bytes[1], bytes[2]])
  }

  @Test func underAnotherUIDVALIDITYNothingIsTouched() async throws {
    await stand.deliver(2)
    let errands = [errand(1, .archived, validity: 7), errand(2, .seen, validity: 7)]
    let channel = channel(["mark": "seen", "archive": "Done"])
    #expect(try await channel.carryOut(errands) == [])
    #expect(await flags() == [1: [], 2: []])
  }

  @Test func whatLiesInTheArchiveStaysThere() async throws {
    await stand.deliver(1, to: "Done")
    let errand = errand(1, .archived, validity: 1002, in: "Done")
    #expect(try await channel(["archive": "Done"]).carryOut([errand]) == [errand])
    #expect(await stand.simulator.mails(in: "Done").count == 1)
  }
}

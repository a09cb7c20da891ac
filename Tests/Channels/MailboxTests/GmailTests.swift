import ChannelKit
import Domain
import Foundation
import Mailbox
import Testing

/// Gmail's ways: labels, one folder with all mail, and its own copies of what is sent.
struct GmailTests {
  let stand = MailboxStand()

  private func setUp() async {
    var faults = MailboxFaults()
    faults.isGmail = true
    await stand.simulator.set(faults)
    await stand.simulator.make("[Gmail]/Alle Nachrichten", marked: "\\All")
    await stand.simulator.make("[Gmail]/Gesendet", marked: "\\Sent")
  }

  @Test func allMailIsReadUnderWhateverName() async throws {
    await setUp()
    await stand.deliver(4, to: "[Gmail]/Alle Nachrichten")
    await stand.deliver(1, from: 3, to: "[Gmail]/Gesendet")
    let all = "[Gmail]/Alle Nachrichten"
    await stand.simulator.label(1, ["\\Inbox", "Rückgabe & Umtausch", "a \"b\""], in: all)
    await stand.simulator.label(2, ["\\Draft"], in: all)
    await stand.simulator.label(3, ["\\Sent", "\\Important"], in: all)
    let batch = try await stand.channel(sent: nil, folders: ["\\All"]).all()
    #expect(batch.arrivals.map { $0.place?.uid } == [1, 3, 4], "a draft is no mail yet")
    #expect(batch.arrivals.map(\.isSent) == [false, true, false])
    #expect(batch.arrivals.allSatisfy { $0.place?.folder == all }, "nothing is read twice")
    #expect(batch.arrivals.first?.labels == ["\\Inbox", "Rückgabe & Umtausch", "a \"b\""])
  }

  @Test func aMarkThatNoFolderBearsIsNamed() async throws {
    await setUp()
    let error = await #expect(throws: ChannelError.self) {
      _ = try await stand.channel(sent: nil, folders: ["\\Archive"]).messages(after: nil)
    }
    #expect(error?.sentence.contains("marks no folder as \\Archive") == true)
    #expect(error?.sentence.contains("Alle Nachrichten") == true)
  }

  @Test func aFolderThatIsMissingIsNamedWithThoseThereAre() async throws {
    for work in [true, false] {
      let channel = stand.channel(folders: ["Inbocks"])
      let error = await #expect(throws: ChannelError.self) {
        if work { _ = try await channel.messages(after: nil) } else { _ = try await channel.test() }
      }
      #expect(error?.sentence.contains("no folder Inbocks") == true)
      #expect(error?.sentence.contains("INBOX, Sent") == true)
    }
  }

  @Test(arguments: [true, false])
  func gmailFilesItsOwnCopies(_ isGmail: Bool) async throws {
    var faults = MailboxFaults()
    faults.isGmail = isGmail
    await stand.simulator.set(faults)
    let parcel = Parcel(
      reply: ReplyID(high: 1, low: 1), externalID: "a@shop.example", from: "", to: [],
      bytes: Array("Message-ID: <a@shop.example>\r\n\r\nHello\r\n".utf8))
    try await stand.channel().file(parcel)
    #expect(await stand.simulator.mails(in: "Sent").count == (isGmail ? 0 : 1))
  }

  @Test(arguments: [["labels": "tags"], [:]])
  func labelsAreTagsWhereTheAccountWantsThem(_ settings: [String: String]) {
    let account = Account(
      name: "support", type: "mail", address: "support@shop.example", settings: settings)
    var arrival = Arrival(
      source: "1", bytes: Data("From: a@b.example\r\n\r\nHello\r\n".utf8),
      receivedAt: Instant(milliseconds: 0))
    arrival.labels = ["\\Inbox", "Rückgabe (neu), Umtausch", "VIP", "+1", ""]
    let mail = MailMessage(
      arrival, account: account, relays: Relays.read([]).0, id: MessageID(high: 1, low: 1))
    let words = settings.isEmpty ? [] : ["rückgabe-neu-umtausch", "vip"]
    #expect(mail.tags.map(\.word) == words)
  }
}

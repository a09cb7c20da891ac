import ChannelKit
import Domain
import Mailbox
import Testing

/// What becomes on the server of mails that were fetched earlier.
struct MailboxFlagsTests {
  let stand = MailboxStand()

  private func remember(_ memory: MailboxFaults.Memory) async {
    var faults = MailboxFaults()
    faults.memory = memory
    await stand.simulator.set(faults)
  }

  @Test(arguments: [MailboxFaults.Memory.none, .counts, .remembersGone])
  func flagsAndAbsenceAreTold(_ memory: MailboxFaults.Memory) async throws {
    await remember(memory)
    await stand.deliver(5)
    await stand.simulator.set(["\\Seen", "\\Recent"], of: 2)
    let first = try await stand.channel().messages(after: nil)
    #expect(first.arrivals.map { $0.place?.flags } == [[], ["\\Seen"], [], [], []])
    await stand.simulator.set(["Later", "\\Flagged"], of: 1)
    await stand.simulator.set([], of: 2)
    await stand.simulator.remove(3)
    await stand.simulator.remove(5)
    await stand.deliver(1, from: 6)
    let second = try await stand.channel().messages(after: first.next)
    #expect(second.arrivals.map(\.source) == ["INBOX/1000/6"])
    let news = try #require(second.news.first { $0.folder == "INBOX" })
    #expect(news.validity == 1000)
    #expect(news.gone == [3...3, 5...5])
    #expect(news.flags[["Later", "\\Flagged"]] == [1...1])
    #expect(news.flags[[]]?.contains { $0.contains(2) } == true)
  }

  @Test func whereChangesAreCountedOnlyTheyAreTold() async throws {
    await stand.deliver(300)
    let first = try await stand.channel().all()
    await stand.simulator.set(["\\Answered"], of: 7)
    let second = try await stand.channel().messages(after: first.next)
    #expect(
      second.news == [FolderNews(folder: "INBOX", validity: 1000, flags: [["\\Answered"]: [7...7]])]
    )
    let before = await stand.simulator.bytesServed
    let third = try await stand.channel().messages(after: second.next)
    #expect(third.news == [])
    #expect(await stand.simulator.bytesServed - before < 3_000, "nothing is read again")
  }

  @Test func whatChangesWhileTheFirstPullLastsIsToldAtItsEnd() async throws {
    await stand.deliver(450)
    let channel = stand.channel()
    let first = try await channel.messages(after: nil)
    #expect(first.hasMore && first.news == [])
    await stand.simulator.set(["\\Seen"], of: 3)
    await stand.simulator.remove(4)
    var next = first.next
    var news: [FolderNews] = []
    for _ in 0..<4 {
      let batch = try await stand.channel().messages(after: next)
      news += batch.news
      next = batch.next
    }
    #expect(news.map(\.flags).contains { $0[["\\Seen"]] == [3...3] })
    #expect(news.contains { $0.gone == [4...4] })
  }

  @Test func anotherUIDVALIDITYIsNews() async throws {
    await stand.deliver(3)
    let first = try await stand.channel().messages(after: nil)
    await stand.simulator.renumber()
    let second = try await stand.channel().messages(after: first.next)
    #expect(second.news == [FolderNews(folder: "INBOX", validity: 2000)])
    #expect(first.notices == [] && second.notices.count == 1)
    #expect(second.arrivals.map(\.source) == ["INBOX/2000/1", "INBOX/2000/2", "INBOX/2000/3"])
  }

  @Test func aCursorOfAnEarlierVersionLearnsAllFlags() async throws {
    await stand.deliver(3)
    await stand.simulator.set(["\\Seen"], of: 2)
    await stand.simulator.remove(1)
    let old = Cursor(#"{"INBOX":{"uid":3,"validity":1000}}"#)
    let batch = try await stand.channel().messages(after: old)
    #expect(batch.arrivals == [])
    #expect(
      batch.news.first
        == FolderNews(
          folder: "INBOX", validity: 1000, flags: [["\\Seen"]: [2...2], []: [3...3]],
          gone: [1...1]))
  }
}

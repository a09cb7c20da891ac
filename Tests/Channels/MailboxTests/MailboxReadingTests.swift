import ChannelKit
import Domain
import Foundation
import Testing
import Wire

@testable import Mailbox

/// A simulated server and a channel to it, in memory.
struct MailboxStand: Sendable {
  let simulator = MailboxSimulator()

  func channel(
    imap: String = "imap://support%40shop.example@localhost",
    smtp: String = "smtp://support%40shop.example@localhost", sent: String? = "Sent",
    folders: [String] = ["INBOX"], transport: (any Transport)? = nil, ca: String? = nil,
    password: String = "correct horse", more: [String: String] = [:]
  ) -> MailboxChannel {
    var settings = ["imap": imap, "smtp": smtp].merging(more) { $1 }
    settings["sent"] = sent
    settings["ca"] = ca
    return MailboxChannel(
      account: Account(
        name: "support", type: "mail", address: "support@shop.example", settings: settings,
        folders: folders),
      transport: transport ?? MailboxSimulatorTransport(simulator),
      credentials: .password(user: "support@shop.example", Secret(password)))
  }

  /// Delivers `count` mails, numbered from `first`, and returns their bytes.
  @discardableResult
  func deliver(
    _ count: Int, from first: Int = 1, size: Int = 0, to folder: String = "INBOX"
  ) async -> [[UInt8]] {
    var all: [[UInt8]] = []
    for number in first..<(first + count) {
      let filling = String(repeating: "x", count: size)
      let text =
        "Message-ID: <\(number)@customer.example>\r\nSubject: \(number)\r\n\r\n{5}\r\n)\(filling)\r\n"
      all.append(Array(text.utf8))
      await simulator.deliver(
        Array(text.utf8), to: folder,
        receivedAt: Date(timeIntervalSince1970: 1_700_000_000 + Double(number)))
    }
    return all
  }
}

extension MailboxChannel {
  /// Pulls until there is no more; fails where that takes too long.
  func all(after cursor: Cursor? = nil, calls: Int = 10_000) async throws -> Batch {
    var whole = Batch(arrivals: [], next: cursor)
    for _ in 0..<calls {
      let batch = try await messages(after: whole.next)
      whole.arrivals += batch.arrivals
      whole.notices += batch.notices
      whole.next = batch.next
      if !batch.hasMore { return whole }
    }
    Issue.record("there is no end")
    return whole
  }
}

struct MailboxReadingTests {
  let stand = MailboxStand()

  @Test func everythingComesOnceWithItsArrival() async throws {
    let sent = await stand.deliver(3)
    let channel = stand.channel()
    let batch = try await channel.messages(after: nil)
    #expect(batch.arrivals.map { Array($0.bytes) } == sent)
    #expect(batch.arrivals.map(\.source) == ["INBOX/1000/1", "INBOX/1000/2", "INBOX/1000/3"])
    #expect(batch.arrivals[0].receivedAt == Instant(milliseconds: 1_700_000_001_000))
    #expect(!batch.hasMore)
    let again = try await channel.messages(after: batch.next)
    #expect(again.arrivals.isEmpty)
    #expect(again.next == batch.next)
    #expect(await stand.simulator.connections == 1)
  }

  /// Who answers from elsewhere may do so while we read: the letter that is answered comes first.
  @Test func aLetterComesBeforeItsAnswer() async throws {
    await stand.deliver(1)
    let stand = stand
    await stand.simulator.beforeOpening { name in
      guard name == "Sent", await stand.simulator.mails(in: "Sent").isEmpty else { return }
      await stand.deliver(1, from: 2)
      await stand.deliver(1, from: 3, to: "Sent")
    }
    let batch = try await stand.channel(folders: ["Sent", "INBOX"]).messages(after: nil)
    #expect(batch.arrivals.map(\.source) == ["INBOX/1000/1", "INBOX/1000/2", "Sent/1001/1"])
    #expect(batch.arrivals.map(\.isSent) == [false, false, true])
    #expect(!batch.hasMore)
  }

  @Test func anEmptyFolderIsNoTrouble() async throws {
    let batch = try await stand.channel().messages(after: nil)
    #expect(batch.arrivals.isEmpty && !batch.hasMore)
  }

  @Test func manyMailsComeInWindowsThatGrowWhileTheConnectionHolds() async throws {
    let sent = await stand.deliver(1_200)
    let channel = stand.channel()
    var got: [[UInt8]] = []
    var cursor: Cursor?
    // No window reaches beyond what was listed at once, a thousand at first.
    for (count, remaining) in [(100, 1_100), (200, 900), (400, 500), (300, 200), (200, 0)] {
      let batch = try await channel.messages(after: cursor)
      #expect(batch.arrivals.count == count && batch.remaining == remaining)
      #expect(batch.hasMore == (remaining > 0))
      got += batch.arrivals.map { Array($0.bytes) }
      cursor = batch.next
    }
    #expect(got == sent)
    #expect(try await stand.channel().messages(after: nil).arrivals.count == 100)
  }

  @Test func bigMailsMakeSmallWindows() async throws {
    await stand.deliver(16, size: 1 << 20)
    let channel = stand.channel()
    let batch = try await channel.messages(after: nil)
    #expect(batch.arrivals.count == 3)
    #expect(batch.hasMore)
    #expect(try await channel.messages(after: batch.next).arrivals.count == 7)
  }

  @Test func whatWasRemovedIsPassedOver() async throws {
    await stand.deliver(6)
    for uid: UInt32 in [1, 3, 6] { await stand.simulator.remove(uid) }
    let channel = stand.channel()
    let batch = try await channel.all()
    #expect(batch.arrivals.map(\.source) == ["INBOX/1000/2", "INBOX/1000/4", "INBOX/1000/5"])
    await stand.deliver(1, from: 7)
    let more = try await channel.all(after: batch.next)
    #expect(more.arrivals.map(\.source) == ["INBOX/1000/7"])
  }

  @Test func wideGapsBetweenUIDsAreCrossed() async throws {
    await stand.deliver(5_000)
    for uid: UInt32 in 2..<5_000 { await stand.simulator.remove(uid) }
    let batch = try await stand.channel().all()
    #expect(batch.arrivals.map(\.source) == ["INBOX/1000/1", "INBOX/1000/5000"])
  }

  @Test(arguments: [1, 7, 4_096])
  func odditiesOfServersAreBorne(_ piece: Int) async throws {
    var faults = MailboxFaults()
    faults.hidesUIDNext = true
    faults.isOldFashioned = true
    faults.pieceSize = piece
    await stand.simulator.set(faults)
    let sent = await stand.deliver(20)
    let batch = try await stand.channel().all()
    #expect(batch.arrivals.map { Array($0.bytes) } == sent)
  }

  @Test func anotherUIDValidityReadsTheFolderAgain() async throws {
    await stand.deliver(3)
    let batch = try await stand.channel().all()
    await stand.simulator.remove(1)
    await stand.simulator.renumber()
    let again = try await stand.channel().all(after: batch.next)
    #expect(again.arrivals.map(\.source) == ["INBOX/2000/1", "INBOX/2000/2"])
    #expect(try await stand.channel().all(after: again.next).arrivals.isEmpty)
  }

  @Test func sentMailIsMarkedAndOtherFoldersFollow() async throws {
    await stand.deliver(1, from: 1, to: "Sent")
    await stand.deliver(2, from: 2)
    await stand.deliver(1, from: 4, to: "Entwürfe")
    for sent in ["Sent", nil] {
      let batch = try await stand.channel(sent: sent, folders: ["INBOX", "Entwürfe"]).all()
      #expect(
        batch.arrivals.map(\.source)
          == ["INBOX/1000/1", "INBOX/1000/2", "Entwürfe/1002/1", "Sent/1001/1"])
      #expect(batch.arrivals.map(\.isSent) == [false, false, false, true])
    }
  }

  @Test func aMissingFolderIsNamed() async throws {
    let error = await #expect(throws: ChannelError.self) {
      try await stand.channel(folders: ["Nowhere"]).messages(after: nil)
    }
    #expect(error?.sentence.contains("Nowhere") == true)
  }

  /// A server that cannot read one of its mails, or does not say so, keeps no other back.
  @Test(arguments: [
    "[SERVERBUG] Internal error occurred", "that one is broken", "", "BYE FETCH failed",
  ])
  func aMailThatIsNotHandedOutStopsNoOther(_ answer: String) async throws {
    let sent = await stand.deliver(9, size: 300)
    let hangsUp = answer.hasPrefix("BYE")
    for broken in [[1], [9], [5], [4, 5, 8], [1, 2, 3, 4, 5, 6, 7, 8, 9]] as [[UInt32]] {
      if hangsUp && broken.count == 9 { continue }
      var faults = MailboxFaults()
      for uid in broken { faults.refusedMails[uid] = answer }
      await stand.simulator.set(faults)
      let channel = stand.channel()
      let first = try await channel.all()
      let others = sent.indices.filter { !broken.contains(UInt32($0 + 1)) }.map { sent[$0] }
      #expect(first.arrivals.map { Array($0.bytes) } == others, "\(broken)")
      let notice = try #require(first.notices.first)
      #expect(first.notices.count == (hangsUp ? broken.count : 1))
      let isOne = hangsUp || broken.count == 1
      #expect(notice.contains(isOne ? "mail \(broken[0])" : "\(broken.count) mails"))
      #expect(notice.contains(answer.isEmpty ? "nothing at all" : answer.suffix(6)))
      let second = try await channel.all(after: first.next)
      #expect(second.arrivals.isEmpty && second.notices.isEmpty && second.next == first.next)
      await stand.simulator.set(MailboxFaults())
      let third = try await stand.channel().all(after: first.next)
      #expect(third.arrivals.map { Array($0.bytes) } == sent.filter { !others.contains($0) })
      #expect(try await stand.channel().all(after: third.next).arrivals.isEmpty)
    }
  }

  /// A mail too large to read is named and left where it lies, wherever it stands.
  @Test func whatIsTooLargeIsNamedAndLeft() async throws {
    var sent: [[UInt8]] = []
    for (number, size) in [3_000_000, 300, 3_000_000, 300].enumerated() {
      sent += await stand.deliver(1, from: number + 1, size: size)
    }
    let channel = stand.channel()
    var window = PullWindow()
    window.mail = 2 << 20
    let batch = try await channel.batch(after: nil, window: window)
    #expect(batch.arrivals.map { Array($0.bytes) } == [sent[1], sent[3]])
    #expect(!batch.hasMore && batch.notices.count == 2)
    #expect(batch.notices.first?.contains("mail 1 in INBOX has 2 MB and is not fetched") == true)
    let again = try await channel.batch(after: batch.next, window: window)
    #expect(again.arrivals.isEmpty && again.notices.isEmpty)
  }

  /// What is said by a server that can do nothing now is no fault of a mail.
  @Test func aServerThatCannotNowIsAskedForAllAgain() async throws {
    let sent = await stand.deliver(3, size: 300)
    var faults = MailboxFaults()
    faults.refusedMails[2] = "[UNAVAILABLE] the storage is away"
    await stand.simulator.set(faults)
    let first = try await stand.channel().messages(after: nil)
    #expect(first.arrivals.map { Array($0.bytes) } == [sent[0]])
    let error = await #expect(throws: ChannelError.self) {
      try await stand.channel().messages(after: first.next)
    }
    #expect(error?.sentence.contains("the storage is away") == true)
    await stand.simulator.set(MailboxFaults())
    let rest = try await stand.channel().all(after: first.next)
    #expect(rest.arrivals.map { Array($0.bytes) } == Array(sent[1...]))
  }

  /// Where the server hands out nothing, it is not the mails: nothing is passed over.
  @Test func aServerThatHandsOutNothingIsLeft() async throws {
    await stand.deliver(40, size: 300)
    var faults = MailboxFaults()
    for uid in 1...40 as ClosedRange<UInt32> { faults.refusedMails[uid] = "no" }
    await stand.simulator.set(faults)
    let error = await #expect(throws: ChannelError.self) {
      try await stand.channel().messages(after: nil)
    }
    #expect(error?.sentence.contains("hands out none of 17 mails") == true)
  }

  @Test func everyCutLeavesProgressBehind() async throws {
    let sent = await stand.deliver(12, size: 300)
    for cut in stride(from: 1, through: 9_000, by: 97) {
      var faults = MailboxFaults()
      faults.cutAfter = cut
      await stand.simulator.set(faults)
      var got: [Arrival] = []
      var cursor: Cursor?
      if let batch = try? await stand.channel().messages(after: nil) {
        got = batch.arrivals
        cursor = batch.next
      }
      #expect(got.map { Array($0.bytes) } == Array(sent.prefix(got.count)))
      if cut > 2_000 { #expect(!got.isEmpty, "cut after \(cut)") }
      await stand.simulator.set(MailboxFaults())
      let rest = try await stand.channel().all(after: cursor)
      #expect((got + rest.arrivals).map { Array($0.bytes) } == sent, "cut after \(cut)")
    }
  }

  @Test func startingAgainCostsNothing() async throws {
    let sent = await stand.deliver(2_000, size: 2_000)
    _ = try await stand.channel().all()
    let clean = await stand.simulator.bytesServed
    var got: [[UInt8]] = []
    var cursor: Cursor?
    var hasMore = true
    while hasMore {
      // A new channel for each pull, as if the program had been killed between them.
      let batch = try await stand.channel().messages(after: cursor)
      got += batch.arrivals.map { Array($0.bytes) }
      cursor = batch.next
      hasMore = batch.hasMore
    }
    let interrupted = await stand.simulator.bytesServed - clean
    #expect(got == sent)
    #expect(Double(interrupted) < 1.5 * Double(clean), "\(interrupted) against \(clean)")
  }

  @Test func aStaleConnectionIsOpenedAgain() async throws {
    await stand.deliver(1)
    let channel = stand.channel()
    let batch = try await channel.messages(after: nil)
    var faults = MailboxFaults()
    faults.cutAfter = 1
    await stand.simulator.set(faults)
    await #expect(throws: ChannelError.self) { try await channel.messages(after: batch.next) }
    await stand.simulator.set(MailboxFaults())
    await stand.deliver(1, from: 2)
    #expect(try await channel.messages(after: batch.next).arrivals.count == 1)
  }

  @Test(arguments: [MailboxFaults.Greeting.bye, .nonsense])
  func badGreetingsAreTold(_ greeting: MailboxFaults.Greeting) async throws {
    var faults = MailboxFaults()
    faults.greeting = greeting
    await stand.simulator.set(faults)
    let error = await #expect(throws: ChannelError.self) {
      try await stand.channel().messages(after: nil)
    }
    #expect(error?.sentence.contains("localhost") == true)
  }

  @Test func aWrongPasswordIsSignedOut() async throws {
    let error = await #expect(throws: ChannelError.self) {
      try await stand.channel(password: "wrong").messages(after: nil)
    }
    guard case .signedOut = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: ["", "http://x", "smtp://localhost", "imaps://a:b@localhost"])
  func mistakesInTheSettingsAreTold(_ imap: String) async throws {
    let error = await #expect(throws: ChannelError.self) {
      try await stand.channel(imap: imap).messages(after: nil)
    }
    #expect(error?.sentence.contains("imap of the account support") == true)
  }

  @Test func aBrokenCursorIsTold() async throws {
    await #expect(throws: ChannelError.self) {
      try await stand.channel().messages(after: Cursor("{"))
    }
  }
}

struct MailboxNewsTests {
  let stand = MailboxStand()

  @Test func aDeliveryEndsTheWait() async throws {
    await stand.deliver(1)
    let channel = stand.channel()
    let cursor = try await channel.messages(after: nil).next
    async let news: Void = channel.news(after: cursor)
    await stand.simulator.idling()
    await stand.deliver(1, from: 2)
    try await news
    #expect(try await channel.messages(after: cursor).arrivals.count == 1)
    async let more: Void = channel.news(after: channel.messages(after: cursor).next)
    await stand.simulator.idling()
    await stand.deliver(1, from: 3)
    try await more
  }

  @Test func whatIsThereAlreadyNeedsNoWait() async throws {
    await stand.deliver(1)
    let channel = stand.channel()
    try await channel.news(after: nil)
    let cursor = try await channel.messages(after: nil).next
    await stand.deliver(1, from: 2)
    try await channel.news(after: cursor)
  }

  @Test func cancellingEndsTheWait() async throws {
    await stand.deliver(1)
    let channel = stand.channel()
    let cursor = try await channel.messages(after: nil).next
    let waiting = Task { try await channel.news(after: cursor) }
    await stand.simulator.idling()
    waiting.cancel()
    await #expect(throws: ChannelError.self) { try await waiting.value }
  }
}

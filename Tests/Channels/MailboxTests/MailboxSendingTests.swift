import ChannelKit
import Domain
import Foundation
import Mailbox
import Sockets
import TestKit
import Testing
import Wire

extension Parcel {
  static func test(to: [String] = ["carla@customer.example"]) -> Parcel {
    Parcel(
      reply: ReplyID(high: 1, low: 2), externalID: "r1@shop.example",
      from: "support@shop.example", to: to,
      bytes: Array("Message-ID: <r1@shop.example>\r\nSubject: Re\r\n\r\n.hello\r\n".utf8))
  }
}

extension Reply {
  /// An answer that has been accepted.
  static var test: Reply {
    var reply = Reply(
      id: ReplyID(high: 1, low: 2), ticket: TicketID(high: 1, low: 1), channel: .email,
      account: "support", from: Party(name: "Northlight", address: "support@shop.example"),
      to: [Party(name: "Carla", address: "carla@customer.example")], subject: "Re: Parcel",
      text: "It comes tomorrow.", author: AgentID("ana"))
    reply.externalID = "sb.r1@shop.example"
    reply.acceptedAt = Instant(milliseconds: 1_800_000_000_000)
    return reply
  }
}

struct MailboxSendingTests {
  let stand = MailboxStand()

  private func send(
    _ parcel: Parcel = .test(), _ change: (inout MailboxFaults) -> Void = { _ in }
  ) async throws -> Result<Receipt, ChannelError> {
    var faults = MailboxFaults()
    change(&faults)
    await stand.simulator.set(faults)
    do throws(ChannelError) {
      return .success(try await stand.channel().send(parcel))
    } catch {
      return .failure(error)
    }
  }

  @Test func aParcelArrivesAsItIs() async throws {
    let receipt = try await send().get()
    #expect(receipt.answer == "250 2.0.0 queued as 1")
    #expect(receipt.refused.isEmpty)
    let sent = await stand.simulator.sent
    #expect(sent.map(\.bytes) == [Parcel.test().bytes])
    #expect(sent.first?.to == ["carla@customer.example"])
  }

  @Test func refusedRecipientsAreListedAndTheOthersHaveIt() async throws {
    let receipt = try await send(.test(to: ["a@x.example", "b@x.example"])) {
      $0.recipientAnswers["b@x.example"] = "550 5.1.1 unknown"
    }.get()
    #expect(receipt.refused == ["b@x.example": "550 5.1.1 unknown"])
    #expect(await stand.simulator.sent.first?.to == ["a@x.example"])
  }

  @Test func whoIsUnseenIsOnTheEnvelopeOnly() throws {
    var reply = Reply.test
    reply.cc = [Party(address: "bob@customer.example")]
    reply.bcc = [
      Party(name: "Eve Secret", address: "eve@hidden.example"),
      Party(address: "bob@customer.example"),
    ]
    let parcel = try stand.channel().parcel(for: reply, files: [])
    #expect(
      parcel.to == ["carla@customer.example", "bob@customer.example", "eve@hidden.example"])
    let text = String(decoding: parcel.bytes, as: UTF8.self).lowercased()
    #expect(!text.contains("eve") && !text.contains("hidden") && !text.contains("bcc"))
    reply.bcc = []
    #expect(try stand.channel().parcel(for: reply, files: []).bytes == parcel.bytes)
  }

  /// A domain in other letters goes out in ASCII; a name before the @ needs a server that takes it.
  @Test func addressesInOtherLetters() async throws {
    var reply = Reply.test
    reply.to = [Party(name: "Jürgen", address: "jurgen@bücher.example")]
    let plain = try stand.channel().parcel(for: reply, files: [])
    #expect(plain.to == ["jurgen@xn--bcher-kva.example"] && plain.bytes.allSatisfy { $0 < 0x80 })
    _ = try await send(plain) { $0.hiddenOffers = ["SMTPUTF8", "8BITMIME"] }.get()
    reply.to = [Party(name: "Jürgen", address: "jürgen@bücher.example")]
    let wide = try stand.channel().parcel(for: reply, files: [])
    let refused = try await send(wide) { $0.hiddenOffers = ["SMTPUTF8"] }
    guard case .failure(.refused(let reason)) = refused else {
      Issue.record("\(refused)")
      return
    }
    #expect(reason.contains("jürgen@xn--bcher-kva.example"), "\(reason)")
    #expect(await stand.simulator.sent.count == 1)
    _ = try await send(wide).get()
    let handed = try #require(await stand.simulator.sent.last)
    #expect(handed.to == ["jürgen@xn--bcher-kva.example"] && handed.bytes == wide.bytes)
    #expect(handed.wishes.starts(with: ["SIZE=\(wide.bytes.count)", "BODY=8BITMIME", "SMTPUTF8"]))
  }

  @Test func aMailBeyondTheServersLimitIsRefusedBeforeItIsSaid() async throws {
    let result = try await send(.test()) { $0.sizeLimit = 40 }
    guard case .failure(.refused(let reason)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(reason.contains("the server takes at most 40 bytes"), "\(reason)")
    #expect(await stand.simulator.sent.isEmpty)
  }

  @Test func reportsAreAskedForUnderTheReplysOwnID() async throws {
    _ = try await send().get()
    #expect(
      await stand.simulator.sent.first?.wishes == [
        "SIZE=\(Parcel.test().bytes.count)", "RET=HDRS", "ENVID=r1@shop.example",
        "NOTIFY=FAILURE,DELAY", "ORCPT=rfc822;carla@customer.example",
      ])
    _ = try await send { $0.hiddenOffers = ["DSN", "SIZE"] }.get()
    #expect(await stand.simulator.sent.last?.wishes == [])
  }

  @Test func aReplyInBothFormsHoldsBoth() throws {
    var reply = Reply.test
    reply.forms = [.html]
    let bytes = try stand.channel().parcel(for: reply, files: []).bytes
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("multipart/alternative") && text.contains("<p>It comes tomorrow.</p>"))
  }

  @Test func theWorstCasesAreTold() async throws {
    let cases: [(String, (inout MailboxFaults) -> Void, Int)] = [
      ("refused", { $0.recipientAnswers["carla@customer.example"] = "550 no" }, 0),
      ("postponed", { $0.recipientAnswers["carla@customer.example"] = "450 later" }, 0),
      ("unreachable", { $0.recipientAnswers["carla@customer.example"] = "421 closing" }, 0),
      ("refused", { $0.senderAnswer = "553 not you" }, 0),
      ("unreachable", { $0.senderAnswer = "451 later" }, 0),
      ("refused", { $0.afterDot = .answers("554 spam") }, 0),
      ("postponed", { $0.afterDot = .answers("451 later") }, 0),
      ("unsure", { $0.afterDot = .keepsAndHangsUp }, 1),
      ("unsure", { $0.afterDot = .losesAndHangsUp }, 0),
      ("unsure", { $0.afterDot = .answers("hello") }, 0),
      ("signedOut", { $0.refusesLogin = true }, 0),
    ]
    for (name, change, copies) in cases {
      let before = await stand.simulator.sent.count
      guard case .failure(let error) = try await send(.test(), change) else {
        Issue.record("\(name): it was sent")
        continue
      }
      #expect("\(error)".hasPrefix(name), "\(error)")
      #expect(await stand.simulator.sent.count == before + copies)
    }
  }

  @Test func cancellingAfterTheDotIsUnsure() async throws {
    var faults = MailboxFaults()
    faults.afterDot = .stalls
    await stand.simulator.set(faults)
    let channel = stand.channel()
    let simulator = stand.simulator
    let (kept, arrivals) = AsyncStream.makeStream(of: Void.self)
    await simulator.afterSubmission { _ in arrivals.finish() }
    let sending = Task { try await channel.send(.test()) }
    for await _ in kept {}
    sending.cancel()
    let error = await #expect(throws: ChannelError.self) { try await sending.value }
    guard case .unsure = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aCopyIsFiledOnceAndFoundAgain() async throws {
    let channel = stand.channel()
    #expect(try await channel.receipt(of: .test(), besides: []) == nil)
    try await channel.file(.test())
    #expect(try await channel.receipt(of: .test(), besides: []) != nil)
    try await channel.file(.test())
    let filed = await stand.simulator.mails(in: "Sent")
    #expect(filed.map(\.bytes) == [Parcel.test().bytes])
    #expect(filed.first?.flags == ["\\Seen"])
  }

  @Test func aMissingSentFolderIsNamed() async throws {
    let error = await #expect(throws: ChannelError.self) {
      try await stand.channel(sent: "Gone").file(.test())
    }
    #expect(error?.sentence.contains("Gone") == true)
  }
}

struct MailboxOverTLSWireTests {
  /// A simulator behind real sockets; IMAP and SMTP have a port each.
  private func withServers(
    moment: Listener.Identity.Moment, _ change: (inout MailboxFaults) -> Void = { _ in },
    test: (MailboxStand, LiveTransport, (imap: Int, smtp: Int), TestCertificates) async throws ->
      Void
  ) async throws {
    let certificates = try #require(try TestCertificates(), "needs the openssl command")
    defer { certificates.remove() }
    let identity = Listener.Identity(
      certificate: certificates.certificate, key: certificates.key, moment: moment)
    let stand = MailboxStand()
    var faults = MailboxFaults()
    faults.wantsStartTLS = moment == .onUpgrade
    change(&faults)
    await stand.simulator.set(faults)
    let loops = Loops(threads: 1)
    let transport = try LiveTransport(on: loops)
    let simulator = stand.simulator
    let imap = try await Listener.open(on: loops, identity: identity) {
      await simulator.serveIMAP($0)
    }
    let smtp = try await Listener.open(on: loops, identity: identity) {
      await simulator.serveSMTP($0)
    }
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(
        try await test(stand, transport, (imap.port, smtp.port), certificates))
    } catch {
      outcome = .failure(error)
    }
    await imap.close()
    await smtp.close()
    await transport.shutDown()
    await loops.shutDown()
    try outcome.get()
  }

  @Test(arguments: [1, 1_000])
  func readsAndSendsOverTLS(_ size: Int) async throws {
    try await withServers(moment: .immediately) { stand, transport, ports, certificates in
      let sent = await stand.deliver(30, size: size)
      let channel = stand.channel(
        imap: "imaps://support%40shop.example@localhost:\(ports.imap)",
        smtp: "smtps://support%40shop.example@127.0.0.1:\(ports.smtp)", transport: transport,
        ca: certificates.root)
      let batch = try await channel.all()
      #expect(batch.arrivals.map { Array($0.bytes) } == sent)
      async let news: Void = channel.news(after: batch.next)
      await stand.simulator.idling()
      await stand.deliver(1, from: 31)
      try await news
      _ = try await channel.send(.test())
      try await channel.file(.test())
      #expect(await stand.simulator.sent.count == 1)
      await channel.close()
    }
  }

  @Test func anUnknownRootIsRefusedBeforeAnyCredential() async throws {
    try await withServers(moment: .immediately) { stand, transport, ports, _ in
      let channel = stand.channel(
        imap: "imaps://support%40shop.example@localhost:\(ports.imap)", transport: transport)
      let error = await #expect(throws: ChannelError.self) {
        try await channel.messages(after: nil)
      }
      #expect(error?.sentence.contains("certificate of localhost") == true)
    }
  }
}

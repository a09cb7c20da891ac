import ChannelKit
import Domain
import Foundation
import Mail
import Sockets
import TestKit
import Testing
import Wire

@testable import Mailbox

/// The mailbox against real servers; skipped where they cannot be started.
@Suite(.serialized)
struct MailServerTests {
  private func withTransport(_ test: (LiveTransport, Int) async throws -> Void) async throws {
    let loops = Loops(threads: 1)
    let transport = try LiveTransport(on: loops)
    // A port that was free a moment ago.
    let probe = try await Listener.open(on: loops) { _ in }
    await probe.close()
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await test(transport, probe.port))
    } catch {
      outcome = .failure(error)
    }
    await transport.shutDown()
    await loops.shutDown()
    try outcome.get()
  }

  private func channel(
    imap: Int = 1, smtp: Int = 1, sent: String? = nil, _ transport: LiveTransport
  ) -> MailboxChannel {
    var settings = ["imap": "imap://ana@127.0.0.1:\(imap)", "smtp": "smtp://127.0.0.1:\(smtp)"]
    settings["sent"] = sent
    return MailboxChannel(
      account: Account(
        name: "support", type: "mail", address: "ana@shop.example", settings: settings),
      transport: transport, credentials: .password(user: "ana", Secret("hunter2")))
  }

  private func mail(_ number: Int, size: Int = 10) -> [UInt8] {
    let filling = String(repeating: "x", count: size)
    return Array(
      "Message-ID: <\(number)@c.example>\r\nSubject: \(number)\r\n\r\n\(filling)\r\n".utf8)
  }

  private func pullAll(_ channel: MailboxChannel, after cursor: Cursor? = nil) async throws -> Batch
  {
    var whole = Batch(arrivals: [], next: cursor)
    for _ in 0..<1_000 {
      let batch = try await channel.messages(after: whole.next)
      whole.arrivals += batch.arrivals
      whole.next = batch.next
      if !batch.hasMore { break }
    }
    return whole
  }

  @Test(.enabled(if: MailServer.canRun("/usr/sbin/dovecot")))
  func dovecotsMailComesOnceAndItsNewsAtOnce() async throws {
    try await withTransport { transport, port in
      let server = try MailServer.dovecot(port: port)
      defer { server.stop() }
      for number in 0..<250 { try server.deliver(mail(number), name: "\(1_000 + number).a") }
      try await server.ready(transport)
      let channel = channel(imap: port, transport)
      let batch = try await pullAll(channel)
      #expect(Set(batch.arrivals.map(\.bytes)) == Set((0..<250).map { mail($0) }))
      #expect(batch.arrivals.count == 250)
      let waiting = Task { try await channel.news(after: batch.next) }
      try server.deliver(mail(250, size: 3_000_000), name: "2000.a")
      try await waiting.value
      let more = try await pullAll(channel, after: batch.next)
      #expect(more.arrivals.map(\.bytes) == [mail(250, size: 3_000_000)])
      await channel.close()
    }
  }

  @Test(.enabled(if: MailServer.canRun("/usr/sbin/dovecot")))
  func dovecotFilesAndFindsACopy() async throws {
    try await withTransport { transport, port in
      let server = try MailServer.dovecot(port: port)
      defer { server.stop() }
      try await server.ready(transport)
      let channel = channel(imap: port, transport)
      let parcel = Parcel(
        reply: ReplyID(high: 1, low: 2), externalID: "7@c.example", from: "ana@shop.example",
        to: ["c@c.example"], bytes: mail(7))
      #expect(try await !channel.holds(parcel))
      try await channel.file(parcel)
      #expect(try await channel.holds(parcel))
      try await channel.file(parcel)
      let batch = try await pullAll(channel)
      #expect(batch.arrivals.map(\.bytes) == [mail(7)])
      #expect(batch.arrivals.map(\.isSent) == [true])
      await channel.close()
    }
  }

  @Test(.enabled(if: MailServer.canRun("/usr/sbin/dovecot")))
  func dovecotIsSpokenToOverSTARTTLSOnly() async throws {
    try await withTransport { transport, port in
      let certificates = try #require(try TestCertificates(), "needs the openssl command")
      let server = try MailServer.dovecot(port: port, certificates: certificates)
      defer { server.stop() }
      try server.deliver(mail(1), name: "1.a")
      try await server.ready(transport)
      func pull(_ security: Endpoint.Security, ca: String?) async throws -> FolderPull? {
        let connection = IMAPConnection(
          transport: transport,
          endpoint: Endpoint(host: "localhost", port: port, security: security, ca: ca),
          login: .password(user: "ana", password: "hunter2"))
        let pull = try await connection.pull(from: "INBOX", after: nil, window: PullWindow())
        await connection.close()
        return pull
      }
      #expect(try await pull(.startTLS, ca: certificates.root)?.arrivals.count == 1)
      await #expect(throws: ChannelError.self) { try await pull(.startTLS, ca: nil) }
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var options: [String]
    var outcome: String
    var copies: Int
    var testDescription: String { options.joined(separator: " ") }
  }

  static let faults = [
    Fault(options: [], outcome: "sent", copies: 1),
    Fault(options: ["-q", "."], outcome: "unsure", copies: 1),
    Fault(options: ["-q", "RCPT"], outcome: "unreachable", copies: 0),
    Fault(options: ["-Q", "DATA"], outcome: "unreachable", copies: 0),
    Fault(options: ["-r", "MAIL"], outcome: "unreachable", copies: 0),
    Fault(options: ["-f", "RCPT"], outcome: "refused", copies: 0),
  ]

  @Test(.enabled(if: MailServer.canRun("/usr/sbin/smtp-sink")), arguments: faults)
  func theSinkTellsTheTruthAboutWhatWasSent(_ fault: Fault) async throws {
    try await withTransport { transport, port in
      let server = try MailServer.sink(port: port, faults: fault.options)
      defer { server.stop() }
      try await server.ready(transport)
      let parcel = Parcel(
        reply: ReplyID(high: 1, low: 2), externalID: "7@c.example", from: "ana@shop.example",
        to: ["c@c.example"], bytes: mail(7))
      var outcome = "sent"
      do {
        _ = try await channel(smtp: port, transport).send(parcel)
      } catch {
        outcome = "\(error)"
      }
      #expect(outcome.hasPrefix(fault.outcome), "\(outcome)")
      let copies = try server.taken().filter { $0.contains("<7@c.example>") }
      #expect(copies.count == fault.copies)
    }
  }
}

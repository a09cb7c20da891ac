import ChannelKit
import Foundation
import Mail
import Sockets
import TestKit
import Testing
import Wire

@testable import Mailbox

/// STARTTLS over real sockets, with someone on the way who weakens it (S10).
struct MailboxSTARTTLSWireTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var reason: String?
    var change: @Sendable (inout MailboxFaults) -> Void
  }

  typealias Serve = @Sendable (MailboxSimulator, any ByteStream) async -> Void

  static let attacks = [
    Attack(testDescription: "none", reason: nil) { _ in },
    Attack(testDescription: "STARTTLS cut out", reason: "does not offer STARTTLS") {
      $0.hidesStartTLS = true
    },
    Attack(testDescription: "words put in", reason: "put words into the connection") {
      $0.injection = "* CAPABILITY IMAP4rev1 AUTH=PLAIN"
    },
    Attack(testDescription: "PREAUTH", reason: "PREAUTH") { $0.greeting = .preauth },
  ]

  @Test(arguments: attacks)
  func imapIsNeverWeakened(_ attack: Attack) async throws {
    let serve: Serve = { await $0.serveIMAP($1) }
    try await withServer(attack, serve: serve) { transport, endpoint in
      let connection = IMAPConnection(
        transport: transport, endpoint: endpoint,
        access: Self.access)
      let outcome = await Self.outcome { () async throws(ChannelError) in
        _ = try await connection.pull(from: "INBOX", after: nil, window: PullWindow())
      }
      await connection.drop()
      return outcome
    }
  }

  @Test(arguments: attacks.filter { $0.testDescription != "PREAUTH" })
  func smtpIsNeverWeakened(_ attack: Attack) async throws {
    let serve: Serve = { await $0.serveSMTP($1) }
    try await withServer(attack, serve: serve) { transport, endpoint in
      let sending = SMTPSending(
        transport: transport, endpoint: endpoint,
        access: Self.access)
      return await Self.outcome { () async throws(ChannelError) in
        _ = try await sending.send(
          SMTPMail(from: "support@shop.example", to: ["c@c.example"], bytes: []))
      }
    }
  }

  private static let access = MailboxAccess(
    .password(user: "support@shop.example", Secret("correct horse")), user: nil)

  private static func outcome(
    _ work: () async throws(ChannelError) -> Void
  ) async -> ChannelError? {
    do throws(ChannelError) {
      try await work()
      return nil
    } catch {
      return error
    }
  }

  private func withServer(
    _ attack: Attack,
    serve: @escaping Serve,
    test: (LiveTransport, Endpoint) async -> ChannelError?
  ) async throws {
    let certificates = try #require(try TestCertificates(), "needs the openssl command")
    defer { certificates.remove() }
    let simulator = MailboxSimulator()
    var faults = MailboxFaults()
    faults.wantsStartTLS = true
    attack.change(&faults)
    await simulator.set(faults)
    let loops = Loops(threads: 1)
    let transport = try LiveTransport(on: loops)
    let listener = try await Listener.open(
      on: loops,
      identity: Listener.Identity(
        certificate: certificates.certificate, key: certificates.key, moment: .onUpgrade)
    ) { await serve(simulator, $0) }
    let error = await test(
      transport,
      Endpoint(
        host: "localhost", port: listener.port, security: .startTLS, ca: certificates.root))
    await listener.close()
    await transport.shutDown()
    await loops.shutDown()
    guard let reason = attack.reason else {
      #expect(error == nil)
      return
    }
    let sentence = try #require(error).sentence
    #expect(sentence.contains("localhost"))
    #expect(sentence.contains(reason) || sentence.contains("in the clear"), "\(sentence)")
    #expect(await simulator.signIns == 0)
  }
}

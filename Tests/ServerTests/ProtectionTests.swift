import ChannelKit
import Domain
import Foundation
import Mailbox
import Sync
import TestKit
import Testing
import Wire

extension RealServerTests {
  /// S10: no secret is said on a line that is not protected, and a person is told why.
  struct Protection {}
}

extension RealServerTests.Protection {
  @Test func aGoodCertificateAndPasswordAreEnough() async throws {
    try await Stand.with { stand in
      try await stand.withPostfix { postfix in
        let secure = stand.account(
          smtp: "smtps://support%40shop.example@localhost:\(postfix.securePort)")
        try await stand.channel(secure).test()
        let upgraded = renamed(stand, imap: stand.dovecot.port, smtp: postfix.submissionPort)
        try await stand.channel(upgraded, over: Renamed(transport: stand.transport)).test()
      }
    }
  }

  @Test(arguments: [
    (TestCertificates.Claim.loopback, 2, false, "not signed by anyone trusted"),
    (.elsewhere, 2, true, "does not name localhost"),
    (.loopback, -1, true, "expired"), (.selfSigned, 2, false, "not signed by anyone trusted"),
  ])
  func aBadCertificateIsRefusedWithHostAndReason(
    _ claim: TestCertificates.Claim, _ days: Int, _ isRootKnown: Bool, _ reason: String
  ) async throws {
    try await Stand.with(claim, days: days) { stand in
      let account = stand.account(trusting: .some(isRootKnown ? stand.certificates.root : nil))
      let store = try stand.store()
      let report = try await stand.engine(store, account).once()
      #expect(report.fetched == 0 && report.state == .waiting)
      #expect(report.error.contains("the certificate of localhost"), "\(report.error)")
      #expect(report.error.contains(reason), "\(report.error)")
      #expect(!stand.dovecot.log.contains("Login: user"))
    }
  }

  /// Who names a certificate in `ca` trusts that one, for that account, and no other.
  @Test func aCertificateSignedByItselfIsTrustedByName() async throws {
    let other = try #require(try TestCertificates(.selfSigned))
    defer { other.remove() }
    try await Stand.with(.selfSigned) { stand in
      try await stand.channel(stand.account()).connects()
      await #expect {
        try await stand.channel(stand.account(trusting: .some(other.certificate))).connects()
      } throws: { error in
        print("another one signed by itself: \(error)")
        return "\(error)".contains("not signed by anyone trusted")
      }
    }
  }

  /// An address counts only where the certificate names it.
  @Test(arguments: [(TestCertificates.Claim.loopback, true), (.named, false)])
  func anAddressMustBeNamedToo(_ claim: TestCertificates.Claim, _ isGood: Bool) async throws {
    try await Stand.with(claim) { stand in
      let account = stand.account(
        imap: "imaps://support%40shop.example@127.0.0.1:\(stand.dovecot.securePort)")
      do throws(ChannelError) {
        try await stand.channel(account).connects()
        #expect(isGood)
      } catch {
        #expect(!isGood && error.sentence.contains("does not name 127.0.0.1"), "\(error)")
        #expect(!stand.dovecot.log.contains("Login: user"))
      }
    }
  }

  /// A server that speaks TLS 1.1 at most is left before anything is said.
  @Test(arguments: ["-tls1", "-tls1_1"])
  func anOldTLSIsNotSpoken(_ version: String) async throws {
    let certificates = try #require(try TestCertificates())
    defer { certificates.remove() }
    let port = LoopbackPorts.free(1)[0]
    let server = try Running(
      "/usr/bin/openssl",
      [
        "s_server", version, "-cipher", "ALL:@SECLEVEL=0", "-accept", "127.0.0.1:\(port)",
        "-cert", certificates.certificate, "-key", certificates.key, "-www",
      ], environment: [:])
    try await Stand.with { stand in
      var account = stand.account(imap: "imaps://support%40shop.example@localhost:\(port)")
      account.settings["ca"] = certificates.root
      try await eventually("the server listens") { LoopbackPorts.answers(port) }
      await #expect {
        try await stand.channel(account).connects()
      } throws: { error in
        print("\(version): \(error)")
        return (error as? ChannelError)?.sentence
          == "localhost: cannot connect: no secure connection, the server speaks no TLS from 1.2 on"
      }
    }
    kill(server.process, SIGTERM)
    _ = try await server.ended()
  }

  enum Meddling: String, CaseIterable, Sendable {
    /// The offer of STARTTLS is taken out.
    case strips
    /// Words are put behind the go-ahead.
    case injects
    /// The server's greeting claims that we are signed in already.
    case preauthenticates
  }

  @Test(arguments: Meddling.allCases)
  func aLineThatIsMeddledWithIsLeftBeforeAnySecret(_ meddling: Meddling) async throws {
    try await Stand.with { stand in
      let wire = Wiretap()
      let proxy = try await Proxy.open(on: stand, to: stand.dovecot.port, wire) { way, bytes in
        way == .toClient ? meddle(meddling, bytes, injection: "* CAPABILITY IMAP4rev1") : bytes
      }
      let channel = stand.channel(
        renamed(stand, imap: proxy.port, smtp: 1), over: Renamed(transport: stand.transport))
      let error = await #expect(throws: ChannelError.self) { try await channel.test() }
      #expect(error?.sentence.contains(Renamed.host) == true, "\(String(describing: error))")
      print("IMAP, \(meddling): \(error?.sentence ?? "")")
      expectNoSecret(in: wire)
      await proxy.close()
    }
  }

  @Test(arguments: [Meddling.strips, .injects])
  func aSendingLineThatIsMeddledWithIsLeftBeforeAnySecret(_ meddling: Meddling) async throws {
    try await Stand.with { stand in
      try await stand.withPostfix { postfix in
        let wire = Wiretap()
        let proxy = try await Proxy.open(on: stand, to: postfix.submissionPort, wire) {
          $0 == .toClient ? meddle(meddling, $1, injection: "250 AUTH PLAIN") : $1
        }
        let channel = stand.channel(
          renamed(stand, imap: stand.dovecot.port, smtp: proxy.port),
          over: Renamed(transport: stand.transport))
        let error = await #expect(throws: ChannelError.self) { try await channel.test() }
        #expect(error?.sentence.contains(Renamed.host) == true, "\(String(describing: error))")
        print("SMTP, \(meddling): \(error?.sentence ?? "")")
        expectNoSecret(in: wire)
        await proxy.close()
      }
    }
  }

  @Test func aWrongPasswordIsSaidPlainly() async throws {
    try await Stand.with { stand in
      let store = try stand.store()
      let report = try await stand.engine(store, stand.account(), password: "wrong").once()
      #expect(report.state == .failed && !report.isPassing)
      #expect(report.error.contains("localhost") && report.error.contains("password"))
      print("wrong password: \(report.error)")
      await #expect {
        try await stand.channel(stand.account(), password: "wrong").test()
      } throws: {
        if case ChannelError.signedOut = $0 { true } else { false }
      }
    }
  }

  @Test func aWrongPasswordForSendingIsSaidPlainly() async throws {
    try await Stand.with { stand in
      try await stand.withPostfix { postfix in
        let account = stand.account(
          smtp: "smtps://support%40shop.example@localhost:\(postfix.securePort)")
        let parcel = Parcel(
          reply: ReplyID(high: 1, low: 1), externalID: "x@shop.example", from: Stand.shop,
          to: [Stand.ada], bytes: Array("Subject: x\r\n\r\nx\r\n".utf8))
        await #expect {
          _ = try await stand.channel(account, password: "wrong").send(parcel)
        } throws: {
          guard case ChannelError.signedOut(let reason) = $0 else { return false }
          print("wrong password for sending: \(reason)")
          return reason.contains("localhost") && reason.contains("password")
        }
      }
    }
  }
}

// MARK: - Parts

extension MailboxChannel {
  /// Signs in to read.
  fileprivate func connects() async throws(ChannelError) { _ = try await messages(after: nil) }
}

extension RealServerTests.Protection {
  /// The account under a name for which STARTTLS is demanded.
  private func renamed(_ stand: Stand, imap: Int, smtp: Int) -> Account {
    stand.account(
      imap: "imap://support%40shop.example@\(Renamed.host):\(imap)",
      smtp: "smtp://support%40shop.example@\(Renamed.host):\(smtp)")
  }

  private func expectNoSecret(in wire: Wiretap) {
    let said = wire.text(.toServer)
    #expect(wire.count(.toClient) > 0, "nothing went through the proxy")
    for word in [Dovecot.password, "AUTH", "LOGIN", "PLAIN"] { #expect(!said.contains(word)) }
    for secret in ["\0\(Stand.shop)\0\(Dovecot.password)", Dovecot.password] {
      #expect(!said.contains(Data(secret.utf8).base64EncodedString()))
    }
  }
}

/// What a server says, as someone on the way changes it.
private func meddle(
  _ meddling: RealServerTests.Protection.Meddling, _ bytes: [UInt8], injection: String
) -> [UInt8] {
  let text = String(decoding: bytes, as: UTF8.self)
  switch meddling {
  case .strips:
    return Array(
      text.replacing(" STARTTLS", with: "").replacing("250-STARTTLS\r\n", with: "").utf8)
  case .injects:
    let isGoAhead = text.contains("Begin TLS") || text.contains("Ready to start TLS")
    return isGoAhead ? bytes + Array("\(injection)\r\n".utf8) : bytes
  case .preauthenticates:
    return Array(text.replacing("* OK [", with: "* PREAUTH [").utf8)
  }
}

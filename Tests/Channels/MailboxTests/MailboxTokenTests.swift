import ChannelKit
import Domain
import Foundation
import Mail
import Mailbox
import Synchronization
import Testing
import Wire

/// A mail server in memory that takes tokens only, and the token server beside it.
private final class TokenStand: Transport {
  let simulator = MailboxSimulator()
  private let mail: MailboxSimulatorTransport
  private let state: Mutex<(given: Int, isRevoked: Bool)> = Mutex((0, false))
  /// Whether the mail server learns of each new token.
  private let isHonoured: Bool
  private let mechanisms: [String]

  init(_ mechanisms: [String] = ["XOAUTH2", "OAUTHBEARER"], isHonoured: Bool = true) {
    mail = MailboxSimulatorTransport(simulator)
    self.mechanisms = mechanisms
    self.isHonoured = isHonoured
  }

  var given: Int { state.withLock { $0.given } }
  func revoke() { state.withLock { $0.isRevoked = true } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let number: Int? = state.withLock { state in
      guard !state.isRevoked else { return nil }
      state.given += 1
      return state.given
    }
    guard let number else {
      return HTTPResponse(status: 400, body: Array(#"{"error":"invalid_grant"}"#.utf8))
    }
    if isHonoured { await simulator.set(TokenDoor(tokens: ["a\(number)"], mechanisms: mechanisms)) }
    return HTTPResponse(
      status: 200, body: Array(#"{"access_token":"a\#(number)","expires_in":3600}"#.utf8))
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    try await mail.connect(endpoint, within: limit)
  }

  struct Book: RefreshTokenBook {
    func current() throws(TokenError) -> Secret { Secret("r") }
    func keep(_ next: Secret) throws(TokenError) {}
  }

  func channel() async throws -> MailboxChannel {
    await simulator.set(TokenDoor(tokens: [], mechanisms: mechanisms))
    let server = try TokenServer(url: "https://login.example/token", clientID: "id")
    let tokens = Tokens(
      from: server, book: Book(), over: self, now: { Date(timeIntervalSince1970: 1_800_000_000) })
    return MailboxChannel(
      account: Account(
        name: "support", type: "mail", address: "support@shop.example",
        settings: [
          "imap": "imap://support%40shop.example@localhost",
          "smtp": "smtp://support%40shop.example@localhost", "sent": "Sent",
        ], folders: ["INBOX"]),
      transport: self, credentials: .tokens(user: "support@shop.example", tokens))
  }

  func deliver(_ text: String) async {
    await simulator.deliver(
      Array("Subject: \(text)\r\n\r\nhi\r\n".utf8),
      receivedAt: Date(timeIntervalSince1970: 1_700_000_000))
  }
}

struct MailboxTokenTests {
  @Test(arguments: [["XOAUTH2"], ["OAUTHBEARER"], ["XOAUTH2", "OAUTHBEARER"]], [false, true])
  func aTokenReadsAndSends(_ mechanisms: [String], _ isOldFashioned: Bool) async throws {
    let stand = TokenStand(mechanisms)
    var faults = MailboxFaults()
    faults.isOldFashioned = isOldFashioned
    await stand.simulator.set(faults)
    let channel = try await stand.channel()
    await stand.deliver("one")
    #expect(try await channel.messages(after: nil).arrivals.count == 1)
    _ = try await channel.send(.test())
    #expect(await stand.simulator.sent.count == 1)
    try await channel.file(.test())
    #expect(stand.given == 1, "one token serves every connection")
  }

  @Test func whoIsSentAwayInMidSessionComesBackWithANewToken() async throws {
    let stand = TokenStand()
    let channel = try await stand.channel()
    await stand.deliver("one")
    let first = try await channel.messages(after: nil)
    await stand.simulator.set(TokenDoor(tokens: []))
    await stand.deliver("two")
    let second = try await channel.messages(after: first.next)
    #expect(second.arrivals.count == 1)
    #expect(stand.given == 2)
    await stand.simulator.set(TokenDoor(tokens: []))
    _ = try await channel.send(.test())
    #expect(await stand.simulator.sent.count == 1, "and sends once")
    #expect(stand.given == 3)
  }

  @Test(arguments: [["XOAUTH2"], ["OAUTHBEARER"]], [false, true])
  func aTokenThatIsNeverTakenIsRenewedOnceAndThenAPersonMustAct(
    _ mechanisms: [String], _ isSending: Bool
  ) async throws {
    let stand = TokenStand(mechanisms, isHonoured: false)
    let channel = try await stand.channel()
    let error = await #expect(throws: ChannelError.self) {
      if isSending {
        _ = try await channel.send(.test())
      } else {
        _ = try await channel.messages(after: nil)
      }
    }
    guard case .signedOut(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("does not accept the token (invalid_token)"), "\(reason)")
    #expect(reason.contains("the token is not good"), "the server's last word is read: \(reason)")
    #expect(!reason.contains("a1") && !reason.contains("a2"))
    #expect(stand.given == 2)
    #expect(await stand.simulator.sent.isEmpty)
  }

  @Test func aRevokedSignInSaysToSignInAgain() async throws {
    let stand = TokenStand()
    let channel = try await stand.channel()
    stand.revoke()
    let error = await #expect(throws: ChannelError.self) { try await channel.test() }
    #expect(error?.sentence.contains("sign in again") == true, "\(String(describing: error))")
    #expect(error?.wait(after: 1, chance: 0) == nil, "it is not tried again by itself")
    #expect(await stand.simulator.connections == 0)
  }

  @Test func noTokenIsSaidWhereNoneIsAskedFor() async throws {
    let stand = TokenStand(["GSSAPI"])
    let channel = try await stand.channel()
    let error = await #expect(throws: ChannelError.self) { try await channel.test() }
    #expect(error?.sentence.contains("no way to sign in") == true)
    #expect(await stand.simulator.signIns == 0)
  }

  @Test func noTokenIsSaidBeforeTLS() async throws {
    let stand = TokenStand()
    var faults = MailboxFaults()
    faults.wantsStartTLS = true
    faults.hidesStartTLS = true
    await stand.simulator.set(faults)
    let channel = try await stand.channel()
    await #expect(throws: ChannelError.self) { try await channel.test() }
    #expect(await stand.simulator.signIns == 0)
  }
}

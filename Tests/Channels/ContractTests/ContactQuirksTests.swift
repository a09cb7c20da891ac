import ChannelKit
import Domain
import Foundation
import Klaviyo
import Testing
import Wire

/// What single customer lists do that others do not.
@Suite struct ContactQuirksTests {
  private func klaviyo(_ answer: String) -> KlaviyoChannel {
    KlaviyoChannel(
      account: KlaviyoSimulator.account,
      transport: FixedTransport(answers: [("/profiles", answer)]),
      credentials: KlaviyoSimulator.credentials)
  }

  private func profile(_ email: String, _ properties: String) -> String {
    """
    {"data":[{"type":"profile","id":"01G","attributes":{"email":"\(email)","phone_number":null,
     "first_name":"Ada","last_name":null,"updated":"2026-03-01T08:00:00+00:00",
     "location":{"city":null,"country":"US"},"properties":{\(properties)},"subscriptions":null}}],
     "links":{"next":null}}
    """
  }

  @Test func klaviyosPropertiesAreTextAndOnlyTen() async throws {
    let many = (0..<14).map { "\"p\(10 + $0)\":\($0)" }.joined(separator: ",")
    let long = String(repeating: "x", count: 500)
    let text = profile(
      "ADA@example.com",
      #""$consent":["email"],"a":{"b":[1,true]},"long":"\#(long)","# + many)
    let contact = try #require(try await klaviyo(text).contact(.mail("ada@example.com")))
    #expect(contact.name == "Ada" && contact.place == "US" && contact.marketing == [])
    #expect(contact.properties.count == Contact.mostProperties)
    #expect(contact.properties.first == .init("a", #"{"b":[1,true]}"#))
    #expect(contact.properties[1].text.count == Contact.Property.longest)
    #expect(!contact.properties.contains { $0.name.hasPrefix("$") })
  }

  /// Where a list leaves the filter out of account, somebody else comes first.
  @Test func somebodyElseIsNotTakenForWhoWasAskedFor() async throws {
    let answer = profile("ben@example.com", "")
    #expect(try await klaviyo(answer).contact(.mail("ada@example.com")) == nil)
    #expect(try await klaviyo(answer).contact(.mail("\"ben@example.com")) == nil)
  }

  @Test(arguments: [(400, "not_authenticated", "key"), (410, "gone", "revision")])
  func whatKlaviyoRefusesForGoodIsForAPerson(
    _ status: Int, _ code: String, _ word: String
  ) async throws {
    let channel = KlaviyoChannel(
      account: KlaviyoSimulator.account,
      transport: Refusing(
        status: status, body: #"{"errors":[{"code":"\#(code)","detail":"No."}]}"#),
      credentials: KlaviyoSimulator.credentials)
    let error = await #expect(throws: ChannelError.self) { try await channel.test() }
    guard case .signedOut(let reason) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(reason.contains(word) && reason.contains("No."), "\(reason)")
  }
}

/// Answers everything with one refusal.
private struct Refusing: Transport {
  var status: Int
  var body: String

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "no streams here")
  }
}

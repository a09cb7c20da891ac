import ChannelKit
import Domain
import Foundation
import HubSpot
import Klaviyo
import Testing
import Wire

@testable import Mailchimp

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

  // MARK: HubSpot

  @Test func hubSpotIsAskedForOtherAddressesOnlyAfterTheFirst() async throws {
    let shop = sampleShop()
    let double = ListDouble(simulator: HubSpotSimulator.self)
    let first = try await double.book(at: shop).contact(.mail("ada1002@example.com"))
    #expect(await shop.requests.map(\.method) == [.get])
    let other = try await double.book(at: shop).contact(.mail("work.ada1002@example.com"))
    #expect(await shop.requests.map(\.method) == [.get, .get, .post])
    #expect(other == first && other?.name == "Ada Byron")
    #expect(first?.properties.first == .init("shoe_size", "42"))
    #expect(first?.link == "https://app.hubspot.com/contacts/4711/contact/6002")
  }

  // MARK: Mailchimp

  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    (
      String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"
    ), ("Urist.McVankab@freddiesjokes.com", "62eeb292278cc15f5817cb78f7790b08"),
  ])
  func mailchimpCallsMembersByTheHashOfTheirAddress(_ text: String, _ hash: String) {
    #expect(MemberHash.of(text) == hash)
  }

  @Test func mailchimpLooksIntoOneAudienceWhereThatIsNamed() async throws {
    let shop = sampleShop()
    func book(_ audience: String) -> MailchimpChannel {
      var account = MailchimpSimulator.account
      account.settings["audience"] = audience
      return MailchimpChannel(
        account: account, transport: SimulatedTransport(MailchimpSimulator.self, shop),
        credentials: MailchimpSimulator.credentials)
    }
    let named = book(MailchimpSimulator.audience)
    let found = try #require(try await named.contact(.mail("ada1003@example.com")))
    #expect(found.lists == ["Northlight news (unsubscribed)", "repeat"])
    #expect(found.marketing == [.init(.mail, isAllowed: false, reason: "unsubscribed")])
    #expect(try await named.contact(.mail("ben@example.com")) == nil)
    try await named.test()
    let error = await #expect(throws: ChannelError.self) { try await book("nowhere").test() }
    #expect(error?.sentence.contains("no audience nowhere") == true)
    #expect(await shop.requests.allSatisfy { $0.url.hasPrefix("https://us21.api.mailchimp.com/") })
  }

  @Test(arguments: ["abc123", "abc123-", "abc123-evil.example/", "-us21x9999"])
  func aMailchimpKeyWithoutItsDataCentreIsToldSo(_ key: String) async {
    let channel = MailchimpChannel(
      account: MailchimpSimulator.account, transport: FixedTransport(answers: []),
      credentials: .password(user: "", Secret(key)))
    let error = await #expect(throws: ChannelError.self) { try await channel.test() }
    #expect(
      error?.sentence.contains("data centre") == true && error?.sentence.contains(key) == false)
  }

  @Test func whoIsSubscribedToOneAudienceMayBeWrittenTo() async throws {
    let member = { (list: String, status: String) in
      """
      {"email_address":"ada@example.com","full_name":"","status":"\(status)","list_id":"\(list)",
       "merge_fields":{"FNAME":"Ada","LNAME":"","SHOE":"42"},"tags":[{"id":1,"name":"vip"}]}
      """
    }
    let channel = MailchimpChannel(
      account: MailchimpSimulator.account,
      transport: FixedTransport(answers: [
        (
          "/search-members",
          "{\"exact_matches\":{\"members\":[\(member("a", "cleaned")),\(member("b", "subscribed"))]}}"
        ), ("/lists", #"{"lists":[{"id":"a","name":"Shop"},{"id":"b","name":"News"}]}"#),
      ]), credentials: MailchimpSimulator.credentials)
    let contact = try #require(try await channel.contact(.mail("ada@example.com")))
    #expect(contact.name == "Ada" && contact.marketing == [.init(.mail, isAllowed: true)])
    #expect(contact.lists == ["News", "Shop (mail to them came back)", "vip"])
    #expect(contact.properties == [.init("SHOE", "42")])
    #expect(try await channel.contact(.mail("eve@example.com")) == nil)
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

import Desk
import Domain
import Foundation
import Terminal
import TestKit
import Testing

/// What customer lists say, under the customer.
@Suite struct ContactTests {
  private static let known = Contact(
    name: "Priya Nair", place: "Leeds, GB",
    marketing: [
      .init(.mail, isAllowed: true), .init(.sms, isAllowed: false, reason: "never subscribed"),
    ], properties: [.init("vip", "yes"), .init("size", "M\u{1B}[31m")], lists: ["Repeat"],
    updatedAt: DeskFixture.now - .days(2), link: "https://www.klaviyo.com/profile/01G")

  private func entry(_ title: String, _ contact: Contact?) -> ContactEntry {
    ContactEntry(
      account: title, title: title, address: "priya@customer.example", contact: contact,
      asOf: DeskFixture.now - .minutes(7))
  }

  private func reading(_ contacts: [ContactEntry], _ size: Size) -> DeskDriver {
    var fixture = DeskFixture.morning
    for id in fixture.sheets.keys { fixture.sheets[id]?.contacts = contacts }
    var desk = DeskDriver(fixture, size: size)
    desk.press("j", "Enter")
    return desk
  }

  @Test func theySayWhoItIsWhetherMarketingGoesOutAndWhenTheySaidSo() {
    let desk = reading([entry("Klaviyo", Self.known), entry("HubSpot", nil)], Size(200, 50))
    let screen = (0..<50).map(desk.line).joined(separator: "\n")
    for words in [
      "Klaviyo", "as of ", "Priya Nair · Leeds, GB", "marketing by mail", "(never subscribed)",
      "On Repeat", "vip: yes", "HubSpot", "knows nobody by this address",
    ] { #expect(screen.contains(words), "\(words) in \(screen)") }
    #expect(!screen.contains("\u{1B}"))
  }

  @Test func withoutAListNothingIsSaidOfIt() {
    let screen = (0..<50).map(reading([], Size(200, 50)).line).joined(separator: "\n")
    #expect(!screen.contains("marketing") && !screen.contains("knows nobody"))
  }

  @Test func theirPlaceInTheListIsAmongTheLinks() throws {
    var desk = reading([entry("Klaviyo", Self.known)], Size(120, 36))
    desk.press("l")
    let pane = try #require(desk.desk.links)
    #expect(pane.items.last?.from == "Klaviyo")
    let screen = (0..<36).map(desk.line).joined(separator: "\n")
    #expect(screen.contains("www.klaviyo.com"), "\(screen)")
  }
}

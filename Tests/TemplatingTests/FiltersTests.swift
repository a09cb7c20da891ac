import Domain
import Foundation
import Templating
import Testing

struct FiltersTests {
  @Test(arguments: [
    ("{{order.number | default: \"none\"}}", "10482"),
    ("{{customer.name | upper}}", "PRIYA NAIR"),
    ("{{customer.name | lower}}", "priya nair"),
    ("{{\"jonas-peter WEBER o'neill McDonald\" | title}}", "Jonas-Peter Weber O'Neill McDonald"),
    ("{{order.name | first_name}}", "Priya"),
    ("{{order.items[0].title | truncate: 12}}", "Stoneware…"),
    ("{{order.items[0].title | truncate: 12, \"...\"}}", "Stoneware..."),
    ("{{order.items[0].title | truncate: 100}}", "Stoneware mug, blue"),
    ("{{order.address.full | one_line}}", "Priya Nair, 12 Elm Park, Galway, H91 E2K3, Ireland"),
    ("{{order.items}}", "2 × Stoneware mug, blue, Wool blanket"),
    ("{{order.items | join}}", "2 × Stoneware mug, blue, Wool blanket"),
    ("{{order.items | join: \" / \"}}", "2 × Stoneware mug, blue / Wool blanket"),
    ("{{order.items | join: \", \", \" and \"}}", "2 × Stoneware mug, blue and Wool blanket"),
    ("{{order.items | list}}", "- 2 × Stoneware mug, blue\n- Wool blanket"),
    ("{{order.items | list: \"• \"}}", "• 2 × Stoneware mug, blue\n• Wool blanket"),
    ("{{order.items | count}}", "2"),
    ("{{order.total}}", "€62.80"),
    ("{{order.total | money}}", "€62.80"),
    ("{{order.item_count | money: \"USD\"}}", "US$3.00"),
    ("{{order.number | upper | lower | truncate: 3}}", "10…"),
  ])
  func gives(_ text: String, _ expected: String) {
    #expect(rendered(text) == expected)
    #expect(TemplateText(parsing: text).problems.isEmpty)
  }

  @Test(arguments: [
    ("{{order.date | date}}", "14 November 2026"),
    ("{{order.date}}", "14 November 2026"),
    ("{{order.date | date: \"long\"}}", "14 November 2026"),
    ("{{order.date | date: \"medium\"}}", "14 Nov 2026"),
    ("{{order.date | date: \"short\"}}", "14/11/2026"),
    ("{{order.date | date: \"full\"}}", "Saturday 14 November 2026"),
    ("{{order.date | date: \"d MMM\"}}", "14 Nov"),
    ("{{order.date | date: \"EEEE d MMMM yyyy\"}}", "Saturday 14 November 2026"),
    ("{{order.date | date: \"dd.MM.yy\"}}", "14.11.26"),
    ("{{order.date | date: \"d/M/y\"}}", "14/11/2026"),
    ("{{order.date | date: \"d 'of' MMMM\"}}", "14 of November"),
    ("{{order.date | date: \"d'. o''clock'. M\"}}", "14. o'clock. 11"),
    ("{{order.date | date: \"E HH:mm\"}}", "Sat 09:12"),
    ("{{order.date | date: \"h:mm a\"}}", "9:12 a.m."),
    ("{{order.date | time}}", "09:12"),
    ("{{today | plus_days: 14 | date: \"d MMMM\"}}", "9 December"),
    ("{{today | plus_days: -25}}", "31 October 2026"),
  ])
  func writesDates(_ text: String, _ expected: String) {
    #expect(rendered(text).plainSpaces.lowercased() == expected.lowercased())
  }

  @Test(arguments: [
    ("de_DE", "14. November 2026", "62,80 €"),
    ("fr_FR", "14 novembre 2026", "62,80 €"),
    ("es_ES", "14 de noviembre de 2026", "62,80 €"),
    ("it_IT", "14 novembre 2026", "62,80 €"),
    ("en_US", "November 14, 2026", "€62.80"),
  ])
  func followsTheLocale(_ locale: String, _ date: String, _ money: String) {
    let facts = facts(locale: locale)
    #expect(rendered("{{order.date}}", facts).plainSpaces == date)
    #expect(rendered("{{order.total}}", facts).plainSpaces == money)
  }

  @Test(arguments: [
    ("Europe/Dublin", "14 Nov 23:30"), ("Asia/Tokyo", "15 Nov 08:30"),
    ("America/Los_Angeles", "14 Nov 15:30"),
  ])
  func followsTheZone(_ zone: String, _ expected: String) throws {
    let late = try order { $0.createdAt = .init(rfc3339: "2026-11-14T23:30:00Z") ?? $0.createdAt }
    let shop = Shop(name: "N", zone: try #require(TimeZone(identifier: zone)))
    let text = "{{order.date | date: \"d MMM HH:mm\"}}"
    #expect(rendered(text, facts(order: late, shop: shop)) == expected)
  }

  @Test func aDayIsADayOverTheEndOfSummerTime() throws {
    let shop = Shop(name: "N", zone: try #require(TimeZone(identifier: "Europe/Berlin")))
    let now = try #require(Instant(rfc3339: "2026-10-24T23:30:00+02:00"))
    let text = "{{today | plus_days: 1 | date: \"d MMM HH:mm\"}}"
    #expect(rendered(text, facts(shop: shop, now: now)) == "25 Oct 23:30")
  }

  /// A text in German speaks German whatever the desk's own language is.
  @Test func theTemplatesLanguageWins() {
    let text = TemplateText(parsing: "{{order.date | date: \"d. MMMM\"}}", language: "es")
    #expect(text.rendered(with: facts(locale: "en_US")).text == "14. noviembre")
    let regional = TemplateText(parsing: "{{order.date}}", language: "en")
    #expect(regional.rendered(with: facts(locale: "en_GB")).text == "14 November 2026")
  }

  @Test func aDefaultPassesLaterFiltersUntouched() throws {
    let bare = try order { $0.returnableUntil = nil }
    let text = "{{order.return_until | default: \"the end of the month\" | date: \"d MMM\"}}"
    #expect(rendered(text, facts(order: bare)) == "the end of the month")
    #expect(rendered(text) == "28 Dec")
  }

  @Test(arguments: [
    ("Priya Nair", "Priya"), ("Weber, Jonas", "Jonas"), ("Dr. Léa Martin", "Léa"),
    ("JONAS WEBER", "Jonas"), ("anne-marie o'neill", "Anne-Marie"), ("Herr Müller", "Müller"),
    ("李小龙", "李小龙"), ("tom_collector", nil), ("kim@customer.example", nil), ("buyer123", nil),
    ("Acme Trading Ltd", nil), ("J", nil), ("", nil), ("   ", nil), ("<script>", nil),
  ])
  func greetsByTheFirstName(_ full: String, _ expected: String?) {
    #expect(FirstName.of(full) == expected)
  }

  @Test(arguments: [
    (["Jonas Weber", "Lindenstr. 5", "10969 Berlin", "Germany"], "Berlin", "10969"),
    (["Priya Nair", "12 Elm Park", "Galway", "H91 E2K3", "Ireland"], "Galway", "H91 E2K3"),
    (["Ann", "1 High St", "Leeds LS1 4AP"], "Leeds", "LS1 4AP"),
    (["Dana Ruiz", "8 Oak Ave", "Austin, TX 78701", "USA"], "Austin", "78701"),
    (["Léa", "3 rue X", "75011 Paris"], "Paris", "75011"),
    (["Piet", "Straat 1", "1012 AB Amsterdam"], "Amsterdam", "1012 AB"),
  ])
  func tellsTownAndPostcode(_ address: [String], _ city: String, _ code: String) throws {
    let there = try order { $0.address = address }
    let text = "{{order.address.city}}|{{order.address.postcode}}"
    #expect(rendered(text, facts(order: there)) == "\(city)|\(code)")
  }

  @Test func tellsNoTownWhereItIsUnsure() throws {
    let there = try order { $0.address = ["Someone", "Somewhere 12345", "Far away"] }
    let rendering = TemplateText(parsing: "{{order.address.city}}").rendered(
      with: facts(order: there))
    #expect(rendering.holes.map(\.path) == ["order.address.city"])
  }

  @Test func everyFilterHasAWorkingExample() {
    for filter in Filters.all {
      let text = TemplateText(parsing: filter.example)
      #expect(text.problems.isEmpty, "\(filter.name)")
      #expect(!text.placeholders.isEmpty || !text.asks.isEmpty)
    }
  }
}

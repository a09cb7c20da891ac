import Domain
import Foundation
import Templating
import Testing

/// Hostile strings as customer data: they come out as they went in, and nothing of them is
/// evaluated.
struct PayloadTests {
  struct Case: Decodable {
    let id: String
    let kind: String
    let value: String
  }

  /// The corpus beside the checkout, or nothing where there is none.
  static let cases: [Case] = {
    let named = ProcessInfo.processInfo.environment["SHOPBELL_CORPORA"]
    var folder = named.map { URL(filePath: $0) } ?? checkout
    while folder.path.count > 1 {
      let corpora = named == nil ? "shared/corpora/" : ""
      let file = folder.appending(path: corpora + "string-payloads/cases.jsonl")
      if let text = try? String(contentsOf: file, encoding: .utf8) {
        return text.split(separator: "\n").compactMap {
          try? JSONDecoder().decode(Case.self, from: Data($0.utf8))
        }
      }
      folder.deleteLastPathComponent()
    }
    print("skipped: no shared/corpora/string-payloads beside the checkout")
    return []
  }()

  /// Our own few, so that something is tested without the corpus.
  static let own = [
    "{{order.number}}", "{{#each order.items}}", "{{ask \"x\"}}", "}}", "{{{x}}}", "⟦order.number⟧",
    "{% include \"/etc/passwd\" %}", "${7*7}", "a {{ b", "\u{202E}abc", "e\u{301}", "🇮🇪👩‍👩‍👧",
  ]

  private static let frame = "[{{customer.name}}][{{order.items[0].title}}][{{ticket.subject}}]"

  private func hostile(saying value: String) throws -> TemplateFacts {
    var sheet = TemplateFacts.sample.sheet
    sheet.customer?.name = value
    sheet.ticket.subject = value
    let sample = TemplateFacts.sample
    let order = try order {
      $0.customerName = value
      $0.items[0].title = value
      $0.items[0].quantity = 1
      $0.address = ["x", value]
      $0.shipments[0].lastScan = value
    }
    return TemplateFacts(
      sheet: sheet, order: order, policy: nil, shop: sample.shop, agent: sample.agent,
      now: sample.now, locale: sample.locale)
  }

  /// The value as a line of text: line breaks as spaces, control characters gone.
  private func line(_ value: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in value.replacing("\r\n", with: "\n").unicodeScalars {
      if "\n\r\u{B}\u{C}\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar) {
        scalars.append(" ")
      } else if scalar == "\t" || scalar.properties.generalCategory != .control {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  private func check(_ value: String) throws {
    let text = TemplateText(parsing: Self.frame)
    let rendering = text.rendered(with: try hostile(saying: value))
    let clean = line(value)
    if clean.allSatisfy(\.isWhitespace) {
      #expect(rendering.holes.count >= 1)
      return
    }
    #expect(Array(rendering.text.utf8) == Array("[\(clean)][\(clean)][\(clean)]".utf8))
    #expect(rendering.holes.isEmpty)
    #expect(rendering.values.count == 3)
  }

  @Test(arguments: own)
  func comesOutAsItWentIn(_ value: String) throws {
    try check(value)
  }

  @Test func theWholeCorpusComesOutAsItWentIn() throws {
    for payload in Self.cases { try check(payload.value) }
    if !Self.cases.isEmpty { #expect(Self.cases.count >= 200) }
  }

  /// Through every filter and every section, too.
  @Test func filtersAndSectionsEvaluateNothingEither() throws {
    let text = TemplateText(
      parsing: """
        {{customer.name | upper}} {{customer.name | title}} {{customer.name | truncate: 20}}
        {{order.items | join: ", "}} {{order.items | list}} {{order.address.full | one_line}}
        {{#each order.items}}{{this}}{{/each}} {{#if shipment.last_scan}}{{shipment.last_scan}}{{/if}}
        """)
    #expect(text.problems.isEmpty)
    for value in Self.own + Self.cases.map(\.value) {
      let facts = try hostile(saying: value)
      let once = text.rendered(with: facts).text
      #expect(!once.contains("root:"))
      // A value that speaks of another value must not have brought it in.
      if value.contains("order.number"), !value.contains("10482") {
        #expect(!once.contains("10482"))
      }
    }
  }

  /// As a template's own text they are a problem or harmless words, and quick.
  @Test func asTemplatesTheyAreProblemsOrWords() {
    for value in Self.own + Self.cases.map(\.value) {
      let read = TemplateText(parsing: value, file: "t.md")
      let rendering = read.rendered(with: facts())
      if value.contains("{{"), read.problems.isEmpty {
        #expect(!rendering.text.contains("{{"), "\(value)")
      }
      #expect(read.problems.allSatisfy { $0.file == "t.md" && $0.line >= 1 && $0.column >= 1 })
    }
  }

  @Test func answersAreNeverEvaluatedEither() {
    let asked = ["x": "{{order.number}}"]
    #expect(rendered("{{ask \"x\"}}", facts(asked: asked)) == "{{order.number}}")
  }
}

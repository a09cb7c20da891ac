import Foundation
import Templating
import Testing

/// The catalogue of placeholders.
struct PlaceholdersTests {
  @Test func everyPlaceholderHasMeaningAndExample() {
    for placeholder in Placeholders.all {
      #expect(!placeholder.meaning.isEmpty, "\(placeholder.path)")
      let hasExample = placeholder.path != "ticket.marketplace"
      #expect(placeholder.example.isEmpty != hasExample, "\(placeholder.path)")
      #expect(TemplateText(parsing: "{{\(placeholder.written)}}").problems.isEmpty)
    }
    let paths = Placeholders.all.map(\.path)
    #expect(Set(paths).count == paths.count)
  }

  @Test func completionFindsPaths() {
    #expect(
      Placeholders.completions(of: "order.items[0].t").map(\.written) == ["order.items[0].title"])
    #expect(Placeholders.completions(of: "shop.").count >= 6)
  }
}

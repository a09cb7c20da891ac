/// Counts what templates would leave empty, for many templates and the same facts: each value is
/// looked up once, and no reply is written.
struct HoleCounter {
  private let facts: TemplateFacts
  private var manners: [String?: Manner] = [:]
  private var known: [String: TemplateValue?] = [:]

  init(facts: TemplateFacts) {
    self.facts = facts
  }

  /// How many places of a text nothing fills, those apart that the agent is asked for.
  mutating func count(in text: TemplateText) -> Int {
    let manner = manners[text.language] ?? Renderer.manner(facts, text.language)
    manners[text.language] = manner
    var renderer = Renderer(facts: facts, manner: manner, known: known)
    known = [:]
    renderer.render(text.nodes, at: 0)
    known = renderer.known ?? [:]
    let asked = Set(text.asks.map(\.label))
    return renderer.missing.count { !asked.contains($0) }
  }
}

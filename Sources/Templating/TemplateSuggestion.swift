package import Domain

/// A template that may answer a ticket, and why.
package struct TemplateSuggestion: Hashable, Sendable {
  /// The variant for the customer's language, or its stand-in.
  package let choice: TemplateLibrary.Choice
  /// How well it fits; only the order means something.
  package let score: Int
  /// What speaks for it, in a few words each: `tag wismo`, `parcel is late`.
  package let why: [String]
}

extension TemplateLibrary {
  /// The templates that may be used on the ticket's channel, the likeliest first.
  ///
  /// `issues` are what triage thinks the ticket is about, most likely first.
  package func suggestions(
    for facts: TemplateFacts, language: String, issues: [IssueType] = []
  ) -> [TemplateSuggestion] {
    let said = Self.words(said: facts)
    var holes = HoleCounter(facts: facts)
    return names.compactMap { choice($0, language: language) }
      .filter { $0.template.template.fits(facts.sheet.ticket.channel) }
      .map { suggestion($0, facts: facts, issues: issues, said: said, &holes) }
      .sorted { left, right in
        let names = (left.choice.template.template.name, right.choice.template.template.name)
        return left.score == right.score ? names.0 < names.1 : left.score > right.score
      }
  }

  private func suggestion(
    _ choice: Choice, facts: TemplateFacts, issues: [IssueType], said: Set<String>,
    _ holes: inout HoleCounter
  ) -> TemplateSuggestion {
    let template = choice.template.template
    var score = 0
    var why: [String] = []
    func add(_ points: Int, _ reason: String) {
      score += points
      why.append(reason)
    }
    if let place = issues.firstIndex(where: template.issueTypes.contains) {
      add(max(2, 6 - 2 * place), "about \(issues[place].rawValue)")
    }
    for tag in template.tags where facts.sheet.ticket.tags.contains(tag) {
      add(4, "tag \(tag.word)")
    }
    if let state = Self.state(of: facts, among: template.states) {
      add(3, state)
    } else if !template.states.isEmpty, facts.order != nil {
      score -= 2
    }
    if let word = Self.word(of: template, in: said) { add(2, "“\(word)” in the message") }
    if template.channels.contains(facts.sheet.ticket.channel) { add(1, "made for this channel") }
    if choice.isFallback { score -= 1 }
    score -= min(3, holes.count(in: choice.template.text))
    return TemplateSuggestion(choice: choice, score: score, why: why)
  }

  private static func state(of facts: TemplateFacts, among states: [String]) -> String? {
    guard !states.isEmpty, let order = facts.order else { return nil }
    if let parcel = facts.shipment, states.contains(parcel.state.rawValue) {
      return "parcel is \(parcel.state.rawValue.replacing("_", with: " "))"
    }
    if let refund = facts.refund, states.contains(refund.state.rawValue) {
      return "refund is \(refund.state.rawValue)"
    }
    return states.contains(order.state.rawValue) ? "order is \(order.state.rawValue)" : nil
  }

  /// The words that the customer used last, in lower case.
  private static func words(said facts: TemplateFacts) -> Set<String> {
    let message = facts.sheet.lastInbound
    let said = "\(facts.sheet.ticket.subject) \(message?.body.visible.prefix(2000) ?? "")"
    return Set(said.lowercased().split { !$0.isLetter }.map(String.init))
  }

  /// A tag or a title's word of five letters or more that the customer used too.
  private static func word(of template: Template, in said: Set<String>) -> String? {
    let title = template.title.lowercased().split { !$0.isLetter }.map(String.init)
    return (template.tags.map(\.word) + title.filter { $0.count >= 5 })
      .first { said.contains($0) }
  }
}

import Domain
import Foundation

extension TemplateText {
  /// Fills the text from facts. Nothing that comes from facts is ever read as a template.
  package func rendered(with facts: TemplateFacts) -> Rendering {
    var renderer = Renderer(facts: facts, language: language)
    renderer.render(nodes, at: 0)
    return renderer.rendering()
  }
}

/// One filling of one text.
struct Renderer {
  /// The longest reply, in characters' bytes; beyond it the rest is a hole.
  static let longest = 200_000
  /// How many nodes are filled before the rest is a hole.
  static let patience = 20_000

  private let facts: TemplateFacts
  private let manner: Manner
  private var text = ""
  private var steps = 0
  private var isExhausted = false
  /// An empty block has just gone by: the blank line after it goes too.
  private var swallowsBlank = false
  private var endsInLiteral = false
  /// While the text grows, ranges are in UTF-8 bytes.
  private var holes: [Hole] = []
  private var values: [UsedValue] = []
  private var used: [String] = []
  /// Where only what is missing is wanted: the values that were looked up so far. Nothing is written
  /// then.
  private(set) var known: [String: TemplateValue?]?

  init(facts: TemplateFacts, language: String?) {
    self.init(facts: facts, manner: Self.manner(facts, language))
  }

  init(facts: TemplateFacts, manner: Manner, known: [String: TemplateValue?]? = nil) {
    self.facts = facts
    self.manner = manner
    self.known = known
  }

  static func manner(_ facts: TemplateFacts, _ language: String?) -> Manner {
    let own = Manner(locale: facts.locale, zone: facts.shop.zone)
    return language.map { own.speaking($0) } ?? own
  }

  /// The paths and questions of what is missing so far.
  var missing: [String] { holes.map(\.path) }

  // MARK: - Nodes

  mutating func render(_ nodes: [TemplateNode], at current: Int) {
    for node in nodes {
      steps += 1
      guard !isExhausted else { return }
      guard steps <= Self.patience, text.utf8.count <= Self.longest else {
        isExhausted = true
        hole("text too long", named: "the rest of the text", why: "the reply would be too long")
        return
      }
      render(node, at: current)
    }
  }

  private mutating func render(_ node: TemplateNode, at current: Int) {
    switch node {
    case .text(let words): append(words)
    case .value(let expression): fill(expression, at: current)
    case .broken(let written, let place):
      hole(
        String(written.filter { !"{}".contains($0) }.prefix(60)), named: "a part of the template",
        why: "the template has a mistake on line \(place.line)", line: place.line)
    case .choice(let branches, let otherwise, let isBlock):
      block(isBlock) { renderer in
        renderer.choose(branches, otherwise: otherwise, at: current)
      }
    case .each(let list, let body, let otherwise, let place, let isBlock):
      block(isBlock) { renderer in
        renderer.each(list, body: body, otherwise: otherwise, outer: current, line: place.line)
      }
    }
  }

  private mutating func block(_ isBlock: Bool, _ body: (inout Renderer) -> Void) {
    let length = text.utf8.count
    body(&self)
    if isBlock, text.utf8.count == length { swallowsBlank = true }
  }

  private mutating func choose(
    _ branches: [TemplateNode.Branch], otherwise: [TemplateNode], at current: Int
  ) {
    for branch in branches {
      switch holds(branch.condition, at: current) {
      case true?: return render(branch.body, at: current)
      case false?: continue
      case nil:
        guard case .ask(let ask) = branch.condition.subject else { continue }
        return hole(ask, line: branch.condition.place.line)
      }
    }
    render(otherwise, at: current)
  }

  private mutating func each(
    _ list: Reference, body: [TemplateNode], otherwise: [TemplateNode]?, outer: Int,
    line: Int
  ) {
    let entries = value(of: list, at: 0)
    if case .list(let entries)? = entries, !entries.isEmpty {
      for index in entries.indices { render(body, at: index) }
    } else if let otherwise {
      render(otherwise, at: outer)
    } else {
      hole(list, at: 0, line: line)
    }
  }

  // MARK: - Conditions

  /// Whether a condition holds; `nil` while its question is unanswered. A missing value is neither
  /// equal to anything nor different from it.
  private mutating func holds(_ condition: Condition, at current: Int) -> Bool? {
    let value: TemplateValue?
    switch condition.subject {
    case .literal: value = nil
    case .path(let reference): value = self.value(of: reference, at: current)
    case .ask(let ask):
      guard case .value(let answer) = answer(to: ask) else { return nil }
      value = answer
    }
    switch condition.test {
    case .isPresent: return value != nil
    case .isMissing: return value == nil
    case .equals(let literal): return value.map { $0.isEqual(to: literal) } ?? false
    case .differs(let literal): return value.map { !$0.isEqual(to: literal) } ?? false
    }
  }

  // MARK: - Values

  private mutating func fill(_ expression: Expression, at current: Int) {
    let line = expression.place.line
    switch expression.subject {
    case .literal(let text):
      guard let words = filtered(.text(text), expression.filters)?.value else { return }
      append(words.words(manner))
    case .path(let reference):
      let path = reference.written(at: current)
      let placeholder = Placeholders.named(reference.path)
      guard let result = filtered(value(of: reference, at: current), expression.filters) else {
        return hole(reference, at: current, line: line)
      }
      let source = facts.answer(to: path) == nil ? placeholder?.source ?? .template : .asked
      use(result, path: path, name: placeholder?.meaning ?? path, source: source)
    case .ask(let ask):
      let answer = answer(to: ask)
      guard let result = filtered(answer.value, expression.filters) else {
        return hole(ask, line: line)
      }
      use(result, path: ask.label, name: ask.label, source: .asked)
    }
  }

  /// The value after all filters, and whether a default stood in for it.
  private func filtered(
    _ value: TemplateValue?, _ calls: [FilterCall]
  ) -> (value: TemplateValue, isDefault: Bool)? {
    var value = value
    var isDefault = false
    for call in calls {
      if call.name == "default" {
        guard value == nil, case .text(let words)? = call.arguments.first else { continue }
        value = .text(words)
        isDefault = true
      } else if let present = value, let filter = Filters.named(call.name) {
        value = filter.apply(present, call.arguments, manner)
      }
    }
    return value.map { ($0, isDefault) }
  }

  private mutating func value(of reference: Reference, at current: Int) -> TemplateValue? {
    guard let placeholder = Placeholders.named(reference.path) else { return nil }
    let written = reference.written(at: current)
    if let answer = facts.answer(to: written) {
      return TemplateValue(typed: answer, as: placeholder.type, facts: facts, manner: manner)
    }
    let index =
      switch reference.index {
      case .none: 0
      case .fixed(let index): index
      case .current: current
      }
    let value = known?[written] ?? placeholder.value(facts, index)
    if known != nil { known?[written] = .some(value) }
    if value != nil, !used.contains(reference.path) { used.append(reference.path) }
    return value
  }

  private enum Answer {
    case value(TemplateValue)
    case none
    case unreadable(String)

    var value: TemplateValue? { if case .value(let value) = self { value } else { nil } }
  }

  private func answer(to ask: Ask) -> Answer {
    guard let typed = facts.answer(to: ask.label), !typed.allSatisfy(\.isWhitespace) else {
      return .none
    }
    if case .choice(let words) = ask.kind {
      let wanted = typed.lowercased().trimmingCharacters(in: .whitespaces)
      let match = words.first { $0.lowercased() == wanted }
      return match.map { .value(.text($0)) } ?? .unreadable(typed)
    }
    let value = TemplateValue(typed: typed, as: ask.kind.type, facts: facts, manner: manner)
    return value.map { .value($0) } ?? .unreadable(typed)
  }

  // MARK: - Writing

  private mutating func append(_ literal: String) {
    guard known == nil else { return }
    var words = literal[...]
    if swallowsBlank, words.first == "\n", text.isEmpty || text.hasSuffix("\n\n") {
      words = words.dropFirst()
    }
    guard !words.isEmpty else { return }
    swallowsBlank = false
    endsInLiteral = true
    text += words
  }

  private mutating func write(_ words: String) -> Range<Int> {
    guard known == nil else { return 0..<0 }
    swallowsBlank = false
    endsInLiteral = false
    let start = text.utf8.count
    text += words
    return start..<text.utf8.count
  }

  private mutating func use(
    _ result: (value: TemplateValue, isDefault: Bool), path: String, name: String,
    source: Placeholder.Source
  ) {
    guard known == nil else { return }
    let range = write(result.value.words(manner))
    values.append(
      UsedValue(
        range: range, path: path, name: name, source: result.isDefault ? .template : source))
  }

  private mutating func hole(_ path: String, named name: String, why: String, line: Int = 1) {
    let range = write(Hole.marker(path))
    holes.append(Hole(range: range, path: path, name: name, why: why, line: line))
  }

  private mutating func hole(_ reference: Reference, at current: Int, line: Int) {
    let path = reference.written(at: current)
    let name = Placeholders.named(reference.path)?.meaning ?? path
    hole(path, named: name, why: why(reference, path: path), line: line)
  }

  private mutating func hole(_ ask: Ask, line: Int) {
    let why: String
    if case .unreadable(let typed) = answer(to: ask) {
      why = "“\(typed.prefix(40))” is not \(ask.kind.hint)"
    } else {
      why = "it is asked of you: \(ask.kind.hint)"
    }
    hole(ask.label, named: ask.label, why: why, line: line)
  }

  private func why(_ reference: Reference, path: String) -> String {
    if let answer = facts.answer(to: path) {
      let type = Placeholders.named(reference.path)?.type.rawValue ?? "value"
      return "“\(answer.prefix(40))” is no \(type)"
    }
    switch Placeholders.named(reference.path)?.source {
    case .order:
      guard let order = facts.order else { return "no order is linked to this ticket" }
      if path.hasPrefix("shipment."), facts.shipment == nil {
        return "order \(order.number) has no parcel yet"
      }
      if path.hasPrefix("refund."), facts.refund == nil {
        return "order \(order.number) has no refund"
      }
      return "order \(order.number) does not say"
    case .customer: return "nothing tells it"
    case .shop: return "the settings of the shop do not say"
    case .agent: return "your settings do not say"
    case .ticket, .clock, .asked, .template, nil: return "this ticket has none"
    }
  }
}

// MARK: - The end

extension Renderer {
  /// What has come of it: byte places become places in characters.
  mutating func rendering() -> Rendering {
    if endsInLiteral || swallowsBlank {
      while text.last == "\n" || text.last == " " { text.removeLast() }
    }
    var counter = CharacterCounter(text)
    let pieces =
      holes.indices.map { (isHole: true, index: $0, range: holes[$0].range) }
      + values.indices.map { (isHole: false, index: $0, range: values[$0].range) }
    for piece in pieces.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      let range = counter.characters(piece.range)
      if piece.isHole {
        holes[piece.index].range = range
      } else {
        values[piece.index].range = range
      }
    }
    return Rendering(text: text, holes: holes, values: values, warnings: warnings)
  }

  private var warnings: [RenderingWarning] {
    var warnings: [RenderingWarning] = []
    let placeholders = used.compactMap { Placeholders.named($0) }
    guard let order = facts.order, placeholders.contains(where: { $0.source == .order }) else {
      return []
    }
    if facts.isOrderGuessed {
      let others = facts.sheet.orders.map(\.number).filter { $0 != order.number }
      warnings.append(.severalOrders(picked: order.number, others: others))
    }
    if order.shipments.count > 1, used.contains(where: { $0.hasPrefix("shipment.") }) {
      warnings.append(.severalParcels(order.shipments.count))
    }
    let old = placeholders.first { $0.freshFor.map { facts.now - order.asOf > $0 } ?? false }
    if let old { warnings.append(.stale(path: old.written, asOf: order.asOf)) }
    return warnings
  }
}

/// Turns byte places into places in characters, walking a text once.
private struct CharacterCounter {
  private let text: String
  private var index: String.Index
  private var bytes = 0
  private var count = 0

  init(_ text: String) {
    self.text = text
    index = text.startIndex
  }

  /// The characters that begin in a range of bytes; ranges come in order.
  mutating func characters(_ range: Range<Int>) -> Range<Int> {
    advance(to: range.lowerBound)
    let start = count
    advance(to: range.upperBound)
    return start..<max(start, count)
  }

  private mutating func advance(to offset: Int) {
    while bytes < offset, index < text.endIndex {
      bytes += text[index].utf8.count
      index = text.index(after: index)
      count += 1
    }
  }
}

import Domain

/// Makes a tree of a template's pieces, and collects what is wrong with them.
struct TemplateParser {
  /// A section that has begun and not ended.
  private struct Open {
    enum Kind {
      case choice(Condition)
      case each(Reference)

      var word: String { if case .each = self { "each" } else { "if" } }
    }

    var kind: Kind
    /// The word it was opened with, as its end must say.
    var word: String
    var tag: TemplateScanner.Tag
    var nodes: [TemplateNode] = []
    var branches: [TemplateNode.Branch] = []
    /// The body of an `each` once its `else` has begun.
    var body: [TemplateNode]?
    var hasElse = false
  }

  private let file: String?
  private var open: [Open] = []
  private var top: [TemplateNode] = []
  private(set) var problems: [Problem] = []
  private(set) var asks: [Ask] = []
  private(set) var placeholders: [String] = []

  init(file: String?) {
    self.file = file
  }

  /// The tree of all pieces.
  mutating func nodes(of pieces: [TemplateScanner.Piece]) -> [TemplateNode] {
    for piece in pieces {
      switch piece {
      case .text(let text): if !text.isEmpty { add(.text(text)) }
      case .tag(let tag): read(tag)
      }
    }
    while let section = open.last {
      report(
        section.tag.place, "{{#\(section.word)}} has no end",
        remedy: "write {{/\(section.word)}} where it ends")
      close()
    }
    return top
  }

  // MARK: - Tags

  private mutating func read(_ tag: TemplateScanner.Tag) {
    do throws(TagLexer.Mistake) {
      try follow(try TagParser.meaning(of: tag, inside: innermostList), tag)
    } catch {
      report(error.place, error.what, remedy: error.remedy)
      recover(from: tag)
    }
  }

  private mutating func follow(
    _ meaning: TagParser.Meaning, _ tag: TemplateScanner.Tag
  ) throws(TagLexer.Mistake) {
    switch meaning {
    case .comment: break
    case .value(let expression):
      try note(expression.subject, at: expression.place)
      add(.value(expression))
    case .openIf(let condition):
      let word = condition.test == .isMissing ? "unless" : "if"
      try note(condition.subject, at: condition.place)
      begin(Open(kind: .choice(condition), word: word, tag: tag))
    case .openEach(let list):
      try note(.path(list), at: tag.place)
      begin(Open(kind: .each(list), word: "each", tag: tag))
    case .otherwise: try turn(at: tag, to: nil)
    case .otherwiseIf(let condition):
      try note(condition.subject, at: condition.place)
      try turn(at: tag, to: condition)
    case .close(let word): try end(word, at: tag)
    }
  }

  /// A section whose head is broken still begins, so that its end does not make a second problem.
  private mutating func recover(from tag: TemplateScanner.Tag) {
    add(.broken(tag.written, tag.place))
    let content = String(tag.content).drop(while: \.isWhitespace)
    guard content.first == "#" else { return }
    let word = String(content.dropFirst().prefix(while: \.isLetter))
    let condition = Condition(subject: .literal(""), test: .isPresent, place: tag.place)
    begin(Open(kind: .choice(condition), word: word, tag: tag))
  }

  private mutating func begin(_ section: Open) {
    if open.count == TemplateText.deepest {
      report(
        section.tag.place, "sections stand more than \(TemplateText.deepest) deep",
        remedy: "split the template in two")
    }
    open.append(section)
  }

  private mutating func turn(
    at tag: TemplateScanner.Tag, to condition: Condition?
  ) throws(TagLexer.Mistake) {
    guard var section = open.popLast() else {
      throw TagLexer.Mistake(tag.place, "this else belongs to no section")
    }
    defer { open.append(section) }
    guard !section.hasElse else {
      throw TagLexer.Mistake(tag.place, "this section had its else already")
    }
    switch section.kind {
    case .each:
      guard condition == nil else {
        throw TagLexer.Mistake(tag.place, "each takes a plain else", remedy: "write {{else}}")
      }
      section.body = section.nodes
    case .choice(let current):
      section.branches.append(.init(condition: current, body: section.nodes))
      if let condition { section.kind = .choice(condition) }
    }
    section.hasElse = condition == nil
    section.nodes = []
  }

  private mutating func end(
    _ word: String, at tag: TemplateScanner.Tag
  ) throws(TagLexer.Mistake) {
    guard let section = open.last else {
      throw TagLexer.Mistake(tag.place, "{{/\(word)}} ends a section that was never begun")
    }
    if section.word == word {
      close()
    } else if open.contains(where: { $0.word == word }) {
      report(
        section.tag.place, "{{#\(section.word)}} has no end before {{/\(word)}}",
        remedy: "write {{/\(section.word)}} where it ends")
      while let inner = open.last, inner.word != word { close() }
      close()
    } else {
      throw TagLexer.Mistake(
        tag.place, "{{/\(word)}} ends no section here",
        remedy: "the open one is {{#\(section.word)}} of line \(section.tag.place.line)")
    }
  }

  private mutating func close() {
    guard let section = open.popLast() else { return }
    let isBlock = section.tag.isAlone
    switch section.kind {
    case .each(let list):
      add(
        .each(
          list, body: section.body ?? section.nodes,
          otherwise: section.hasElse ? section.nodes : nil, place: section.tag.place,
          isBlock: isBlock))
    case .choice(let condition):
      let last = TemplateNode.Branch(condition: condition, body: section.nodes)
      let branches = section.hasElse ? section.branches : section.branches + [last]
      add(
        .choice(branches, otherwise: section.hasElse ? section.nodes : [], isBlock: isBlock))
    }
  }

  // MARK: - Keeping

  private mutating func add(_ node: TemplateNode) {
    if open.isEmpty {
      top.append(node)
    } else {
      open[open.count - 1].nodes.append(node)
    }
  }

  private var innermostList: String? {
    open.reversed().lazy.compactMap { section in
      if case .each(let list) = section.kind, section.body == nil { list.path } else { nil }
    }.first
  }

  private mutating func note(
    _ subject: Subject, at place: TextPlace
  ) throws(TagLexer.Mistake) {
    switch subject {
    case .literal: break
    case .path(let reference):
      if !placeholders.contains(reference.path) { placeholders.append(reference.path) }
    case .ask(let ask):
      guard let earlier = asks.first(where: { $0.label.lowercased() == ask.label.lowercased() })
      else { return asks.append(ask) }
      guard earlier.kind == ask.kind else {
        throw TagLexer.Mistake(
          place, "“\(ask.label)” is asked in two kinds",
          remedy: "give both the same kind, or ask two questions")
      }
    }
  }

  private mutating func report(_ place: TextPlace, _ what: String, remedy: String) {
    problems.append(
      Problem(file: file, line: place.line, column: place.column, what, remedy: remedy))
  }
}

import Domain
import Foundation

/// Reads one tag: what it says, checked against placeholders and filters.
struct TagParser {
  /// What a tag can say.
  enum Meaning: Hashable {
    case value(Expression)
    case openIf(Condition)
    case openEach(Reference)
    case otherwise
    case otherwiseIf(Condition)
    case close(String)
    case comment
  }

  typealias Mistake = TagLexer.Mistake
  typealias Token = TagLexer.Token

  private let tag: TemplateScanner.Tag
  /// The list that the innermost `#each` walks: what `this` is an entry of.
  private let list: String?
  private var tokens: [Token] = []
  private var position = 0

  static func meaning(
    of tag: TemplateScanner.Tag, inside list: String?
  ) throws(Mistake) -> Meaning {
    if tag.content.first(where: { !$0.isWhitespace }) == "!" { return .comment }
    var parser = TagParser(tag: tag, list: list)
    parser.tokens = try TagLexer.tokens(of: tag.content, at: tag.inside)
    return try parser.meaning()
  }

  private init(tag: TemplateScanner.Tag, list: String?) {
    self.tag = tag
    self.list = list
  }

  private mutating func meaning() throws(Mistake) -> Meaning {
    guard let first = tokens.first else {
      throw Mistake(tag.place, "there is nothing between these braces")
    }
    let meaning: Meaning
    switch first.kind {
    case .mark("#"):
      position = 1
      meaning = try opening()
    case .mark("/"):
      position = 1
      meaning = .close(try word("if, unless or each"))
    case .word("else"):
      position = 1
      meaning = try otherwise()
    case .mark("^"):
      throw Mistake(first.place, "{{^…}} means nothing here", remedy: "write {{#unless …}}")
    case .mark("{"):
      throw Mistake(first.place, "three braces mean nothing here", remedy: "write {{ … }}")
    default: meaning = .value(try expression())
    }
    if let rest = peek {
      throw Mistake(rest.place, "“\(rest.words)” is one thing too many here")
    }
    return meaning
  }

  // MARK: - Sections

  private mutating func opening() throws(Mistake) -> Meaning {
    let place = peek?.place ?? tag.place
    let word = try word("if, unless or each")
    switch word {
    case "if": return .openIf(try condition())
    case "unless":
      let condition = try condition()
      guard condition.test == .isPresent else {
        throw Mistake(place, "unless takes a name alone", remedy: "write {{#if … != …}}")
      }
      return .openIf(
        Condition(subject: condition.subject, test: .isMissing, place: condition.place))
    case "each": return .openEach(try eachList())
    default:
      let near = Problem.nearest(to: word, among: ["if", "unless", "each"])
      throw Mistake(
        place, "there is no section “\(word)”",
        remedy: near.map { "did you mean #\($0)?" } ?? "sections are #if, #unless and #each")
    }
  }

  private mutating func otherwise() throws(Mistake) -> Meaning {
    guard let next = peek else { return .otherwise }
    guard next.kind == .word("if") else {
      throw Mistake(next.place, "after else comes nothing or if")
    }
    position += 1
    return .otherwiseIf(try condition())
  }

  private mutating func eachList() throws(Mistake) -> Reference {
    guard let token = peek, case .word(let word) = token.kind else {
      throw Mistake(peek?.place ?? tag.place, "each needs a list", remedy: "such as order.items")
    }
    position += 1
    let reference = try PathReader(list: list).reference(word, at: token.place)
    guard Placeholders.named(reference.path)?.type == .list else {
      throw Mistake(
        token.place, "“\(word)” is no list", remedy: "lists are \(Self.lists)")
    }
    return reference
  }

  private static var lists: String {
    Placeholders.all.filter { $0.type == .list }.map(\.path).joined(separator: ", ")
  }

  private mutating func condition() throws(Mistake) -> Condition {
    let place = peek?.place ?? tag.place
    guard peek != nil else {
      throw Mistake(place, "a condition is missing", remedy: "write {{#if order.number}}")
    }
    let subject = try subject()
    if case .literal = subject {
      throw Mistake(place, "a condition begins with a name", remedy: "write the text after ==")
    }
    guard let mark = peek else {
      return Condition(subject: subject, test: .isPresent, place: place)
    }
    guard mark.kind == .mark("==") || mark.kind == .mark("!=") else {
      let remedy =
        mark.kind == .mark("=") ? "write ==" : "compare with == or !=, or test the name alone"
      throw Mistake(mark.place, "“\(mark.words)” cannot stand here", remedy: remedy)
    }
    position += 1
    let value = try comparison(with: subject)
    let test: Condition.Test = mark.kind == .mark("==") ? .equals(value) : .differs(value)
    return Condition(subject: subject, test: test, place: place)
  }

  /// The literal after `==`, held against what the subject can be.
  private mutating func comparison(with subject: Subject) throws(Mistake) -> Literal {
    guard let token = peek, let literal = literal(token) else {
      throw Mistake(
        peek?.place ?? tag.place, "something to compare with is missing",
        remedy: "write a text in quotes or a number")
    }
    position += 1
    let type = Self.type(of: subject)
    switch (literal, type) {
    case (.text(let text), .text):
      try hold(text, against: Self.choices(of: subject), at: token.place)
    case (.number, .number): break
    case (_, .text):
      throw Mistake(token.place, "this is compared with a text", remedy: "write it in quotes")
    case (_, .number):
      throw Mistake(token.place, "this is compared with a number", remedy: "leave out the quotes")
    case (_, .money), (_, .date), (_, .list):
      throw Mistake(
        token.place, "a \(type.rawValue) cannot be compared", remedy: "test the name alone")
    }
    return literal
  }

  private func hold(
    _ text: String, against choices: [String], at place: TextPlace
  ) throws(Mistake) {
    let isKnown = choices.contains { $0.lowercased() == text.lowercased() }
    guard !choices.isEmpty, !isKnown else { return }
    let near = Problem.nearest(to: text, among: choices).map { "did you mean \"\($0)\"?" }
    throw Mistake(
      place, "it is never \"\(text)\"",
      remedy: near ?? "it can be \(choices.joined(separator: ", "))"
    )
  }

  private static func choices(of subject: Subject) -> [String] {
    switch subject {
    case .path(let reference): Placeholders.named(reference.path)?.choices ?? []
    case .ask(let ask): if case .choice(let words) = ask.kind { words } else { [] }
    case .literal: []
    }
  }

  static func type(of subject: Subject) -> TemplateType {
    switch subject {
    case .path(let reference): Placeholders.named(reference.path)?.type ?? .text
    case .ask(let ask): ask.kind.type
    case .literal: .text
    }
  }

  // MARK: - Values

  private mutating func expression() throws(Mistake) -> Expression {
    let place = peek?.place ?? tag.place
    let subject = try subject()
    var type = Self.type(of: subject)
    var filters: [FilterCall] = []
    while let bar = peek, bar.kind == .mark("|") {
      position += 1
      let (call, result) = try filter(on: type, named: subject)
      type = result
      filters.append(call)
    }
    return Expression(subject: subject, filters: filters, place: place)
  }

  private mutating func subject() throws(Mistake) -> Subject {
    guard let token = peek else { throw Mistake(tag.place, "a name is missing") }
    position += 1
    switch token.kind {
    case .quoted(let text): return .literal(text)
    case .word("ask"): return .ask(try ask())
    case .word(let word):
      return .path(try PathReader(list: list).reference(word, at: token.place))
    case .number, .mark:
      throw Mistake(
        token.place, "“\(token.words)” cannot stand here", remedy: "begin with a name or a text")
    }
  }

  private mutating func ask() throws(Mistake) -> Ask {
    guard let token = peek, case .quoted(let label) = token.kind,
      !label.allSatisfy(\.isWhitespace), label.count <= 80, !label.contains("\n")
    else {
      throw Mistake(
        peek?.place ?? tag.place, "ask needs its question in quotes",
        remedy: "write {{ask \"refund amount\" money}}")
    }
    position += 1
    guard let kind = peek, case .word(let word) = kind.kind else {
      return Ask(label: label, kind: .text)
    }
    position += 1
    switch word {
    case "text": return Ask(label: label, kind: .text)
    case "number": return Ask(label: label, kind: .number)
    case "money": return Ask(label: label, kind: .money)
    case "date": return Ask(label: label, kind: .date)
    case "choice": return Ask(label: label, kind: .choice(try choices(at: kind.place)))
    default:
      let kinds = ["text", "number", "money", "date", "choice"]
      let near = Problem.nearest(to: word, among: kinds).map { "did you mean \($0)?" }
      throw Mistake(
        kind.place, "ask knows no kind “\(word)”",
        remedy: near ?? "kinds are \(kinds.joined(separator: ", "))")
    }
  }

  private mutating func choices(at place: TextPlace) throws(Mistake) -> [String] {
    let remedy = "write choice(\"refund\", \"replacement\")"
    guard takes("(") else { throw Mistake(place, "choice needs its words", remedy: remedy) }
    var words: [String] = []
    repeat {
      guard let token = peek, case .quoted(let word) = token.kind, !word.isEmpty else {
        throw Mistake(peek?.place ?? place, "choice needs texts in quotes", remedy: remedy)
      }
      position += 1
      words.append(word)
    } while takes(",")
    guard takes(")") else {
      throw Mistake(peek?.place ?? place, "the choice is not closed", remedy: remedy)
    }
    guard words.count > 1 else {
      throw Mistake(place, "a choice of one is none", remedy: remedy)
    }
    return words
  }

  // MARK: - Filters

  private mutating func filter(
    on type: TemplateType, named subject: Subject
  ) throws(Mistake) -> (FilterCall, TemplateType) {
    let place = peek?.place ?? tag.place
    let name = try word("a filter")
    guard let filter = Filters.named(name) else {
      let near = Filters.nearest(to: name).map { "did you mean \($0)?" }
      throw Mistake(
        place, "there is no filter “\(name)”",
        remedy: near ?? "filters are \(Filters.all.map(\.name).joined(separator: ", "))")
    }
    guard filter.accepts.contains(type) else {
      let wanted = TemplateType.allCases.filter(filter.accepts.contains).map(\.rawValue)
      throw Mistake(
        place, "\(name) works on \(wanted.joined(separator: " or ")), and this is \(type.rawValue)",
        remedy: "for example \(filter.example)")
    }
    let arguments = try arguments(of: filter, at: place)
    if filter.name == "money", type == .number, arguments.isEmpty {
      throw Mistake(place, "a bare number has no currency", remedy: "write money: \"EUR\"")
    }
    return (FilterCall(name: name, arguments: arguments), filter.gives ?? type)
  }

  private mutating func arguments(
    of filter: Filter, at place: TextPlace
  ) throws(Mistake) -> [Literal] {
    var arguments: [Literal] = []
    var last = place
    if takes(":") {
      repeat {
        let token = peek
        last = token?.place ?? last
        guard let token, let literal = literal(token) else {
          throw Mistake(last, "\(filter.name) needs a text in quotes or a number here")
        }
        guard arguments.count < filter.arguments.count else {
          throw Mistake(
            token.place, "\(filter.name) takes no such argument",
            remedy: "for example \(filter.example)")
        }
        let wanted = filter.arguments[arguments.count]
        guard wanted.takes(literal) else {
          throw Mistake(
            token.place, "\(filter.name) wants \(wanted.words) here",
            remedy: "for example \(filter.example)")
        }
        position += 1
        arguments.append(literal)
      } while takes(",")
    }
    guard arguments.count >= filter.needed else {
      throw Mistake(
        place, "\(filter.name) says nothing after its colon",
        remedy: "for example \(filter.example)")
    }
    if let objection = filter.objection(arguments) {
      throw Mistake(last, objection, remedy: "for example \(filter.example)")
    }
    return arguments
  }

  // MARK: - Tokens

  private var peek: Token? { position < tokens.count ? tokens[position] : nil }

  private mutating func takes(_ mark: String) -> Bool {
    guard peek?.kind == .mark(mark) else { return false }
    position += 1
    return true
  }

  private mutating func word(_ wanted: String) throws(Mistake) -> String {
    guard let token = peek, case .word(let word) = token.kind else {
      throw Mistake(peek?.place ?? tag.place, "here comes \(wanted)")
    }
    position += 1
    return word
  }

  private func literal(_ token: Token) -> Literal? {
    switch token.kind {
    case .quoted(let text): .text(text)
    case .number(let number): .number(number)
    case .word, .mark: nil
    }
  }
}

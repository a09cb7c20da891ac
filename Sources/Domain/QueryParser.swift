package import Foundation

extension Query {
  /// The longest search, in characters.
  package static let longestText = 100_000
  /// The most terms a search may have.
  package static let mostTerms = 64
  /// How deep parentheses may nest.
  package static let deepestNesting = 50
  /// The most words one quotation or number may have.
  package static let mostWords = 64

  /// Reads the search language (`docs/search.md`); empty text is every ticket.
  ///
  /// Anything that cannot be read is a problem at its character: nothing runs as something else.
  package static func parse(_ text: String, zone: TimeZone) throws(Problem) -> Query {
    let characters = Array(text)
    do throws(Mistake) {
      guard characters.count <= longestText else {
        throw Mistake(longestText, "a search ends after 100,000 characters", "shorten it")
      }
      var parser = QueryParser(try QueryLexer.pieces(of: characters))
      return Query(text: text, condition: try parser.whole(), zone: zone)
    } catch {
      throw Problem(error, in: characters)
    }
  }
}

extension Problem {
  fileprivate init(_ mistake: Mistake, in characters: [Character]) {
    let before = characters.prefix(mistake.offset)
    let lastBreak = before.lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
    self.init(
      line: before.count(where: \.isNewline) + 1, column: mistake.offset - lastBreak + 1,
      mistake.what, remedy: mistake.remedy)
  }
}

/// Puts the pieces of a search together: `OR` binds least, then being side by side, then `NOT`.
private struct QueryParser {
  private let pieces: [QueryLexer.Piece]
  private var place = 0
  private var depth = 0
  private var terms = 0

  init(_ pieces: [QueryLexer.Piece]) {
    self.pieces = pieces
  }

  mutating func whole() throws(Mistake) -> Condition {
    guard !pieces.isEmpty else { return .everything }
    let condition = try alternatives()
    guard let rest = next else { return condition }
    throw Mistake(rest.offset, "this `)` closes nothing", "take it out")
  }

  private var next: QueryLexer.Piece? { place < pieces.count ? pieces[place] : nil }

  private mutating func alternatives() throws(Mistake) -> Condition {
    var found = [try sequence()]
    while let piece = next, piece.kind == .or {
      place += 1
      try expectTerm(after: piece, "OR")
      found.append(try sequence())
    }
    return found.count == 1 ? found[0] : .any(found)
  }

  private mutating func sequence() throws(Mistake) -> Condition {
    var found: [Condition] = []
    while let piece = next {
      switch piece.kind {
      case .close:
        guard !found.isEmpty else {
          let isEmpty = place > 0 && pieces[place - 1].kind == .open
          throw isEmpty
            ? Mistake(piece.offset, "nothing between these parentheses", "write a term")
            : Mistake(piece.offset, "this `)` closes nothing", "take it out")
        }
        return joined(found)
      case .or:
        guard !found.isEmpty else {
          throw Mistake(piece.offset, "`OR` needs a term on its left", Self.quote("OR"))
        }
        return joined(found)
      case .and:
        guard !found.isEmpty else {
          throw Mistake(piece.offset, "`AND` needs a term on its left", Self.quote("AND"))
        }
        place += 1
        try expectTerm(after: piece, "AND")
      case .open, .minus, .not, .word:
        found.append(try single())
      }
    }
    return joined(found)
  }

  private func joined(_ conditions: [Condition]) -> Condition {
    conditions.count == 1 ? conditions[0] : .all(conditions)
  }

  /// One term or group with all that denies it; two denials are none.
  private mutating func single() throws(Mistake) -> Condition {
    var isDenied = false
    while let piece = next {
      place += 1
      switch piece.kind {
      case .minus:
        isDenied.toggle()
      case .not:
        try expectTerm(after: piece, "NOT")
        isDenied.toggle()
      case .open:
        let group = try group(from: piece)
        return isDenied ? .not(group) : group
      case .word(let field, let value):
        let term = try term(field, value)
        return isDenied ? .not(.term(term)) : .term(term)
      case .close, .and, .or:
        throw Mistake(piece.offset, "an operator where a term belongs", "put it in quotation marks")
      }
    }
    throw Mistake(pieces.last?.offset ?? 0, "a term is missing behind this", "write one")
  }

  private mutating func group(from open: QueryLexer.Piece) throws(Mistake) -> Condition {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Query.deepestNesting else {
      throw Mistake(
        open.offset, "parentheses nest more than \(Query.deepestNesting) deep", "take some out")
    }
    guard next != nil else { throw Self.unclosed(open) }
    let group = try alternatives()
    guard let end = next, end.kind == .close else { throw Self.unclosed(open) }
    place += 1
    return group
  }

  private mutating func term(_ field: QueryField?, _ value: QueryLexer.Value)
    throws(Mistake) -> Term
  {
    terms += 1
    guard terms <= Query.mostTerms else {
      throw Mistake(
        value.offset, "a search has at most \(Query.mostTerms) terms", "make two searches of it")
    }
    return try value.term(of: field)
  }

  private func expectTerm(after piece: QueryLexer.Piece, _ name: String) throws(Mistake) {
    switch next?.kind {
    case .open, .minus, .not, .word: return
    case .close, .and, .or, nil:
      let side = name == "NOT" ? "behind it" : "on its right"
      throw Mistake(piece.offset, "`\(name)` needs a term \(side)", Self.quote(name))
    }
  }

  private static func unclosed(_ open: QueryLexer.Piece) -> Mistake {
    Mistake(open.offset, "the `(` here is not closed", "add a )")
  }

  private static func quote(_ name: String) -> String {
    "add one, or put \(name) in quotation marks to look for the word"
  }
}

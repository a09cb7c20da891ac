import Foundation

extension QueryLexer.Value {
  /// The term that this value makes behind `field:`, or alone.
  func term(of field: QueryField?) throws(Mistake) -> Term {
    guard let field else { return .text(try words(nil), in: .anywhere) }
    return switch field {
    case .from: .text(try words(field), in: .from)
    case .to: .text(try words(field), in: .to)
    case .subject: .text(try words(field), in: .subject)
    case .body: .text(try words(field), in: .body)
    case .quoted: .text(try words(field), in: .quoted)
    case .customer: .text(try words(field), in: .customer)
    case .tag: .tag(try tag())
    case .channel: .channel(folded)
    case .account: .account(pattern)
    case .lang: .language(folded)
    case .type: .type(folded)
    case .order: .order(pattern)
    case .sku: .sku(pattern)
    case .tracking: .tracking(pattern)
    case .status: .status(try choice(field, Status.self))
    case .priority: .priority(try choice(field, Priority.self))
    case .has: .has(try choice(field, Term.Having.self))
    case .is: .is(try choice(field, Term.Being.self))
    case .assignee: .assignee(try assignee())
    case .before: .before(try date(field))
    case .after: .after(try date(field))
    case .on: .on(try date(field))
    case .updated: .updated(try date(field))
    case .value: try amount()
    case .sla: .sla(try clock())
    case .id: .id(try ticket())
    }
  }

  private var folded: Pattern { Pattern(text.lowercased(), isBeginning: isBeginning) }

  private func words(_ field: QueryField?) throws(Mistake) -> Pattern {
    guard WordPattern(pattern).words.count <= Query.mostWords else {
      throw Mistake(offset, "more than \(Query.mostWords) words in a row", "look for fewer")
    }
    return pattern
  }

  private func tag() throws(Mistake) -> Pattern {
    guard let tag = Tag(text) else { throw unreadable(.tag) }
    return Pattern(tag.word, isBeginning: isBeginning)
  }

  /// One of the few values there are.
  private func choice<Choice>(_ field: QueryField, _: Choice.Type) throws(Mistake) -> Choice
  where Choice: RawRepresentable<String> {
    if !isBeginning, let choice = Choice(rawValue: text.lowercased()) { return choice }
    throw unreadable(field)
  }

  private func assignee() throws(Mistake) -> Term.AssigneeTerm {
    let isHandle = text.allSatisfy { $0.isLetter || $0.isNumber || "._-".contains($0) }
    guard isHandle, !isBeginning else { throw unreadable(.assignee) }
    return switch text.lowercased() {
    case "me": .me
    case "none": .nobody
    default: .agent(AgentID(text))
    }
  }

  private func date(_ field: QueryField) throws(Mistake) -> SearchDate {
    guard !isBeginning, let date = SearchDate(text.lowercased()) else { throw unreadable(field) }
    return date
  }

  private func amount() throws(Mistake) -> Term {
    let sign = String(text.prefix { "<>=".contains($0) })
    guard !isBeginning, let comparison = Term.Comparison(rawValue: sign.isEmpty ? "=" : sign),
      let money = Money(String(text.dropFirst(sign.count)), ""),
      (0...Self.largestSum) ~= money.amount
    else { throw unreadable(.value) }
    return .value(comparison, money.amount)
  }

  /// Larger sums than any shop's, and small enough to be counted in ten-thousandths.
  private static let largestSum: Decimal = 100_000_000_000_000

  private func clock() throws(Mistake) -> Term.SLATerm {
    let word = text.lowercased()
    if word == "breached", !isBeginning { return .breached }
    let units: [Character: Span] = [
      "m": .minutes(1), "h": .hours(1), "d": .days(1), "w": .days(7),
    ]
    let digits = word.dropFirst().dropLast()
    guard !isBeginning, let sign = word.first, "<>".contains(sign), let last = word.last,
      let unit = units[last], (1...4) ~= digits.count, digits.utf8.allSatisfy({ 48...57 ~= $0 }),
      let count = Int64(digits)
    else { throw unreadable(.sla) }
    let span = Span(milliseconds: unit.milliseconds * count)
    return sign == "<" ? .dueWithin(span) : .dueAfter(span)
  }

  private func ticket() throws(Mistake) -> Term.TicketName {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    if !isBeginning, digits.utf8.allSatisfy({ 48...57 ~= $0 }), digits.count <= 15,
      let number = Int(digits)
    {
      return .number(number)
    }
    guard !isBeginning, let id = TicketID(text) else { throw unreadable(.id) }
    return .id(id)
  }

  private func unreadable(_ field: QueryField) -> Mistake {
    let nearest = Problem.nearest(to: String(text.prefix(40)), among: field.values)
    let isChoice = !field.isOpen || field == .assignee || field == .sla
    return Mistake(
      offset, "`\(field.rawValue):` does not know `\(text.shown + (isBeginning ? "*" : ""))`",
      isChoice && nearest != nil
        ? "did you mean \(nearest ?? "")?" : "write \(field.shape)")
  }
}

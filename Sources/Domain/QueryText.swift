import Foundation

extension Condition {
  /// What a person would type to mean this; reading it again gives the same tree.
  package var text: String {
    switch self {
    case .everything: ""
    case .all(let parts): parts.map { $0.text(inside: .all) }.joined(separator: " ")
    case .any(let parts): parts.map { $0.text(inside: .any) }.joined(separator: " OR ")
    case .not(let part): "-" + part.text(inside: .not)
    case .term(let term): term.text
    }
  }

  private enum Place {
    case all
    case any
    case not
  }

  private func text(inside place: Place) -> String {
    let needsParentheses =
      switch (self, place) {
      case (.any, _), (.all, .all), (.all, .not), (.not, .not), (.everything, _): true
      case (.all, .any), (.not, .all), (.not, .any), (.term, _): false
      }
    return needsParentheses ? "(\(text))" : text
  }
}

extension Term {
  /// How it is typed.
  package var text: String {
    switch self {
    case .text(let pattern, let field):
      field == .anywhere ? pattern.typed : "\(field.rawValue):\(pattern.typed)"
    case .tag(let pattern): "tag:\(pattern.typed)"
    case .channel(let pattern): "channel:\(pattern.typed)"
    case .account(let pattern): "account:\(pattern.typed)"
    case .order(let pattern): "order:\(pattern.typed)"
    case .sku(let pattern): "sku:\(pattern.typed)"
    case .tracking(let pattern): "tracking:\(pattern.typed)"
    case .language(let pattern): "lang:\(pattern.typed)"
    case .type(let pattern): "type:\(pattern.typed)"
    case .status(let status): "status:\(status.rawValue)"
    case .priority(let priority): "priority:\(priority.rawValue)"
    case .has(let having): "has:\(having.rawValue)"
    case .is(let being): "is:\(being.rawValue)"
    case .assignee(.me): "assignee:me"
    case .assignee(.nobody): "assignee:none"
    case .assignee(.agent(let agent)): "assignee:\(agent.handle)"
    case .before(let date): "before:\(date.text)"
    case .after(let date): "after:\(date.text)"
    case .on(let date): "on:\(date.text)"
    case .updated(let date): "updated:\(date.text)"
    case .value(let comparison, let amount):
      "value:\(comparison == .equal ? "" : comparison.rawValue)\(amount)"
    case .sla(.breached): "sla:breached"
    case .sla(.dueWithin(let span)): "sla:<\(span.typed)"
    case .sla(.dueAfter(let span)): "sla:>\(span.typed)"
    case .id(.number(let number)): "id:\(number)"
    case .id(.id(let id)): "id:\(id)"
    }
  }
}

extension Pattern {
  /// In quotation marks unless it is plainly one word.
  fileprivate var typed: String {
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "-_.@#/".contains($0) }
    let isOperator = ["AND", "OR", "NOT"].contains(text)
    let quoted = isPlain && !isOperator && !text.hasPrefix("-") ? text : "\"\(text)\""
    return quoted + (isBeginning ? "*" : "")
  }
}

extension Span {
  /// In the largest unit that fits: `90m`, `2h`, `3d`.
  fileprivate var typed: String {
    let units: [(name: String, span: Span)] = [("d", .days(1)), ("h", .hours(1))]
    for unit in units where milliseconds % unit.span.milliseconds == 0 {
      return "\(milliseconds / unit.span.milliseconds)\(unit.name)"
    }
    return "\(milliseconds / Span.minutes(1).milliseconds)m"
  }
}

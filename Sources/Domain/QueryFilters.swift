package import Foundation

extension Query {
  /// What must all hold, one by one, in the order in which it was typed; words in a row are one.
  /// None of the search that finds everything.
  package var filters: [Condition] {
    switch condition {
    case .everything: return []
    case .any, .not, .term: return [condition]
    case .all(let parts):
      var filters: [[Condition]] = []
      for part in parts {
        if part.isWord, filters.last?.last?.isWord == true {
          filters[filters.count - 1].append(part)
        } else {
          filters.append([part])
        }
      }
      return filters.map { $0.count == 1 ? $0[0] : .all($0) }
    }
  }

  /// A search whose filters must all hold.
  package init(filters: [Condition], zone: TimeZone) {
    let parts = filters.flatMap { filter -> [Condition] in
      if case .all(let parts) = filter { parts } else { [filter] }
    }
    let condition: Condition =
      switch parts.count {
      case 0: .everything
      case 1: parts[0]
      default: .all(parts)
      }
    self.init(text: condition.text, condition: condition, zone: zone)
  }

  /// This search with the filters of another one added; those that it has already are not repeated.
  package func narrowed(by other: Query) -> Query {
    Query(filters: filters + other.filters.filter { !filters.contains($0) }, zone: other.zone)
  }

  /// This search without its last filter; `nil` where it has only one, or none.
  package var widened: Query? {
    filters.count > 1 ? Query(filters: Array(filters.dropLast()), zone: zone) : nil
  }
}

extension Condition {
  /// A word or phrase that is looked for anywhere.
  fileprivate var isWord: Bool {
    if case .term(.text(_, in: .anywhere)) = self { true } else { false }
  }
}

package import Domain
package import Foundation
import Terminal

/// Views of one's own as a file: a line each, `NUMBER NAME, SORT = SEARCH`.
///
/// Number and sort may be missing; a number from 1 to 9 is the view's key. `#` at the start of a
/// line begins a remark.
package enum ViewText {
  /// The first number without a key.
  package static let firstKeyless = 10

  /// Reads the views of a file; a line with a mistake is told and left out.
  package static func read(
    _ text: String, file: String, zone: TimeZone
  ) -> (views: [SavedView], problems: [Problem]) {
    var views: [SavedView] = []
    var problems: [Problem] = []
    for (index, content) in lines(of: text).enumerated() where !isRemark(content) {
      func report(_ what: String, _ remedy: String = "", at column: Int = 1) {
        problems.append(
          Problem(file: file, line: index + 1, column: column, what, remedy: remedy))
      }
      guard let equals = content.firstIndex(of: "=") else {
        report("a view is NAME = SEARCH", "write what it shows behind an equals sign")
        continue
      }
      let heading = heading(String(content[..<equals]))
      let search = content[content.index(after: equals)...]
      if heading.name.isEmpty {
        report("the view has no name", "write one before the equals sign")
        continue
      }
      if let other = views.first(where: { $0.number == heading.number || $0.name == heading.name })
      {
        report("it takes name or number of “\(other.name)”", "give it its own")
        continue
      }
      do throws(Problem) {
        let query = try Query.parse(String(search.trimmed), zone: zone)
        let number = heading.number ?? free(among: views)
        views.append(SavedView(number, heading.name, query, sort: heading.sort))
      } catch {
        let column = content.distance(from: content.startIndex, to: search.trimmed.startIndex)
        report(error.what, error.remedy, at: column + error.column)
      }
    }
    return (views, problems)
  }

  /// A view as its line says it.
  package static func line(_ view: SavedView) -> String {
    let number = view.number < firstKeyless ? "\(view.number) " : ""
    let sort = view.sort == .due ? "" : ", \(view.sort.rawValue)"
    return "\(number)\(view.name)\(sort) = \(view.query.text)"
  }

  /// A change of a file's text; everything it does not speak of stands as it was written.
  package enum Change: Hashable, Sendable {
    /// One more view, or one in the place of that of the same name.
    case keep(SavedView)
    /// One less.
    case drop(SavedView)

    /// The text after it.
    package func text(of old: String) -> String {
      switch self {
      case .keep(let view): ViewText.adding(view, to: old)
      case .drop(let view): ViewText.removing(view, from: old)
      }
    }
  }

  private static func adding(_ view: SavedView, to text: String) -> String {
    var lines = lines(of: text)
    let line = line(view)
    if let index = lines.firstIndex(where: { name(of: $0) == view.name }) {
      lines[index] = Substring(line)
      return lines.joined(separator: "\n")
    }
    let isEnded = text.isEmpty || text.hasSuffix("\n")
    return text + (isEnded ? "" : "\n") + line + "\n"
  }

  private static func removing(_ view: SavedView, from text: String) -> String {
    lines(of: text).filter { name(of: $0) != view.name }.joined(separator: "\n")
  }

  /// Number, name and order out of what stands before the equals sign.
  package static func heading(_ text: String) -> (number: Int?, name: String, sort: Sort) {
    var name = text.trimmed
    var sort = Sort.due
    if let comma = name.lastIndex(of: ","),
      let known = Sort(rawValue: String(name[name.index(after: comma)...].trimmed))
    {
      sort = known
      name = name[..<comma].trimmed
    }
    let words = name.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard words.count == 2, let number = Int(words[0]), (1..<firstKeyless).contains(number) else {
      return (nil, String(name), sort)
    }
    return (number, String(words[1].trimmed), sort)
  }

  /// The next number without a key.
  package static func free(among views: [SavedView]) -> Int {
    max(firstKeyless - 1, views.map(\.number).max() ?? 0) + 1
  }

  private static func lines(of text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  private static func isRemark(_ line: Substring) -> Bool {
    line.trimmed.isEmpty || line.trimmed.hasPrefix("#")
  }

  private static func name(of line: Substring) -> String? {
    guard !isRemark(line), let equals = line.firstIndex(of: "=") else { return nil }
    return heading(String(line[..<equals])).name
  }
}

package import Domain
package import Foundation
import Terminal

/// Views of one's own as a file: a line each, `NUMBER NAME, SORT, columns COLUMNS = SEARCH`.
///
/// Number, sort and columns may be missing; a number from 1 to 9 is the view's key. `#` at the start
/// of a line begins a remark.
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
      let heading = heading(content[..<equals])
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
      var columns: ListColumns?
      if let named = heading.columns {
        do throws(Problem) {
          columns = try ListColumns(reading: named)
        } catch {
          let column = content.distance(from: content.startIndex, to: named.startIndex)
          report(error.what, error.remedy, at: column + error.column)
          continue
        }
      }
      do throws(Problem) {
        let query = try Query.parse(String(search.trimmed), zone: zone)
        let number = heading.number ?? free(among: views)
        views.append(
          SavedView(number, heading.name, query, sort: heading.sort, columns: columns))
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
    let columns = view.columns.map { ", columns \($0.words)" } ?? ""
    return "\(number)\(view.name)\(sort)\(columns) = \(view.query.text)"
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

  /// What stands before the equals sign.
  package struct Heading: Hashable, Sendable {
    /// Its number, where it has a key.
    package var number: Int?
    /// Its name.
    package var name: String
    /// How it is sorted at first.
    package var sort = Sort.due
    /// The names of its columns, as they are written; `nil` where none are.
    package var columns: Substring?
  }

  /// Number, name, order and columns out of what stands before the equals sign.
  package static func heading(_ text: some StringProtocol) -> Heading {
    var rest = Substring(text).trimmed
    var heading = Heading(name: "")
    while let comma = rest.lastIndex(of: ",") {
      let words = rest[rest.index(after: comma)...].trimmed
      if let sort = Sort(rawValue: String(words)) {
        heading.sort = sort
      } else if words == "columns" || words.hasPrefix("columns ") {
        heading.columns = words.dropFirst("columns".count).trimmed
      } else {
        break
      }
      rest = rest[..<comma].trimmed
    }
    let words = rest.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard words.count == 2, let number = Int(words[0]), (1..<firstKeyless).contains(number) else {
      heading.name = String(rest)
      return heading
    }
    heading.number = number
    heading.name = String(words[1].trimmed)
    return heading
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
    return heading(line[..<equals]).name
  }
}

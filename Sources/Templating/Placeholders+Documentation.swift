extension Placeholders {
  /// The table of docs/templates.md, as Markdown.
  package static var documentation: String {
    let head = "| write | what it is | kind | for example |\n| --- | --- | --- | --- |\n"
    let rows = all.map { placeholder in
      let words = placeholder.choices.map { "`\($0)`" }.joined(separator: ", ")
      let meaning = placeholder.meaning + (words.isEmpty ? "" : " (\(words))")
      let example = placeholder.example.split(separator: "\n").joined(separator: " ⏎ ")
      return "| `\(placeholder.written)` | \(meaning) | \(placeholder.type.rawValue) | \(example) |"
    }
    return head + rows.joined(separator: "\n") + "\n"
  }
}

extension Filters {
  /// The table of filters in docs/templates.md, as Markdown; a bar within a cell needs a backslash
  /// (GitHub Flavored Markdown, 4.10).
  package static var documentation: String {
    let head = "| filter | works on | what it does | write |\n| --- | --- | --- | --- |\n"
    let rows = all.map { filter in
      let types = TemplateType.allCases.filter(filter.accepts.contains).map(\.rawValue)
      let on =
        filter.accepts.count == TemplateType.allCases.count ? "all" : types.joined(separator: ", ")
      let example = filter.example.replacing("|", with: "\\|")
      return "| `\(filter.name)` | \(on) | \(filter.meaning) | `\(example)` |"
    }
    return head + rows.joined(separator: "\n") + "\n"
  }
}

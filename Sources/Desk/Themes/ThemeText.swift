package import Domain
import Terminal

/// Reads a theme from text.
///
/// Lines say `ROLE = LOOK`; below `[tags]`, `[channels]` and `[ages]` they say what a word looks
/// like, below `[rows]` a whole row. `include NAME` takes another theme as the ground. `#` at the
/// start of a line begins a remark.
package struct ThemeText {
  /// What lines are about, by the line in brackets above them.
  private enum Section: String, CaseIterable {
    case roles
    case tags
    case channels
    case ages
    case rows
  }

  private var theme: DeskTheme
  private var problems: [Problem] = []
  private var section = Section.roles
  private var own: [String: Int] = [:]
  private var line = 0
  private let file: String
  private let reading: [String]
  private let included: IncludedFile

  /// Reads `text`, named `name`; `included` finds another theme's file by its name.
  package static func read(
    _ text: String, name: String, file: String,
    included: IncludedFile = { _, _ in nil }
  ) -> (theme: DeskTheme, problems: [Problem]) {
    withoutActuallyEscaping(included) { included in
      var reader = ThemeText(
        theme: DeskTheme(Theme(name: name, [:])), file: file, reading: [file], included: included)
      reader.read(text)
      return (reader.theme, reader.problems)
    }
  }

  private init(
    theme: DeskTheme, file: String, reading: [String],
    included: @escaping IncludedFile
  ) {
    self.theme = theme
    self.file = file
    self.reading = reading
    self.included = included
  }
}

// MARK: - Lines

extension ThemeText {
  private mutating func read(_ text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, content) in lines.enumerated() {
      line = index + 1
      let words = content.trimmed
      if words.isEmpty || words.first == "#" { continue }
      if words.first == "[", words.last == "]" {
        enter(words.dropFirst().dropLast().trimmed, content)
      } else if words.hasPrefix("include ") {
        include(words.dropFirst(8).trimmed, content)
      } else {
        assign(words, content)
      }
    }
  }

  private mutating func enter(_ name: Substring, _ content: Substring) {
    guard let section = Section(rawValue: String(name)) else {
      let all = Section.allCases.map(\.rawValue)
      let nearest = Problem.nearest(to: String(name), among: all)
      report(
        name, content, "there is no part named \(name)",
        nearest.map { "did you mean [\($0)]" } ?? "there are \(Wording.list(all))")
      return
    }
    self.section = section
  }

  private mutating func include(_ name: Substring, _ content: Substring) {
    guard let found = included(String(name), reading) else {
      let isThere = included(String(name), []) != nil
      report(
        name, content,
        isThere ? "\(name) includes itself" : "there is no theme named \(name)",
        isThere ? "" : ":theme lists them")
      return
    }
    var inner = ThemeText(
      theme: theme, file: found.path, reading: reading + [found.path], included: included)
    inner.read(found.text)
    theme = inner.theme
    problems += inner.problems
  }

  private mutating func assign(_ words: Substring, _ content: Substring) {
    guard let sign = words.firstIndex(of: "=") else {
      report(words, content, "no look", "write ROLE = COLOUR, a part in brackets or include NAME")
      return
    }
    let name = words[..<sign].trimmed
    let value = words[sign...].dropFirst().trimmed
    let look: Look
    do throws(Problem) { look = try LookText.read(value) } catch {
      var problem = error
      problem.column += column(value, content) - 1
      report(problem)
      return
    }
    let key = "\(section.rawValue) \(name)"
    if let line = own[key] {
      report(name, content, "\(name) already has a look on line \(line)", "keep one")
    }
    own[key] = line
    if section == .roles { set(name, look, content) } else { rule(name, look, content) }
  }
}

// MARK: - Roles and rules

extension ThemeText {
  private mutating func set(_ name: Substring, _ look: Look, _ content: Substring) {
    guard let role = Role(rawValue: String(name)) else {
      let nearest = Problem.nearest(to: String(name), among: Role.allCases.map(\.rawValue))
      report(
        name, content, "there is no role named \(name)",
        nearest.map { "did you mean \($0)" }
          ?? "roles are \(Wording.list(Role.allCases.map(\.rawValue)))")
      return
    }
    theme.looks[role] = look
  }

  private mutating func rule(_ name: Substring, _ look: Look, _ content: Substring) {
    guard !name.isEmpty else {
      report(content[...], content, "no name before the =", "write NAME = LOOK")
      return
    }
    var about = (section, name)
    if section == .rows {
      let words = name.split(separator: " ", maxSplits: 1)
      let kinds: [Substring: Section] = ["tag": .tags, "channel": .channels, "age": .ages]
      guard words.count == 2, let kind = kinds[words[0]] else {
        let nearest = Problem.nearest(to: String(words[0]), among: kinds.keys.map { String($0) })
        report(
          name, content, "a row is known by its tag, its channel or its age",
          nearest.map { "did you mean \($0)" } ?? "write tag NAME, channel NAME or age 3d")
        return
      }
      about = (kind, words[1].trimmed)
    }
    guard let sign = sign(about.0, about.1, content) else { return }
    guard theme.looks.accents.count < 99 else {
      report(name, content, "a theme has at most 99 rules")
      return
    }
    theme.looks.accents.append(look)
    theme.rules.append(
      DeskTheme.Rule(
        sign: sign, isForRow: section == .rows, accent: UInt8(theme.looks.accents.count)))
  }

  private mutating func sign(
    _ kind: Section, _ name: Substring, _ content: Substring
  ) -> DeskTheme.Sign? {
    switch kind {
    case .roles, .rows: return nil
    case .tags: return .tag(String(name.drop { $0 == "+" }))
    case .channels:
      // A relay file of the shop's own may bring other channels.
      let channel = ChannelName(rawValue: String(name)).rawValue
      let known = ChannelName.all.map(\.rawValue)
      if known.contains(channel) { return .channel(channel) }
      guard let nearest = Problem.nearest(to: channel, among: known) else {
        return .channel(channel)
      }
      report(name, content, "there is no channel named \(name)", "did you mean \(nearest)")
      return nil
    case .ages:
      if let span = Self.span(name) { return .age(span) }
      report(name, content, "\(name) is no age", "write 90m, 12h, 3d or 2w")
      return nil
    }
  }

  /// `90m`, `12h`, `3d`, `2w`.
  private static func span(_ text: Substring) -> Domain.Span? {
    guard let unit = text.last, let number = Int64(text.dropLast()), (0...10_000) ~= number else {
      return nil
    }
    return switch unit {
    case "m": .minutes(number)
    case "h": .hours(number)
    case "d": .days(number)
    case "w": .days(number * 7)
    default: nil
    }
  }

  private mutating func report(
    _ part: Substring, _ content: Substring, _ what: String, _ remedy: String = ""
  ) {
    report(Problem(column: column(part, content), what, remedy: remedy))
  }

  private mutating func report(_ problem: Problem) {
    problems.append(
      Problem(
        file: file, line: line, column: problem.column, problem.what, remedy: problem.remedy))
  }

  private func column(_ part: Substring, _ content: Substring) -> Int {
    content.distance(from: content.startIndex, to: part.startIndex) + 1
  }
}

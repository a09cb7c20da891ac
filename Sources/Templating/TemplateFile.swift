package import Domain

/// A template as the library keeps it: its data, its words read and checked.
package struct LibraryTemplate: Hashable, Sendable {
  /// The file's content as data.
  package let template: Template
  /// Its words.
  package let text: TemplateText
  /// What is wrong with its head and its words, in the file's order.
  package let problems: [Problem]

  /// Reads one file; the folder is its language, the name without `.md` its own.
  package init(path: String, contents: String) {
    var reading = TemplateFile(path: path, contents: contents)
    template = reading.read()
    text = TemplateText(
      parsing: template.body, language: template.language, file: path,
      firstLine: template.bodyLine)
    problems = (reading.problems + text.problems).sorted {
      ($0.line, $0.column) < ($1.line, $1.column)
    }
  }

  /// Fills it from facts.
  package func rendered(with facts: TemplateFacts) -> Rendering { text.rendered(with: facts) }
}

/// The reading of one template's file.
private struct TemplateFile {
  private let path: String
  private let head: FrontMatter
  private(set) var problems: [Problem]

  static let keys = [
    "title", "channels", "issues", "tags", "states", "owner", "review", "fallback",
  ]

  init(path: String, contents: String) {
    self.path = path
    head = FrontMatter(contents, file: path)
    problems = head.problems + (head.isPresent ? head.unknownKeys(besides: Self.keys) : [])
  }

  mutating func read() -> Template {
    let parts = path.split(separator: "/").map(String.init)
    let file = parts.last ?? path
    let name = file.hasSuffix(".md") ? String(file.dropLast(3)) : file
    checkHead(name)
    return Template(
      name: name, language: language(parts.dropLast().last), title: head.text("title") ?? name,
      channels: channels(), issueTypes: issueTypes(), tags: tags(), states: states(),
      owner: head.text("owner") ?? "", reviewBy: reviewBy(), fallback: head.text("fallback"),
      body: head.body, file: path, bodyLine: head.bodyLine)
  }

  private mutating func checkHead(_ name: String) {
    let isPlain = name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0))
    }
    if !isPlain || name.isEmpty {
      report("title", "“\(name)” cannot be a template's name", "use letters, digits and -")
    }
    guard head.isPresent else {
      report("title", "the file has no head", "begin it with --- and title: … between two lines")
      return
    }
    for key in ["title", "owner", "review"] where head[key] == nil {
      report(key, "the head does not say “\(key)”", "add a line \(key): …")
    }
    if head.body.isEmpty {
      report("title", "the template has no words", "write them below the head")
    }
  }

  private mutating func language(_ folder: String?) -> String {
    guard let folder else {
      report("title", "the file lies in no language's folder", "put it into one such as en")
      return "en"
    }
    let language = folder.lowercased()
    if !Self.isLanguage(language) {
      report("title", "the folder “\(folder)” is no language", "name it such as en, de or pt-br")
    }
    return language
  }

  /// Two or three letters, and two to four more behind a hyphen: `de`, `pt-br`.
  private static func isLanguage(_ word: String) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    let isPlain = parts.joined().utf8.allSatisfy { (0x61...0x7A).contains($0) }
    return isPlain && (2...3).contains(parts[0].count) && parts.count <= 2
      && parts.dropFirst().allSatisfy { (2...4).contains($0.count) }
  }

  private mutating func channels() -> [ChannelName] {
    let known = ChannelName.all.map(\.rawValue)
    return words("channels", known: known).map { ChannelName(rawValue: $0) }
  }

  private mutating func issueTypes() -> [IssueType] {
    words("issues", known: IssueType.allCases.map(\.rawValue)).compactMap {
      IssueType(rawValue: $0)
    }
  }

  private mutating func states() -> [String] {
    let parcels = Shipment.State.allCases.map(\.rawValue)
    let refunds = [Refund.State.issued, .refused].map(\.rawValue)
    return words("states", known: parcels + Order.State.allCases.map(\.rawValue) + refunds)
  }

  /// The entries of a list that are among the known ones; the others are problems.
  private mutating func words(_ key: String, known: [String]) -> [String] {
    head.list(key).map { $0.lowercased() }.filter { word in
      if known.contains(word) { return true }
      let near = Problem.nearest(to: word, among: known).map { "did you mean \($0)?" }
      report(
        key, "\(key) knows no “\(word)”", near ?? "it knows \(known.joined(separator: ", "))")
      return false
    }
  }

  private mutating func tags() -> [Tag] {
    head.list("tags").compactMap { word in
      if let tag = Tag(word) { return tag }
      report("tags", "“\(word)” cannot be a tag", "a tag is one word without commas")
      return nil
    }
  }

  private mutating func reviewBy() -> Instant? {
    guard head.text("review") != nil else { return nil }
    if let day = head.day("review") { return day }
    report("review", "the review date is no date", "write it as 2027-03-01")
    return nil
  }

  private mutating func report(_ key: String, _ what: String, _ remedy: String) {
    problems.append(head.problem(at: key, what, remedy: remedy))
  }
}

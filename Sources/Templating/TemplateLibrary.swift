package import Domain

/// All templates of a shop, by name and language.
package struct TemplateLibrary: Hashable, Sendable {
  /// A template chosen for a language.
  package struct Choice: Hashable, Sendable {
    /// The variant.
    package let template: LibraryTemplate
    /// The wanted language has no variant; this is the declared stand-in.
    package let isFallback: Bool
    let wanted: String

    /// Fills it from facts, with a warning where it is in another language than wanted.
    package func rendered(with facts: TemplateFacts) -> Rendering {
      var rendering = template.rendered(with: facts)
      if isFallback {
        rendering.warnings.append(
          .otherLanguage(wanted: wanted, used: template.template.language))
      }
      return rendering
    }
  }

  /// Every variant, by name and then by language.
  package let templates: [LibraryTemplate]
  /// The language to take where neither the customer's nor a declared one has a variant: the
  /// shop's own; after it comes English, in which every shipped template is written.
  package let fallback: String
  private static let lastResort = "en"
  private let doubles: [Problem]
  private let vocabulary: Vocabulary

  /// Reads files; of two with one name and language the later one stands, so that a shop's own
  /// folder, given after the shipped one, wins.
  package init(files: [(path: String, contents: String)], fallback: String = "en") {
    var byKey: [String: LibraryTemplate] = [:]
    var doubles: [Problem] = []
    for file in files {
      let read = LibraryTemplate(path: file.path, contents: file.contents)
      let key = "\(read.template.name)/\(read.template.language)"
      if let earlier = byKey[key], Self.folder(earlier) == Self.folder(read) {
        doubles.append(
          Problem(
            file: file.path, "“\(read.template.name)” is here twice in \(read.template.language)",
            remedy: "rename one; the other is \(earlier.template.file)"))
      }
      byKey[key] = read
    }
    templates = byKey.values.sorted {
      ($0.template.name, $0.template.language) < ($1.template.name, $1.template.language)
    }
    self.fallback = fallback
    self.doubles = doubles
    vocabulary = Vocabulary(of: templates)
  }

  private static func folder(_ read: LibraryTemplate) -> Substring {
    let path = read.template.file
    return path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
  }
}

// MARK: - Asking

extension TemplateLibrary {
  /// Every name once, in order.
  package var names: [String] {
    var names: [String] = []
    for read in templates where names.last != read.template.name {
      names.append(read.template.name)
    }
    return names
  }

  /// The language a customer writes, where it is one that templates are written in; `nil` where
  /// that is not clear.
  package func language(of sheet: TicketSheet) -> String? {
    let said = sheet.messages.filter { $0.direction == .inbound }.suffix(3)
    return vocabulary.language(
      of: said.map { String($0.body.visible.prefix(2000)) }.joined(separator: "\n"))
  }

  /// The languages a template is written in, in order.
  package func languages(of name: String) -> [String] {
    variants(of: name).map(\.template.language)
  }

  /// A template for a language: `de-at`, then `de`, then the declared fallback, the library's own,
  /// and English; `nil` where none of these exists.
  package func choice(_ name: String, language: String) -> Choice? {
    let variants = variants(of: name)
    let wanted = language.lowercased().replacing("_", with: "-")
    let base = String(wanted.prefix { $0 != "-" })
    for candidate in [wanted, base] {
      if let exact = variants.first(where: { $0.template.language == candidate }) {
        return Choice(template: exact, isFallback: false, wanted: wanted)
      }
    }
    let declared = variants.compactMap(\.template.fallback)
    let standIn = (declared + [fallback, Self.lastResort]).lazy.compactMap { language in
      variants.first { $0.template.language == language }
    }.first
    return standIn.map { Choice(template: $0, isFallback: true, wanted: wanted) }
  }

  /// A template in all its languages; the templates stand in the order of their names.
  private func variants(of name: String) -> ArraySlice<LibraryTemplate> {
    var low = 0
    var high = templates.count
    while low < high {
      let middle = (low + high) / 2
      if templates[middle].template.name < name { low = middle + 1 } else { high = middle }
    }
    return templates[low...].prefix { $0.template.name == name }
  }

  /// The name nearest to a mistyped one.
  package func nearest(to name: String) -> String? {
    Problem.nearest(to: name, among: names)
  }
}

// MARK: - Checking itself

extension TemplateLibrary {
  /// Everything that is wrong in the library, file by file.
  package func check() -> [Problem] {
    let own = templates.flatMap(\.problems)
    let between = names.flatMap(variantProblems)
    return (doubles + own + between).sorted {
      ($0.file ?? "", $0.line, $0.column) < ($1.file ?? "", $1.line, $1.column)
    }
  }

  /// The templates whose review date has come, the longest overdue first.
  package func dueForReview(at now: Instant) -> [Template] {
    templates.map(\.template).filter { $0.reviewBy.map { $0 <= now } ?? false }
      .sorted { ($0.reviewBy ?? now, $0.file) < ($1.reviewBy ?? now, $1.file) }
  }

  private func variantProblems(of name: String) -> [Problem] {
    let variants = variants(of: name).map(\.template)
    let languages = variants.map(\.language)
    let declared = variants.compactMap(\.fallback)
    return variants.flatMap { variant -> [Problem] in
      var problems: [Problem] = []
      if let language = variant.fallback, !languages.contains(language) {
        let what = "the fallback “\(language)” has no \(name)"
        problems.append(
          Problem(file: variant.file, what, remedy: "it is in \(languages.joined(separator: ", "))")
        )
      }
      if let language = variant.fallback, language != declared.first {
        problems.append(
          Problem(
            file: variant.file, "another variant of \(name) falls back to \(declared[0])",
            remedy: "declare one fallback in all of them"))
      }
      let isReachable = languages.contains(fallback) || languages.contains(Self.lastResort)
      if declared.isEmpty, !isReachable {
        problems.append(
          Problem(
            file: variant.file, "\(name) is in \(languages.joined(separator: ", ")) only",
            remedy: "write it in \(fallback), or declare fallback: \(variant.language)"))
      }
      return problems
    }
  }
}

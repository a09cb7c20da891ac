import Domain

/// Reads a path: `order.number`, `order.items[0].title`, `this.title`.
struct PathReader {
  /// The list that `this` is an entry of.
  let list: String?

  func reference(
    _ word: String, at place: TextPlace
  ) throws(TagLexer.Mistake) -> Reference {
    if word == "this" || word.hasPrefix("this.") { return try entry(word, at: place) }
    let (path, index) = try split(word, at: place)
    guard Placeholders.named(path) != nil else { throw unknown(word, path: path, at: place) }
    if path.contains("[]"), index == nil {
      throw TagLexer.Mistake(
        place, "“\(word)” does not say which entry",
        remedy: "write \(path.replacing("[]", with: "[0]")) for the first")
    }
    return Reference(path: path, index: index.map { .fixed($0) } ?? .none)
  }

  private func entry(_ word: String, at place: TextPlace) throws(TagLexer.Mistake) -> Reference {
    guard let list else {
      throw TagLexer.Mistake(
        place, "“this” means an entry of a list, and there is no #each around it",
        remedy: "write the whole path, such as order.items[0].title")
    }
    let path = list + "[]" + word.dropFirst("this".count)
    if Placeholders.named(path) != nil { return Reference(path: path, index: .current) }
    let fields = Placeholders.all.map(\.path).filter { $0.hasPrefix(list + "[].") }
      .map { "this" + $0.dropFirst(list.count + 2) }
    let near = Problem.nearest(to: word, among: fields).map { "did you mean \($0)?" }
    throw TagLexer.Mistake(
      place, "an entry of \(list) has no “\(word.dropFirst("this.".count))”",
      remedy: near ?? "it has \(fields.joined(separator: ", "))")
  }

  /// Takes the index out of `order.items[0].title`.
  private func split(
    _ word: String, at place: TextPlace
  ) throws(TagLexer.Mistake) -> (path: String, index: Int?) {
    guard let open = word.firstIndex(of: "[") else { return (word, nil) }
    let after = word[word.index(after: open)...]
    guard let close = after.firstIndex(of: "]") else {
      throw TagLexer.Mistake(place, "the [ in “\(word)” is not closed", remedy: "such as items[0]")
    }
    let digits = after[..<close]
    let path = word[..<open] + "[]" + after[after.index(after: close)...]
    guard !digits.isEmpty else { return (String(path), nil) }
    guard let index = Int(digits), (0...999).contains(index) else {
      throw TagLexer.Mistake(
        place, "“\(digits)” is no entry's number", remedy: "entries are counted from 0 to 999")
    }
    return (String(path), index)
  }

  private func unknown(_ word: String, path: String, at place: TextPlace) -> TagLexer.Mistake {
    let parts = word.split(separator: ".").map(String.init)
    for count in stride(from: parts.count - 1, through: 1, by: -1) {
      let list = parts[..<count].joined(separator: ".")
      let field = parts[count...].joined(separator: ".")
      guard Placeholders.named("\(list)[].\(field)") != nil else { continue }
      let entry = "\(list)[0].\(field)"
      return TagLexer.Mistake(
        place, "\(list) is a list, and “\(word)” does not say which entry",
        remedy: "write \(entry), or {{#each \(list)}}")
    }
    let inner = Placeholders.all.map(\.written).filter { $0.hasPrefix(word + ".") }
    let remedy =
      Placeholders.nearest(to: word).map { "did you mean \($0)?" }
      ?? (inner.isEmpty
        ? "docs/templates.md lists all names" : "it has \(inner.joined(separator: ", "))")
    return TagLexer.Mistake(place, "there is no “\(word)”", remedy: remedy)
  }
}

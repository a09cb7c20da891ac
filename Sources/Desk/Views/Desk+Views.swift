import Domain
import Terminal

// MARK: - Views of one's own

extension Desk {
  /// A view by its number or its name.
  func view(named name: String) -> SavedView? {
    views.views.first { String($0.number) == name }
      ?? views.views.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Keeps what the list shows as a view; without a name, asks for one.
  mutating func saveView(_ argument: String) -> [Effect] {
    guard case .search(let query) = inbox.source else {
      return tell("this is a view already: search first, then keep the search")
    }
    guard !argument.isEmpty else {
      line = LineEntry(.saveView, prompt: "keep this search as view: ", text: query.text)
      notice = nil
      return []
    }
    let heading = ViewText.heading(argument)
    let (number, name) = (heading.number, heading.name)
    guard !name.contains("="), !name.contains("#") else {
      return refuse("a view's name has no = and no # in it")
    }
    let others = ownViews.filter { $0.name != name && $0.number != number }
    let same = ownViews.first { $0.name == name }
    // Whoever had the number keeps the view, without its key.
    let moved = ownViews.filter { $0.number == number && $0.name != name }.map { view in
      SavedView(
        ViewText.free(among: ownViews), view.name, view.query, sort: view.sort,
        columns: view.columns)
    }
    let kept = others + moved
    let view = SavedView(
      number ?? same?.number ?? ViewText.free(among: kept), name, query, sort: inbox.sort,
      columns: inbox.columns)
    take(ownViews: kept + [view])
    inbox.look(at: .view(view))
    let key = setting.keymap.spelling(of: CommandCall(.view, "\(view.number)"), in: .inbox)
    let ways = key ?? setting.keymap.spelling(of: CommandCall(.views), in: .inbox) ?? ":view"
    return (moved + [view]).map { .changeViews(.keep($0)) } + rest()
      + tell("kept as view “\(name)”: \(ways) shows it")
  }

  /// Throws the view under the cursor away; `undo` brings it back.
  mutating func forgetView() -> [Effect] {
    guard let view = views.selected else { return [] }
    guard ownViews.contains(view) else {
      return tell("“\(view.name)” comes with the program and stays")
    }
    forget(.view(view))
    take(ownViews: ownViews.filter { $0 != view })
    if inbox.source == .view(view) { inbox.look(at: .search(view.query)) }
    let key = setting.keymap.spelling(of: CommandCall(.undo), in: .views) ?? ":undo"
    return [.changeViews(.drop(view))]
      + tell("“\(view.name)” is thrown away · \(key) brings it back")
  }

  mutating func take(ownViews: [SavedView]) {
    self.ownViews = ownViews
    views.replace(SavedView.all(with: ownViews))
  }
}

import Domain
import Terminal

// MARK: - What the list shows of each ticket

extension Desk {
  /// The columns of the list as it stands.
  var columns: ListColumns { inbox.columns ?? appearance.columns }

  /// `due customer subject`, or `default` for what is set for all views, which is none of its own.
  static func columns(reading text: String) throws(Problem) -> ListColumns? {
    text.trimmed.lowercased() == ListColumns.standard ? nil : try ListColumns(reading: text)
  }

  /// Chooses the columns of the view that is shown, and keeps them with it; those of a search are
  /// kept once the search is. Without a word, asks for them.
  mutating func columns(_ argument: String) -> [Effect] {
    guard !argument.isEmpty else {
      line = LineEntry(
        .columns, prompt: "columns: ", text: columns.words, history: history["columns:"] ?? [])
      notice = nil
      return []
    }
    let chosen: ListColumns?
    do {
      chosen = try Self.columns(reading: argument)
    } catch {
      return refuse(error.sentence)
    }
    guard case .view(let view) = inbox.source else {
      inbox.show(chosen)
      return tell("so for searches until you quit · \(way(to: .saveView)) keeps this one\(leftOut)")
    }
    guard chosen != view.columns else { return tellColumns(of: view) }
    let effects = choose(chosen, for: view)
    forget(.columns(view))
    return effects
      + tell("kept for “\(view.name)” · \(way(to: .undo)) takes it back\(leftOut)")
  }

  /// Gives a view its columns. One that is then as it came with the program needs no line of its
  /// own.
  mutating func choose(_ columns: ListColumns?, for view: SavedView) -> [Effect] {
    var changed = view
    changed.columns = columns
    let others = ownViews.filter { $0.number != view.number && $0.name != view.name }
    take(ownViews: changed.isBuiltIn ? others : others + [changed])
    if inbox.source.place == InboxPane.Source.view(view).place { inbox.show(columns) }
    return [.changeViews(changed.isBuiltIn ? .drop(changed) : .keep(changed))]
  }

  mutating func tellColumns(of view: SavedView) -> [Effect] {
    tell("“\(view.name)” shows \(Wording.list((view.columns ?? appearance.columns).names))")
  }

  /// Which columns have no room now.
  private var leftOut: String {
    guard let list = frame.list else { return "" }
    let missing = InboxColumns(columns, width: list.columns - 1).leftOut
    return missing.isEmpty ? "" : " · no room here for \(Wording.list(missing.map(\.rawValue)))"
  }

  /// Sets the columns of every view that has none of its own.
  mutating func set(columns text: String) -> [Effect] {
    do {
      appearance.columns = try Self.columns(reading: text) ?? .usual
    } catch {
      return refuse(error.sentence)
    }
    return tell("columns are \(appearance.columns.words)\(leftOut)")
  }
}

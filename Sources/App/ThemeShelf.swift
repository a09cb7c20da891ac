import Desk
import Domain
import Terminal

/// The themes there are: the person's own files, then those that came with the program.
struct ThemeShelf: Sendable {
  /// Where `*.theme` lie.
  let files: FileShelf

  /// The themes of this host.
  static func open(_ places: Places) -> ThemeShelf {
    ThemeShelf(files: .open(places, own: "themes", shipped: "themes", ending: ".theme"))
  }

  /// Their names, in order; two need no file.
  var names: [String] {
    Set(files.names + Theme.builtIn.map(\.name)).sorted()
  }

  /// A theme by its name, or by its path where there is a slash in it.
  func read(_ name: String) -> (theme: DeskTheme, problems: [Problem]) {
    if let file = files.file(name) {
      return ThemeText.read(file.text, name: name, file: file.path, included: files.file)
    }
    if let theme = Theme.builtIn.first(where: { $0.name == name }) { return (DeskTheme(theme), []) }
    let nearest = Problem.nearest(to: name, among: names)
    let remedy = nearest.map { "did you mean \($0)" } ?? files.places(of: name)
    return (.terminal, [Problem("there is no theme named \(name)", remedy: remedy)])
  }
}

import Desk
import Domain
import Foundation
import Terminal

/// The themes there are: the person's own files, then those that came with the program.
struct ThemeShelf: Sendable {
  /// Folders with `*.theme`, the first to be looked in first.
  let folders: [String]

  /// The themes of this host.
  static func open(_ places: Places) -> ThemeShelf {
    ThemeShelf(
      folders: ["\(places.configurationFolder)/themes", places.shared("themes")].compactMap { $0 })
  }

  /// Their names, in order; two need no file.
  var names: [String] {
    let found = folders.flatMap { folder in
      (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }.filter { $0.hasSuffix(Self.ending) }.map { String($0.dropLast(Self.ending.count)) }
    return Set(found + Theme.builtIn.map(\.name)).sorted()
  }

  /// A theme by its name, or by its path where there is a slash in it.
  func read(_ name: String) -> (theme: DeskTheme, problems: [Problem]) {
    if let file = file(name) {
      return ThemeText.read(file.text, name: name, file: file.path) { self.file($0) }
    }
    if let theme = Theme.builtIn.first(where: { $0.name == name }) { return (DeskTheme(theme), []) }
    let nearest = Problem.nearest(to: name, among: names)
    let remedy =
      nearest.map { "did you mean \($0)" }
      ?? "looked for \(name).theme in \(folders.joined(separator: " and "))"
    return (.terminal, [Problem("there is no theme named \(name)", remedy: remedy)])
  }

  private static let ending = ".theme"

  private func file(_ name: String) -> (path: String, text: String)? {
    let paths = name.contains("/") ? [name] : folders.map { "\($0)/\(name)\(Self.ending)" }
    return paths.lazy.compactMap { path in
      FileManager.default.contents(atPath: path).map { (path, String(decoding: $0, as: UTF8.self)) }
    }.first
  }
}

import Desk
import Domain

/// The keymaps there are: the person's own files, then those that came with the program.
struct KeymapShelf: Sendable {
  /// Where `*.keys` lie.
  let files: FileShelf

  /// The keymaps of this host.
  static func open(_ places: Places) -> KeymapShelf {
    KeymapShelf(
      files: .open(places, own: "keymaps", shipped: "Keymaps", ending: ".keys"))
  }

  /// A keymap by its name, or by its path where there is a slash in it, with what is wrong in its
  /// files.
  func read(_ name: String) -> (keymap: Keymap, problems: [Problem]) {
    guard let file = files.file(name) else {
      let nearest = Problem.nearest(to: name, among: files.names)
      let remedy = nearest.map { "did you mean \($0)" } ?? files.places(of: name)
      return (Keymap(), [Problem("there is no keymap named \(name)", remedy: remedy)])
    }
    return KeymapText.read(file.text, file: file.path, included: files.file)
  }
}

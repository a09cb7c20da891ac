import Foundation

/// Files of one kind in several folders: the person's own come before those that were shipped.
struct FileShelf: Sendable {
  /// Folders, the first to be looked in first.
  let folders: [String]
  /// What the files' names end in: `.theme`.
  let ending: String

  /// The folder of the person's own files and the shipped one.
  static func open(_ places: Places, own: String, shipped: String, ending: String) -> FileShelf {
    FileShelf(
      folders: ["\(places.configurationFolder)/\(own)", places.shared(shipped)].compactMap(\.self),
      ending: ending)
  }

  /// The names there are, in order, each once.
  var names: [String] {
    let found = folders.flatMap { folder in
      (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
    return Set(found.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) })
      .sorted()
  }

  /// A file by its name, with or without the ending, or by its path where there is a slash in it;
  /// those that are being read already are passed over.
  func file(_ name: String, besides reading: [String] = []) -> (path: String, text: String)? {
    let name = name.hasSuffix(ending) ? name : name + ending
    let paths = name.contains("/") ? [name] : folders.map { "\($0)/\(name)" }
    return paths.lazy.filter { !reading.contains($0) }.compactMap { path in
      FileManager.default.contents(atPath: path).map { (path, String(decoding: $0, as: UTF8.self)) }
    }.first
  }

  /// Where a name was looked for, in words.
  func places(of name: String) -> String {
    "looked for \(name)\(ending) in \(folders.joined(separator: " and "))"
  }
}

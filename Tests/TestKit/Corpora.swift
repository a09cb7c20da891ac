import Foundation

/// Test material of others that lies beside the checkout, in `shared/corpora`, and is not part of it.
package enum Corpora {
  /// The files of some corpora, by path in order; empty, and a word why, where they are not there.
  package static func files(_ names: String...) -> [(path: String, bytes: [UInt8])] {
    guard let root else {
      print("skipped: no shared/corpora beside the checkout")
      return []
    }
    return names.flatMap { name -> [(path: String, bytes: [UInt8])] in
      let found = FileManager.default.enumerator(atPath: "\(root)/\(name)")?.allObjects ?? []
      return found.compactMap { $0 as? String }.sorted().compactMap { path in
        guard path.hasSuffix(".eml") || path.hasPrefix("files/"),
          let contents = FileManager.default.contents(atPath: "\(root)/\(name)/\(path)")
        else { return nil }
        return ("\(name)/\(path)", Array(contents))
      }
    }
  }

  private static var root: String? {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "shared/corpora").path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
    }
    return nil
  }
}

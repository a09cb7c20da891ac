import Foundation

/// Test material of others that lies beside the checkout, in `shared/corpora`, and is not part of it.
package enum Corpora {
  /// The folder of a corpus; `nil`, and a word why, where it is not there.
  package static func folder(_ name: String) -> String? {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let found = folder.appending(path: "shared/corpora/\(name)").path
      if FileManager.default.fileExists(atPath: found) { return found }
    }
    print("skipped: no shared/corpora/\(name) beside the checkout")
    return nil
  }

  /// The cases of a corpus, each a JSON object of its `cases.jsonl`; `nil` where it is not there.
  package static func cases(_ name: String) -> [[String: Any]]? {
    guard let folder = folder(name),
      let text = try? String(contentsOfFile: "\(folder)/cases.jsonl", encoding: .utf8)
    else { return nil }
    return text.split(separator: "\n").compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
    }
  }

  /// The mails of some corpora, by path in order; none where they are not there.
  package static func files(_ names: String...) -> [(path: String, bytes: [UInt8])] {
    names.flatMap { name -> [(path: String, bytes: [UInt8])] in
      guard let folder = folder(name) else { return [] }
      let found = FileManager.default.enumerator(atPath: folder)?.allObjects ?? []
      return found.compactMap { $0 as? String }.sorted().compactMap { path in
        guard path.hasSuffix(".eml") || path.hasPrefix("files/"),
          let contents = FileManager.default.contents(atPath: "\(folder)/\(path)")
        else { return nil }
        return ("\(name)/\(path)", Array(contents))
      }
    }
  }
}

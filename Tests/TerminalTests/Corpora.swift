import Foundation

/// Test material that lies beside the checkout, in `shared/corpora`, and is not part of it.
enum Corpora {
  /// The cases of one corpus, nil (and a word why) where it is not there.
  static func cases(_ name: String) -> [[String: Any]]? {
    guard let file = file("\(name)/cases.jsonl"),
      let text = try? String(contentsOf: file, encoding: .utf8)
    else {
      print("skipped: no shared/corpora/\(name)/cases.jsonl beside the checkout")
      return nil
    }
    return text.split(separator: "\n").compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
    }
  }

  private static func file(_ path: String) -> URL? {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let file = folder.appendingPathComponent("shared/corpora/\(path)")
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    return nil
  }
}

import Foundation
import TestKit

/// Test material of other projects that lies beside the checkout, in `shared/corpora`.
enum MailCorpora {
  /// One case: what it is, the bytes of its file, and what must come out.
  struct Case {
    var id: String
    var kind: String
    var file: String
    var bytes: Data
    var header: String
    var expect: [String: Any]
  }

  /// The cases of one corpus; empty (and a word why) where it is not there.
  static func cases(_ name: String) -> [Case] {
    guard let folder = Corpora.folder(name), let rows = Corpora.cases(name) else { return [] }
    return rows.compactMap { row in
      guard let id = row["id"] as? String, let kind = row["kind"] as? String else { return nil }
      let file = (row["input"] as? String).map { "\(folder)/\($0)" } ?? ""
      return Case(
        id: id, kind: kind, file: file,
        bytes: FileManager.default.contents(atPath: file) ?? Data(),
        header: row["header"] as? String ?? "", expect: row["expect"] as? [String: Any] ?? [:])
    }
  }
}

/// How many of how many, by what was looked at.
struct Tally {
  private(set) var counts: [String: (passed: Int, total: Int)] = [:]

  mutating func mark(_ key: String, _ isRight: Bool) {
    counts[key, default: (0, 0)].total += 1
    if isRight { counts[key, default: (0, 0)].passed += 1 }
  }

  /// All of it as one number between 0 and 1.
  var share: Double {
    let passed = counts.values.reduce(0) { $0 + $1.passed }
    let total = counts.values.reduce(0) { $0 + $1.total }
    return total == 0 ? 1 : Double(passed) / Double(total)
  }

  func share(_ key: String) -> Double {
    guard let count = counts[key], count.total > 0 else { return 1 }
    return Double(count.passed) / Double(count.total)
  }

  func show(_ name: String) {
    for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
      print("\(name) \(key): \(count.passed) of \(count.total)")
    }
  }
}

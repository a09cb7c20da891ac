import Foundation
package import Terminal

/// A screen that is not as it was recorded.
package struct ScreenMismatch: Error, CustomStringConvertible {
  /// What differs, and the screen as it is.
  package var description: String
}

extension DeskDriver {
  /// Holds the screen against `Screens/<name>.screen` beside the test's file.
  ///
  /// `RECORD=1` in the environment writes the file anew, and fails all the same, so that nothing
  /// is recorded by accident.
  package func expectScreen(_ name: String, file: String = #filePath) throws {
    try Golden.expect(canvas, name, beside: file)
  }
}

/// Screens kept as files.
package enum Golden {
  /// Holds a canvas against its file.
  package static func expect(_ canvas: Canvas, _ name: String, beside file: String) throws {
    try expect(canvas.golden, name, beside: file)
  }

  /// The same with a screen that is written out already.
  package static func expect(
    _ now: String, _ name: String, in folder: String = "Screens", beside file: String
  ) throws {
    let folder = URL(filePath: file).deletingLastPathComponent().appending(path: folder)
    let path = folder.appending(path: "\(name).screen")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(now.utf8).write(to: path)
      throw ScreenMismatch(description: "recorded \(name); run again without RECORD")
    }
    guard let recorded = try? Data(contentsOf: path) else {
      throw ScreenMismatch(
        description: "there is no \(name).screen: run with RECORD=1 and look at it\n\(now)")
    }
    let before = String(decoding: recorded, as: UTF8.self)
    guard before != now else { return }
    throw ScreenMismatch(description: "\(name) differs\n\(difference(before, now))\n\(now)")
  }

  private static func difference(_ before: String, _ now: String) -> String {
    let old = before.split(separator: "\n", omittingEmptySubsequences: false)
    let new = now.split(separator: "\n", omittingEmptySubsequences: false)
    let rows = (0..<max(old.count, new.count)).filter { row in
      (row < old.count ? old[row] : "") != (row < new.count ? new[row] : "")
    }
    return rows.prefix(12).map { row in
      "line \(row + 1)\n  was \(row < old.count ? old[row] : "")\n  is  "
        + "\(row < new.count ? new[row] : "")"
    }.joined(separator: "\n")
  }
}

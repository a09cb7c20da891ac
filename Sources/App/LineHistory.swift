import Desk
import Domain
import Foundation

/// The file of what was typed as commands and searches, beside the store, for its owner alone.
struct LineHistory: Sendable {
  /// Where it is, or would be.
  let path: String

  /// The file beside the store at `store`.
  static func beside(_ store: String) -> LineHistory { LineHistory(path: "\(store).history") }

  /// What was typed, oldest first; nothing where there is no file.
  func read() -> TypedLines { TypedLines(text) }

  /// Adds a line to it as it is now: another desk may have written meanwhile.
  @Sendable func add(_ line: TypedLine) -> Problem? {
    var lines = read()
    lines.add(line)
    do throws(Failure) {
      try PrivateFile.write(lines.text, to: path)
      return nil
    } catch {
      return Problem(error.sentence)
    }
  }

  private var text: String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

import Foundation

/// The case that is being tried, in a file, so that it is known although it ended the process.
struct CaseJournal {
  private let path: String
  private let file: FileHandle?

  /// A journal of one seed's cases.
  init(seed: Int) {
    path = FileManager.default.temporaryDirectory.appending(path: "shopbell-fuzz-\(seed).txt").path
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    file = FileHandle(forWritingAtPath: path)
  }

  /// Writes down the case, over the last one.
  func write(_ name: String) {
    let padded = name.padding(toLength: 120, withPad: " ", startingAt: 0) + "\n"
    try? file?.seek(toOffset: 0)
    try? file?.write(contentsOf: Data(padded.utf8))
  }

  /// All cases went well: the file goes.
  func close() {
    try? file?.close()
    try? FileManager.default.removeItem(atPath: path)
  }
}

import Domain
import Foundation

/// Words that the store could not take, each ticket's in a file elsewhere, so that they outlive the
/// program; gone again as soon as the store has them.
actor EmergencyFiles {
  private let folders: [String]
  private var files: [TicketID: String] = [:]

  /// Files in the first of these folders that takes one.
  init(in folders: [String]) { self.folders = folders }

  /// The files there are.
  var paths: [String] { files.values.sorted() }

  /// Keeps a text that only its owner can read, and tells where; `nil` where no folder takes it.
  func keep(_ text: String, of ticket: TicketID) -> String? {
    // No name that somebody else could have foreseen: a folder may be open to all.
    let name = "shopbell-unsaved-\(UUID().uuidString.prefix(8).lowercased()).txt"
    let places = [files[ticket]].compactMap { $0 } + folders.map { "\($0)/\(name)" }
    for path in places where (try? PrivateFile.write(text, to: path)) != nil {
      if let old = files[ticket], old != path { unlink(old) }
      files[ticket] = path
      return path
    }
    return files[ticket]
  }

  /// The store has the words of this ticket after all.
  func drop(_ ticket: TicketID) {
    if let path = files.removeValue(forKey: ticket) { unlink(path) }
  }
}

internal import Domain
internal import GRDB

/// Why the store could not do something; each case says who must act.
package enum StoreError: Error, Hashable, Sendable {
  /// Another process keeps the store locked. The machine tries again later.
  case busy(path: String)
  /// Other processes have the store open, and what is to be done needs it alone. The agent ends them.
  case inUse(path: String, by: [String])
  /// There is no room left where the store lies. Someone must make room; then it works again.
  case full(path: String)
  /// The store may not be written here. Someone must mend the rights or mount it writable.
  case readOnly(path: String)
  /// There is no store at that path, and none may be made. The agent gives another path.
  case missing(path: String)
  /// The store cannot live there: a network file system, a folder, a file of another program.
  case unsuitable(path: String, why: String)
  /// A newer shopbell wrote it. The agent updates the program.
  case newer(path: String, found: Int, known: Int)
  /// What is written there does not hold together. The agent runs `repair`.
  case damaged(path: String, what: String)
  /// The disk failed. Someone must look at the machine.
  case failing(path: String, cause: String)
  /// The disk failed as it was to confirm what was written. Whether it is kept shows when the store
  /// is opened the next time; the agent looks before doing it again.
  case unsure(path: String)
  /// The store itself is wrong. A developer must look.
  case broken(path: String, what: String)

  /// The same as a person would say it: what happened, where, and what to do.
  package var sentence: String {
    switch self {
    case .busy(let path):
      "another process keeps \(path) locked; try again in a moment"
    case .inUse(let path, let others):
      others.isEmpty
        ? "another process has \(path) open; end it and try again, nothing was changed"
        : "\(others.joined(separator: " and ")) "
          + (others.count == 1 ? "has" : "have")
          + " \(path) open; end \(others.count == 1 ? "it" : "them") and try again, "
          + "nothing was changed"
    case .full(let path):
      "there is no room left on the disk of \(path); make room and try again, nothing was changed"
    case .readOnly(let path):
      "\(path) may not be written; check its rights and whether its disk is mounted read-only"
    case .missing(let path):
      "there is no store at \(path)"
    case .unsuitable(let path, let why):
      "the store cannot be kept at \(path): \(why)"
    case .newer(let path, let found, let known):
      "\(path) was written by a newer shopbell (schema \(found), this one knows \(known)); "
        + "update shopbell, the store is unchanged"
    case .damaged(let path, let what):
      "\(path) is damaged: \(what); `shopbell repair` brings back what can be read and keeps the "
        + "damaged file"
    case .failing(let path, let cause):
      "the disk of \(path) failed: \(cause)"
    case .unsure(let path):
      "the disk of \(path) failed at the last moment: it may be kept all the same, so look whether it "
        + "is there before you do it again"
    case .broken(let path, let what):
      "the store at \(path) met what should not happen: \(what)"
    }
  }
}

extension StoreError {
  /// An error from below, told in this room's words.
  init(_ error: any Error, path: String) {
    if let known = error as? StoreError {
      self = known
      return
    }
    if let unreadable = error as? Unreadable {
      self = .damaged(path: path, what: unreadable.what)
      return
    }
    guard let error = error as? DatabaseError else {
      self = .broken(path: path, what: "\(error)")
      return
    }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path)
    case .SQLITE_CANTOPEN where Ground.isReadOnly(path): self = .readOnly(path: path)
    case .SQLITE_CANTOPEN: self = .failing(path: path, cause: "it cannot be opened")
    case .SQLITE_CORRUPT: self = .damaged(path: path, what: error.message ?? "a page is broken")
    case .SQLITE_NOTADB: self = .damaged(path: path, what: "it is not a database")
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_FSYNC:
      self = .unsure(path: path)
    case .SQLITE_IOERR where Ground.isFull(path): self = .full(path: path)
    case .SQLITE_IOERR:
      self = .failing(path: path, cause: error.message ?? "\(error.extendedResultCode)")
    default: self = .broken(path: path, what: error.description)
    }
  }
}

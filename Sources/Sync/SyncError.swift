/// Why syncing cannot begin; a person must act on each of these.
package enum SyncError: Error, Hashable, Sendable {
  /// Another process syncs this store; its number, where it told.
  case someoneElseSyncs(process: Int32?)
  /// The lock beside the store cannot be made.
  case cannotLock(path: String, why: String)

  /// The same as a person would say it.
  package var sentence: String {
    switch self {
    case .someoneElseSyncs(let process):
      process.map { "process \($0) syncs this store already; stop it, or let it work" }
        ?? "another process syncs this store already"
    case .cannotLock(let path, let why):
      "\(path) cannot be locked: \(why)"
    }
  }
}

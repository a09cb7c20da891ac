/// Where a store is kept.
package enum Place: Hashable, Sendable {
  /// Nowhere but in memory; gone when the store is.
  case memory
  /// In a file, with its folder made if need be (0700) and the file itself for nobody else (0600).
  case file(String)

  /// The path, as messages name it.
  package var path: String {
    switch self {
    case .memory: ":memory:"
    case .file(let path): path
    }
  }
}

/// What one may do with an opened store.
package enum Access: Hashable, Sendable {
  /// Ask and commit; the file is made if it is not there.
  case readWrite
  /// Ask only; the file must be there.
  case readOnly
}

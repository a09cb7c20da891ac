internal import Domain
internal import GRDB

extension Store {
  /// Whether an earlier version wrote a store, so that opening it brings it up to date first;
  /// `false` also where it cannot be looked at.
  package static func isOfEarlierVersion(_ path: String) -> Bool {
    guard let queue = try? Connection.aside(path, patience: 1, readOnly: true) else { return false }
    defer { try? queue.close() }
    let version = (try? queue.read { try Connection.identify($0, path: path) }) ?? 0
    return (1..<Schema.migrations.count).contains(version)
  }

  /// Opens as `open` does, for a holder of leases and with a patience (seconds) of one's choice.
  static func open(
    _ place: Place, as access: Access, clock: @escaping @Sendable () -> Instant, seed: UInt64,
    reactions: [any Reaction], holder: Holder, patience: Double
  ) throws(StoreError) -> Store {
    do {
      let writer = try Connection.open(place, as: access, patience: patience)
      let house = try writer.read { try House(in: $0) }
      let tokens = Tokens(key: house.key)
      var file: String?
      if case .file(let path) = place { file = path }
      let watching = Watching(
        path: file,
        glimpse: { question in
          try writer.read {
            try Answering(db: $0, tokens: tokens, now: clock(), holder: holder).glimpse(question)
          }
        },
        answer: { question in
          try writer.read {
            try Answering(db: $0, tokens: tokens, now: clock(), holder: holder).answer(question)
          }
        })
      let checkpoint = try access == .readWrite ? file.map { try Checkpoint(path: $0) } : nil
      let store = Store(
        place: place, writer: writer, house: house, clock: clock, seed: seed,
        reactions: [Lifecycle()] + reactions, holder: holder, watching: watching,
        checkpoint: checkpoint)
      if access == .readWrite {
        try writer.writeWithoutTransaction { try Backup.wake(store, in: $0) }
      }
      return store
    } catch {
      throw StoreError(error, path: place.path)
    }
  }
}

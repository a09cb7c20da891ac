import ArgumentParser
import Desk
import Domain
import Foundation
import Store
import Sync

/// Puts a backup in the place of the store.
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the place of the store.",
    discussion: """
      The backup is read whole before anything is touched, and stays as it is. A store that is \
      there already is replaced only with --replace, and kept beside it under a name with the \
      date. Replies that waited in the backup are held: nothing is sent before you let them go \
      with `shopbell outbox release`.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A file that `shopbell backup` wrote.") var path: String
  @Flag(help: "Take the place of a store that is there; it is kept beside.") var replace = false

  func run() async throws {
    let store = global.storePath
    let files = FileManager.default
    guard files.fileExists(atPath: path) else {
      throw Failure(.failed, "there is no backup at \(path); nothing was changed")
    }
    guard replace || !files.fileExists(atPath: store) else {
      throw Failure(
        .cannotCreate,
        "there is a store at \(store) already; nothing was changed. "
          + "With --replace the backup takes its place, and the store is kept beside it")
    }
    try makeFolder(above: store)
    let lock = try Self.lock(store)
    let restored = try Self.restore(path, to: store, replacing: replace)
    _ = consume lock
    tell(restored, store)
  }

  private func makeFolder(above store: String) throws(Failure) {
    let folder = URL(filePath: store).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(.cannotCreate, "\(folder) cannot be made: \(error.localizedDescription)")
    }
  }

  /// Takes the sync's lock: whoever syncs has the store open.
  static func lock(_ store: String) throws(Failure) -> SyncLock {
    do throws(SyncError) {
      return try SyncLock(at: Syncing.lock(of: store))
    } catch {
      switch error {
      case .someoneElseSyncs:
        throw Failure(.tryAgain, "\(error.sentence); nothing was changed")
      case .cannotLock: throw Failure(.cannotCreate, error.sentence)
      }
    }
  }

  private static func restore(
    _ backup: String, to store: String, replacing: Bool
  ) throws(Failure) -> Restored {
    do throws(StoreError) {
      return try Store.restore(
        backup, to: store, replacing: replacing, clock: { Instant(Date()) },
        seed: .random(in: .min ... .max), reactions: StoreOpening.reactions)
    } catch {
      guard error != .busy(path: store) else {
        throw Failure(
          .tryAgain,
          "another process has \(store) open; nothing was changed. "
            + "End every shopbell that uses it, then restore again")
      }
      throw Failure(error)
    }
  }

  private func tell(_ restored: Restored, _ store: String) {
    global.output.result(
      JSON.object([
        "tickets": .int(restored.tickets), "messages": .int(restored.messages),
        "held": .int(restored.held), "unsure": .int(restored.unsure),
        "kept": JSON(restored.kept),
      ]),
      "\(Wording.count(restored.tickets, "ticket")) and "
        + "\(Wording.count(restored.messages, "message")) are back at \(store)")
    if let kept = restored.kept { global.output.remark("the store that was there is now \(kept)") }
    if restored.held > 0 {
      global.output.remark(
        "\(Wording.count(restored.held, "reply", "replies")) held: nothing is sent before you say so. "
          + "`shopbell sync` finds those that left since; then `shopbell outbox release --all`")
    }
    if restored.unsure > 0 {
      global.output.remark(
        "\(Wording.count(restored.unsure, "reply", "replies")) may have arrived; "
          + "`shopbell outbox` lists them")
    }
  }
}

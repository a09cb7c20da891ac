import Foundation

/// The right to sync a store, held by one process at a time: a lock on a file beside the store.
///
/// The system lets go of it when the process ends, however it ends.
package struct SyncLock: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Takes the lock at `path`; throws who has it where someone does.
  package init(at path: String) throws(SyncError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .cannotLock(path: path, why: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let why = errno
      // An initialiser that throws now still runs deinit, which closes the file.
      let holder = Self.number(in: descriptor)
      guard why == EWOULDBLOCK else {
        throw .cannotLock(path: path, why: String(cString: strerror(why)))
      }
      throw .someoneElseSyncs(process: holder)
    }
    // Who holds it stands in the file, for the second one to tell.
    let line = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, line, line.count, 0)
  }

  deinit {
    // A program that is just being started holds the file for a moment, too; not the lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func number(in descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes.prefix(count), as: UTF8.self).filter(\.isNumber))
  }
}

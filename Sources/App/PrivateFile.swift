import Domain
import Foundation
import Glibc

/// Files that only their owner can read, written whole or not at all.
enum PrivateFile {
  /// Writes a file and the folders above it; what it held before stays until all is on the disk.
  ///
  /// Nobody else can read it at any moment, whatever the umask.
  static func write(_ text: String, to path: String) throws(Failure) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(.cannotCreate, "\(folder) cannot be made: \(error.localizedDescription)")
    }
    let draft = "\(path).new"
    // One that an ended process left.
    unlink(draft)
    let file = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(path) }
    let isWhole =
      fchmod(file, 0o600) == 0 && pour(Array(text.utf8), into: file) && fsync(file) == 0
    let why = errno
    close(file)
    errno = why
    guard isWhole, rename(draft, path) == 0 else {
      let failure = failure(path)
      unlink(draft)
      throw failure
    }
    let above = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard above >= 0 else { return }
    fsync(above)
    close(above)
  }

  private static func pour(_ bytes: [UInt8], into file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func failure(_ path: String) -> Failure {
    Failure(.cannotCreate, "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}

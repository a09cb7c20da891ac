import Foundation
import Glibc

/// A file where nothing was, for its owner only: it bears its name once all of it is on the disk.
struct NewFile: ~Copyable {
  private let path: String
  private let draft: String
  private let handle: FileHandle

  /// Begins one; refused where something is already.
  init(_ path: String) throws(Failure) {
    guard access(path, F_OK) != 0 else { throw Self.taken(path) }
    let draft = "\(path).\(getpid()).new"
    let file = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.failure(.cannotCreate, path) }
    fchmod(file, 0o600)
    self.path = path
    self.draft = draft
    handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
  }

  deinit { unlink(draft) }

  /// Writes on.
  borrowing func write(_ bytes: Data) throws(Failure) {
    do { try handle.write(contentsOf: bytes) } catch {
      throw Failure(
        .inputOutput, "\(path) cannot be written: \(error.localizedDescription); it was not made")
    }
  }

  /// Gives it its name.
  borrowing func finish() throws(Failure) {
    guard fsync(handle.fileDescriptor) == 0 else { throw Self.failure(.inputOutput, path) }
    guard link(draft, path) == 0 else {
      throw errno == EEXIST ? Self.taken(path) : Self.failure(.cannotCreate, path)
    }
  }

  private static func taken(_ path: String) -> Failure {
    Failure(
      .cannotCreate, "there is a file at \(path) already; nothing was written. Name another one")
  }

  private static func failure(_ status: Failure.Status, _ path: String) -> Failure {
    Failure(status, "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}

/// Where a command's data goes: a new file, or standard output.
struct DataOutput: ~Copyable {
  private let file: NewFile?

  /// - Parameter path: a path where nothing is yet; standard output without one, or for `-`.
  init(_ path: String?) throws(Failure) {
    if let path, path != "-" {
      file = try NewFile(path)
    } else {
      file = nil
    }
  }

  /// Writes on.
  borrowing func write(_ bytes: Data) throws(Failure) {
    switch file {
    case .some(let file): try file.write(bytes)
    // A reader that has gone away (`| head`) ends the program quietly.
    case nil: do { try FileHandle.standardOutput.write(contentsOf: bytes) } catch { exit(0) }
    }
  }

  /// Ends it.
  borrowing func finish() throws(Failure) {
    switch file {
    case .some(let file): try file.finish()
    case nil: break
    }
  }
}

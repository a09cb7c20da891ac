package import Foundation
import Glibc

/// A folder of a test's own, with a short path, since the paths of sockets have to be short.
package struct TestFolder: Sendable {
  /// Its path.
  package let path: String

  /// Makes an empty folder that servers under other users may enter.
  package init(_ name: String = "test") throws {
    var template = Array("/tmp/shopbell-\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, let end = template.firstIndex(of: 0) else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    path = String(decoding: template[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    chmod(path, 0o755)
  }

  /// Deletes it with all it holds.
  package func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of something in it.
  package subscript(name: String) -> String { "\(path)/\(name)" }

  /// Makes a folder in it, for `user` where one is named.
  @discardableResult
  package func folder(
    _ name: String, mode: mode_t = 0o755, user: String? = nil, group: String? = nil
  ) throws -> String {
    let path = self[name]
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try TestFolder.give(path, to: user, group: group)
    chmod(path, mode)
    return path
  }

  /// Writes a file in it, readable by all.
  @discardableResult
  package func file(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
    let path = self[name]
    guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
      throw POSIXError(.EIO)
    }
    chmod(path, mode)
    return path
  }

  /// Makes a file or folder another user's.
  package static func give(_ path: String, to user: String?, group: String? = nil) throws {
    guard let user else { return }
    guard let entry = getpwnam(user)?.pointee else { throw POSIXError(.EINVAL) }
    let number = try group.map { name in
      guard let found = getgrnam(name)?.pointee.gr_gid else { throw POSIXError(.EINVAL) }
      return found
    }
    guard chown(path, entry.pw_uid, number ?? entry.pw_gid) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
    }
  }
}

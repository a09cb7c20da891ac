internal import Foundation
internal import Glibc

/// The ground a store file stands on: its folder, its modes, its file system.
enum Ground {
  /// Makes folder and file where they are missing, readable by nobody else whatever the umask.
  ///
  /// The file is made only where there is none: to open and close one that SQLite has open in this
  /// process would drop SQLite's own locks (https://www.sqlite.org/howtocorrupt.html, 2.2).
  static func prepare(_ path: String) throws(StoreError) {
    let folder = folder(of: path)
    try makeFolder(folder, for: path)
    try refuseNetwork(folder, for: path)
    try refuseFolder(path)
    let file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      if errno == EEXIST { return }
      throw failure(errno, path)
    }
    fchmod(file, 0o600)
    close(file)
  }

  /// Makes sure that a file is there and may be read, without making anything.
  static func find(_ path: String) throws(StoreError) {
    guard access(path, F_OK) == 0 else { throw .missing(path: path) }
    try refuseFolder(path)
    try refuseNetwork(folder(of: path), for: path)
    guard access(path, R_OK) == 0 else { throw failure(errno, path) }
  }

  /// The size of a file in bytes; 0 where there is none.
  static func size(of path: String) -> Int {
    var found = stat()
    return stat(path, &found) == 0 ? Int(found.st_size) : 0
  }

  /// The number by which its file system knows a file, whatever its name; `nil` where there is none.
  static func number(of path: String) -> UInt? {
    var found = stat()
    return stat(path, &found) == 0 ? found.st_ino : nil
  }

  /// The file's disk has no room for another page of it, or its owner may use no more.
  static func isFull(_ path: String) -> Bool {
    var found = statvfs()
    return statvfs(folder(of: path), &found) == 0 && found.f_bavail * found.f_frsize < 64 << 10
  }

  /// A file and what lies beside it may be written.
  static func mayWrite(_ path: String) -> Bool {
    access(path, W_OK) == 0 && access(folder(of: path), W_OK) == 0
  }

  /// Nothing can be written beside the file, as SQLite must to read it.
  static func isReadOnly(_ path: String) -> Bool {
    access(folder(of: path), W_OK) != 0 && (errno == EROFS || errno == EACCES)
  }

  /// What was named in a file's folder is so after a power cut, too; as far as its disk lets us.
  static func syncFolder(of path: String) {
    let found = open(folder(of: path), O_RDONLY | O_CLOEXEC)
    guard found >= 0 else { return }
    fsync(found)
    close(found)
  }

  // MARK: - Parts

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func makeFolder(_ folder: String, for path: String) throws(StoreError) {
    guard access(folder, F_OK) != 0 else { return }
    let above = self.folder(of: folder)
    if above != folder { try makeFolder(above, for: path) }
    guard mkdir(folder, 0o700) == 0 else {
      if errno == EEXIST { return }
      throw failure(errno, path)
    }
    chmod(folder, 0o700)
  }

  private static func refuseFolder(_ path: String) throws(StoreError) {
    var found = stat()
    guard stat(path, &found) == 0 else { return }
    guard found.st_mode & S_IFMT == S_IFREG else {
      throw .unsuitable(path: path, why: "that is not a plain file")
    }
  }

  private static func refuseNetwork(_ folder: String, for path: String) throws(StoreError) {
    guard let real = realpath(folder, nil) else { return }
    defer { free(real) }
    let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
    guard let kind = network(holding: String(cString: real), mounts: mounts) else { return }
    throw .unsuitable(
      path: path,
      why: "\(folder) lies on \(kind), a network file system, where locks do not hold; "
        + "use a folder on a local disk")
  }

  /// File systems that other machines may write to, as proc(5) spells them in mountinfo.
  private static let networks: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "coda", "lustre", "gfs2",
    "ocfs2", "gpfs", "glusterfs", "beegfs", "orangefs", "fuse.sshfs", "fuse.rclone", "fuse.s3fs",
    "fuse.glusterfs", "fuse.davfs", "fuse.gcsfuse", "fuse.smbnetfs", "fuse.curlftpfs", "davfs",
  ]

  /// The network file system that a folder lies on, by the table of mounts; `nil` for a local one.
  static func network(holding folder: String, mounts: String) -> String? {
    var best: (length: Int, kind: String)?
    for line in mounts.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let dash = words.firstIndex(of: "-"), words.count > dash + 1, dash > 4 else { continue }
      let point = words[4].replacing("\\040", with: " ")
      let holds = point == "/" || folder == point || folder.hasPrefix(point + "/")
      // A later mount on the same point hides the earlier one.
      guard holds, point.count >= best?.length ?? 0 else { continue }
      best = (point.count, String(words[dash + 1]))
    }
    return best.flatMap { networks.contains($0.kind) ? $0.kind : nil }
  }

  /// What errno says, in this room's words.
  static func failure(_ code: Int32, _ path: String) -> StoreError {
    switch code {
    case EACCES, EPERM, EROFS: .readOnly(path: path)
    case ENOSPC, EDQUOT: .full(path: path)
    case ENOTDIR, EISDIR, ENAMETOOLONG, ELOOP, ENOENT:
      .unsuitable(path: path, why: String(cString: strerror(code)))
    default: .failing(path: path, cause: String(cString: strerror(code)))
    }
  }
}

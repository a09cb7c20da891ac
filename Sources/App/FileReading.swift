import Desk
import Domain
import Foundation
import Glibc
import Seal

/// Files of the person's own that are to be attached: read once, whole, and nothing but files.
enum FileReading {
  /// The most bytes of a file that is worth reading: no channel takes more.
  static let limit = 100_000_000

  /// A file's bytes, taken once: what is attached is what goes out (S5).
  ///
  /// A folder, a device or a pipe is refused without waiting for what it might say.
  static func frozen(_ path: String) -> Result<FrozenFile, Problem> {
    let place = expanded(path)
    func refused(_ why: String) -> Result<FrozenFile, Problem> {
      .failure(Problem("\(path) cannot be attached: \(why)"))
    }
    let descriptor = Glibc.open(place, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return refused(String(cString: strerror(errno)).lowercased()) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return refused("it is no file")
    }
    guard status.st_size <= limit else { return refused("it is larger than 100 MB") }
    guard let contents = try? handle.read(upToCount: limit + 1) ?? Data(),
      contents.count <= limit
    else { return refused("it cannot be read") }
    let name = URL(filePath: place).lastPathComponent
    let hash = Digest.sha256(contents).hex
    return .success(
      FrozenFile(
        attachment: Attachment(
          sha256: hash, filename: name, contentType: FileKinds.contentType(of: name),
          bytes: contents.count),
        bytes: RawBytes(sha256: hash, contents: contents)))
  }

  /// The paths that continue one that is typed, folders with a slash behind them and files with
  /// their size; hidden ones only
  /// where they are asked for.
  static func paths(continuing path: String) -> [Completion] {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let begun = slash.map { String(path[path.index(after: $0)...]) } ?? path
    if path == "~" { return [Completion(text: "~/", meaning: "your own folder")] }
    let place = folder.isEmpty ? "." : expanded(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    let fitting = names.filter {
      $0.hasPrefix(begun) && (begun.hasPrefix(".") || !$0.hasPrefix("."))
    }
    return fitting.sorted().prefix(200).map { name in
      var status = stat()
      guard stat("\(place)/\(name)", &status) == 0 else {
        return Completion(text: folder + name, meaning: "")
      }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      return isFolder
        ? Completion(text: "\(folder)\(name)/", meaning: "folder")
        : Completion(text: folder + name, meaning: Wording.size(Int(status.st_size)))
    }
  }

  /// A path with the home folder in place of a leading `~`.
  private static func expanded(_ path: String) -> String {
    path == "~" || path.hasPrefix("~/") ? NSHomeDirectory() + path.dropFirst(1) : path
  }
}

internal import Foundation
internal import Glibc

/// Who else has a file open.
enum Occupants {
  /// Other processes of this user with the file open, as a person would name them: `shopbell
  /// (process 4711)`.
  static func others(of path: String) -> [String] {
    guard let real = realpath(path, nil) else { return [] }
    defer { free(real) }
    let wanted = String(cString: real)
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { Int32($0) }.sorted().filter { process in
      process != getpid() && has(process, open: wanted)
    }.map { process in
      let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
      return "\(name?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "?") (process \(process))"
    }
  }

  private static func has(_ process: Int32, open wanted: String) -> Bool {
    let folder = "/proc/\(process)/fd"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.contains { file in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(file)")) == wanted
    }
  }
}

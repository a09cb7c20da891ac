package import Foundation

/// What a program wrote to the files of a folder, call by call, and what a power cut may leave of it.
///
/// What was written is on the disk once its file was synced; until then any part of it may be, in
/// any order, and a write may be torn between two sectors of 512 bytes.
package struct WriteLog: Sendable {
  /// One call.
  package enum Call: Hashable, Sendable {
    /// Bytes were written at a place of a file.
    case write(String, at: Int, [UInt8])
    /// A file was made so long.
    case cut(String, to: Int)
    /// All of a file is on the disk now.
    case sync(String)
    /// A name is gone.
    case remove(String)
    /// A program ended, and told its user that it did what it was asked for.
    case told
  }

  /// The calls in their order.
  package private(set) var calls: [Call] = []
  private let folder: String

  /// Nothing has been written yet to the files of a folder.
  package init(of folder: String) {
    self.folder = folder
  }

  /// What a program is started with to be recorded: `strace`, writing to a file.
  package static func recorder(to file: String) -> (program: String, arguments: [String]) {
    let calls = "trace=pwrite64,write,ftruncate,fdatasync,fsync,unlink,rename,link"
    return ("/usr/bin/strace", ["-f", "-y", "-xx", "-s", "2000000", "-e", calls, "-o", file])
  }

  /// Adds what a program was recorded to do, and that it told so.
  package mutating func add(_ recorded: Data) throws {
    var pending: [Substring: Call] = [:]
    for line in String(decoding: recorded, as: UTF8.self).split(separator: "\n") {
      let process = line.prefix { $0 != " " }
      let rest = line.dropFirst(process.count).drop { $0 == " " }
      if rest.hasPrefix("<... ") {
        if let call = pending.removeValue(forKey: process) { calls.append(call) }
        continue
      }
      guard let call = call(of: rest) else { continue }
      if rest.hasSuffix("<unfinished ...>"), case .sync = call {
        pending[process] = call
      } else if rest.hasSuffix("<unfinished ...>") || !rest.contains(") = -1 ") {
        calls.append(call)
      }
    }
    calls.append(.told)
  }

  private func call(of line: Substring) -> Call? {
    let name = line.prefix { $0 != "(" }
    let strings = line.split(separator: "\"", omittingEmptySubsequences: false)
    if name == "unlink" {
      guard strings.count > 1, let file = file(strings[1]) else { return nil }
      return .remove(file)
    }
    guard let start = line.firstIndex(of: "<"), let end = line[start...].firstIndex(of: ">"),
      let file = file(line[line.index(after: start)..<end])
    else { return nil }
    let numbers = (strings.last ?? line[end...]).split { !$0.isNumber }.compactMap { Int($0) }
    switch name {
    case "pwrite64" where strings.count == 3 && numbers.count >= 2:
      return .write(file, at: numbers[1], Self.bytes(strings[1]))
    case "ftruncate":
      let length = line[end...].split { !$0.isNumber }.first.flatMap { Int($0) }
      return length.map { .cut(file, to: $0) }
    case "fsync", "fdatasync": return .sync(file)
    default: return nil
    }
  }

  /// The name of a file of the folder; what the index of the WAL holds is made again.
  private func file(_ path: Substring) -> String? {
    let path = String(decoding: Self.bytes(path), as: UTF8.self)
    guard path.hasPrefix(folder + "/"), !path.hasSuffix("-shm") else { return nil }
    return String(path.dropFirst(folder.count + 1))
  }

  private static func bytes(_ text: Substring) -> [UInt8] {
    text.utf8.split(separator: UInt8(ascii: "\\")).flatMap { part -> [UInt8] in
      guard part.first == UInt8(ascii: "x"),
        let byte = UInt8(String(decoding: part.dropFirst().prefix(2), as: UTF8.self), radix: 16)
      else { return Array(part) }
      return [byte]
    }
  }
}

// MARK: - Power cuts

extension WriteLog {
  /// What a power cut left.
  package struct Remains: Sendable {
    /// Every file's bytes.
    package var files: [String: [UInt8]]
    /// How often a program had told that it did what it was asked for.
    package var told: Int
  }

  /// What may be left after so many calls; chance decides what of the unsynced is.
  package func remains(
    after count: Int, of files: [String: [UInt8]], chance: inout some RandomNumberGenerator
  ) -> Remains {
    var synced = files
    var waiting: [String: [Call]] = [:]
    var told = 0
    for call in calls.prefix(count) {
      switch call {
      case .told: told += 1
      case .sync(let file):
        for call in waiting.removeValue(forKey: file) ?? [] { Self.apply(call, to: &synced) }
      case .write(let file, _, _), .cut(let file, _), .remove(let file):
        waiting[file, default: []].append(call)
      }
    }
    let mode = Int.random(in: 0..<4, using: &chance)
    for file in waiting.keys.sorted() {
      for call in waiting[file] ?? [] {
        // All of it, none of it, or any part.
        guard mode == 0 || mode > 1 && Bool.random(using: &chance) else { continue }
        if case .write(let name, let place, let bytes) = call, mode == 3 {
          let sectors = Int.random(in: 0...bytes.count / 512, using: &chance)
          Self.apply(
            .write(name, at: place, Array(bytes.prefix(sectors * 512))), to: &synced)
        } else {
          Self.apply(call, to: &synced)
        }
      }
    }
    return Remains(files: synced, told: told)
  }

  private static func apply(_ call: Call, to files: inout [String: [UInt8]]) {
    switch call {
    case .write(let file, let place, let bytes):
      guard !bytes.isEmpty else { return }
      var all = files[file] ?? []
      if all.count < place + bytes.count {
        all += [UInt8](repeating: 0, count: place + bytes.count - all.count)
      }
      all.replaceSubrange(place..<place + bytes.count, with: bytes)
      files[file] = all
    case .cut(let file, let length):
      guard let all = files[file] else { return }
      files[file] =
        Array(all.prefix(length)) + [UInt8](repeating: 0, count: max(0, length - all.count))
    case .remove(let file): files[file] = nil
    case .sync, .told: break
    }
  }
}

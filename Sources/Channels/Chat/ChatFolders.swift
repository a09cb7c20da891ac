import ChannelKit
import Domain
import Foundation
import Wire

/// Two folders in place of a bridge: events lie in one, a file each, answers in the other.
struct ChatFolders {
  /// So many files are read at once.
  private static let atOnce = 100
  /// No file is longer.
  private static let limit = 32_000_000

  let account: Account
  let inbox: String
  let outbox: String?

  /// What was read, and which files are to be removed now that it is kept.
  private struct Place: Codable {
    var lines = LinePlace(nil)
    var taken: [String] = []

    init(_ cursor: Cursor?) {
      if let kept = cursor?.kept(as: Self.self) { self = kept }
    }

    var cursor: Cursor { Cursor(keeping: self) }
  }

  /// Both folders are there, and take what is to go into them.
  func test() throws(ChannelError) {
    _ = try names()
    for folder in [inbox, outbox].compactMap(\.self) {
      var isFolder = ObjCBool(false)
      let isThere = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
      guard isThere, isFolder.boolValue, FileManager.default.isWritableFile(atPath: folder) else {
        throw .unreachable(reason: "\(folder) is no folder that shopbell may change")
      }
    }
  }

  private func names() throws(ChannelError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: inbox)
        .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .unreachable(reason: "the folder \(inbox) cannot be read")
    }
  }
}

// MARK: - Coming in

extension ChatFolders {
  /// What lies there. A file is removed when the next question comes: by then the store has it.
  func messages(after cursor: Cursor?) throws(ChannelError) -> Batch {
    var place = Place(cursor)
    var notices: [String] = []
    place.taken.removeAll { isGone($0) }
    if let first = place.taken.first {
      notices.append("\(inbox)/\(first) was read and cannot be removed")
    }
    let old = Set(place.taken)
    let fresh = try names().filter { !old.contains($0) }
    var events: [(name: String, line: JSONNode, at: Instant)] = []
    for name in fresh.prefix(Self.atOnce) {
      do throws(JSONMistake) {
        let line = try line(name)
        let at = line["message"]["at"].moment ?? line["closed"]["at"].moment
        events.append((name, line, at ?? Instant(milliseconds: 0)))
      } catch {
        notices.append(remark(name, error))
      }
    }
    var arrivals: [Arrival] = []
    for event in events.sorted(by: { ($0.at, $0.name) < ($1.at, $1.name) }) {
      do throws(JSONMistake) {
        arrivals += try LineMessages.arrivals([event.line], &place.lines)
        place.taken.append(event.name)
      } catch {
        notices.append(remark(event.name, error))
      }
    }
    let isFull = fresh.count > Self.atOnce && !arrivals.isEmpty
    var batch = Batch(arrivals: arrivals, next: place.cursor, hasMore: isFull)
    batch.isKeptByAsking = true
    batch.notices = notices
    return batch
  }

  /// Removes a file that was read.
  private func isGone(_ name: String) -> Bool {
    let path = "\(inbox)/\(name)"
    try? FileManager.default.removeItem(atPath: path)
    return !FileManager.default.fileExists(atPath: path)
  }

  private func remark(_ name: String, _ mistake: JSONMistake) -> String {
    "\(inbox)/\(name) cannot be read and stays there: \(mistake.sentence)"
  }

  private func line(_ name: String) throws(JSONMistake) -> JSONNode {
    let path = "\(inbox)/\(name)"
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      let size = attributes?[.size] as? Int, size <= Self.limit
    else {
      throw JSONMistake(path: "", reason: "it is no file of at most \(Self.limit) bytes")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw JSONMistake(path: "", reason: "shopbell may not read it")
    }
    let value = try JSONValue(parsing: [UInt8](data))
    let line = JSONNode(value)
    guard !line["message"].isNull || !line["closed"].isNull else {
      throw JSONMistake(path: "", reason: "it holds neither message nor closed")
    }
    return line
  }
}

// MARK: - Going out

extension ChatFolders {
  /// The file of an answer: the same for every try.
  private func name(of parcel: Parcel) -> String {
    let id = parcel.externalID.isEmpty ? parcel.reply.description : parcel.externalID
    return String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }) + ".json"
  }

  /// Puts it into the outbox in one step: nobody sees half of it.
  func send(_ parcel: Parcel) throws(ChannelError) -> Receipt {
    guard let outbox else {
      throw .refused(reason: "the account \(account.name) has no outbox in config.toml")
    }
    if let receipt = receipt(of: parcel) { return receipt }
    let name = name(of: parcel)
    let draft = "\(outbox)/.\(name).tmp"
    do {
      try? FileManager.default.removeItem(atPath: draft)
      guard FileManager.default.createFile(atPath: draft, contents: nil) else {
        throw CocoaError(.fileWriteUnknown)
      }
      let handle = try FileHandle(forWritingTo: URL(filePath: draft))
      defer { try? handle.close() }
      try handle.write(contentsOf: Data(parcel.bytes + [0x0A]))
      try handle.synchronize()
      try FileManager.default.moveItem(atPath: draft, toPath: "\(outbox)/\(name)")
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw .unreachable(reason: "nothing can be written into the folder \(outbox)")
    }
    return Receipt(
      at: Instant(milliseconds: 0), answer: "it lies in \(outbox)",
      externalID: Posting.name(parcel.externalID, on: account.channel))
  }

  /// Where it lies, or was put once it was delivered.
  func receipt(of parcel: Parcel) -> Receipt? {
    guard let outbox else { return nil }
    let name = name(of: parcel)
    let isThere = [name, "sent/\(name)"].contains {
      FileManager.default.fileExists(atPath: "\(outbox)/\($0)")
    }
    guard isThere else { return nil }
    return Receipt(
      at: Instant(milliseconds: 0), answer: "found in \(outbox)",
      externalID: Posting.name(parcel.externalID, on: account.channel))
  }
}

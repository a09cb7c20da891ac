import ChannelKit
import Domain
import Foundation
import TestKit

/// Another client of the shop's mailbox, who does at random what people and rules do with mail.
struct OtherClient {
  /// The folders the shop reads.
  static let folders = ["INBOX", "Returns"]

  /// What lies on the server: for each folder its UIDVALIDITY, and each mail's flags and size.
  struct Look: Hashable {
    struct Folder: Hashable {
      var validity = ""
      var mails: [Int: String] = [:]
    }

    var folders: [String: Folder] = [:]

    /// Each mail of these folders by its place, with its flags.
    func kept(in names: [String]) -> [String: String] {
      var kept: [String: String] = [:]
      for (name, folder) in folders where names.contains(name) {
        for (uid, text) in folder.mails {
          kept["\(name)/\(folder.validity)/\(uid)"] =
            text.split(separator: " ", maxSplits: 1).last.map(String.init)
        }
      }
      return kept
    }
  }

  private let stand: Stand
  private var chance: Mint
  private var letters = 0
  private var renames = 0
  /// Every place a mail ever had in a folder the shop reads.
  private(set) var places: Set<String> = []

  /// One who does the same again with the same seed.
  init(on stand: Stand, seed: UInt64) async throws {
    self.stand = stand
    chance = Mint(seed: seed)
    try await stand.server.ask(Stand.shop, "CREATE Returns", "CREATE Elsewhere")
  }

  /// A number below `limit`.
  mutating func roll(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &chance) }

  /// Does something.
  mutating func act() async throws {
    switch roll(40) {
    case 0..<14: try await stand.server.deliver(write(1 + roll(6)), to: Stand.shop)
    case 14..<18:
      let mails = write(1 + roll(3))
      try await stand.server.talk(as: Stand.shop) { try $0.append(mails, to: "Returns") }
    case 18..<24: try await flag()
    case 24..<30: try await move()
    case 30..<36: try await delete()
    case 36..<39: try await rename()
    default:
      try await stand.server.stop()
      try await stand.server.start()
    }
    for (name, folder) in try await look().folders where Self.folders.contains(name) {
      places.formUnion(folder.mails.keys.map { "\(name)/\(folder.validity)/\($0)" })
    }
  }
}

// MARK: - What it does

extension OtherClient {
  private mutating func write(_ count: Int) -> [[UInt8]] {
    (0..<count).map { _ in
      letters += 1
      let filling = String(repeating: "All of this is about one parcel.\n", count: roll(200))
      return Letter(
        from: "Customer \(letters) <c\(letters)@customer.example>", subject: "Parcel \(letters)",
        id: "sea-\(letters)@customer.example", text: "Number \(letters).\n\(filling)"
      ).bytes
    }
  }

  private mutating func flag() async throws {
    let flag = ["\\Seen", "\\Flagged", "\\Answered", "\\Deleted", "Later"][roll(5)]
    let sign = roll(3) == 0 ? "-" : "+"
    try await one { ["UID STORE \($0) \(sign)FLAGS.SILENT (\(flag))"] }
  }

  private mutating func move() async throws {
    let target = ["INBOX", "Returns", "Elsewhere"][roll(3)]
    try await one { ["UID \($0 % 2 == 0 ? "COPY" : "MOVE") \($0) \(target)"] }
  }

  private mutating func delete() async throws {
    try await one { ["UID STORE \($0) +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE \($0)"] }
  }

  private mutating func rename() async throws {
    renames += 1
    try await stand.server.ask(Stand.shop, "RENAME Returns \"Away \(renames)\"", "CREATE Returns")
  }

  /// Says commands about a mail, where the folder has one.
  private mutating func one(_ commands: @escaping @Sendable (Int) -> [String]) async throws {
    let folder = Self.folders[roll(10) < 7 ? 0 : 1]
    let number = roll(1 << 20)
    try await stand.server.talk(as: Stand.shop) { talk in
      try talk.ask("SELECT \(folder)")
      let found = try talk.ask("UID SEARCH ALL").first { $0.hasPrefix("* SEARCH") } ?? ""
      let uids = found.split(separator: " ").compactMap { Int($0) }
      guard !uids.isEmpty else { return }
      for command in commands(uids[number % uids.count]) { try talk.ask(command) }
    }
  }
}

// MARK: - What it sees

extension OtherClient {
  /// What lies on the server; \Recent aside, which tells only who looked first.
  func look() async throws -> Look {
    try await stand.server.talk(as: Stand.shop) { talk in
      var look = Look()
      for name in Self.folders + ["Elsewhere", "Sent"] {
        var folder = Look.Folder()
        let lines = try talk.ask("EXAMINE \(name)")
        for line in lines {
          if let match = line.firstMatch(of: /UIDVALIDITY (\d+)/) { folder.validity = "\(match.1)" }
        }
        let isEmpty = lines.contains("* 0 EXISTS")
        for line in isEmpty ? [] : try talk.ask("UID FETCH 1:* (UID FLAGS RFC822.SIZE)") {
          guard let uid = line.firstMatch(of: /UID (\d+)/), let number = Int(uid.1),
            let flags = line.firstMatch(of: /FLAGS \(([^)]*)\)/),
            let size = line.firstMatch(of: /RFC822.SIZE (\d+)/)
          else { continue }
          let set = flags.1.split(separator: " ").filter { $0 != "\\Recent" }.sorted()
          folder.mails[number] = "\(size.1) \(set)"
        }
        look.folders[name] = folder
      }
      return look
    }
  }

  /// The hash of every mail in the folders the shop reads.
  func hashes() async throws -> Set<String> {
    var hashes: Set<String> = []
    for folder in Self.folders {
      for mail in try await stand.server.mails(of: Stand.shop, in: folder) {
        hashes.insert(RawBytes(Data(mail.bytes)).sha256)
      }
    }
    return hashes
  }
}

import Domain
import Foundation
import TestKit
import Testing

/// The power fails while answers are accepted (R1): states of the disk rebuilt from what the program
/// wrote and what it synced.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct PowerCutTests {
  /// With `FAULTS=1` two thousand states and more.
  private static let count = ProcessInfo.processInfo.environment["FAULTS"] == "1" ? 4_000 : 80

  private let shop: FileShop

  init() throws { shop = try FileShop("cut") }

  /// What was told is there, whole, whatever of the rest reached the disk.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
  func whatWasToldIsThereAfterAPowerCut() async throws {
    defer { shop.folder.remove() }
    try await shop.importMails(["My lamp", "My chair", "My table"])
    let body = try shop.folder.file("body.txt", "We are looking for it.")
    var before: [String: [UInt8]] = [:]
    // What was imported may stand in the WAL still: who ends last copies it back if there is time.
    for ending in ["", "-wal"] {
      let bytes = FileManager.default.contents(atPath: shop.store + ending)
      before["store.sqlite" + ending] = bytes.map(Array.init)
    }
    var log = WriteLog(of: shop.folder.path)
    for number in 0..<6 {
      try await record(
        ["reply", "\(number % 3 + 1)", "--body-file", body, "--send"], into: &log)
      try await record(["tag", "+t\(number)", "--", "NOT tag:never"], into: &log)
    }
    let syncs = log.calls.count { if case .sync = $0 { true } else { false } }
    print("\(log.calls.count) calls, \(syncs) of them syncs")
    #expect(log.calls.count > 200 && syncs >= 24)

    var chance = Mint(seed: 71)
    var seen: Set<Int> = []
    for number in 0..<Self.count {
      let cut = number * log.calls.count / (Self.count - 1)
      let remains = log.remains(
        after: cut, of: before, chance: &chance)
      seen.insert(remains.told)
      try await expectWhole(remains, "state \(number), cut after call \(cut)")
    }
    #expect(seen.count == 13, "\(seen)")
  }

  private func record(_ words: [String], into log: inout WriteLog) async throws {
    let file = shop.folder["strace"]
    let recorder = WriteLog.recorder(to: file)
    let program = [ShopbellProgram.path] + shop.arguments(words)
    let ending = try await run(
      recorder.program, recorder.arguments + program,
      environment: ShopbellProgram.environment(home: shop.folder.path))
    try #require(ending.status == 0, "\(words): \(ending)")
    try log.add(try #require(FileManager.default.contents(atPath: file)))
  }

  private func expectWhole(_ remains: WriteLog.Remains, _ name: String) async throws {
    let place = shop.elsewhere("after")
    let folder = URL(filePath: place.store).deletingLastPathComponent()
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for (file, bytes) in remains.files where file.hasPrefix("store.sqlite") {
      let isMade = FileManager.default.createFile(
        atPath: folder.appending(path: file).path, contents: Data(bytes),
        attributes: [.posixPermissions: 0o600])
      try #require(isMade)
    }
    let doctor = try await place.run("doctor", "--full")
    let damage = doctor.out.split(separator: "\n").filter { $0.contains("FAIL") }
    #expect(doctor.status == 0 && damage.isEmpty, "\(name): \(doctor)")
    let outbox = try await place.run("outbox", "--json")
    let answers = outbox.out.split(separator: "\n").count { $0.contains("\"state\"") }
    // Answers and tags take turns.
    #expect(answers >= (remains.told + 1) / 2, "\(name): \(answers) answers of \(remains.told)")
    for number in 0..<remains.told / 2 {
      let tagged = try await place.run("count", "tag:t\(number)")
      #expect(tagged.out == "3\n", "\(name): t\(number)")
    }
  }
}

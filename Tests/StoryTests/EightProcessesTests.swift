import Foundation
import TestKit
import Testing

/// Eight agents, one sync and a desk that stands still, all on one store (R5).
@Suite(.enabled(if: ShopbellProgram.isHere))
struct EightProcessesTests {
  private static let isLong = ProcessInfo.processInfo.environment["FAULTS"] == "1"
  private static let agents = 8

  private let shop: FileShop
  private let subjects = ["My lamp", "My chair", "My table", "My kettle", "My tent", "My boots"]

  init() throws { shop = try FileShop("eight") }

  /// Nobody is told of a lock, and nothing that anybody did is gone: three rounds, or ten minutes
  /// of them with `FAULTS=1`.
  @Test func whatEightDoAtOnceIsAllThere() async throws {
    defer { shop.folder.remove() }
    try await shop.importMails(subjects)
    let body = try shop.folder.file("body.txt", "We are looking for it.")
    let sync = try shop.start("sync", "--watch")
    let pipe = Pipe()
    let desk = try shop.start(
      "open", "--plain", "--offline", input: pipe.fileHandleForReading.fileDescriptor)
    try await eventually("the desk is open") { desk.words.contains("lamp") }
    desk.send(SIGSTOP)
    let end = Date(timeIntervalSinceNow: 600)
    let rounds = try await withThrowingTaskGroup(of: Int.self) { group in
      for agent in 0..<Self.agents {
        group.addTask {
          var round = 0
          repeat {
            try await work(agent, round, body)
            round += 1
          } while Self.isLong ? Date() < end : round < 3
          return round
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    desk.send(SIGCONT)
    try pipe.fileHandleForWriting.close()
    let left = try await desk.ended()
    #expect(left.status == 0, "\(left)")
    sync.send(SIGTERM)
    let synced = try await sync.ended()
    #expect(!"\(left)\(synced)".contains("locked"), "\(left)\(synced)")

    let least = rounds.min() ?? 0
    for agent in 0..<Self.agents {
      for round in 0..<least {
        let count = try await shop.run("count", "tag:a\(agent)-\(round)").out
        #expect(count == "\(subjects.count)\n", "agent \(agent), round \(round)")
      }
    }
    let all = rounds.reduce(0, +)
    let outbox = try await shop.run("outbox", "--json").out.split(separator: "\n")
    #expect(outbox.count == all, "\(outbox.count) of \(all) answers")
    let notes = try await shop.run("show", "1", "--json").out
    #expect(notes.components(separatedBy: "seen by a").count == all + 1)
    let doctor = try await shop.run("doctor", "--full")
    #expect(doctor.status == 0 && !doctor.out.contains("FAIL"), "\(doctor)")
  }

  /// One round of an agent: tags all, claims one, notes, answers, looks.
  private func work(_ agent: Int, _ round: Int, _ body: String) async throws {
    let ticket = "\(agent % subjects.count + 1)"
    for words in [
      ["tag", "+a\(agent)-\(round)", "--", "NOT tag:never"],
      ["assign", "agent\(agent)", "--", "id:\(ticket)"],
      ["note", "1", "seen by a\(agent) in round \(round)"],
      ["reply", ticket, "--body-file", body, "--send"],
      ["search", "lamp OR chair"],
    ] {
      let ending = try await shop.run(words)
      // Who has a ticket already cannot be given it.
      #expect(ending.status == 0 || words[0] == "assign", "\(words): \(ending)")
      #expect(!ending.complaints.contains("locked"), "\(words): \(ending)")
    }
  }
}

import Domain
import Foundation
import Store
import TestKit
import Testing

extension ServerTroubleTests {
  /// R1, R2: the real program is killed at every point between accepting an answer and filing its
  /// copy; what was accepted arrives once, or waits for a person under its name, and is never lost.
  @Suite(.enabled(if: ShopbellProgram.isHere))
  struct Kills {}
}

extension ServerTroubleTests.Kills {
  /// Killed while it is accepted, an answer is there whole or not at all; where the program has
  /// said "queued", it is there.
  @Test func whoIsKilledWhileAcceptingHasAcceptedOrNot() async throws {
    try await KillStand.with { stand in
      let all = try await stand.points("accepting", whileDoing: stand.accept)
      var accepted = 0
      for number in stand.chosen(all, every: 2) {
        try stand.renew()
        let ending = try await stand.accept(stoppingAt: number)
        let point = "\(number) of \(all.count), before \(stand.lastPoint)"
        try await stand.expectSound(point)
        guard let row = try await stand.row(point) else {
          #expect(ending.isKilled, "accepted, and lost: \(point)")
          continue
        }
        accepted += 1
        let line = try await stand.shop.sync()
        #expect(line.sent == 1 && line.error == nil, "\(point): \(line)")
        try await stand.expectCopies(1, of: row, point)
      }
      #expect(accepted > 0 && accepted < stand.tried)
      print("killed \(stand.tried) times while accepting: \(accepted) were there, whole")
      try await stand.expectNoDoubles()
    }
  }

  /// Killed between accepting and the filed copy, an answer is at the server once, or unsure.
  @Test func whoIsKilledWhileSendingSendsOnceOrSaysThatNobodyKnows() async throws {
    try await KillStand.with { stand in
      try await stand.acceptOne()
      let all = try await stand.points("sending", whileDoing: stand.sync)
      #expect(all.contains { $0.isNetwork } && all.contains { $0.isSync })
      var fates: [String: Int] = [:]
      for number in stand.chosen(all, every: 4) {
        try stand.renew()
        try await stand.acceptOne()
        _ = try await stand.sync(stoppingAt: number)
        let point = "\(number) of \(all.count), before \(stand.lastPoint)"
        try await stand.expectSound(point)
        try await stand.shop.sync()
        let row = try #require(try await stand.row(point), "lost: \(point)")
        fates[row.state.rawValue, default: 0] += 1
        switch row.state {
        case .sent:
          #expect(row.isFiled, "\(point)")
          try await stand.expectCopies(1, of: row, point)
        case .unsure:
          let listed = try await stand.shop.outbox()
          #expect(listed.map(\.state) == ["unsure"] && listed.first?.lastError != "", "\(point)")
          try await stand.shop.sync()
          #expect(try await stand.row(point)?.state == .unsure, "\(point)")
        default: Issue.record("\(point): \(row.state), \(row.lastError)")
        }
      }
      print("killed \(stand.tried) times while sending: \(fates)")
      #expect((fates["sent"] ?? 0) > 0 && (fates["unsure"] ?? 0) > 0)
      try await stand.expectNoDoubles()
    }
  }

  /// What a killed program left unsure is settled by a copy in the Sent folder, and by nothing
  /// else.
  @Test func aCopyAmongTheSentSettlesWhatAKilledProgramLeft() async throws {
    try await KillStand.with { stand in
      try await stand.acceptOne()
      let all = try await stand.points("sending", whileDoing: stand.sync)
      // Backwards from what follows the server's answer to the moment before it was written down.
      var number = try #require(all.lastIndex { $0.isNetwork && $0.call == "connect" })
      repeat {
        try stand.renew()
        try await stand.acceptOne()
        _ = try await stand.sync(stoppingAt: number)
        try await stand.shop.sync()
        number -= 1
      } while try await stand.state() != .unsure && number > 0
      print("unsure: killed before \(stand.lastPoint)")
      let row = try #require(try await stand.row("unsure"))
      for _ in 1...2 { try await stand.shop.sync() }
      #expect(try await stand.state() == .unsure)
      let copies = stand.copies(of: row)
      let kept = try #require(try await stand.bytes(row))
      try await stand.shop.stand.dovecot.ask(
        Stand.shop, "APPEND Sent {\(kept.utf8.count)+}\r\n\(kept)")
      try await stand.shop.sync()
      #expect(try await stand.state() == .sent)
      #expect(stand.copies(of: row) == copies)
      try await stand.expectNoDoubles()
    }
  }
}

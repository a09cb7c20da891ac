import Domain
import Foundation
import Mailbox
import Store
import TestKit
import Testing

/// How long it takes and how much comes.
struct FortnightScale {
  /// With `FAULTS=1` it is the whole fortnight.
  static let isLong = ProcessInfo.processInfo.environment["FAULTS"] == "1"

  /// What everything random begins with; FORTNIGHT=number repeats a run.
  var seed: UInt64
  var days: Int64
  var letters: Int

  /// As the environment wants it.
  static var wished: FortnightScale {
    let seed = ProcessInfo.processInfo.environment["FORTNIGHT"].flatMap { UInt64($0) }
    return isLong
      ? FortnightScale(seed: seed ?? .random(in: 0..<1_000_000), days: 14, letters: 5_000)
      : FortnightScale(seed: seed ?? 3, days: 2, letters: 300)
  }

  /// It ends two days after the night in which the clocks go back an hour.
  var start: String { days == 14 ? "2026-10-13T00:00:00Z" : "2026-10-24T00:00:00Z" }
}

/// Two weeks of a mailbox with nightly outages, where whoever syncs is ended again and again.
@Suite(.serialized, .timeLimit(.minutes(60))) struct FortnightTests {
  @Test func nothingIsLostAndNothingIsDoubled() async throws {
    let scale = FortnightScale.wished
    print("the fortnight of FORTNIGHT=\(scale.seed): \(scale.days) days, \(scale.letters) letters")
    try await MailShop.with(from: scale.start) { shop in
      var fortnight = try Fortnight(shop, scale)
      try await fortnight.pass()
      // Before the verdict, which reads all there is at once.
      let resident = Resident.bytes()
      try await fortnight.verdict.expectAllIsWell()
      expectFewPulls(fortnight)
      print(
        "\(fortnight.ended) processes ended, \(shop.book.pulls) pulls, \(fortnight.restless)",
        "restless steps, resident \(fortnight.residentThen >> 20), then \(resident >> 20) MiB")
      if FortnightScale.isLong {
        #expect(resident - fortnight.residentThen < 64 << 20)
      }
    }
  }

  @Test(.enabled(if: FortnightScale.isLong && ShopbellProgram.isHere))
  func theRealProgramLosesAndDoublesNothingWhenItIsKilled() async throws {
    let scale = FortnightScale.wished
    print("programs of FORTNIGHT=\(scale.seed): \(scale.letters) letters")
    try await MailShop.with(from: scale.start) { shop in
      var programs = try await Programs(shop, scale)
      do {
        try await programs.pass()
        try await programs.verdict.expectAllIsWell()
      } catch {
        await programs.close()
        throw error
      }
      await programs.close()
      let (then, now) = programs.resident
      print("\(programs.ended) killed; the last one: \(then >> 20) MiB, then \(now >> 20) MiB")
      #expect(then > 0 && now - then < 16 << 20)
    }
  }

  /// However the clock was set: an hour's looks are six, and what news and new processes bring.
  private func expectFewPulls(_ fortnight: Fortnight) {
    let mails = fortnight.customers.mailsByHour
    let births = fortnight.birthsByHour
    for (hour, pulls) in fortnight.shop.book.pullsByHour {
      let most = 60 + 3 * (mails[hour] ?? 0) + 10 * (births[hour] ?? 0)
      #expect(pulls <= most, "in the hour \(hour)")
    }
  }
}

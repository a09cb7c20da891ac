import Domain
import Foundation
import Store
import TestKit
import Testing

extension ServerTroubleTests {
  /// R3: a disk that is full, or fails, or may not be written any more, under the real program.
  /// What is said to be kept is kept; what is not is said with path and cause, and works again as
  /// soon as the disk does.
  @Suite(.enabled(if: ShopbellProgram.isHere))
  struct Disks {
    static let errors = RealServerTests.isLong ? [ENOSPC, EDQUOT, EIO, EROFS] : [ENOSPC, EIO]
  }
}

extension ServerTroubleTests.Disks {
  /// From any point of accepting on, the disk fails: "queued" is said exactly where it is.
  @Test(arguments: errors)
  func acceptSaysTheTruth(_ error: Int32) async throws {
    try await KillStand.with { stand in
      let all = try await stand.points("accepting", whileDoing: stand.accept)
      var (queued, refused) = (0, 0)
      var said: Set<String> = []
      for number in stand.chosen(all, every: 6) {
        try stand.renew()
        let ending = try await stand.accept(failingFrom: number, with: error)
        let point = "\(number) of \(all.count), from \(all[min(number, all.count) - 1])"
        try await stand.expectSound(point)
        if let row = try await stand.row(point) {
          queued += 1
          // What the disk has and did not confirm is told as what it is.
          let isUnsure = ending.complaints.contains("look whether it is there")
          #expect(ending.status == 0 || isUnsure, "kept, and said not to be: \(point), \(ending)")
          let line = try await stand.shop.sync()
          #expect(line.sent == 1 && line.error == nil, "\(point): \(line)")
          try await stand.expectCopies(1, of: row, point)
          continue
        }
        refused += 1
        #expect(ending.status > 0 && !ending.isKilled, "said to be kept, and is not: \(point)")
        #expect(!ending.out.contains("outbox_id"), "\(point): \(ending)")
        #expect(ending.complaints.contains(stand.shop.store), "\(point): \(ending)")
        said.insert(ending.complaints.replacing(stand.shop.store, with: "STORE"))
        try await stand.acceptOne()
        #expect(try await stand.row(point) != nil, "\(point)")
      }
      print("errno \(error): \(queued) kept, \(refused) refused, \(said.sorted())")
      #expect(queued > 0 && refused > 0)
      try await stand.expectNoDoubles()
    }
  }

  /// From any point of a sync on, the disk fails: it is said, nothing is passed over, and the next
  /// sync has all there is, once.
  @Test(arguments: errors)
  func aSyncThatCannotBeKeptIsDoneAgain(_ error: Int32) async throws {
    try await KillStand.with { stand in
      let letters = Letter.many(12, size: 2_000)
      for letter in letters { try stand.shop.stand.dovecot.deliver(letter.bytes, to: Stand.shop) }
      let all = try await stand.points("fetching", whileDoing: stand.sync)
      var failed = 0
      for number in stand.chosen(all, every: 30) where number <= all.count {
        try stand.renew()
        let ending = try await stand.sync(failingFrom: number, with: error)
        let point = "\(number) of \(all.count), from \(all[number - 1])"
        try await stand.expectSound(point)
        if ending.status != 0 { failed += 1 }
        let line = try await stand.shop.sync()
        #expect(line.error == nil, "\(point): \(line)")
        #expect(try await stand.messages() == 13, "\(point)")
      }
      print("errno \(error): \(failed) syncs of \(all.count) points failed")
      #expect(failed > 0)
    }
  }

  /// R3, R4: the disk is full while somebody writes: the words stay on the screen and lie in a file
  /// elsewhere, that is said, and they are kept as soon as there is room; the file is gone then.
  @Test func whatIsWrittenOnAFullDiskIsKeptElsewhere() async throws {
    try await Stand.with { stand in
      guard let stops = try await StopPoints(in: stand.folder) else { return }
      let shop = try RealShop(stand)
      try stand.dovecot.deliver(Letter.many(1)[0].bytes, to: Stand.shop)
      try await shop.sync()
      let flag = stand.folder["full"]
      let fault = stops.environment(
        failingFrom: 1, with: ENOSPC, in: shop.store, while: flag)
      let words = "Your parcel is on its way, and will be with you"
      let environment = shop.environment.merging(fault) { $1 }
      try await Tmux.with(environment: environment, ShopbellProgram.path, shop.places) { desk in
        try await desk.sees("Parcel 1")
        try await desk.press("Enter")
        try await desk.sees("My parcel is number 1")
        try await desk.press("r")
        try await desk.sees("reply to Customer 1")
        #expect(FileManager.default.createFile(atPath: flag, contents: nil))
        try await desk.type(words)
        try await desk.sees(words, "your words are in \(shop.home)/shopbell-unsaved-")
        let file = try #require(emergency(shop).first)
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains(words))
        let modes = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(modes as? Int == 0o600)

        // Left and gone on with, the words are still there.
        try await desk.press("Esc")
        try await desk.seesNoMore("reply to Customer 1")
        try await desk.press("r")
        try await desk.sees("reply to Customer 1", words)
        try FileManager.default.removeItem(atPath: flag)
        try await eventually("the draft is kept", within: .seconds(12)) {
          let shown = try await shop.shopbell("count", "has:draft", "--json")
          return shown.out.contains("1")
        }
        try await eventually("the file is gone", within: .seconds(5)) { emergency(shop).isEmpty }

        // Nobody makes room: where the words lie is said once more at the end.
        #expect(FileManager.default.createFile(atPath: flag, contents: nil))
        try await desk.type(" soon")
        try await desk.press("Esc")
        try await desk.seesNoMore("reply to Customer 1")
        try await desk.press("q")
        try await desk.press("q")
        let left = try await desk.ended()
        print("left on a full disk: \(left)")
      }
      let file = try #require(emergency(shop).first)
      #expect(try String(contentsOfFile: file, encoding: .utf8).contains("\(words) soon"))
    }
  }

  private func emergency(_ shop: RealShop) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: shop.home)) ?? []
    return names.filter { $0.hasPrefix("shopbell-unsaved-") }.map { "\(shop.home)/\($0)" }
  }
}

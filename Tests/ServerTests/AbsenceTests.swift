import ChannelKit
import Domain
import Foundation
import Store
import Sync
import Synchronization
import TestKit
import Testing

extension ServerTroubleTests {
  /// What came while nobody looked, and what was interrupted.
  struct Absence {}
}

extension ServerTroubleTests.Absence {
  /// R9: after 3, 60 and 400 days all mail is there, also mail that says it is older than what
  /// was read before.
  @Test(arguments: MailServer.here)
  func aLongAbsenceMissesNothing(_ server: MailServer) async throws {
    try await Stand.with(on: server) { stand in
      let store = try stand.store()
      let start = Instant(Date())
      var count = 0
      for days: Int64 in [0, 3, 60, 400] {
        var mails = Letter.many(days == 400 || RealServerTests.isLong ? 500 : 50).map { letter in
          var letter = letter
          letter.id = "day-\(days)-\(letter.id)"
          return letter.bytes
        }
        let old = mails.suffix(10)
        mails.removeLast(10)
        try await stand.server.deliver(mails, to: Stand.shop)
        // Another program brings mail whose every date is long past.
        try await stand.server.talk(as: Stand.shop) { talk in
          for mail in old {
            let bytes = PlainTalk.lines(mail)
            try talk.ask(
              "APPEND INBOX \"17-Jul-1996 02:44:25 -0700\" {\(bytes.count)+}\r\n"
                + String(decoding: bytes, as: UTF8.self))
          }
        }
        count += mails.count + old.count
        let now = start + .days(days)
        let timepiece = Timepiece(
          now: { now }, sleep: Timepiece.system.sleep, chance: Timepiece.system.chance)
        let report = try await stand.engine(store, stand.account(), timepiece: timepiece).once()
        #expect(report.error == "" && report.fetched == mails.count + old.count)
        #expect(try await store.fetched() == count)
      }
      let shown = try await stand.server.mails(of: Stand.shop).map {
        RawBytes(Data($0.bytes)).sha256
      }
      let kept = try await store.messages().compactMap(\.raw)
      #expect(shown.count == count && Set(shown) == Set(kept) && kept.count == count)
      #expect(try await stand.engine(store, stand.account()).once().fetched == 0)
    }
  }

  /// R15: a first sync that is cut off twenty times never goes back, and each time costs at most
  /// one window of mails and one listing; among many mails that is next to nothing.
  @Test(arguments: RealServerTests.isLong ? MailServer.here : [.dovecot])
  func aFirstSyncThatIsInterruptedCostsLittle(_ server: MailServer) async throws {
    try await Stand.with(on: server) { stand in
      let count = RealServerTests.isLong ? 20_000 : 2_000
      try await stand.server.deliver(Letter.many(count, size: 1_000).map(\.bytes), to: Stand.shop)
      let weather = Weather()
      let proxy = try await Proxy.open(on: stand, to: stand.server.port) { way, bytes in
        await weather.pass(way, bytes)
      }
      let account = stand.account(
        imap: "imap://support%40shop.example@127.0.0.1:\(proxy.port)")
      try await stand.engine(try stand.store("clean"), account).once()
      let clean = weather.total

      let store = try stand.store()
      var last = 0
      for round in 1...20 {
        weather.change(to: .still(clean / 21))
        let ended = Flag()
        let syncing = Task {
          defer { ended.raise() }
          return try await stand.engine(store, account).once()
        }
        try await eventually("some of it is read") { weather.isStill || ended.isRaised }
        #expect(!ended.isRaised, "round \(round) was not interrupted")
        syncing.cancel()
        weather.change(to: .cut(0))
        _ = try await syncing.value
        let now = try await store.fetched()
        #expect(now >= last && now < count)
        last = now
      }
      weather.change(to: .clear)
      #expect(try await stand.engine(store, account).once().error == "")
      await proxy.close()
      let ratio = Double(weather.total - clean) / Double(clean)
      print(
        "\(server.rawValue), \(count) mails, \(clean) bytes, 20 interruptions that kept \(last):",
        "\(ratio) of one clean run")
      let window = clean * 100 / count
      #expect(weather.total - 2 * clean < 20 * (window + 50_000))
      #expect(ratio < 1.5 || !RealServerTests.isLong)
      #expect(try await store.ledger() == [.ticketed: count])
    }
  }
}

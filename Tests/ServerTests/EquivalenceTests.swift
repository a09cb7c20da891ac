import ChannelKit
import Domain
import Foundation
import Store
import Sync
import TestKit
import Testing

extension ServerTroubleTests {
  /// Whatever happens to mail on the server and on the way, sync equals the server.
  struct Equivalence {}
}

extension ServerTroubleTests.Equivalence {
  /// Other seeds each time where there is time for many.
  private static let seeds: [UInt64] =
    RealServerTests.isLong ? (0..<2).map { _ in .random(in: 0..<1_000_000) } : [3]

  /// R8: deliveries, flags, moves, deletes, renames and restarts between syncs over a line that is
  /// cut, stands still while more of that happens, or drips; a sync is cancelled in the middle.
  ///
  /// All that the server showed at a quiet moment is kept, once, and nothing there was changed.
  @Test(arguments: MailServer.here, seeds)
  func syncEqualsTheServer(_ server: MailServer, _ seed: UInt64) async throws {
    try await Stand.with(on: server) { stand in
      let weather = Weather()
      let proxy = try await Proxy.open(on: stand, to: stand.server.port) { way, bytes in
        await weather.pass(way, bytes)
      }
      var other = try await OtherClient(on: stand, seed: seed)
      let store = try stand.store()
      let line = "imap://support%40shop.example@127.0.0.1:\(proxy.port)"
      let faulty = stand.account(imap: line, folders: OtherClient.folders)
      let poor = try await PoorServer(on: stand)
      let calm = [stand.account(folders: OtherClient.folders)] + poor.accounts
      var fetched = 0
      var shown: Set<String> = []
      // Every 1,000 bytes up to 20,000, or every third of them.
      let cuts = Array(
        stride(from: 1_000, through: 20_000, by: RealServerTests.isLong ? 1_000 : 3_000))
      let rounds = RealServerTests.isLong ? 60 : cuts.count
      for round in 1...rounds {
        for _ in 0...other.roll(3) { try await other.act() }
        weather.change(to: .cut(cuts[(round - 1) % cuts.count]))
        fetched += try await sync(stand, store, faulty)
        for _ in 0...other.roll(3) { try await other.act() }
        let more = try await troubled(round, stand, store, faulty, weather, &other)
        fetched += more

        let before = try await other.look()
        let quiet = try await stand.engine(store, calm[round % calm.count]).once()
        #expect(quiet.error == "", "round \(round)")
        #expect(
          try await store.kept(in: OtherClient.folders) == before.kept(in: OtherClient.folders),
          "round \(round): the flags kept are not the server's")
        fetched += quiet.fetched
        #expect(try await other.look() == before, "round \(round): the server was changed")
        shown.formUnion(try await other.hashes())
      }
      await proxy.close()
      await poor.close()
      print("\(server.rawValue), seed \(seed): \(shown.count) mails shown, \(fetched) fetched")
      try await expect(shown, in: store, fetched: fetched, from: other.places)
    }
  }

  /// A sync over a line that drips, or that stands still while the other client goes on, or while
  /// the sync is cancelled.
  private func troubled(
    _ round: Int, _ stand: Stand, _ store: Store, _ account: Account, _ weather: Weather,
    _ other: inout OtherClient
  ) async throws -> Int {
    guard round % 4 != 0 else {
      weather.change(to: .dribble)
      return try await sync(stand, store, account)
    }
    weather.change(to: .still(1_000 + other.roll(19_000)))
    let ended = Flag()
    let syncing = Task {
      defer { ended.raise() }
      return try await sync(stand, store, account)
    }
    try await eventually("the line stands still, or all is fetched") {
      weather.isStill || ended.isRaised
    }
    if round % 4 == 2 {
      syncing.cancel()
      weather.change(to: .cut(0))
    } else {
      for _ in 0...other.roll(2) { try await other.act() }
      weather.change(to: .clear)
    }
    return try await syncing.value
  }

  /// The same server behind lines that hide what it can tell of changes.
  private struct PoorServer {
    var accounts: [Account] = []
    private var proxies: [Proxy] = []

    init(on stand: Stand) async throws {
      for hidden in [[" QRESYNC"], [" QRESYNC", " CONDSTORE"], [" QRESYNC", " ESEARCH"]] {
        let editor = LineEditor { line in hidden.reduce(line) { $0.replacing($1, with: "") } }
        let proxy = try await Proxy.open(on: stand, to: stand.server.port) { editor.pass($0, $1) }
        proxies.append(proxy)
        accounts.append(
          stand.account(
            imap: "imap://support%40shop.example@127.0.0.1:\(proxy.port)",
            folders: OtherClient.folders))
      }
    }

    func close() async {
      for proxy in proxies { await proxy.close() }
    }
  }

  private func sync(_ stand: Stand, _ store: Store, _ account: Account) async throws -> Int {
    let report = try await stand.engine(store, account).once()
    #expect(report.error == "" || report.isPassing, "\(report.error)")
    return report.fetched
  }

  private func expect(
    _ shown: Set<String>, in store: Store, fetched: Int, from places: Set<String>
  ) async throws {
    let kept = try await store.messages().compactMap(\.raw)
    #expect(shown.subtracting(kept) == [], "mails that the server showed are not here")
    #expect(kept.count == Set(kept).count, "mails are here twice")
    for hash in shown where try await store.bytes(sha256: hash) == nil {
      Issue.record("the bytes of \(hash) are not here")
    }
    let fates = try await store.ledger()
    print("fates: \(fates)")
    #expect(fates[.ticketed] == kept.count && fates[.quarantined] == nil)
    #expect(fates.values.reduce(0, +) == fetched)
    #expect(fetched <= places.count, "a mail was fetched twice from one place")
    #expect(try await store.checkIntegrity(full: true).filter { !$0.isFine } == [])
  }
}

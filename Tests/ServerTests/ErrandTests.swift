import Domain
import Foundation
import Store
import Sync
import TestKit
import Testing

extension RealServerTests {
  /// R12: the server is changed only after the local commit, once, and only as it was asked.
  struct Errands {}
}

extension RealServerTests.Errands {
  /// Later than anything a test does, so that no afterthought is waited for.
  private static let later = Timepiece(
    now: { Instant(Date()) + .minutes(5) }, sleep: Timepiece.system.sleep, chance: { 0.5 })

  private func account(_ stand: Stand, port: Int? = nil) -> Account {
    var account = stand.account(
      imap: port.map { "imap://support%40shop.example@127.0.0.1:\($0)" },
      folders: ["INBOX", "Done"])
    account.settings["mark"] = "answered seen"
    account.settings["archive"] = "Done"
    return account
  }

  /// The Message-IDs of the mails in a folder.
  private func ids(in folder: String, of stand: Stand) async throws -> [String] {
    try await stand.server.mails(of: Stand.shop, in: folder).compactMap { mail in
      String(decoding: mail.bytes, as: UTF8.self).firstMatch(of: /Message-ID: <([^>]*)>/)
        .map { String($0.1) }
    }
  }

  private func solve(_ subjects: Set<String>, in store: Store) async throws {
    let rows = try await store.tickets().filter { subjects.contains($0.subject) }
    #expect(rows.count == subjects.count)
    try await store.commit(
      rows.map { Change($0.id, .moved(.solved, .asked)) }, by: .agent(AgentID("ana")))
  }

  /// Cut off at every point of its work while another client goes on, the program does each errand
  /// once in the end; what was moved does not come back, and nothing else is touched.
  @Test(arguments: MailServer.here)
  func whatIsInterruptedIsDoneOnce(_ server: MailServer) async throws {
    try await Stand.with(on: server) { stand in
      try await stand.server.ask(Stand.shop, "CREATE Done")
      let weather = Weather()
      let proxy = try await Proxy.open(on: stand, to: stand.server.port) {
        await weather.pass($0, $1)
      }
      let store = try stand.store()
      let letters = Letter.many(40)
      try await stand.server.deliver(letters.map(\.bytes), to: Stand.shop)
      try await stand.engine(store, account(stand), timepiece: Self.later).once()
      // Each round solves two more tickets; of one the mail is deleted by another client.
      var expunged = 0
      for round in 0..<12 {
        let pair = [letters[round * 3], letters[round * 3 + 1]]
        try await solve(Set(pair.map(\.subject)), in: store)
        if round % 3 == 0 {
          try await stand.server.ask(
            Stand.shop, "SELECT INBOX", "STORE 1 +FLAGS.SILENT (\\Deleted)", "EXPUNGE")
          expunged += 1
        }
        weather.change(to: .cut(500 + round * 260))
        _ = try await stand.engine(
          store, account(stand, port: proxy.port), timepiece: Self.later
        ).once()
      }
      weather.change(to: .clear)
      for _ in 1...2 {
        let report = try await stand.engine(
          store, account(stand), timepiece: Self.later
        ).once()
        #expect(report.error == "")
      }
      await proxy.close()
      let left = try await ids(in: "INBOX", of: stand)
      let archived = try await ids(in: "Done", of: stand)
      #expect(archived.count + expunged + left.count == letters.count)
      #expect(Set(archived).count == archived.count, "moved twice")
      let solved = Set((0..<12).flatMap { [letters[$0 * 3].id, letters[$0 * 3 + 1].id] })
      #expect(solved.isSuperset(of: archived))
      #expect(solved.isDisjoint(with: left), "left behind")
      #expect(try await store.tickets().count == letters.count, "what was moved came back")
      let look = try await stand.server.flags(of: Stand.shop, in: "Done")
      #expect(look.allSatisfy { $0.contains("\\Seen") })
      #expect(try await stand.server.flags(of: Stand.shop, in: "INBOX").allSatisfy { $0.isEmpty })
    }
  }
}

// MARK: - Killed

extension RealServerTests.Errands {
  /// Killed between the local commit and the server's, before it or after it, the program does
  /// each errand once.
  @Test(.enabled(if: ShopbellProgram.isHere))
  func whoIsKilledWhileTidyingDoesItOnce() async throws {
    try await KillStand.with { stand in
      let shop = stand.shop
      try shop.configure(more: "mark = [\"seen\"]\narchive = \"Done\"")
      _ = try await deliverDone(0, to: shop)
      let all = try await stand.points("tidying", whileDoing: stand.sync)
      let chosen = stand.chosen(all, every: 12)
      let step = RealServerTests.isLong ? 1 : max(1, chosen.count / 24)
      for (place, number) in chosen.enumerated() where place % step == 0 {
        let id = try await deliverDone(number, to: shop)
        _ = try await stand.sync(stoppingAt: number)
        let point = "\(number) of \(all.count), before \(stand.lastPoint)"
        try await stand.expectSound(point)
        let line = try await shop.sync()
        #expect(line.error == nil && line.fetched == 0, "\(point): \(line)")
        #expect(try await !ids(in: "INBOX", of: shop.stand).contains(id), "\(point)")
        let done = try await ids(in: "Done", of: shop.stand)
        #expect(done.count { $0 == id } == 1, "\(point)")
      }
      let flags = try await shop.stand.server.flags(of: Stand.shop, in: "Done")
      #expect(flags.allSatisfy { $0 == ["\\Seen"] })
      print("killed \(stand.tried) times while tidying, \(flags.count) mails moved once")
    }
  }

  /// Delivers a mail that came long ago, takes it in, solves its ticket, and returns its id.
  private func deliverDone(_ number: Int, to shop: RealShop) async throws -> String {
    let letter = Letter(
      from: "c\(number)@customer.example", subject: "Parcel \(number)",
      id: "kill-\(number)@customer.example")
    try await shop.stand.server.talk(as: Stand.shop) {
      try $0.append([letter.bytes], to: "INBOX", receivedAt: "20-Nov-2026 10:00:00 +0000")
    }
    try await shop.sync()
    let store = try Store.open(
      .file(shop.store), clock: { Instant(Date()) }, seed: .random(in: .min ... .max))
    let ticket = try #require(try await store.tickets().first { $0.subject == letter.subject })
    try await store.commit(
      [Change(ticket.id, .moved(.solved, .asked), occurredAt: ticket.lastMessageAt)],
      by: .agent(AgentID("ana")))
    return letter.id
  }
}

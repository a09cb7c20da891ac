import Domain
import Foundation
import Store
import Sync
import Synchronization
import TestKit
import Testing

extension ServerTroubleTests {
  /// Servers that number their mails anew, or say odd things about the numbers.
  struct Renumbering {}
}

extension ServerTroubleTests.Renumbering {
  /// R10: UIDVALIDITY changes and later changes back: nothing is lost, nothing is here twice, and
  /// what was done about a mail stays with it.
  @Test(arguments: MailServer.here)
  func aUIDValidityThatComesAndGoesDoublesNothing(_ server: MailServer) async throws {
    try await Stand.with(on: server) { stand in
      let validity = Mutex("7")
      let editor = LineEditor { line in
        line.replacing(/UIDVALIDITY \d+/) { _ in "UIDVALIDITY \(validity.withLock { $0 })" }
      }
      let proxy = try await Proxy.open(on: stand, to: stand.server.port) { editor.pass($0, $1) }
      let account = stand.account(
        imap: "imap://support%40shop.example@127.0.0.1:\(proxy.port)")
      let letters = Letter.many(30)
      try await stand.server.deliver(letters.prefix(28).map(\.bytes), to: Stand.shop)
      let store = try stand.store()
      try await stand.engine(store, account).once()
      let first = try #require(try await store.tickets().first).id
      let tag = try #require(Tag("urgent"))
      try await store.commit([Change(first, .tagged(tag))], by: .agent(AgentID("ana")))
      let before = try await store.messages().map(\.id)

      for (number, next) in [(29, "4294967295"), (30, "7")] {
        try await stand.server.deliver([letters[number - 1].bytes], to: Stand.shop)
        validity.withLock { $0 = next }
        let report = try await stand.engine(store, account).once()
        #expect(report.error == "" && report.fetched == number)
        #expect(report.notices.count { $0.contains("INBOX anew") } == 1)
        #expect(try await store.messages().count == number)
      }
      await proxy.close()
      // A place that was met before keeps the fate it had.
      #expect(try await store.ledger() == [.ticketed: 30, .duplicate: 28 + 1])
      #expect(try await store.messages().map(\.id).prefix(28) == before[...])
      let tagged = try await store.tickets().filter { $0.tags.contains(tag) }
      #expect(tagged.map(\.id) == [first])
    }
  }

  /// R10: UIDNEXT is missing, or is no number that could be true; mail comes in all the same.
  @Test(arguments: MailServer.here)
  func anOddUIDNextHidesNothing(_ server: MailServer) async throws {
    try await Stand.with(on: server) { stand in
      let claim = Mutex<String?>(nil)
      let editor = LineEditor { line in
        guard line.contains("[UIDNEXT ") else { return line }
        guard let claim = claim.withLock({ $0 }) else { return nil }
        return line.replacing(/\[UIDNEXT \d+\]/) { _ in "[UIDNEXT \(claim)]" }
      }
      let proxy = try await Proxy.open(on: stand, to: stand.server.port) { editor.pass($0, $1) }
      let account = stand.account(
        imap: "imap://support%40shop.example@127.0.0.1:\(proxy.port)")
      let store = try stand.store()
      let claims: [String?] = [nil, "1", "0", "2", "4294967295", "99999999999999999999", "-1", "x"]
      for (number, letter) in Letter.many(claims.count).enumerated() {
        claim.withLock { $0 = claims[number] }
        try await stand.server.deliver([letter.bytes], to: Stand.shop)
        let report = try await stand.engine(store, account).once()
        #expect(
          report.error == "" && report.fetched == 1, "UIDNEXT \(claims[number] ?? "missing")")
      }
      await proxy.close()
      #expect(try await store.ledger() == [.ticketed: claims.count])
    }
  }

  /// R10: what APPENDUID says is missing or nonsense; the copy of an answer is filed once.
  @Test(arguments: MailServer.here, ["", "[APPENDUID x]"])
  func anOddAPPENDUIDFilesOnce(_ server: MailServer, _ claim: String) async throws {
    try await Stand.with(on: server) { stand in
      let filed = Flag()
      let editor = LineEditor { line in
        guard line.contains("[APPENDUID ") else { return line }
        filed.raise()
        return line.replacing(/\[APPENDUID \d+ \d+\]/) { _ in claim }
      }
      let proxy = try await Proxy.open(on: stand, to: stand.server.port) { editor.pass($0, $1) }
      let sink = try await SMTPSink([])
      let account = stand.account(
        imap: "imap://support%40shop.example@127.0.0.1:\(proxy.port)",
        smtp: "smtp://support%40shop.example@127.0.0.1:\(sink.port)")
      try await stand.server.deliver([Letter().bytes], to: Stand.shop)
      let store = try stand.store()
      try await stand.engine(store, account).once()
      try await store.queue("It comes tomorrow.")
      for _ in 1...2 {
        let report = try await stand.engine(store, account).once()
        #expect(report.error == "")
      }
      await proxy.close()
      #expect(filed.isRaised && sink.mails.count == 1)
      let row = try #require(try await store.outbox(includingSent: true).first)
      #expect(row.state == .sent && row.isFiled)
      #expect(try await stand.server.mails(of: Stand.shop, in: "Sent").count == 1)
      try await sink.remove()
    }
  }

  /// R10: a folder is deleted and made again with some of its mails, under numbers used before;
  /// then it is put aside under another name and made again empty.
  @Test(arguments: MailServer.here)
  func aFolderMadeAnewLosesAndDoublesNothing(_ server: MailServer) async throws {
    try await Stand.with(on: server) { stand in
      let letters = Letter.many(14)
      func fill(_ letters: some Sequence<Letter>) async throws {
        let mails = letters.map(\.bytes)
        try await stand.server.talk(as: Stand.shop) { try $0.append(mails, to: "Returns") }
      }
      try await stand.server.ask(Stand.shop, "CREATE Returns")
      try await fill(letters.prefix(10))
      let account = stand.account(folders: ["INBOX", "Returns"])
      let store = try stand.store()
      try await stand.engine(store, account).once()
      #expect(try await store.ledger() == [.ticketed: 10])

      try await stand.server.ask(Stand.shop, "DELETE Returns", "CREATE Returns")
      try await fill(letters.prefix(12).suffix(6))
      try await stand.engine(store, account).once()
      #expect(try await store.ledger() == [.ticketed: 12, .duplicate: 4])
      #expect(try await store.messages().count == 12)

      try await stand.server.ask(Stand.shop, "RENAME Returns Away", "CREATE Returns")
      try await fill(letters.suffix(2))
      try await stand.engine(store, account).once()
      #expect(try await store.ledger() == [.ticketed: 14, .duplicate: 4])
      #expect(try await store.messages().count == 14)
    }
  }
}

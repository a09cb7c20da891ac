import ChannelKit
import Domain
import Foundation
import Store
import Sync
import Synchronization
import TestKit
import Testing

extension RealServerTests {
  /// What comes in from a real Dovecot: all of it, once, byte for byte.
  struct Reading {}
}

extension RealServerTests.Reading {
  /// R8, R14: mails as odd as there are, in lines of either kind, and with random edits.
  ///
  /// Dovecot keeps what it was given and gives out every line end as CRLF, so its own word to
  /// another client is what counts, not the file.
  @Test func everyMailComesInByteForByte() async throws {
    try await Stand.with { stand in
      let strange = Corpora.files(
        "attachment-names", "auto-reply-policy", "bounce-sisimai", "mime-cpython",
        "mime-mailparser", "mime-mikel", "terminal-injection", "mimekit-samples")
      var chance = Mint(seed: 14)
      let edited = strange.map { chance.edited($0.bytes) }
      let mails = Letter.many(200).map(\.bytes) + Self.oddities + strange.map(\.bytes) + edited
      for bytes in mails { try stand.dovecot.deliver(bytes, to: Stand.shop) }
      let held = try await stand.dovecot.mails(of: Stand.shop)
      #expect(held.count == mails.count)

      let store = try stand.store()
      let start = ContinuousClock.now
      let report = try await stand.engine(store, stand.account()).once()
      let took = ContinuousClock.now - start
      #expect(report.error == "" && report.fetched == held.count)
      print(
        "first sync: \(held.count) mails in \(took), \(Int(Double(held.count) / (took / .seconds(1)))) a second"
      )

      try await expectAll(held.map(\.bytes), in: store)
      let fates = try await store.ledger()
      print("fates: \(fates)")
      let again = try await stand.engine(store, stand.account()).once()
      #expect(again.fetched == 0)
      #expect(try await store.ledger() == fates)
      #expect(try await store.checkIntegrity(full: true).filter { !$0.isFine } == [])
    }
  }

  /// A mail that the server cannot read itself keeps no other back, and comes once it can.
  @Test func aMailTheServerCannotReadComesLater() async throws {
    try await Stand.with { stand in
      let letters = Letter.many(5)
      for letter in letters { try stand.dovecot.deliver(letter.bytes, to: Stand.shop) }
      let held = try await stand.dovecot.mails(of: Stand.shop)
      // The server knows the mail, and may not open its file.
      let new = URL(filePath: "\(stand.dovecot.maildir(of: Stand.shop))/new")
      let files = try FileManager.default.contentsOfDirectory(atPath: new.path)
      let file = new.appending(path: try #require(files.sorted().dropFirst(2).first))
      #expect(chmod(file.path, 0) == 0)

      let store = try stand.store()
      let report = try await stand.engine(store, stand.account()).once()
      #expect(report.error == "")
      #expect(report.fetched == 4)
      let notice = try #require(report.notices.first)
      print("a mail that cannot be read: \(notice)")
      #expect(notice.contains("does not hand out mail"))
      #expect(try await store.kept(in: ["INBOX"]).count == 4)

      #expect(chmod(file.path, 0o644) == 0)
      let later = try await stand.engine(store, stand.account()).once()
      #expect(later.error == "" && later.fetched == 1)
      try await expectAll(held.map(\.bytes), in: store)
    }
  }

  /// Somebody signs in under her own name, and reads and answers a mailbox that she shares.
  @Test func aSharedMailboxIsRead() async throws {
    let ana = "ana@shop.example"
    try await Stand.with(shares: true) { stand in
      let letters = Letter.many(3)
      for letter in letters { try stand.dovecot.deliver(letter.bytes, to: Stand.shop) }
      try stand.dovecot.deliver(Letter.many(4).last?.bytes ?? [], to: ana)
      let shared = "shared/\(Stand.shop)"
      var account = stand.account(
        imap: "imaps://ana%40shop.example@localhost:\(stand.server.securePort)",
        folders: [shared])

      // What is not shared is not there, and that is said by name.
      let store = try stand.store()
      let before = try await stand.engine(store, account).once()
      print("not shared: \(before.error)")
      #expect(before.error.contains(shared) && before.fetched == 0)

      try stand.dovecot.share("", of: Stand.shop, with: ana)
      let report = try await stand.engine(store, account).once()
      #expect(report.error == "" && report.fetched == 3)
      try await expectAll(
        try await stand.dovecot.mails(of: Stand.shop).map(\.bytes), in: store)

      // Her own inbox beside it, in one account, and what comes in later.
      account.folders.append("INBOX")
      try stand.dovecot.deliver(Letter.many(5).last?.bytes ?? [], to: Stand.shop)
      #expect(try await stand.engine(store, account).once().fetched == 2)
    }
  }

  /// R8: a folder whose server goes away in mid-fetch, twice.
  @Test func aServerThatRestartsLosesAndDoublesNothing() async throws {
    try await Stand.with { stand in
      let count = 1_600
      for letter in Letter.many(count, size: 3_000) {
        try stand.dovecot.deliver(letter.bytes, to: Stand.shop)
      }
      // The server goes as a piece of a mail passes by, the first time at once, then later. What
      // it has said by then still comes: a whole window of mails at most.
      let wire = Wiretap()
      let limits = Mutex([200_000, 1_700_000])
      let stops = Mutex(0)
      let proxy = try await Proxy.open(on: stand, to: stand.dovecot.port, wire) { way, piece in
        let isTime = limits.withLock { limits in
          guard let next = limits.first, wire.count(.toClient) > next else { return false }
          limits.removeFirst()
          return true
        }
        if isTime {
          try? await stand.dovecot.stop()
          stops.withLock { $0 += 1 }
        }
        return piece
      }
      let account = stand.account(imap: "imap://support%40shop.example@127.0.0.1:\(proxy.port)")
      let store = try stand.store()
      let engine = stand.engine(store, account)
      let working = Task { try await engine.run() }
      defer { working.cancel() }
      for stop in 1...2 {
        try await eventually("the server has gone and the account waits") {
          guard stops.withLock({ $0 }) == stop else { return false }
          return await engine.standing.first?.state == .waiting
        }
        #expect(try await store.fetched() < count)
        try await stand.dovecot.start()
        await engine.tryAgain("support")
      }
      try await eventually("all mails are in", within: .seconds(60)) {
        try await store.fetched() >= count
      }
      #expect(try await store.ledger() == [.ticketed: count])
      try await expectAll(try await stand.dovecot.mails(of: Stand.shop).map(\.bytes), in: store)
      working.cancel()
      _ = try? await working.value
      await proxy.close()
    }
  }

  /// R8: a line that breaks after so many bytes, again and again, still makes progress.
  @Test(arguments: [7_000, 16_000, 64_000])
  func aLineThatBreaksInMidFetchLosesNothing(_ bytes: Int) async throws {
    try await Stand.with { stand in
      let letters = Letter.many(60, size: 1_500)
      for letter in letters { try stand.dovecot.deliver(letter.bytes, to: Stand.shop) }
      let wire = Wiretap()
      let proxy = try await Proxy.open(on: stand, to: stand.dovecot.port, wire) { way, piece in
        guard case .toClient = way, wire.count(.toClient) > bytes else { return piece }
        return nil
      }
      let store = try stand.store()
      let account = stand.account(imap: "imap://support%40shop.example@127.0.0.1:\(proxy.port)")
      var tries = 0
      while try await store.fetched() < letters.count, tries < 200 {
        tries += 1
        wire.forget()
        try await stand.engine(store, account).once()
      }
      print("cut after \(bytes) bytes: \(tries) connections")
      #expect(tries > 1)
      await proxy.close()
      #expect(try await store.ledger() == [.ticketed: letters.count])
      try await expectAll(try await stand.dovecot.mails(of: Stand.shop).map(\.bytes), in: store)
    }
  }

  /// R10: the server has lost its numbering, so every mail has another number under another
  /// UIDVALIDITY, and one more has come.
  @Test func anotherUIDValidityLosesAndDoublesNothing() async throws {
    try await Stand.with { stand in
      let letters = Letter.many(30)
      for letter in letters { try stand.dovecot.deliver(letter.bytes, to: Stand.shop) }
      let store = try stand.store()
      try await stand.engine(store, stand.account()).once()
      let before = try await store.messages().map(\.id)
      let validity = try await uidValidity(stand)

      try await eventually("Dovecot numbers the folder anew") {
        try await stand.dovecot.stop()
        let maildir = stand.dovecot.maildir(of: Stand.shop)
        for name in try FileManager.default.contentsOfDirectory(atPath: maildir)
        where name.hasPrefix("dovecot") {
          try FileManager.default.removeItem(atPath: "\(maildir)/\(name)")
        }
        try await stand.dovecot.start()
        return try await uidValidity(stand) != validity
      }
      try stand.dovecot.deliver(Letter(id: "later@customer.example").bytes, to: Stand.shop)
      try await stand.engine(store, stand.account()).once()
      #expect(try await store.ledger() == [.ticketed: 31, .duplicate: 30])
      let after = try await store.messages().map(\.id)
      #expect(after.count == 31 && Array(after.prefix(30)) == before)
      try await stand.engine(store, stand.account()).once()
      #expect(try await store.fetched() == 61)
    }
  }

  /// A mail that comes while the engine waits is here at once: the server says so by IDLE.
  @Test func aMailThatComesMeanwhileIsHereAtOnce() async throws {
    try await Stand.with { stand in
      try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
      let store = try stand.store()
      let engine = stand.engine(store, stand.account())
      let working = Task { try await engine.run() }
      defer { working.cancel() }
      try await eventually("the first mail is in") { try await store.fetched() == 1 }
      var spans: [Duration] = []
      for number in 2...7 {
        let start = ContinuousClock.now
        try stand.dovecot.deliver(Letter(id: "\(number)@customer.example").bytes, to: Stand.shop)
        // Far below the minute after which the engine would have looked by itself.
        try await eventually("mail \(number) is in", within: .seconds(20)) {
          try await store.fetched() == number
        }
        spans.append(ContinuousClock.now - start)
      }
      print("IDLE: delivered to stored in \(spans.sorted().map { $0 / .milliseconds(1) }) ms")
      working.cancel()
      _ = try? await working.value
    }
  }
}

// MARK: - Parts

extension RealServerTests.Reading {
  /// Mails that are hardly any: bare line feeds and carriage returns, no end of line at the end,
  /// bytes that are no text, a line like the end of an answer.
  private static let oddities: [[UInt8]] = [
    Array("Subject: bare\n\nline\nfeeds\n".utf8),
    Array("Subject: crlf\r\n\r\nboth\r\nkinds\nof lines\r\n".utf8),
    Array("Subject: no end\n\nno end".utf8),
    Array("Subject: only a header\n".utf8),
    Array("\nonly a body\n".utf8),
    Array("Subject: lone returns\n\na\rb\r\r\nc\n".utf8),
    Array("Subject: nine bits\n\n".utf8) + Array(128...255) + [0x0A],
    Array("Subject: a nought\n\n".utf8) + [0x61, 0x00, 0x62, 0x0A],
    Array("Subject: )\n\n)\r\n* 1 FETCH (UID 1)\r\ns1 OK done\r\n".utf8),
    Array("Subject: ".utf8) + Array(repeating: 0x78, count: 100_000) + Array("\n\nlong\n".utf8),
    Array("Subject: literal {3}\n\n{5}\n".utf8),
  ]

  /// Every one of these mails lies in the store, byte for byte, and has one fate.
  private func expectAll(_ mails: [[UInt8]], in store: Store) async throws {
    var missing = 0
    for mail in mails {
      let raw = RawBytes(Data(mail))
      if try await store.bytes(sha256: raw.sha256) != raw.contents { missing += 1 }
    }
    #expect(missing == 0, "mails that are not in the store as the server gives them out")
    #expect(try await store.fetched() == mails.count)
  }

  private func uidValidity(_ stand: Stand) async throws -> String {
    try await PlainTalk.with(stand.dovecot.port) { talk in
      try talk.signIn(Stand.shop, Dovecot.password)
      return try talk.ask("EXAMINE INBOX").first { $0.contains("UIDVALIDITY") } ?? ""
    }
  }
}

extension Mint {
  /// A mail with a few edits: bytes flipped, left out, put in, doubled.
  fileprivate mutating func edited(_ mail: [UInt8]) -> [UInt8] {
    var bytes = mail
    for _ in 0..<Int.random(in: 1...8, using: &self) {
      let place = Int.random(in: 0...bytes.count, using: &self)
      let end = min(bytes.count, place + Int.random(in: 1...400, using: &self))
      switch Int.random(in: 0..<4, using: &self) {
      case 0 where place < bytes.count: bytes[place] ^= UInt8.random(in: 1...255, using: &self)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &self), at: place)
      default: bytes.insert(contentsOf: bytes[place..<end], at: place)
      }
    }
    return bytes
  }
}

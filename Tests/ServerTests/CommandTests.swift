import Foundation
import TestKit
import Testing

extension RealServerTests {
  /// The command line's contract where servers are good, bad or away (S12, S15).
  @Suite(.enabled(if: ShopbellProgram.isHere))
  struct Commands {}
}

// MARK: - Syncing

extension RealServerTests.Commands {
  @Test func aGoodSyncSaysWhatItDidAndEndsWithNought() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      for letter in Letter.many(3) { try stand.dovecot.deliver(letter.bytes, to: Stand.shop) }
      let ending = try await shop.shopbell("sync", "--once", "--json")
      #expect(ending.status == 0 && ending.complaints == "", "\(ending)")
      let keys = try #require(
        try JSONSerialization.jsonObject(with: Data(ending.out.utf8)) as? [String: Any])
      #expect(keys.keys.sorted() == ["account", "error", "failed", "fetched", "sent", "state"])
      let lines = try shop.lines(ending, of: RealShop.SyncLine.self)
      #expect(
        lines == [
          RealShop.SyncLine(
            account: "support", fetched: 3, sent: 0, failed: 0, state: "synced", error: nil)
        ])
      let words = try await shop.shopbell("sync", "--once")
      #expect(words.status == 0 && words.out == "support: 0 fetched, 0 sent\n", "\(words)")
    }
  }

  @Test func aServerThatIsAwayIsNamed() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      let port = LoopbackPorts.free(1)[0]
      try shop.configure(imap: "imap://support%40shop.example@127.0.0.1:\(port)")
      try await expectFailure(
        69,
        "shopbell: support could not be synced: "
          + "127.0.0.1: cannot connect: connection refused at port \(port)\n", of: shop)
      let line = try await shop.sync()
      #expect(line.state == "waiting" && line.error?.contains("127.0.0.1") == true, "\(line)")
    }
  }

  @Test func aServerWhoseNameIsUnknownIsNamed() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      try shop.configure(imap: "imaps://support%40shop.example@mail.invalid")
      try await expectFailure(
        69, "mail.invalid: cannot connect: there is no address for mail.invalid", of: shop)
    }
  }

  /// A server that takes no mail now is not waited for, and the other half of the work is done.
  @Test func aServerThatTakesNoMailNowIsNamed() async throws {
    try await Stand.with { stand in
      var shop = try RealShop(stand)
      let port = LoopbackPorts.free(1)[0]
      shop.smtp = "smtp://support%40shop.example@127.0.0.1:\(port)"
      try shop.configure()
      try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
      try await shop.sync()
      let body = try shop.write("body.txt", "Soon.")
      let queued = try await shop.shopbell("reply", "1", "--body-file", body, "--send")
      #expect(queued.status == 0, "\(queued)")
      try stand.dovecot.deliver(Letter.many(1)[0].bytes, to: Stand.shop)
      let ending = try await shop.shopbell("sync", "--once")
      #expect(ending.status == 69 && ending.out.contains("1 fetched"), "\(ending)")
      #expect(ending.complaints.contains("connection refused at port \(port)"), "\(ending)")
      #expect(try await shop.outbox().map(\.state) == ["retry"])
    }
  }

  @Test func aSecondSyncSaysWhoSyncs() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
      let first = try shop.start("sync", "--watch")
      do {
        try await eventually("the first one syncs") { first.words.contains("synced") }
        let second = try await shop.shopbell("sync", "--once")
        #expect(second.status == 75 && second.out == "", "\(second)")
        #expect(second.complaints.contains("process \(first.process) syncs this store already"))
      } catch {
        first.killGroup()
        throw error
      }
      first.send(SIGTERM)
      try await first.ended()
      let third = try await shop.shopbell("sync", "--once")
      #expect(third.status == 0, "\(third)")
    }
  }
}

// MARK: - Secrets

extension RealServerTests.Commands {
  @Test func aWrongPasswordIsForAPerson() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      try shop.write("secret", "wrong\n")
      let ending = try await expectFailure(77, "127.0.0.1", of: shop)
      #expect(ending.complaints.contains("password"), "\(ending)")
      #expect(!ending.complaints.contains("wrong\n") && !ending.out.contains("wrong"))
      let line = try await shop.sync()
      #expect(line.state == "failed", "\(line)")
      print("wrong password: \(ending.complaints)")
    }
  }

  @Test func aSecretThatOthersCanReadIsRefused() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      let path = try shop.write("secret", Dovecot.password, mode: 0o644)
      let words = "others can read the secret's file \(path); run: chmod 600 \(path)"
      try await expectFailure(77, words, of: shop)
      let doctor = try await shop.shopbell("doctor", and: ["TERM": "xterm"])
      #expect(doctor.status == 1 && doctor.out.contains("FAIL secret of support: \(words)"))
      #expect(!stand.dovecot.log.contains("Login: user"))
    }
  }

  @Test(arguments: ["\"hunter2\"", "{ value = \"hunter2\" }"])
  func aSecretInTheConfigurationIsRefused(_ secret: String) async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      try shop.configure(secret: secret)
      let ending = try await expectFailure(78, "config.toml:19:1", of: shop)
      #expect(ending.complaints.contains("a secret does not stand in this file"), "\(ending)")
      #expect(ending.complaints.contains("secret = { command = "), "\(ending)")
      #expect(!ending.complaints.contains("hunter2"), "\(ending)")
    }
  }

  @Test func aSecretInAFileWithABlankInItsPathIsRead() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      try shop.write("my secret %20", Dovecot.password)
      try shop.configure(secret: "{ file = \"my secret %20\" }")
      let line = try await shop.sync()
      #expect(line.error == nil, "\(line)")
    }
  }
}

// MARK: - Looking whether all is well

extension RealServerTests.Commands {
  @Test func anAccountIsTestedBothWays() async throws {
    try await Stand.with { stand in
      try await stand.withPostfix { postfix in
        var shop = try RealShop(stand)
        shop.smtp = "smtps://support%40shop.example@localhost:\(postfix.securePort)"
        try shop.configure()
        let good = try await shop.shopbell("account", "test", "support")
        #expect(good.status == 0, "\(good)")
        #expect(good.out == "support: reading and sending both work\n")
        try await postfix.stop()
        let bad = try await shop.shopbell("account", "test", "support")
        #expect(bad.status == 69 && bad.out == "", "\(bad)")
        #expect(bad.complaints.contains("localhost: cannot connect: connection refused"), "\(bad)")
        print("account test: \(bad.complaints)")
      }
    }
  }

  @Test func theDoctorFindsAllWell() async throws {
    try await Stand.with { stand in
      let shop = try RealShop(stand)
      try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
      try await shop.sync()
      let ending = try await shop.shopbell("doctor", "--full", and: ["TERM": "xterm-256color"])
      #expect(ending.status == 0 && !ending.out.contains("FAIL"), "\(ending)")
      for check in ["configuration", "terminal", "secret of support", "templates"] {
        #expect(ending.out.contains("ok   \(check): "), "\(ending)")
      }
    }
  }
}

// MARK: - Parts

extension RealServerTests.Commands {
  /// A single sync ends with this status and one sentence that says this.
  @discardableResult
  private func expectFailure(
    _ status: Int32, _ words: String, of shop: RealShop
  ) async throws -> Ending {
    let ending = try await shop.shopbell("sync", "--once")
    #expect(ending.status == status && !ending.isKilled, "\(ending)")
    #expect(ending.complaints.contains(words), "\(ending)")
    #expect(ending.complaints.split(separator: "\n").count == 1, "\(ending)")
    return ending
  }
}

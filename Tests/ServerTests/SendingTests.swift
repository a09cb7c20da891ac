import ChannelKit
import Domain
import Foundation
import Mail
import Mailbox
import Store
import Sync
import TestKit
import Testing

extension RealServerTests {
  /// What goes out through a real Postfix, or a server that fails to order: once, or not at all.
  struct Sending {}
}

// MARK: - Where all is well

extension RealServerTests.Sending {
  /// R1, R2, S4: an answer arrives once, word for word and in its thread, its copy is filed once,
  /// and what the customer says to it joins the ticket by the token in its Message-ID.
  @Test func anAnswerArrivesOnceAndTheCustomersAnswerComesHome() async throws {
    try await Stand.with { stand in
      try await stand.withPostfix { postfix in
        let account = stand.account(
          smtp: "smtps://support%40shop.example@localhost:\(postfix.securePort)")
        let store = try stand.store()
        let question = Letter(id: "q1@customer.example", text: "Where is it? — Ada\n")
        try await deliver(question, through: postfix, on: stand, expecting: 1)
        try await stand.engine(store, account).once()

        let text =
          "Dear Ada,\n\n.\n..dots\nFrom the depot: tomorrow – “9 to 5”. 発送済み ✓ "
          + String(repeating: "very ", count: 300) + "soon\n  indented\n\nYours"
        let reply = try await store.queue(text)
        let report = try await stand.engine(store, account).once()
        #expect(report.sent == 1 && report.error == "")
        let row = try #require(try await store.outbox(includingSent: true).first)
        #expect(row.state == .sent && row.isFiled && row.attempts == 1)
        let messageID = try #require(row.reply.externalID)

        try await eventually("the answer arrives") {
          try await !stand.dovecot.mails(of: Stand.ada).isEmpty
        }
        let arrived = MIMEParser.parse(try await only(stand.dovecot.mails(of: Stand.ada)))
        #expect(arrived.messageID == messageID)
        #expect(arrived.inReplyTo == ["q1@customer.example"])
        #expect(arrived.references == ["q1@customer.example"])
        #expect(arrived.subject == reply.subject)
        #expect(arrived.from.map(\.address) == [Stand.shop])
        #expect(arrived.text?.replacing("\r\n", with: "\n").trimmingSuffix() == text)

        let filed = try await only(stand.dovecot.mails(of: Stand.shop, in: "Sent"))
        #expect(try await store.bytes(sha256: row.parcel ?? "") == Data(filed))

        let answer = Letter(
          from: "Ada <ada@elsewhere.example>", subject: "Thanks", answers: [messageID],
          text: "It came!")
        try await deliver(answer, through: postfix, on: stand, expecting: 2)
        try await stand.engine(store, account).once()
        #expect(try await store.tickets().map(\.messages) == [3])
        #expect(try await store.ledger() == [.ticketed: 2, .duplicate: 1])

        try await stand.engine(store, account).once()
        #expect(try await stand.dovecot.mails(of: Stand.ada).count == 1)
        #expect(try await stand.dovecot.mails(of: Stand.shop, in: "Sent").count == 1)
      }
    }
  }

  /// R1: the server is away; the answer waits, and goes once when it is back.
  @Test func anAnswerWaitsForAServerThatIsAway() async throws {
    try await Stand.with { stand in
      try await stand.withPostfix { postfix in
        let account = stand.account(
          smtp: "smtps://support%40shop.example@localhost:\(postfix.securePort)")
        let store = try stand.store()
        try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
        try await stand.engine(store, account).once()
        try await store.queue("Soon.")
        try await postfix.stop()
        let report = try await stand.engine(store, account).once()
        #expect(report.failed == 1 && report.isPassing && report.error.contains("localhost"))
        #expect(try await store.outbox().map(\.state) == [.retry])
        try await postfix.start()
        try await eventually("the answer goes when it is due again") {
          try await stand.engine(store, account).once().sent == 1
        }
        try await eventually("the answer arrives") {
          try await !stand.dovecot.mails(of: Stand.ada).isEmpty
        }
        #expect(try await stand.dovecot.mails(of: Stand.ada).count == 1)
      }
    }
  }
}

// MARK: - R2: where nobody knows

extension RealServerTests.Sending {
  /// The server takes the mail and hangs up without a word.
  @Test func aServerThatHangsUpAtTheDotLeavesItUnsure() async throws {
    try await withSink("-q", ".") { stand, store, account, sink in
      let report = try await stand.engine(store, account).once()
      #expect(report.sent == 0 && report.failed == 1)
      for _ in 1...3 { try await stand.engine(store, account).once() }
      let row = try #require(try await store.outbox().first)
      #expect(row.state == .unsure && row.attempts == 1)
      #expect(row.lastError.contains("127.0.0.1"), "\(row.lastError)")
      print("hung up at the dot: \(row.lastError)")
      #expect(sink.mails.count == 1)
    }
  }

  /// What is unsure is found among the sent mails, where the server keeps its own copies.
  @Test func whatIsUnsureIsSettledByACopyAmongTheSent() async throws {
    try await withSink("-q", ".") { stand, store, account, sink in
      try await stand.engine(store, account).once()
      let row = try #require(try await store.outbox().first)
      let kept = try #require(try await store.bytes(sha256: row.parcel ?? ""))
      let copy = String(decoding: kept, as: UTF8.self)
      try await stand.dovecot.ask(
        Stand.shop, "APPEND Sent {\(copy.utf8.count)+}\r\n\(copy)")
      try await stand.engine(store, account).once()
      let settled = try await store.outbox(includingSent: true)
      #expect(settled.map(\.state) == [.sent])
      #expect(sink.mails.count == 1)
      #expect(try await stand.dovecot.mails(of: Stand.shop, in: "Sent").count == 1)
    }
  }

  /// The server answers late, and is waited for.
  @Test func aServerThatAnswersLateIsWaitedFor() async throws {
    try await withSink("-W", ".:2") { stand, store, account, sink in
      let report = try await stand.engine(store, account).once()
      #expect(report.sent == 1)
      #expect(try await store.outbox(includingSent: true).map(\.state) == [.sent])
      #expect(sink.mails.count == 1)
    }
  }

  /// We are ended while the server has not answered yet: what is started next does not send again.
  @Test func whoIsEndedBeforeALateAnswerLeavesItUnsure() async throws {
    try await withSink("-W", ".:3") { stand, store, account, sink in
      let wire = Wiretap()
      let proxy = try await Proxy.open(on: stand, to: sink.port, wire) { $1 }
      var account = account
      account.settings["smtp"] = "smtp://support%40shop.example@127.0.0.1:\(proxy.port)"
      let ended = account
      let working = Task { try await stand.engine(store, ended).once() }
      try await eventually("the dot is said") { wire.text(.toServer).hasSuffix("\r\n.\r\n") }
      working.cancel()
      _ = try? await working.value
      #expect(try await store.outbox().map(\.state) == [.unsure])
      for _ in 1...2 { try await stand.engine(store, account).once() }
      #expect(try await store.outbox().map(\.state) == [.unsure])
      try await eventually("the server has it") { sink.mails.count == 1 }
      await proxy.close()
    }
  }

  /// Two flush one outbox at the same time, and no lock keeps them apart.
  @Test func twoWhoFlushTheSameOutboxSendItOnce() async throws {
    try await withSink { stand, store, account, sink in
      let other = try stand.store()
      @Sendable func flush(_ store: Store) async throws -> Int {
        var outbox = Outbox(store: store, account: account, timepiece: .system)
        return try await outbox.flush(through: stand.channel(account)).sent
      }
      async let one = flush(store)
      async let two = flush(other)
      #expect(try await one + two == 1)
      #expect(sink.mails.count == 1)
    }
  }
}

// MARK: - Parts

extension RealServerTests.Sending {
  /// A store with one question and an accepted answer to it, and a server to send it to.
  func withSink(
    _ options: String..., work: (Stand, Store, Account, SMTPSink) async throws -> Void
  ) async throws {
    try await Stand.with { stand in
      let sink = try await SMTPSink(options)
      let account = stand.account(smtp: "smtp://support%40shop.example@127.0.0.1:\(sink.port)")
      let store = try stand.store()
      try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
      try await stand.engine(store, account).once()
      try await store.queue("It comes tomorrow.")
      do {
        try await work(stand, store, account, sink)
      } catch {
        try await sink.remove()
        throw error
      }
      try await sink.remove()
    }
  }

  /// Hands a customer's mail to Postfix and waits until it lies in the shop's mailbox.
  private func deliver(
    _ letter: Letter, through postfix: Postfix, on stand: Stand, expecting count: Int
  ) async throws {
    try await postfix.handIn(letter.source, from: Stand.ada, to: Stand.shop)
    try await eventually("Postfix delivers") {
      try await stand.dovecot.mails(of: Stand.shop).count == count
    }
  }

  private func only(_ mails: [(uid: Int, bytes: [UInt8])]) throws -> [UInt8] {
    #expect(mails.count == 1)
    return try #require(mails.first).bytes
  }
}

extension String {
  /// Without the line ends that close it.
  fileprivate func trimmingSuffix() -> String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}

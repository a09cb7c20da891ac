import Domain
import Foundation
import Mail
import Store
import Sync
import TestKit
import Testing

// What a real Postfix offers, and what comes of asking for it.
extension RealServerTests.Sending {
  private func withQuestion(
    _ test: (Stand, Postfix, Store, Account) async throws -> Void
  ) async throws {
    try await Stand.with { stand in
      try await stand.withPostfix { postfix in
        let account = stand.account(
          smtp: "smtps://support%40shop.example@localhost:\(postfix.securePort)")
        let store = try stand.store()
        try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
        try await stand.engine(store, account).once()
        try await test(stand, postfix, store, account)
      }
    }
  }

  /// A name before the @ in other letters: Postfix offers SMTPUTF8 and takes it.
  @Test func aWideAddressArrives() async throws {
    try await withQuestion { stand, postfix, store, account in
      try await store.queue("Für Añna.", cc: [Postfix.wide])
      let report = try await stand.engine(store, account).once()
      #expect(report.sent == 1 && report.error == "")
      let row = try #require(try await store.outbox(includingSent: true).first)
      #expect(row.state == .sent && row.lastError == "", "\(row.lastError)")
      try await eventually("both get it") {
        try await stand.dovecot.mails(of: Stand.ada).count == 2
      }
      for mail in try await stand.dovecot.mails(of: Stand.ada) {
        #expect(MIMEParser.parse(mail.bytes).cc.map(\.address) == [Postfix.wide])
      }
    }
  }

  /// One of two does not exist: the other has it, and the reply says who has not.
  @Test func oneOfTwoIsRefused() async throws {
    try await withQuestion { stand, postfix, store, account in
      try await store.queue("Tomorrow.", cc: ["nobody@customer.example"])
      for _ in 1...2 { try await stand.engine(store, account).once() }
      let row = try #require(try await store.outbox(includingSent: true).first)
      #expect(row.state == .sent && row.attempts == 1)
      #expect(row.lastError.hasPrefix("not taken for nobody@customer.example: 550"))
      let ticket = try #require(try await store.tickets().first)
      let sheet = try #require(try await store.ticket(ticket.id, agent: AgentID("ana")))
      #expect(sheet.ticket.isUndelivered && sheet.messages.last?.warnings == [row.lastError])
      try await eventually("Ada has it") {
        try await !stand.dovecot.mails(of: Stand.ada).isEmpty
      }
      #expect(try await stand.dovecot.mails(of: Stand.ada).count == 1)
    }
  }

  /// A report that is asked for comes back under the reply's own id and finds its ticket, for an
  /// address whose domain is in other letters too.
  @Test func aBounceNamesItsReply() async throws {
    try await withQuestion { stand, postfix, store, account in
      try await store.queue("Tomorrow.", cc: ["gone@übersee.example"])
      try await stand.engine(store, account).once()
      let row = try #require(try await store.outbox(includingSent: true).first)
      #expect(row.state == .sent && row.lastError == "", "\(row.lastError)")
      try await eventually("the report comes") {
        try await stand.dovecot.mails(of: Stand.shop).count == 2
      }
      let report = try #require(try await stand.dovecot.mails(of: Stand.shop).last)
      let text = String(decoding: report.bytes, as: UTF8.self)
      let id = try #require(row.reply.externalID)
      #expect(text.contains("Original-Envelope-Id: \(id)"), "\(text)")
      #expect(text.contains("Original-Recipient: rfc822;gone@xn--bersee-2ya.example"), "\(text)")
      #expect(!text.contains("Tomorrow."), "only the header comes back")
      try await stand.engine(store, account).once()
      #expect(try await store.tickets().map(\.messages) == [3])
      let ticket = try #require(try await store.tickets().first)
      let sheet = try #require(try await store.ticket(ticket.id, agent: AgentID("ana")))
      // Servers tell whole seconds: it may stand before the reply it is about.
      #expect(sheet.messages.filter { $0.kind == .bounce }.map(\.bounced) == [id])
    }
  }

  /// The server's own limit is said before the mail is.
  @Test func whatIsBeyondTheServersLimitIsRefusedBeforeItIsSaid() async throws {
    try await withQuestion { stand, postfix, store, account in
      try await store.queue(String(repeating: "a long line of words\n", count: 40_000))
      try await stand.engine(store, account).once()
      let row = try #require(try await store.outbox().first)
      #expect(row.state == .refused)
      #expect(row.lastError.contains("the server takes at most 512 kB"), "\(row.lastError)")
      #expect(!postfix.log.contains("from=<support@shop.example>"))
    }
  }
}

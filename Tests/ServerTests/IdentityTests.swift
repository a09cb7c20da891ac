import ChannelKit
import Domain
import Foundation
import Store
import Sync
import TestKit
import Testing

extension RealServerTests {
  /// Which mails are the same one, and which only claim to be.
  struct Identity {}
}

extension RealServerTests.Identity {
  /// R11: no Message-ID, an empty one, one of 10 kB, one that five mails share: each mail is kept
  /// and lies in a ticket; the same bytes in three folders are shown once.
  @Test(arguments: MailServer.here)
  func identityIsNotTheMessageIDAlone(_ server: MailServer) async throws {
    try await Stand.with(on: server) { stand in
      let folders = ["INBOX", "Returns", "Older"]
      try await stand.server.ask(Stand.shop, "CREATE Returns", "CREATE Older")
      var mails: [String] = []
      for number in 1...3 {
        mails.append(mail(nil, "no id at all, \(number)"))
        mails.append(mail("Message-ID: <>", "an empty id, \(number)"))
        mails.append(mail("Message-ID:", "nothing for an id, \(number)"))
      }
      let long = String(repeating: "x", count: 10_000)
      mails.append(mail("Message-ID: <\(long)@customer.example>", "a long id"))
      mails.append(mail("Message-ID: <\(long)y@customer.example>", "another long id"))
      for number in 1...5 {
        mails.append(mail("Message-ID: <one@customer.example>", "the same id, \(number)"))
      }
      let everywhere = [
        mail("Message-ID: <copy@customer.example>", "in three folders"),
        mail(nil, "in three folders, without an id"),
      ]
      mails += everywhere
      try await stand.server.deliver(mails.map { Array($0.utf8) }, to: Stand.shop)
      try await stand.server.talk(as: Stand.shop) { talk in
        for folder in ["Returns", "Older"] {
          try talk.append(everywhere.map { Array($0.utf8) }, to: folder)
        }
      }

      let store = try stand.store()
      let account = stand.account(folders: folders)
      let report = try await stand.engine(store, account).once()
      #expect(report.error == "" && report.fetched == mails.count + 4)
      #expect(try await store.ledger() == [.ticketed: mails.count, .duplicate: 4])
      let hashes = mails.map { RawBytes(Data(PlainTalk.lines(Array($0.utf8)))).sha256 }
      let messages = try await store.messages()
      #expect(messages.compactMap(\.raw).sorted() == hashes.sorted())
      for hash in hashes where try await store.bytes(sha256: hash) == nil {
        Issue.record("the bytes of \(hash) are not here")
      }
      let reachable = try await store.tickets().reduce(0) { $0 + $1.messages }
      #expect(reachable == mails.count)
      #expect(try await stand.engine(store, account).once().fetched == 0)
    }
  }

  private func mail(_ id: String?, _ text: String) -> String {
    let lines = [
      "From: Ada Byron <ada@customer.example>", "To: support@shop.example", "Subject: \(text)", id,
      "Date: Wed, 25 Nov 2026 19:04:00 +0100", "", text, "",
    ]
    return lines.compactMap { $0 }.joined(separator: "\n")
  }
}

import Domain
import Foundation
import Store
import Sync
import TestKit
import Testing

/// A fault of the server's, and what must become of the reply.
struct SendingFault: Hashable, Sendable, CustomTestStringConvertible {
  /// `smtp-sink`'s option, and the command that it goes wrong at.
  let option: String
  let command: String
  let state: Delivery
  /// How many whole mails the server has then; `nil` where it keeps what it refuses.
  var copies: Int? = 0

  var testDescription: String { "\(option) \(command) → \(state)" }

  /// The server says no to this mail for now, and may take others.
  var putsOff: Bool { option == "-r" && ["RCPT", "."].contains(command) }

  static let all: [SendingFault] = [
    // A soft no (450): again later.
    SendingFault(option: "-r", command: "CONNECT", state: .retry),
    SendingFault(option: "-r", command: "EHLO", state: .retry),
    SendingFault(option: "-r", command: "MAIL", state: .retry),
    SendingFault(option: "-r", command: "RCPT", state: .retry),
    SendingFault(option: "-r", command: "DATA", state: .retry),
    SendingFault(option: "-r", command: ".", state: .retry, copies: nil),
    // A hard no (500): for its agent. Before there is a mail, it is the server that is wrong.
    SendingFault(option: "-f", command: "CONNECT", state: .retry),
    SendingFault(option: "-f", command: "EHLO", state: .sent, copies: 1),
    SendingFault(option: "-f", command: "EHLO,HELO", state: .retry),
    SendingFault(option: "-f", command: "MAIL", state: .refused),
    SendingFault(option: "-f", command: "RCPT", state: .refused),
    SendingFault(option: "-f", command: "DATA", state: .refused),
    SendingFault(option: "-f", command: ".", state: .refused, copies: nil),
    // 421, and the connection ends.
    SendingFault(option: "-Q", command: "EHLO", state: .retry),
    SendingFault(option: "-Q", command: "MAIL", state: .retry),
    SendingFault(option: "-Q", command: "RCPT", state: .retry),
    SendingFault(option: "-Q", command: "DATA", state: .retry),
    SendingFault(option: "-Q", command: ".", state: .retry, copies: nil),
    SendingFault(option: "-Q", command: "QUIT", state: .sent, copies: 1),
    // The connection ends without a word.
    SendingFault(option: "-q", command: "EHLO", state: .retry),
    SendingFault(option: "-q", command: "MAIL", state: .retry),
    SendingFault(option: "-q", command: "RCPT", state: .retry),
    SendingFault(option: "-q", command: "DATA", state: .retry),
    SendingFault(option: "-q", command: ".", state: .unsure, copies: 1),
    SendingFault(option: "-q", command: "QUIT", state: .sent, copies: 1),
    // Late.
    SendingFault(option: "-W", command: ".:2", state: .sent, copies: 1),
    // A server of another time.
    SendingFault(option: "-e", command: "-8", state: .sent, copies: 1),
  ]
}

extension RealServerTests.Sending {
  /// R2: whatever the server does wrong, the reply is where it should be, with the server's words
  /// and the moment of the next try, and it stays there.
  @Test(arguments: SendingFault.all)
  func everyFaultHasItsState(_ fault: SendingFault) async throws {
    try await withSink(fault.option, fault.command) { stand, store, account, sink in
      for round in 1...2 {
        let report = try await stand.engine(store, account).once()
        let row = try #require(try await store.outbox(includingSent: true).first)
        #expect(row.state == fault.state, "\(row.state): \(row.lastError)")
        switch row.state {
        case .sent: #expect(row.lastError == "")
        case .retry:
          #expect(row.notBefore > Instant(Date()))
          // Where this mail alone is put off, nothing is wrong with the account.
          #expect(report.isPassing == !fault.putsOff || round > 1)
          #expect(row.lastError.contains("127.0.0.1"), "\(row.lastError)")
        case .refused:
          let isServersWord = row.lastError.contains("500") || row.lastError.contains("5.3.0")
          #expect(isServersWord, "\(row.lastError)")
        default: #expect(row.lastError.contains("127.0.0.1"), "\(row.lastError)")
        }
        if let copies = fault.copies { #expect(sink.mails.count == copies) }
      }
    }
  }
}

// MARK: - Two programs

extension RealServerTests {
  /// The program itself, several times at once.
  @Suite(.enabled(if: ShopbellProgram.isHere))
  struct Crowd {
    /// R2: two programs that flush one outbox at the same moment send each reply once.
    @Test func twoProgramsFlushOneOutboxOnce() async throws {
      try await Stand.with { stand in
        let sink = try await SMTPSink(["-W", ".:1"])
        let result = await Swift.Result { () async throws in
          let shop = try RealShop(stand, smtp: sink)
          for letter in Letter.many(4) { try stand.dovecot.deliver(letter.bytes, to: Stand.shop) }
          try await shop.sync()
          for number in 1...4 {
            let body = try shop.write("body.txt", "Answer \(number)")
            try await shop.shopbell("reply", "\(number)", "--body-file", body, "--send")
          }
          for _ in 1...3 {
            let crowd = try (1...3).map { _ in try shop.start("sync", "--once", "--json") }
            for one in crowd {
              let ending = try await one.ended()
              #expect([0, 75].contains(ending.status), "\(ending)")
            }
          }
          #expect(try await shop.outbox().map(\.state) == Array(repeating: "sent", count: 4))
          let answers = sink.mails.compactMap { $0.firstMatch(of: /Answer [1-4]/)?.0 }
          #expect(answers.map(String.init).sorted() == (1...4).map { "Answer \($0)" })
          #expect(try await stand.dovecot.mails(of: Stand.shop, in: "Sent").count == 4)
        }
        try await sink.remove()
        try result.get()
      }
    }

    /// Who is unseen stands on the envelope, and neither in the mail nor in our copy of it.
    @Test func whoIsUnseenStaysUnseen() async throws {
      try await Stand.with { stand in
        let sink = try await SMTPSink([])
        let result = await Swift.Result { () async throws in
          let shop = try RealShop(stand, smtp: sink)
          try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
          try await shop.sync()
          let body = try shop.write("body.txt", "It comes tomorrow.")
          let queued = try await shop.shopbell(
            "reply", "1", "--body-file", body, "--send", "--bcc", "Eve Hidden <eve@unseen.example>")
          #expect(queued.status == 0, "\(queued)")
          #expect(try await shop.sync().sent == 1)
          let mail = try #require(sink.mails.first)
          let (envelope, letter) = Self.parted(mail)
          #expect(envelope.filter { $0.hasPrefix("X-Rcpt-Args:") }.count == 2, "\(envelope)")
          #expect(envelope.contains { $0.contains("eve@unseen.example") })
          let copy = try #require(try await stand.dovecot.mails(of: Stand.shop, in: "Sent").first)
          for text in [letter, String(decoding: copy.bytes, as: UTF8.self)] {
            let words = text.lowercased()
            #expect(words.contains("it comes tomorrow") && words.contains("ada@customer"))
            #expect(!words.contains("eve") && !words.contains("unseen") && !words.contains("bcc"))
          }
          let shown = try await shop.shopbell("show", "1", "--json")
          #expect(shown.out.contains("eve@unseen.example"))
        }
        try await sink.remove()
        try result.get()
      }
    }

    /// What the sink wrote before the mail: the fields of the connection and the envelope.
    private static func parted(_ mail: String) -> (envelope: [String], letter: String) {
      let lines = mail.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let envelope = lines.prefix {
        $0.hasPrefix("X-") || $0.hasPrefix("\t") || $0.hasPrefix("Rec")
      }
      return (Array(envelope), lines.dropFirst(envelope.count).joined(separator: "\n"))
    }

    /// S5, S12: a file that is none, and files beyond the limit, are refused before the reply is.
    @Test func whatCannotGoAlongIsSaidBeforeAnythingIsQueued() async throws {
      try await Stand.with { stand in
        let shop = try RealShop(stand)
        try stand.dovecot.deliver(Letter().bytes, to: Stand.shop)
        try await shop.sync()
        let body = try shop.write("body.txt", "Here it is.")
        let large = try shop.write("film.mp4", "")
        #expect(truncate(large, 21_000_000) == 0)
        let cases = [
          (large, "film.mp4 (21.0 MB) is 21.0 MB: an answer by email takes at most 20.0 MB"),
          ("/dev/zero", "/dev/zero cannot be attached: it is no file"),
          ("\(shop.home)/none.pdf", "none.pdf cannot be attached: no such file or directory"),
        ]
        for (path, words) in cases {
          let ending = try await shop.shopbell(
            "reply", "1", "--body-file", body, "--send", "--attach", path)
          #expect(ending.status == 65 && ending.complaints.contains(words), "\(ending)")
        }
        #expect(try await shop.outbox() == [])
      }
    }
  }
}

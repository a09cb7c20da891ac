import Foundation
import TestKit
import Testing

/// Who wrote it, as the command line tells it: the real program on files, without a server.
@Suite(.enabled(if: ShopbellProgram.isHere))
struct ForgeryTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder("forgery") }

  private func shopbell(_ words: String...) async throws -> Ending {
    try await run(
      ShopbellProgram.path,
      words + ["--config", folder["config.toml"], "--store", folder["store.sqlite"]],
      environment: ShopbellProgram.environment(home: folder.path))
  }

  private func write(_ name: String, _ text: String) throws -> String {
    let path = folder[name]
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return path
  }

  private func configure() throws {
    _ = try write(
      "config.toml",
      """
      [shop]
      name = "Northlight Outfitters"
      [agent]
      name = "Ana Reyes"
      address = "ana@northlight.example"
      [[account]]
      name = "support"
      type = "mail"
      address = "support@northlight.example"
      imap = "imap://support%40northlight.example@127.0.0.1:1"
      smtp = "smtp://support%40northlight.example@127.0.0.1:1"
      secret = { env = "NOTHING" }
      authserv_id = "mx.northlight.example"

      """)
  }

  private struct Inspected: Decodable {
    var from: [Person]
    var warnings: [String]

    struct Person: Decodable, Equatable {
      var name: String?
      var address: String?
    }
  }

  @Test func s3InspectNamesTheRealAddressAndEveryOddity() async throws {
    defer { folder.remove() }
    try configure()
    let mail = try write(
      "forged.eml",
      """
      Authentication-Results: mx.evil.example; dmarc=pass header.from=northlight-orders.com
      From: "Amazon buyer <buyer@amazon.com>" <x@northlight-orders.com>
      Sender: y@evil.example
      Reply-To: z@xn--80ak6aa92e.com
      To: support@northlight.example
      Subject: Refund
      Message-ID: <m1@evil.example>

      Hello

      """)
    let warnings = [
      "no date that can be read",
      "answers go to another address: z@xn--80ak6aa92e.com",
      "sent by y@evil.example in the name of x@northlight-orders.com",
      "the name shows another address than the sender's: x@northlight-orders.com",
      "the name says Amazon, but it does not come from there: x@northlight-orders.com",
      "the sender's domain, northlight-orders.com, looks like northlight.example, "
        + "but is another domain",
      "the domain that answers go to, аррӏе.com, spelt xn--80ak6aa92e.com, looks Latin, "
        + "but has letters of another script",
    ]
    let object = try await shopbell("inspect", mail, "--json")
    #expect(object.status == 0, "\(object)")
    let inspected = try JSONDecoder().decode(Inspected.self, from: Data(object.out.utf8))
    #expect(inspected.warnings == warnings)
    #expect(
      inspected.from == [
        .init(name: "Amazon buyer <buyer@amazon.com>", address: "x@northlight-orders.com")
      ])
    let text = try await shopbell("inspect", mail)
    for warning in warnings { #expect(text.out.contains("Warning: \(warning)\n"), "\(text)") }
    #expect(text.out.contains("<x@northlight-orders.com>\n"))
    #expect(text.out.contains("Reply-To: z@xn--80ak6aa92e.com (аррӏе.com)\n"))
    #expect(text.out.contains("Sender: y@evil.example\n"))
  }

  /// S4: an answer that would reach a newcomer is refused until its sender means them.
  @Test func s4ReplyRefusesANewcomerUntilConfirmed() async throws {
    defer { folder.remove() }
    try configure()
    let mbox = try write(
      "old.mbox",
      """
      From ada@customer.example Wed Nov 25 19:04:00 2026
      From: Ada Byron <ada@customer.example>
      To: support@northlight.example
      Subject: Where is my parcel?
      Date: Wed, 25 Nov 2026 19:04:00 +0100
      Message-ID: <m1@customer.example>

      Hello

      From ada@customer.example Wed Nov 25 19:05:00 2026
      From: Ada Byron <ada@customer.example>
      To: support@northlight.example
      Cc: Mallory <mallory@evil.example>
      Subject: Re: Where is my parcel?
      Date: Wed, 25 Nov 2026 19:05:00 +0100
      Message-ID: <m2@customer.example>
      In-Reply-To: <m1@customer.example>

      Hello again

      """)
    #expect(try await shopbell("import", mbox).status == 0)
    let shown = try await shopbell("show", "1")
    #expect(shown.out.contains("── Ada Byron <ada@customer.example> · "), "\(shown)")
    #expect(shown.out.contains("cc Mallory <mallory@evil.example>"))
    #expect(shown.out.contains("! new here: mallory@evil.example"))
    let body = try write("body.txt", "Soon.")
    let refused = try await shopbell("reply", "1", "--body-file", body, "--send", "--json")
    #expect(refused.status == 1, "\(refused)")
    #expect(refused.complaints.contains("mallory@evil.example"))
    #expect(refused.complaints.contains("--confirm-recipients"))
    #expect(refused.out.contains(#""new_recipients":["mallory@evil.example"]"#))
    #expect(refused.out.contains(#""outbox_id":null"#))
    #expect(try await shopbell("outbox", "list").out == "")
    let sent = try await shopbell(
      "reply", "1", "--body-file", body, "--send", "--confirm-recipients")
    #expect(sent.status == 0, "\(sent)")
    // Now something has gone there: they are no longer new.
    let again = try await shopbell("reply", "1", "--body-file", body, "--send")
    #expect(again.status == 0 && !again.complaints.contains("new here"), "\(again)")
  }

  /// What a marketplace punishes is told before it goes out, also where no screen is.
  @Test func replySaysWhatTheMarketplaceForbids() async throws {
    defer { folder.remove() }
    try configure()
    let mbox = try write(
      "amazon.mbox",
      """
      From a1@marketplace.amazon.de Wed Nov 25 19:04:00 2026
      Authentication-Results: mx.northlight.example; dmarc=pass header.from=marketplace.amazon.de
      From: Jonas Weber <a1b2c3d4e5f6g7@marketplace.amazon.de>
      To: support@northlight.example
      Subject: Frage zu Bestellung 302-1184567-2233445
      Date: Wed, 25 Nov 2026 19:04:00 +0100
      Message-ID: <m1@marketplace.amazon.de>

      Wo ist mein Paket?

      """)
    #expect(try await shopbell("import", mbox).status == 0)
    let body = try write("body.txt", "Rufen Sie an: +49 30 1234567")
    let shown = try await shopbell("reply", "1", "--body-file", body, "--dry-run")
    #expect(shown.status == 0, "\(shown)")
    #expect(shown.complaints.contains("Amazon allows no phone numbers"), "\(shown)")
    let plain = try write("plain.txt", "Es kommt morgen.")
    let quiet = try await shopbell("reply", "1", "--body-file", plain, "--dry-run")
    #expect(!quiet.complaints.contains("Amazon allows"), "\(quiet)")
  }
}

import ChannelKit
import Domain
import Foundation
import Mailbox
import Rules
import Store
import Sync
import TestKit
import Wire

/// A shop with a simulated mailbox and a store in a file, whose time passes as the test wants.
struct MailShop: Sendable {
  static let address = "support@shop.example"
  static let password = "no secret at all"
  /// The folders the shop reads beside that of what was sent.
  static let folders = ["INBOX", "Returns"]
  static let agent = AgentID("ana")
  static let zone = TimeZone(identifier: "Europe/Dublin") ?? .gmt

  let folder: TestFolder
  let clock: StageClock
  let book: PullBook
  let server = MailboxSimulator(user: MailShop.address, password: MailShop.password)

  /// Runs a test with a shop, and cleans up whatever comes of it.
  static func with(
    from start: String, _ test: (MailShop) async throws -> Void
  ) async throws {
    let shop = try MailShop(from: start)
    defer { shop.folder.remove() }
    await shop.server.make("Returns", marked: "\\Marked")
    await shop.server.make("Elsewhere", marked: "\\Marked")
    try await test(shop)
  }

  private init(from start: String) throws {
    folder = try TestFolder("fortnight")
    clock = StageClock(at: Instant(rfc3339: start) ?? Stage.morning)
    book = PullBook(clock)
  }

  /// The store, as a process of its own opens it.
  func store(seed: UInt64) throws -> Store {
    let clock = clock
    return try Store.open(
      .file(folder["store.sqlite"]), clock: { clock.now }, seed: seed, reactions: [SLAClock()])
  }

  /// An engine of a process of its own.
  func engine(_ store: Store, over line: Line, seed: UInt64) -> SyncEngine {
    let (clock, book) = (clock, book)
    let account = Self.account
    return SyncEngine(
      store: store,
      accounts: [
        SyncAccount(account: account) { () throws(ChannelError) in
          let mailbox = MailboxChannel(
            account: account, transport: line,
            credentials: .password(user: Self.address, Secret(Self.password)))
          return PacedMailbox(mailbox, clock, book)
        }
      ], relays: Self.relays, lock: folder["lock"], seed: seed, timepiece: clock.timepiece)
  }

  /// A line to the server.
  func line() -> Line { Line(to: MailboxSimulatorTransport(server)) }

  private static let relays = Relays.read([
    Relays.File(
      path: "mail.relay", text: "channel: email\norder: [0-9]{4,8} after order, order number")
  ]).0

  private static let account = Account(
    name: "support", type: "mail", address: address, displayName: "Northlight",
    settings: [
      "imap": "imap://support%40shop.example@localhost:143",
      "smtp": "smtp://support%40shop.example@localhost:25",
      "sent": "Sent",
    ], folders: folders)
}

// MARK: - Letters

/// A mail as a customer's program would write it, with a number that no other has.
struct NumberedLetter {
  var number: Int
  var from = ""
  var id: String?
  var answers: [String] = []
  var subject = ""
  var fields: [String] = []
  var date: Instant?
  var filling = 0

  init(_ number: Int) {
    self.number = number
    from = "Customer \(number) <c\(number)@customer.example>"
    id = "letter-\(number)@customer.example"
    subject = "Parcel \(number)"
  }

  var bytes: [UInt8] {
    var lines = fields + ["From: \(from)", "To: \(MailShop.address)", "Subject: \(subject)"]
    if let id { lines.append("Message-ID: <\(id)>") }
    if let date { lines.append("Date: \(Self.text(date))") }
    if let last = answers.last { lines.append("In-Reply-To: <\(last)>") }
    if !answers.isEmpty {
      lines.append("References: " + answers.map { "<\($0)>" }.joined(separator: " "))
    }
    lines += ["", "This is letter number \(number)."]
    lines += Array(repeating: "All of this is about one parcel.", count: filling)
    return Array((lines + [""]).joined(separator: "\r\n").utf8)
  }

  /// A Date field as it is written in the shop's own zone.
  private static func text(_ date: Instant) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = MailShop.zone
    formatter.dateFormat = "EEE, d MMM yyyy HH:mm:ss Z"
    return formatter.string(from: date.date)
  }
}

extension Message {
  /// The number of the letter that it is.
  var letter: Int? {
    let text = body.visible
    return text.firstMatch(of: /This is letter number (\d+)\./).flatMap { Int($0.1) }
  }
}

import ArgumentParser
import ChannelKit
import Demo
import Desk
import Domain
import Foundation
import Mailbox
import Store
import Sync
import Wire

/// The whole product on an embedded sample shop.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Try everything on a sample shop: no account, key or network.",
    discussion: """
      The shop's mailbox, a marketplace with messages of its own, the shop's orders and a tracking \
      service live in this process: what you send is really sent there, and some customers answer \
      within seconds. Soon a customer writes on the marketplace, and another asks for an order that \
      is looked up then. The store is thrown away at the end unless --store keeps it.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "How many conversations the shop has had.") var tickets = 72
  @Option(help: "Another seed is another shop.") var seed: UInt64 = 7
  @Flag(help: "Fill the store, say what is in it, and end.") var noUi = false
  @Flag(help: PlainTerminal.help) var plain = false

  func run() async throws {
    guard (1...20_000).contains(tickets) else {
      throw Failure(.usage, "--tickets takes 1 to 20000")
    }
    let folder = NSTemporaryDirectory() + "/shopbell-demo-\(UUID().uuidString.prefix(8))"
    let path = global.store ?? "\(folder)/store.sqlite"
    if global.store != nil, FileManager.default.fileExists(atPath: path) {
      throw Failure(.cannotCreate, "\(path) exists already; the demo only fills a new store")
    }
    defer { if global.store == nil { try? FileManager.default.removeItem(atPath: folder) } }
    let house = try await DemoHouse.open(at: path, seed: seed, tickets: tickets)
    if noUi || global.json {
      let counts = try await house.counts()
      global.output.result(
        JSON.object([
          "tickets": .int(counts.tickets), "messages": .int(counts.messages),
          "orders": .int(house.shop.orders.count),
        ]),
        "\(Wording.count(counts.tickets, "ticket")), \(Wording.count(counts.messages, "message")), "
          + Wording.count(house.shop.orders.count, "order"))
      return
    }
    let session = DeskSession(
      settings: house.settings, store: house.store, engine: house.engine, history: .beside(path),
      isColourful: !global.noColor, isPlain: PlainTerminal.isWanted(plain))
    let life = Task { await house.life.go(on: house.engine, house.mailbox) }
    let result = await outcome { () throws(Failure) in try await session.run() }
    life.cancel()
    await life.value
    try result.get()
  }
}

/// The sample shop with a store, an account and a mailbox that answers.
struct DemoHouse: Sendable {
  let shop: SampleShop
  let store: Store
  let engine: SyncEngine
  let settings: Settings
  let mailbox: MailboxSimulator
  /// What happens while somebody looks.
  let life: DemoLife

  /// Fills a store through the real intake.
  static func open(at path: String, seed: UInt64, tickets: Int) async throws(Failure) -> DemoHouse {
    let now = Instant(Date())
    let shop = SampleShop(seed: seed, tickets: tickets, now: now)
    let life = DemoLife(at: now)
    var settings = try settings()
    let own = settings.accounts.map(\.account)
    settings.accounts += life.accounts.map { account in
      AccountSettings(account: account.account, signIn: .nothing)
    }
    let store = try StoreOpening.open(path)
    let mailbox = MailboxSimulator(user: SampleShop.address, password: password)
    for mail in shop.mails {
      await mailbox.deliver(
        mail.bytes, to: mail.isSent ? "Sent" : "INBOX", receivedAt: mail.receivedAt.date)
    }
    await mailbox.answerLikeCustomers(seed: seed)
    let orders = shop.orders.map { Fact.order($0) }
    try await storing { () throws(StoreError) in
      _ = try await store.commit([], facts: orders, by: .importer)
    }
    let transport = MailboxSimulatorTransport(mailbox)
    let engine = SyncEngine(
      store: store,
      accounts: own.map { account in
        SyncAccount(account: account) { () throws(ChannelError) in
          MailboxChannel(
            account: account, transport: transport,
            credentials: .password(user: SampleShop.address, Secret(password)))
        }
      } + life.accounts, relays: try Syncing.relays(for: own), lock: nil, seed: seed)
    let house = DemoHouse(
      shop: shop, store: store, engine: engine, settings: settings, mailbox: mailbox, life: life)
    try await house.fill()
    return house
  }

  private static let password = "no secret at all"

  /// Pulls the whole mailbox, and what the shops have.
  private func fill() async throws(Failure) {
    let reports: [AccountReport]
    do throws(SyncError) {
      reports = try await engine.runOnce(waitingForWindowsUpTo: .zero)
    } catch {
      throw Failure(.failed, error.sentence)
    }
    if let error = reports.first(where: { !$0.error.isEmpty })?.error {
      throw Failure(.failed, "the demo's shop could not be read: \(error)")
    }
  }

  /// How many tickets and messages there are.
  func counts() async throws(Failure) -> (tickets: Int, messages: Int) {
    let page = try await storing { () throws(StoreError) in
      try await store.inbox(.everything, sort: .newest, limit: 1_000_000, agent: settings.agent.id)
    }
    let hidden = try await storing { () throws(StoreError) in
      try await store.inbox(.apart, sort: .newest, limit: 1_000_000, agent: settings.agent.id)
    }
    let rows = Dictionary((page.rows + hidden.rows).map { ($0.id, $0) }) { $1 }.values
    return (rows.count, rows.reduce(0) { $0 + $1.messages })
  }

  private static func settings() throws(Failure) -> Settings {
    let text = """
      [shop]
      name = "\(SampleShop.name)"
      timezone = "Europe/Dublin"
      url = "https://\(SampleShop.domain)"
      address = "Unit 4, Dock Road, Galway"
      returns_address = "\(SampleShop.name), Returns, Unit 4, Dock Road, Galway, Ireland"
      signature = "\(SampleShop.name)"
      [agent]
      name = "Ana Reyes"
      address = "ana@\(SampleShop.domain)"
      [[colleague]]
      name = "Ben Okafor"
      address = "ben@\(SampleShop.domain)"
      [[colleague]]
      name = "Mia Larsen"
      address = "mia@\(SampleShop.domain)"
      [[account]]
      name = "support"
      address = "\(SampleShop.address)"
      imap = "imap://support%40\(SampleShop.domain)@localhost:143"
      smtp = "smtp://support%40\(SampleShop.domain)@localhost:25"
      secret = { env = "SHOPBELL_DEMO" }
      authserv_id = "\(SampleShop.mailServer)"
      """
    return try SettingsReading.read(text, path: "the demo's configuration", environment: [:])
  }
}

extension Query {
  /// What ordinary views keep out of sight.
  fileprivate static let apart = Query(
    text: "is:spam OR is:quarantined",
    condition: .any([.term(.is(.spam)), .term(.is(.quarantined))]))
}

extension MailboxSimulator {
  /// Lets some customers answer what is sent to them, seconds later.
  fileprivate func answerLikeCustomers(seed: UInt64) {
    let dice = Dice(seed: seed)
    afterSubmission { handed in
      let now = Instant(Date())
      guard
        let (wait, mail) = SampleShop.answer(to: handed.bytes, at: now, chance: await dice.roll())
      else { return }
      Task {
        try? await Task.sleep(for: .milliseconds(wait.milliseconds))
        await self.deliver(mail.bytes, receivedAt: mail.receivedAt.date)
      }
    }
  }
}

/// Chance that several tasks may draw from.
private actor Dice {
  private var mint: Mint

  init(seed: UInt64) { mint = Mint(seed: seed) }

  func roll() -> UInt64 { mint.next() }
}

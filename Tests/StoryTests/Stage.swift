import ChannelKit
import Demo
import Desk
import Domain
import Foundation
import Mail
import Mailbox
import Rules
import Runtime
import Store
import Sync
import Templating
import Terminal
import TestKit
import Wire

/// The sample shop in memory with all that is real about it: store, sync, mail server, desk; only
/// the terminal and the clock are the test's.
struct Stage {
  /// Thursday morning, when the stories begin.
  static let morning = Instant(milliseconds: 1_795_687_200_000)

  let clock = StageClock(at: Stage.morning)
  let screen: StageScreen
  let shop: SampleShop
  let store: Store
  let server: MailboxSimulator
  let engine: SyncEngine
  let runtime: Runtime
  let agent = Agent(id: AgentID("ana"), name: "Ana Reyes", address: "ana@\(SampleShop.domain)")

  /// Tells a story on a desk that has opened, and ends everything whatever comes of it.
  static func play(
    size: Size = Size(80, 24), _ story: (Stage) async throws -> Void
  ) async throws {
    let stage = try await Stage(size)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await stage.runtime.run() }
      group.addTask { try? await stage.engine.run() }
      defer { group.cancelAll() }
      do {
        try await stage.screen.sees("synced", "enter open")
        try await story(stage)
      } catch {
        stage.screen.hangUp()
        throw error
      }
      stage.screen.hangUp()
    }
  }

  private init(_ size: Size) async throws {
    screen = StageScreen(size)
    let clock = clock
    shop = SampleShop(seed: 7, now: clock.now)
    store = try Store.open(
      .memory, clock: { clock.now }, seed: 3, reactions: [SLAClock()])
    server = MailboxSimulator(user: SampleShop.address, password: "no secret at all")
    for mail in shop.mails {
      await server.deliver(
        mail.bytes, to: mail.isSent ? "Sent" : "INBOX", receivedAt: Self.date(mail.receivedAt))
    }
    _ = try await store.commit([], facts: shop.orders.map { .order($0) }, by: .importer)
    let account = Self.account
    let transport = MailboxSimulatorTransport(server)
    let files = try Files()
    engine = SyncEngine(
      store: store,
      accounts: [
        SyncAccount(account: account) { () throws(ChannelError) in
          MailboxChannel(
            account: account, transport: transport,
            credentials: .password(user: SampleShop.address, Secret("no secret at all")))
        }
      ], relays: files.relays, lock: nil, seed: 5, timepiece: clock.timepiece)
    _ = try await engine.runOnce(waitingForWindowsUpTo: .zero)
    let setting = Setting(
      agent: agent, accounts: [account],
      shop: Shop(
        name: SampleShop.name, zone: TimeZone(identifier: "Europe/Dublin") ?? .gmt,
        url: "https://\(SampleShop.domain)", email: SampleShop.address,
        signature: SampleShop.name),
      keymap: files.keymap)
    runtime = Runtime(
      screen: screen, store: store, setting: setting, library: files.library,
      world: Runtime.World(clock: { clock.now }, folder: "/nonexistent", chance: 9))
  }

  static func date(_ moment: Instant) -> Date {
    Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
  }

  private static let account = Account(
    name: "support", type: "mail", address: SampleShop.address, displayName: SampleShop.name,
    settings: [
      "imap": "imap://support%40\(SampleShop.domain)@localhost:143",
      "smtp": "smtp://support%40\(SampleShop.domain)@localhost:25",
      "authserv_id": SampleShop.mailServer,
    ])
}

/// The files that come with the program.
private struct Files {
  let keymap: Keymap
  let relays: Relays
  let library: TemplateLibrary

  struct Missing: Error {}

  init() throws {
    let keys = try Self.texts("Keymaps", ending: "default.keys")
    guard let file = keys.first else { throw Missing() }
    keymap = KeymapText.read(file.text, file: file.path).keymap
    relays =
      Relays.read(
        try Self.texts("Share/relays", ending: ".relay").map {
          Relays.File(path: $0.path, text: $0.text)
        }
      ).0
    library = TemplateLibrary(
      files: try Self.texts("Templates", ending: ".md").map { ($0.path, $0.text) })
  }

  private static func texts(
    _ folder: String, ending: String
  ) throws -> [(path: String, text: String)] {
    let root = "\(ShopbellProgram.checkout)/\(folder)"
    let names = FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
    return try names.filter { $0.hasSuffix(ending) }.sorted().map { name in
      ("\(root)/\(name)", try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8))
    }
  }
}

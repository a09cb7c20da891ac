import ChannelKit
import Demo
import Desk
import Domain
import Foundation
import Mail
import Mailbox
import Mirakl
import Rules
import Runtime
import Store
import Sync
import Synchronization
import Templating
import Terminal
import TestKit
import Wire

@testable import App

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
  /// Who sits at the next desk.
  let colleague = Agent(
    id: AgentID("ben"), name: "Ben Okafor", address: "ben@\(SampleShop.domain)")
  private let files: Files
  /// The configuration that its desks keep settings in; `nil` where there is none.
  let configuration: String?
  /// The views that its desks keep.
  let keptViews = KeptViews()

  /// What the keys mean.
  var keymap: Keymap { files.keymap }

  /// Tells a story on a desk that has opened, and ends everything whatever comes of it.
  static func play(
    size: Size = Size(80, 24), keymap: String = "default",
    notifications: Notifications = Notifications(), configuration: String? = nil,
    marketplace: SmallShop? = nil, by simulator: any Simulator.Type = MiraklSimulator.self,
    _ story: (Stage) async throws -> Void
  ) async throws {
    await Gate.shared.enter()
    defer { Task { await Gate.shared.leave() } }
    let stage = try await Stage(
      size, try Files(keymap: keymap), notifications, configuration, marketplace,
      simulator)
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

  private init(
    _ size: Size, _ files: Files, _ notifications: Notifications, _ configuration: String?,
    _ marketplace: SmallShop?, _ simulator: any Simulator.Type
  ) async throws {
    self.files = files
    self.configuration = configuration
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
    let marketplace = marketplace.map { Self.account(of: $0, by: simulator) }
    engine = SyncEngine(
      store: store,
      accounts: [
        SyncAccount(account: account) { () throws(ChannelError) in
          MailboxChannel(
            account: account, transport: transport,
            credentials: .password(user: SampleShop.address, Secret("no secret at all")))
        }
      ] + [marketplace].compactMap(\.self), relays: files.relays, lock: nil, seed: 5,
      timepiece: clock.timepiece)
    _ = try await engine.runOnce(waitingForWindowsUpTo: .zero)
    runtime = Self.desk(
      on: screen, of: agent, among: [agent, colleague], store, files, notifications, clock: clock,
      views: keptViews, configuration: configuration, orders: OrderDoor(engine: engine),
      chance: 9)
  }

  /// A shop's account; its channel speaks to the shop's double.
  private static func account(
    of shop: SmallShop, by simulator: any Simulator.Type
  ) -> SyncAccount {
    let channel = simulator.channel(at: shop)
    return SyncAccount(account: simulator.account) { () throws(ChannelError) in channel }
  }

  private static func desk(
    on screen: StageScreen, of agent: Agent, among team: [Agent], _ store: Store, _ files: Files,
    _ notifications: Notifications = Notifications(), clock: StageClock,
    views: KeptViews = KeptViews(), configuration: String? = nil,
    orders: OrderDoor = OrderDoor(engine: nil), chance: UInt64
  ) -> Runtime {
    var setting = Setting(
      agent: agent, team: team, accounts: [account] + Catalogue.simulators.map { $0.account },
      rules: AnswerRules(
        types: Dictionary(
          uniqueKeysWithValues: Catalogue.channels.map {
            ($0.profile.type, $0.profile.terms)
          })),
      shop: Shop(
        name: SampleShop.name, zone: TimeZone(identifier: "Europe/Dublin") ?? .gmt,
        url: "https://\(SampleShop.domain)", email: SampleShop.address,
        signature: SampleShop.name),
      keymap: files.keymap, notifications: notifications, views: views.read())
    if let path = configuration, let text = try? String(contentsOfFile: path, encoding: .utf8),
      let read = try? SettingsReading.read(text, path: path, environment: [:]).desk
    {
      setting.appearance.columns = read.columns
      setting.origins = read.lines.mapValues { .file(path, line: $0) }
    }
    return Runtime(
      screen: screen, store: store, setting: setting, library: files.library,
      world: Runtime.World(
        clock: { clock.now }, folder: "/nonexistent", offers: orders.offers,
        perform: orders.perform,
        readFile: { screen.file($0) }, paths: { screen.paths(continuing: $0) },
        changeViews: { views.change($0) }, keepSetting: SettingFile(path: configuration).keep,
        sleep: { try await clock.wait($0) }, chance: chance))
  }

  /// Opens another desk on the same store, on its own screen, for as long as its story lasts.
  func atAnotherDesk(
    of agent: Agent, size: Size = Size(80, 24), _ story: (StageScreen) async throws -> Void
  ) async throws {
    let another = StageScreen(size)
    let desk = Self.desk(
      on: another, of: agent, among: [self.agent, colleague], store, files, clock: clock,
      chance: 10)
    async let end: Void = desk.run()
    do {
      try await another.sees("synced", "enter open")
      try await story(another)
    } catch {
      another.hangUp()
      throw error
    }
    another.hangUp()
    await end
  }

  /// The agent's own desk once more, as it is after the program was left and begun again.
  func again(_ story: (StageScreen) async throws -> Void) async throws {
    let another = StageScreen(Size(80, 24))
    let desk = Self.desk(
      on: another, of: agent, among: [agent, colleague], store, files, clock: clock,
      views: keptViews, configuration: configuration, chance: 11)
    async let end: Void = desk.run()
    do {
      try await another.sees("synced", "enter open")
      try await story(another)
    } catch {
      another.hangUp()
      throw error
    }
    another.hangUp()
    await end
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

/// Lets only a few stories be told at a time, so that none of them is slow.
private actor Gate {
  static let shared = Gate()
  private var free = 4
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// The file of an agent's own views, in memory.
final class KeptViews: Sendable {
  private let kept = Mutex("")

  /// What stands in it.
  var text: String { kept.withLock { $0 } }

  /// The views it holds.
  func read() -> [SavedView] {
    ViewText.read(text, file: "views", zone: TimeZone(identifier: "Europe/Dublin") ?? .gmt).views
  }

  /// Changes it as the program does.
  func change(_ change: ViewText.Change) -> Problem? {
    kept.withLock { $0 = change.text(of: $0) }
    return nil
  }
}

/// The files that come with the program.
private struct Files {
  let keymap: Keymap
  let relays: Relays
  let library: TemplateLibrary

  struct Missing: Error {}

  init(keymap name: String) throws {
    let keys = try Self.texts("Keymaps", ending: ".keys")
    func file(_ name: String) -> (path: String, text: String)? {
      keys.first { $0.path.hasSuffix("/\(name)") }
    }
    guard let own = file("\(name).keys") else { throw Missing() }
    keymap =
      KeymapText.read(own.text, file: own.path) { name, reading in
        file(name).flatMap { reading.contains($0.path) ? nil : $0 }
      }.keymap
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

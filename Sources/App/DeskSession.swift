import Curses
import Desk
import Domain
import Foundation
import Runtime
import Store
import Sync
import Terminal

/// One desk on this terminal, with sync behind it.
struct DeskSession {
  let settings: Settings
  let store: Store
  let engine: SyncEngine?
  /// What was typed before.
  let history: LineHistory
  /// Colours are wanted.
  let isColourful: Bool
  /// Lines at prompts instead of a screen.
  let isPlain: Bool

  /// Opens the screen, or speaks at prompts, and works until the agent quits.
  func run() async throws(Failure) {
    let folder = try workFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let themes = ThemeShelf.open(Places.current)
    let speller = Places.current.speller(
      shop: settings.shop.locale, only: settings.desk.dictionaries)
    let keymaps = KeymapShelf.open(Places.current)
    let (keymap, problems) = keymaps.read(settings.desk.keymap)
    guard problems.isEmpty else { throw Failure(.configuration, problems) }
    let setting = try setting(keymap, themes, speller.names)
    let emergency = EmergencyFiles(in: Places.current.emergency)
    let world = world(folder, keymaps, themes, speller, emergency)
    if isPlain {
      let runtime = LinearRuntime(
        teletype: PlainTerminal.teletype, store: store, setting: setting,
        library: Library.open(settings), world: world)
      await syncing { await runtime.run() }
      return await tell(of: emergency)
    }
    let screen: CursesScreen
    do throws(CursesError) {
      screen = try CursesScreen.open(
        theme: setting.appearance.theme.looks, isColourful: isColourful)
    } catch {
      throw Failure(
        .failed,
        "\(error.description) `shopbell --plain` speaks line by line on any terminal, and every other command works as well"
      )
    }
    let runtime = Runtime(
      screen: screen, store: store, setting: setting, library: Library.open(settings), world: world)
    await syncing { await runtime.run() }
    await tell(of: emergency)
  }

  /// Once the screen is gone: where words lie that the store could not take to the end.
  private func tell(of files: EmergencyFiles) async {
    for path in await files.paths {
      Output.complain("what you wrote could not be kept in the store; it is in \(path)")
    }
  }

  /// Works with sync behind it.
  private func syncing(_ work: () async -> Void) async {
    let syncing = engine.map { engine in Task { await Syncing.work(engine) } }
    await work()
    syncing?.cancel()
    await syncing?.value
  }

  private func world(
    _ folder: String, _ keymaps: KeymapShelf, _ themes: ThemeShelf, _ speller: Speller,
    _ emergency: EmergencyFiles
  ) -> Runtime.World {
    let engine = engine
    let orders = OrderDoor(engine: engine)
    let accounts = settings.accounts.map(\.account.name)
    let keymap = settings.desk.keymap
    return Runtime.World(
      clock: { Instant(Date()) }, editor: editor, opener: settings.desk.opener,
      notifier: settings.desk.notifier, folder: folder,
      syncNow: { Task { for account in accounts { await engine?.tryAgain(account) } } },
      offers: orders.offers, perform: orders.perform,
      readFile: FileReading.frozen, paths: FileReading.paths(continuing:),
      readTheme: themes.read, readKeys: { keymaps.read(keymap) },
      changeViews: ViewFile.of(Places.current).change, remember: history.add,
      keepSetting: SettingFile(path: settings.path).keep,
      speller: speller, keepElsewhere: { await emergency.keep($0, of: $1) },
      keptAfterAll: { await emergency.drop($0) },
      chance: .random(in: .min ... .max))
  }

  // MARK: - What it is set up with

  private func setting(
    _ keymap: Keymap, _ themes: ThemeShelf, _ dictionaries: [String]
  ) throws(Failure) -> Setting {
    let desk = settings.desk
    guard let spelling = SpellingChoice(desk.spelling, among: dictionaries) else {
      let known = dictionaries.isEmpty ? "none" : dictionaries.joined(separator: ", ")
      throw Failure(
        .configuration,
        "\(settings.path ?? "config.toml"): there is no dictionary \(desk.spelling); there are \(known)"
      )
    }
    let (theme, problems) = themes.read(desk.theme)
    guard problems.isEmpty else { throw Failure(.configuration, problems) }
    let signs = desk.signs ?? Places.current.signs
    return Setting(
      agent: settings.agent, team: settings.colleagues, accounts: settings.accounts.map(\.account),
      rules: try Syncing.answerRules(), shop: settings.templateShop,
      locale: Locale(identifier: settings.shop.locale), keymap: keymap,
      window: desk.sendWindow, notifications: desk.notifications,
      appearance: Appearance(
        theme: theme, signs: signs, split: desk.split, hearsMouse: desk.hearsMouse,
        pictures: desk.pictures, spelling: spelling, columns: desk.columns),
      themes: themes.names, views: try ViewFile.of(Places.current).read(zone: settings.zone),
      dictionaries: dictionaries, typed: history.read(),
      origins: desk.lines.mapValues { .file(settings.path ?? "config.toml", line: $0) })
  }

  private var editor: [String] {
    if !settings.desk.editor.isEmpty { return settings.desk.editor }
    let environment = ProcessInfo.processInfo.environment
    let named = environment["VISUAL"] ?? environment["EDITOR"] ?? ""
    let words = named.split(separator: " ").map(String.init)
    if !words.isEmpty { return words }
    let nano = FileManager.default.isExecutableFile(atPath: "/usr/bin/nano")
    return [nano ? "nano" : "vi"]
  }

  /// A folder that only we can enter, for files that other programs are to read.
  private func workFolder() throws(Failure) -> String {
    let folder = NSTemporaryDirectory() + "/shopbell-\(UUID().uuidString.prefix(8))"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(.cannotCreate, "\(folder) cannot be made: \(error.localizedDescription)")
    }
    return folder
  }
}

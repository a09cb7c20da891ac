package import Desk
package import Domain
import Foundation
package import Store
package import Templating
package import Terminal

/// The loop that lets a desk live: keys and news in, canvases out.
package struct Runtime: Sendable {
  /// What the world around the desk offers; a test hands in its own.
  package struct World: Sendable {
    /// The time now.
    package var clock: @Sendable () -> Instant
    /// The argument list of the person's editor; the file's path is added.
    package var editor: [String]
    /// The argument list that opens a file; empty where none is configured.
    package var opener: [String]
    /// The argument list that tells a line outside the terminal; empty where none is configured.
    package var notifier: [String]
    /// A folder of our own for files that another program is to read.
    package var folder: String
    /// Pulls every account and flushes the outbox now.
    package var syncNow: @Sendable () -> Void
    /// What an order's shop lets be done to it, or why nobody can say.
    package var offers: @Sendable (Order) async -> Result<OrderOffers, Problem>
    /// Asks a shop once for what an agent has confirmed, unless more has happened to the ticket than
    /// they had seen; what became of it, or why nothing was asked.
    package var perform:
      @Sendable (OrderErrand, TicketID, EventNumber) async -> Result<OrderAnswer, Problem>
    /// Reads a file that is to be attached, or says why it cannot be.
    package var readFile: @Sendable (String) -> Result<FrozenFile, Problem>
    /// The paths that continue one that is typed.
    package var paths: @Sendable (String) -> [Completion]
    /// Reads a theme by its name, with what is wrong in its file.
    package var readTheme: @Sendable (String) -> (theme: DeskTheme, problems: [Problem])
    /// Reads the keymap again, with what is wrong in its files.
    package var readKeys: @Sendable () -> (keymap: Keymap, problems: [Problem])
    /// Waits so long; throws, or returns early, where the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// What the desk's identifiers are minted from.
    package var chance: UInt64

    /// Changes the file of the person's own views; what went wrong, if something did.
    package var changeViews: @Sendable (ViewText.Change) -> Problem?
    /// Writes down a command or a search that was typed; what went wrong, if something did.
    package var remember: @Sendable (TypedLine) -> Problem?
    /// Writes a setting's value into the configuration, and says where it stands then.
    package var keepSetting: @Sendable (DeskOption, String) -> Result<Origin, Problem>
    /// The dictionaries.
    package var speller: Speller
    /// Keeps words of a ticket that the store cannot take in a file elsewhere; its path.
    package var keepElsewhere: @Sendable (String, TicketID) async -> String?
    /// The store has the words of a ticket: what is kept elsewhere of it can go.
    package var keptAfterAll: @Sendable (TicketID) async -> Void

    /// A world.
    package init(
      clock: @escaping @Sendable () -> Instant, editor: [String] = [], opener: [String] = [],
      notifier: [String] = [], folder: String, syncNow: @escaping @Sendable () -> Void = {},
      offers: @escaping @Sendable (Order) async -> Result<OrderOffers, Problem> = { _ in
        .failure(Problem("no shop is connected here"))
      },
      perform:
        @escaping @Sendable (OrderErrand, TicketID, EventNumber) async -> Result<
          OrderAnswer, Problem
        > = { _, _, _ in .failure(Problem("no shop is connected here")) },
      readFile: @escaping @Sendable (String) -> Result<FrozenFile, Problem> = { path in
        .failure(Problem("\(path) cannot be attached here"))
      },
      paths: @escaping @Sendable (String) -> [Completion] = { _ in [] },
      readTheme: @escaping @Sendable (String) -> (theme: DeskTheme, problems: [Problem]) = {
        (.terminal, [Problem("there is no theme named \($0)")])
      },
      readKeys: @escaping @Sendable () -> (keymap: Keymap, problems: [Problem]) = {
        (Keymap(), [Problem("there is no keymap to read here")])
      },
      changeViews: @escaping @Sendable (ViewText.Change) -> Problem? = { _ in
        Problem("there is no file for views here")
      },
      remember: @escaping @Sendable (TypedLine) -> Problem? = { _ in nil },
      keepSetting: @escaping @Sendable (DeskOption, String) -> Result<Origin, Problem> = { _, _ in
        .failure(Problem("there is no configuration to keep it in here"))
      }, speller: Speller = Speller(folders: [], home: "", own: nil),
      keepElsewhere: @escaping @Sendable (String, TicketID) async -> String? = { _, _ in nil },
      keptAfterAll: @escaping @Sendable (TicketID) async -> Void = { _ in },
      sleep: @escaping @Sendable (Duration) async throws -> Void = {
        try await Task.sleep(for: $0)
      },
      chance: UInt64
    ) {
      self.clock = clock
      self.editor = editor
      self.opener = opener
      self.notifier = notifier
      self.folder = folder
      self.syncNow = syncNow
      self.readFile = readFile
      self.offers = offers
      self.perform = perform
      self.paths = paths
      self.readTheme = readTheme
      self.readKeys = readKeys
      self.changeViews = changeViews
      self.remember = remember
      self.keepSetting = keepSetting
      self.speller = speller
      self.keepElsewhere = keepElsewhere
      self.keptAfterAll = keptAfterAll
      self.sleep = sleep
      self.chance = chance
    }
  }

  private let screen: any Screen
  private let store: Store
  private let setting: Setting
  private let library: @Sendable () -> TemplateLibrary
  private let world: World

  /// A runtime for one desk on one screen; the templates are read while it opens.
  package init(
    screen: any Screen, store: Store, setting: Setting,
    library: @escaping @Sendable @autoclosure () -> TemplateLibrary, world: World
  ) {
    self.screen = screen
    self.store = store
    self.setting = setting
    self.library = library
    self.world = world
  }

  /// Runs the desk until the agent quits or the terminal is gone.
  package func run() async {
    let (actions, inbox) = AsyncStream<[Action]>.makeStream()
    let runner = EffectRunner(
      store: store, agent: setting.agent.id, screen: screen, world: world, inbox: inbox)
    let keys = Task { await forward(screen.inputs, to: inbox) }
    let minutes = Task { await Self.tick(inbox, world.clock) }
    Task { inbox.yield([.templates(library())]) }
    await live(actions, runner)
    keys.cancel()
    minutes.cancel()
    await screen.close()
  }

  /// One loop, one desk: whatever comes in changes it, then the screen shows it.
  private func live(_ actions: AsyncStream<[Action]>, _ first: EffectRunner) async {
    var runner = first
    var desk = Desk(setting, size: screen.size, now: world.clock(), chance: world.chance)
    var shown: Canvas?
    var waiting: [Action] = [.start]
    var early = EarlyKeys()
    var iterator = actions.makeAsyncIterator()
    while true {
      var quits = false
      for action in early.sorted(waiting) {
        for effect in desk.update(action, at: world.clock()) {
          if effect == .quit { quits = true } else { runner.run(effect) }
        }
      }
      if quits { break }
      var canvas = Canvas(desk.size)
      DeskView.draw(desk, on: &canvas)
      if canvas != shown {
        screen.show(canvas)
        shown = canvas
      }
      guard let next = await iterator.next() else { break }
      waiting = next
    }
    await runner.finish()
  }

  private func forward(
    _ inputs: AsyncStream<[ScreenInput]>, to inbox: AsyncStream<[Action]>.Continuation
  ) async {
    for await batch in inputs {
      inbox.yield(
        batch.map { input in
          switch input {
          case .key(let key): .key(key)
          case .mouse(let event): .mouse(event)
          case .resize(let size): .resized(size)
          case .hangUp, .terminate: .hangUp
          case .resumed: .minute(world.clock())
          }
        })
    }
    inbox.yield([.hangUp])
  }

  /// Tells the desk when a minute has passed; nothing runs in between.
  static func tick(
    _ inbox: AsyncStream<[Action]>.Continuation, _ clock: @Sendable () -> Instant
  ) async {
    while !Task.isCancelled {
      let now = clock().milliseconds
      let rest = 60_000 - now % 60_000
      do { try await Task.sleep(for: .milliseconds(rest)) } catch { return }
      inbox.yield([.minute(clock())])
    }
  }
}

/// Keys that are pressed before the templates are read: they wait for them, in their order, since
/// they may ask for one. The rows of the list do not.
struct EarlyKeys {
  private var held: [Action]? = []

  /// What is to be done now of what has come.
  mutating func sorted(_ actions: [Action]) -> [Action] {
    guard held != nil else { return actions }
    var now: [Action] = []
    for action in actions {
      switch action {
      case .key, .mouse:
        if held == nil { now.append(action) } else { held?.append(action) }
      case .templates:
        now += [action] + (held ?? [])
        held = nil
      default: now.append(action)
      }
    }
    return now
  }
}

package import Desk
import Domain
import Foundation
package import Store
package import Templating
import Terminal

/// The loop that lets a desk live without a screen: a line is typed, what changes is told.
package struct LinearRuntime: Sendable {
  /// Where lines come from and go to.
  package struct Teletype: Sendable {
    /// Waits for the line that is typed next; `nil` at the end of input.
    package var read: @Sendable () async -> String?
    /// Writes text, whose lines end in newlines; a prompt has none behind it.
    package var write: @Sendable (String) -> Void
    /// What is typed does not stand on the output by itself.
    package var echoes: Bool
    /// Rings the bell.
    package var ring: @Sendable () -> Void

    /// A teletype.
    package init(
      read: @escaping @Sendable () async -> String?,
      write: @escaping @Sendable (String) -> Void, echoes: Bool = true,
      ring: @escaping @Sendable () -> Void = {}
    ) {
      self.read = read
      self.write = write
      self.echoes = echoes
      self.ring = ring
    }
  }

  private let teletype: Teletype
  private let store: Store
  private let setting: Setting
  private let library: TemplateLibrary
  private let world: Runtime.World

  /// A runtime for one desk on one teletype.
  package init(
    teletype: Teletype, store: Store, setting: Setting, library: TemplateLibrary,
    world: Runtime.World
  ) {
    self.teletype = teletype
    self.store = store
    self.setting = setting
    self.library = library
    self.world = world
  }

  /// Runs the desk until the agent quits or the input ends.
  package func run() async {
    let (actions, inbox) = AsyncStream<[Action]>.makeStream()
    let screen = NoScreen(ring: teletype.ring)
    let runner = EffectRunner(
      store: store, agent: setting.agent.id, screen: screen, world: world, inbox: inbox)
    let minutes = Task { await Runtime.tick(inbox, world.clock) }
    await live(actions, inbox, runner)
    minutes.cancel()
  }

  private func live(
    _ actions: AsyncStream<[Action]>, _ inbox: AsyncStream<[Action]>.Continuation,
    _ first: EffectRunner
  ) async {
    var runner = first
    var desk = LinearDesk(setting, now: world.clock(), chance: world.chance)
    var prompt: String?
    var waiting: [Action] = [.templates(library), .start]
    var iterator = actions.makeAsyncIterator()
    while true {
      var quits = false
      for action in waiting {
        if case .key(let key) = action {
          prompt = nil
          if teletype.echoes { teletype.write("\(key.insertion ?? "")\n") }
        }
        let said = desk.update(action, at: world.clock())
        tell(said.lines, over: prompt)
        for effect in said.effects {
          if effect == .quit { quits = true } else { runner.run(effect) }
        }
      }
      if quits { break }
      if !desk.isBusy, prompt == nil {
        // Who sees the next prompt has lost nothing, whatever ends the program.
        await runner.written()
        prompt = desk.prompt
        teletype.write(desk.prompt)
        let teletype = teletype
        Task {
          let line = await teletype.read()
          inbox.yield(line.map { [.key(.paste($0))] } ?? [.hangUp])
        }
      }
      guard let next = await iterator.next() else { break }
      waiting = next
    }
    if prompt != nil { teletype.write("\n") }
    await runner.finish()
  }

  /// What comes in while a line is being typed stands above its prompt, which is shown again.
  private func tell(_ lines: [String], over prompt: String?) {
    guard !lines.isEmpty else { return }
    let text = lines.map { $0 + "\n" }.joined()
    teletype.write(prompt.map { "\n\(text)\($0)" } ?? text)
  }
}

/// Where a screen is asked for and there is none: an editor has the terminal for itself anyway.
private struct NoScreen: Screen {
  private let bell: @Sendable () -> Void

  init(ring bell: @escaping @Sendable () -> Void) { self.bell = bell }

  var size: Size { Size(80, 24) }
  var inputs: AsyncStream<[ScreenInput]> { AsyncStream { $0.finish() } }
  func show(_ canvas: Canvas) {}
  func ring() { bell() }
  func title(_ text: String) {}
  func copy(base64: String) -> Bool { false }
  func use(_ theme: Theme) {}
  func hear(mouse: Bool) {}
  func stepAside<Value: Sendable>(
    _ act: @Sendable () async throws -> Value
  ) async rethrows -> Value {
    try await act()
  }
  func close() async {}
}

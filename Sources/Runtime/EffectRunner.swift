import Desk
import Domain
import Foundation
import Processes
import Store
import Terminal

/// Does what the desk asks, and answers with actions.
struct EffectRunner {
  private let store: Store
  private let agent: AgentID
  private let screen: any Screen
  private let world: Runtime.World
  private let inbox: AsyncStream<[Action]>.Continuation
  private var feeds: Feeds
  private var reminders: [Reminder: Task<Void, Never>] = [:]
  /// Writes are done one after the other, in the order in which they were asked for.
  private var lastWrite: Task<Void, Never>?

  init(
    store: Store, agent: AgentID, screen: any Screen, world: Runtime.World,
    inbox: AsyncStream<[Action]>.Continuation
  ) {
    self.store = store
    self.agent = agent
    self.screen = screen
    self.world = world
    self.inbox = inbox
    feeds = Feeds(store: store, inbox: inbox)
  }

  /// Starts an effect and returns at once.
  mutating func run(_ effect: Effect) {
    switch effect {
    case .commit, .commitAll, .undo, .redo, .takeBack, .doAgain, .keep, .present:
      write(effect)
    case .rehearse(let acts, let selection, let seen): rehearse(acts, selection, seen, effect)
    case .ask(let question): feeds.ask(question)
    case .watch(let question): feeds.watch(question)
    case .unwatch(let question): feeds.unwatch(question)
    case .remind(let reminder, let span): remind(reminder, after: span)
    case .editOutside(let text): editOutside(text)
    case .open(let attachment): open(attachment, effect)
    case .openLink(let address): openLink(address, effect)
    case .draw(let file, let form, let size): draw(file, form, size, effect)
    case .attach(let path): attach(path, effect)
    case .lookUp(let path):
      let (world, inbox) = (world, inbox)
      Task { inbox.yield([.paths(world.paths(path), continuing: path)]) }
    case .copy(let text):
      let isAsked = screen.copy(base64: Data(text.utf8).base64EncodedString())
      inbox.yield([.told(isAsked ? "sent to the terminal's clipboard" : "to copy: \(text)")])
    case .use(let theme): screen.use(theme)
    case .hearMouse(let hears): screen.hear(mouse: hears)
    case .readTheme(let name): readTheme(name)
    case .readKeys: readKeys()
    case .changeViews(let change): changeViews(change, effect)
    case .remember(let line): remember(line, effect)
    case .keepSetting(let option, let value): keepSetting(option, value, effect)
    case .spell(let wish, let ticket):
      let (world, inbox) = (world, inbox)
      Task { inbox.yield([.spelt(await world.speller.check(wish), ticket)]) }
    case .suggest(let word, let language):
      let (world, inbox) = (world, inbox)
      Task {
        let spellings = await world.speller.suggestions(for: word, in: language)
        inbox.yield([.suggested(spellings, for: word)])
      }
    case .learnWord(let word): learn(word, effect)
    case .bell: screen.ring()
    case .title(let text): screen.title(text)
    case .notify(let text): notify(text, effect)
    case .offers(let order): askOffers(on: order, effect)
    case .perform(let errand, let ticket, let seen): perform(errand, ticket, seen, effect)
    case .syncNow: world.syncNow()
    case .quit: break
    }
  }

  /// Waits until everything that was asked for is written.
  func written() async { await lastWrite?.value }

  /// Waits until everything that was asked for is written, then lets go of everything.
  mutating func finish() async {
    await written()
    feeds.end()
    for reminder in reminders.values { reminder.cancel() }
    reminders = [:]
  }

  // MARK: - Writing

  private mutating func write(_ effect: Effect) {
    let before = lastWrite
    let (store, agent, world, inbox) = (store, agent, world, inbox)
    lastWrite = Task {
      await before?.value
      do throws(StoreError) {
        let outcome = try await Self.perform(effect, on: store, by: agent)
        for ticket in effect.writing { await world.keptAfterAll(ticket) }
        if let outcome { inbox.yield([.outcome(outcome, of: effect)]) }
      } catch {
        var paths: [String] = []
        for (ticket, text) in effect.words {
          if let path = await world.keepElsewhere(text, ticket) { paths.append(path) }
        }
        let place = paths.isEmpty ? "" : "your words are in \(paths.joined(separator: ", ")): "
        inbox.yield([.failed(place + error.sentence, of: effect)])
      }
    }
  }

  private static func perform(
    _ effect: Effect, on store: Store, by agent: AgentID
  ) async throws(StoreError) -> Outcome? {
    switch effect {
    case .commit(let changes, let seen):
      return try await store.commit(changes, by: .agent(agent), seen: seen)
    case .commitAll(let acts, let selection, let seen):
      return try await store.commitAll(acts, selection, by: .agent(agent), seen: seen)
    case .keep(let facts):
      _ = try await store.commit([], facts: facts, by: .agent(agent))
      return nil
    case .present(let presence):
      let fact = presence.map { Fact.present($0) } ?? .absent(agent)
      _ = try await store.commit([], facts: [fact], by: .agent(agent))
      return nil
    case .undo:
      return try await store.undo(by: agent)
    case .redo:
      return try await store.redo(by: agent)
    case .takeBack(let step):
      return try await store.undo(by: agent, step)
    case .doAgain(let step):
      return try await store.redo(by: agent, step)
    default:
      return nil
    }
  }

  /// Looks what acts would do once all that was asked for before is written.
  private func rehearse(
    _ acts: [Act], _ selection: Selection, _ seen: EventNumber, _ effect: Effect
  ) {
    let before = lastWrite
    let (store, agent, inbox) = (store, agent, inbox)
    Task {
      await before?.value
      do throws(StoreError) {
        let told = try await store.rehearse(acts, selection, by: .agent(agent), seen: seen)
        inbox.yield([.rehearsed(told, of: effect)])
      } catch {
        inbox.yield([.failed(error.sentence, of: effect)])
      }
    }
  }

  /// Takes a file's bytes into the store; the draft that names it is kept after them.
  private mutating func attach(_ path: String, _ effect: Effect) {
    let before = lastWrite
    let (store, agent, world, inbox) = (store, agent, world, inbox)
    lastWrite = Task {
      await before?.value
      switch world.readFile(path) {
      case .failure(let problem):
        inbox.yield([.failed(problem.what, of: effect)])
      case .success(let file):
        do throws(StoreError) {
          _ = try await store.commit([], facts: [.bytes(file.bytes)], by: .agent(agent))
          inbox.yield([.attached(file.attachment)])
        } catch {
          inbox.yield([.failed("\(path) is not attached: \(error.sentence)", of: effect)])
        }
      }
    }
  }

  private func readTheme(_ name: String) {
    let (world, inbox) = (world, inbox)
    Task {
      let (theme, problems) = world.readTheme(name)
      inbox.yield([.themed(theme, problems)])
    }
  }

  private func readKeys() {
    let (world, inbox) = (world, inbox)
    Task {
      let (keymap, problems) = world.readKeys()
      inbox.yield([.keysRead(keymap, problems)])
    }
  }

  /// One after another: each reads the file that the one before has written.
  private mutating func changeViews(_ change: ViewText.Change, _ effect: Effect) {
    let before = lastWrite
    let (world, inbox) = (world, inbox)
    lastWrite = Task {
      await before?.value
      guard let problem = world.changeViews(change) else { return }
      inbox.yield([
        .failed("\(problem.what); the views are so only until you quit", of: effect)
      ])
    }
  }

  /// One after another as well; that a line is not written down is worth no more than a word.
  private mutating func remember(_ line: TypedLine, _ effect: Effect) {
    let before = lastWrite
    let (world, inbox) = (world, inbox)
    lastWrite = Task {
      await before?.value
      guard let problem = world.remember(line) else { return }
      inbox.yield([.told("what you type is remembered only until you quit: \(problem.what)")])
    }
  }

  /// One after another, as above.
  private mutating func keepSetting(_ option: DeskOption, _ value: String, _ effect: Effect) {
    let before = lastWrite
    let (world, inbox) = (world, inbox)
    lastWrite = Task {
      await before?.value
      switch world.keepSetting(option, value) {
      case .success(let origin): inbox.yield([.kept(option, value, origin)])
      case .failure(let problem): inbox.yield([.failed(problem.what, of: effect)])
      }
    }
  }

  private func learn(_ word: String, _ effect: Effect) {
    let (world, inbox) = (world, inbox)
    Task {
      guard await !world.speller.learn(word) else { return }
      let sentence = "“\(word)” could not be written down; it is right until you quit"
      inbox.yield([.failed(sentence, of: effect)])
    }
  }

  // MARK: - Time

  private mutating func remind(_ reminder: Reminder, after span: Domain.Span) {
    reminders[reminder]?.cancel()
    let (inbox, sleep) = (inbox, world.sleep)
    reminders[reminder] = Task {
      do { try await sleep(.milliseconds(max(0, span.milliseconds))) } catch { return }
      guard !Task.isCancelled else { return }
      inbox.yield([.reminded(reminder)])
    }
  }

  // MARK: - Other programs

  private func editOutside(_ text: String) {
    let (screen, world, inbox) = (screen, world, inbox)
    Task {
      let path = "\(world.folder)/reply-\(UUID().uuidString.prefix(8)).txt"
      guard Self.keep(Data(text.utf8), at: path) else {
        inbox.yield([.told("\(world.folder) cannot be written; the text stays here"), .edited(nil)])
        return
      }
      let status = await screen.stepAside {
        let words = world.editor + [path]
        return try? await Program(words[0], Array(words.dropFirst())).runInTerminal()
      }
      let after = FileManager.default.contents(atPath: path).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard status == 0, let after else {
        let editor = world.editor.first ?? "the editor"
        inbox.yield([
          .told("\(editor) did not end well; your text is kept in \(path)"), .edited(nil),
        ])
        return
      }
      try? FileManager.default.removeItem(atPath: path)
      inbox.yield([.edited(after)])
    }
  }

  private func open(_ attachment: Attachment, _ effect: Effect) {
    guard let program = world.opener.first else {
      inbox.yield([.failed("no opener is configured: set opener in config.toml", of: effect)])
      return
    }
    let (store, world, inbox) = (store, world, inbox)
    Task {
      guard case .bytes(let bytes?)? = try? await store.ask(.bytes(sha256: attachment.sha256))
      else {
        inbox.yield([.failed("the file's bytes are not in the store", of: effect)])
        return
      }
      let name = attachment.filename.filter { $0.isLetter || $0.isNumber || ".-_".contains($0) }
      let path = "\(world.folder)/\(attachment.sha256.prefix(8))-\(name.suffix(80))"
      guard Self.keep(bytes, at: path) else {
        inbox.yield([.failed("\(world.folder) cannot be written", of: effect)])
        return
      }
      let words = Array(world.opener.dropFirst()) + [path]
      guard (try? await Program(program, words).run())?.status == 0 else {
        inbox.yield([.failed("\(program) could not open it; the file is \(path)", of: effect)])
        return
      }
    }
  }

  private func draw(_ file: Attachment, _ form: Picture.Form, _ size: Size, _ effect: Effect) {
    let (store, world, inbox) = (store, world, inbox)
    Task {
      guard case .bytes(let bytes?)? = try? await store.ask(.bytes(sha256: file.sha256)) else {
        inbox.yield([.failed("the picture's bytes are not in the store", of: effect)])
        return
      }
      let folder = "\(world.folder)/picture-\(UUID().uuidString.prefix(8))"
      do throws(PictureDrawing.Failed) {
        let picture = try await PictureDrawing(folder: folder).draw(bytes, as: form, in: size)
        inbox.yield([.drawn(picture, of: effect)])
      } catch {
        inbox.yield([.failed(error.sentence, of: effect)])
      }
    }
  }

  /// The line is one argument, and never looks like an option.
  private func notify(_ text: String, _ effect: Effect) {
    guard let program = world.notifier.first else { return }
    let (world, inbox) = (world, inbox)
    Task {
      let words = Array(world.notifier.dropFirst()) + ["shopbell: \(text)"]
      guard (try? await Program(program, words).run())?.status == 0 else {
        inbox.yield([.failed("\(program) could not tell: \(text)", of: effect)])
        return
      }
    }
  }

  private func askOffers(on order: Order, _ effect: Effect) {
    let (world, inbox) = (world, inbox)
    Task {
      switch await world.offers(order) {
      case .success(let offers): inbox.yield([.offered(offers)])
      case .failure(let problem): inbox.yield([.failed(problem.what, of: effect)])
      }
    }
  }

  private func perform(
    _ errand: OrderErrand, _ ticket: TicketID, _ seen: EventNumber, _ effect: Effect
  ) {
    let (world, inbox) = (world, inbox)
    Task {
      switch await world.perform(errand, ticket, seen) {
      case .success(let answer): inbox.yield([.performed(answer, errand)])
      case .failure(let problem): inbox.yield([.failed(problem.what, of: effect)])
      }
    }
  }

  private func openLink(_ address: String, _ effect: Effect) {
    let (world, inbox) = (world, inbox)
    guard let program = world.opener.first else {
      inbox.yield([.failed("no opener is configured: set opener in config.toml", of: effect)])
      return
    }
    Task {
      let words = Array(world.opener.dropFirst()) + [address]
      guard (try? await Program(program, words).run())?.status == 0 else {
        inbox.yield([.failed("\(program) could not open \(address)", of: effect)])
        return
      }
    }
  }

  /// A new file that only we can read.
  private static func keep(_ bytes: Data, at path: String) -> Bool {
    FileManager.default.createFile(
      atPath: path, contents: bytes, attributes: [.posixPermissions: 0o600])
  }
}

extension Effect {
  /// What a person wrote in it, ticket by ticket.
  fileprivate var words: [(ticket: TicketID, text: String)] {
    switch self {
    case .keep(let facts):
      facts.compactMap { fact in
        guard case .draft(let draft) = fact else { return nil }
        return (draft.ticket, draft.text)
      }
    case .commit(let changes, _):
      changes.compactMap { change in
        switch change.act {
        case .replyQueued(let reply): (reply.ticket, reply.text)
        case .noted(let note): (change.ticket, note.body.visible)
        default: nil
        }
      }
    default: []
    }
  }

  /// The tickets whose words it keeps, or throws away.
  fileprivate var writing: [TicketID] {
    guard case .keep(let facts) = self else { return words.map(\.ticket) }
    return facts.compactMap { fact in
      switch fact {
      case .draft(let draft): draft.ticket
      case .draftDropped(let ticket, _): ticket
      default: nil
      }
    }
  }
}

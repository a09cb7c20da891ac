import Domain
import Templating
import Terminal

// MARK: - Typing a line

extension Desk {
  /// Asks for a line at the bottom.
  mutating func ask(_ purpose: LineEntry.Purpose, _ prompt: String) -> [Effect] {
    notice = nil
    line = LineEntry(purpose, prompt: prompt, history: history[prompt.historyName] ?? [])
    return lineChanged()
  }

  mutating func search(_ argument: String) -> [Effect] {
    if place == .ticket {
      guard argument.isEmpty else { return find(argument) }
      return ask(.find, "find in this ticket: ")
    }
    if place == .log {
      guard argument.isEmpty else {
        log.sift(argument)
        return []
      }
      return ask(.sift(before: log.words), "lines with: ")
    }
    if argument.isEmpty { return ask(.search(before: inbox.source), "/") }
    do {
      inbox.look(at: .search(try query(argument)))
      return rest()
    } catch {
      return refuse(error.sentence)
    }
  }

  private mutating func find(_ words: String) -> [Effect] {
    ticket?.find(words) == true ? [] : tell("“\(words)” is not in this ticket")
  }

  mutating func leaveSearch() -> [Effect] {
    inbox.look(at: .view(views.views[0]))
    return rest()
  }

  func query(_ text: String) throws(Problem) -> Query {
    try Query.parse(text, zone: setting.zone)
  }

  /// What was typed is looked at with every key: a search runs, mistakes are pointed at.
  mutating func lineChanged() -> [Effect] {
    guard var entry = line else { return [] }
    if entry.purpose == .attach { return [.lookUp(path: entry.word.text)] }
    entry.problem = problem(with: entry)
    let word = entry.word
    var before = String(entry.field.text.prefix(word.start).trimmed)
    if case .option(let option) = entry.purpose { before = "\(option.rawValue) \(before)" }
    entry.candidates = candidates.candidates(
      for: entry.purpose.argument, continuing: word.text,
      after: before, limit: 12)
    // A word that is still being typed is no mistake while it can become one that is known.
    if entry.purpose.argument == .columns, !entry.candidates.isEmpty, let problem = entry.problem,
      problem.column > word.start
    {
      entry.problem = nil
    }
    line = entry
    if entry.purpose.countsMatches { return countMatches() }
    if case .sift = entry.purpose { log.sift(String(entry.field.text.trimmed)) }
    guard case .search(let before) = entry.purpose, entry.problem == nil else { return [] }
    let text = String(entry.field.text.trimmed)
    guard !text.isEmpty else {
      if inbox.source != before { inbox.look(at: before) }
      return []
    }
    guard let query = try? query(text), query.condition != inbox.query.condition else { return [] }
    inbox.look(at: .search(query))
    return rest()
  }

  /// Asks how many tickets the line's search finds.
  private mutating func countMatches() -> [Effect] {
    guard let entry = line else { return [] }
    let text = String(entry.field.text.trimmed)
    guard entry.problem == nil, !text.isEmpty, let query = try? searched(text, entry.purpose) else {
      line?.question = nil
      line?.matches = nil
      return []
    }
    let question = Question.count(query, agent: setting.agent.id)
    guard entry.question != question else { return [] }
    line?.question = question
    return [.ask(question)]
  }

  /// What the line's text finds: narrowing looks only at what the list shows.
  private func searched(_ text: String, _ purpose: LineEntry.Purpose) throws(Problem) -> Query {
    let query = try query(text)
    return purpose == .narrow ? inbox.query.narrowed(by: query) : query
  }

  private func problem(with entry: LineEntry) -> Problem? {
    let text = entry.field.text
    guard !text.trimmed.isEmpty else { return nil }
    do throws(Problem) {
      switch entry.purpose {
      case .search, .gather, .narrow: _ = try query(text)
      case .tag: _ = try Self.tagActs(text)
      case .cc, .bcc: _ = try Party.list(reading: text)
      case .columns, .option(.columns): _ = try Self.columns(reading: text)
      case .snooze, .find, .sift, .assign, .subject, .attach, .detach, .hole, .countersign, .merge,
        .linkOrder, .orderField, .joinCustomer, .saveView, .option:
        return nil
      }
    } catch {
      return error
    }
    return nil
  }

  var candidates: Candidates {
    Candidates(
      tags: tags, agents: setting.team, accounts: setting.accounts, library: library,
      themes: setting.themes, views: views.views, dictionaries: setting.dictionaries, now: clock,
      zone: setting.zone)
  }
}

// MARK: - Enter, Tab, Esc

extension Desk {
  mutating func accept() -> [Effect] {
    if line != nil { return acceptLine() }
    if palette != nil { return acceptPalette() }
    if links != nil { return acceptLink() }
    return templates == nil ? [] : acceptTemplate()
  }

  mutating func complete() -> [Effect] {
    if line != nil {
      line?.complete()
      return lineChanged()
    }
    return completePalette()
  }

  mutating func leaveLine() -> [Effect] {
    guard let entry = line else { return [] }
    line = nil
    if case .sift(let before) = entry.purpose { log.sift(before) }
    if entry.purpose == .orderField { plan = nil }
    guard case .search(let before) = entry.purpose, inbox.source != before else { return [] }
    inbox.look(at: before)
    return rest()
  }

  private mutating func acceptLine() -> [Effect] {
    guard var entry = line else { return [] }
    if entry.purpose.isSearch, entry.problem != nil { return [] }
    let text = String(entry.field.commit().trimmed)
    history[entry.prompt.historyName] = entry.field.history
    line = nil
    guard !text.isEmpty || [.cc, .bcc].contains(entry.purpose) else { return [] }
    switch entry.purpose {
    case .search: return remember(entry.prompt, text)
    case .sift: return []
    case .find: return find(text)
    case .tag: return keepingLine(entry, text) { $0.tag(text) }
    case .assign: return keepingLine(entry, text) { $0.assign(text) }
    case .snooze: return keepingLine(entry, text) { $0.snooze(text) }
    case .subject: return setSubject(text)
    case .cc: return keepingLine(entry, text) { $0.takeCc(text) }
    case .bcc: return keepingLine(entry, text) { $0.takeBcc(text) }
    case .attach: return attach(text)
    case .detach: return detach(text)
    case .gather(let how): return gather(how, text)
    case .narrow: return narrow(text)
    case .merge: return merge(into: text)
    case .linkOrder: return linkOrder(text)
    case .orderField: return keepingLine(entry, text) { $0.say(value: text) }
    case .joinCustomer: return joinCustomer(text)
    case .saveView: return keepingLine(entry, text) { $0.saveView(text) }
    case .columns: return keepingLine(entry, text) { $0.columns(text) }
    case .option(let option): return keepingLine(entry, text) { $0.set(option, to: text) }
    case .hole(let label): return fillHole(label, text)
    case .countersign(let count): return keepingLine(entry, text) { $0.countersign(count, text) }
    }
  }

  /// What was typed stays to be mended where it was refused.
  private mutating func keepingLine(
    _ entry: LineEntry, _ text: String, _ act: (inout Desk) -> [Effect]
  ) -> [Effect] {
    let effects = act(&self)
    let isRefused = notice?.kind == .error && effects.allSatisfy(\.isReminder)
    guard isRefused else { return effects }
    line = entry
    line?.field.text = text
    _ = lineChanged()
    if line?.problem == nil { line?.problem = notice.map { Problem($0.text) } }
    notice = nil
    return []
  }
}

extension LineEntry.Purpose {
  /// What is typed is a search.
  fileprivate var isSearch: Bool { argument == .query }

  /// How many match is asked apart from the list.
  fileprivate var countsMatches: Bool {
    switch self {
    case .gather, .narrow: true
    default: false
    }
  }

  /// What is typed, for completion.
  var argument: Argument {
    switch self {
    case .search, .gather, .narrow: .query
    case .tag: .tags
    case .columns: .columns
    case .option: .option
    case .assign: .agent
    case .snooze: .moment
    case .find, .sift, .subject, .cc, .bcc, .hole, .saveView, .joinCustomer, .orderField: .text
    case .detach, .countersign, .merge, .linkOrder: .number
    case .attach: .path
    }
  }
}

extension Effect {
  fileprivate var isReminder: Bool {
    if case .remind = self { true } else { false }
  }
}

extension String {
  /// Lines that ask for the same kind of thing share what was typed before.
  fileprivate var historyName: String {
    split(separator: " ").first.map(String.init) ?? self
  }
}

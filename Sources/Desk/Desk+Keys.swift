import Domain
import Terminal

extension Desk {
  /// Does what a key means where the person is.
  mutating func press(_ key: Key) -> [Effect] {
    guard hasRoom else { return [] }
    if waits(key) { return [] }
    if case .paste(let text) = key.name { return paste(text, key) }
    if choice != nil, keys.isEmpty { return choose(key) }
    if takesCount(key) { return [] }
    showsContinuations = false
    let pressed = keys + [key]
    if explains, keys.isEmpty, key == Key(.escape) {
      explains = false
      return []
    }
    switch setting.keymap.meaning(of: pressed, in: context) {
    case .call where explains:
      keys = []
      return explain(pressed)
    case .call(let call):
      let times = count
      keys = []
      count = nil
      return run(call, times: times)
    case .prefix:
      keys = pressed
      return [.remind(.continuations, after: Domain.Span(milliseconds: 300))]
    case .nothing where explains:
      keys = []
      return explain(pressed)
    case .nothing:
      let isSequence = !keys.isEmpty
      keys = []
      count = nil
      if isSequence {
        if leaves(key) { return [] }
        return tell("\(spelling(pressed)) means nothing here")
      }
      return context.isForText ? type(key) : unknown(key)
    }
  }

  /// Whether a key is one with which a person leaves what was begun.
  private func leaves(_ key: Key) -> Bool {
    if key == Key(.escape) { return true }
    if case .call(let call) = setting.keymap.meaning(of: [key], in: context) {
      return call.command == .cancel
    }
    return false
  }

  private func spelling(_ keys: [Key]) -> String {
    keys.map(\.spelling).joined(separator: " ")
  }

  private mutating func unknown(_ key: Key) -> [Effect] {
    let help = setting.keymap.spelling(of: CommandCall(.help), in: context) ?? ":help"
    return tell("\(key.spelling) means nothing here · \(help) lists the keys")
  }

  /// Digits before a command, where they are not bound.
  private mutating func takesCount(_ key: Key) -> Bool {
    guard !context.isForText, !explains, keys.isEmpty, let digit = key.character?.wholeNumberValue,
      (0...9).contains(digit), digit > 0 || count != nil,
      setting.keymap.meaning(of: [key], in: context) == .nothing
    else { return false }
    count = min(9999, (count ?? 0) * 10 + digit)
    return true
  }

  /// Pasted text is written where one writes, and runs nothing anywhere else.
  private mutating func paste(_ text: String, _ key: Key) -> [Effect] {
    keys = []
    guard context.isForText, choice == nil else {
      return tell("pasted text runs no commands")
    }
    return type(key)
  }

  private mutating func choose(_ key: Key) -> [Effect] {
    let option = choice?.options.first { key.character == $0.key }
    let isLeaving = leaves(key)
    choice = nil
    guard let option else {
      plan = nil
      return isLeaving ? [] : tell("\(key.spelling) is none of the answers")
    }
    return run(option.call)
  }

  /// Writes into whatever is being written.
  private mutating func type(_ key: Key) -> [Effect] {
    switch context {
    case .line:
      guard line?.field.handle(key) == true else { return unknown(key) }
      return lineChanged()
    case .palette:
      guard palette?.field.handle(key) == true else { return unknown(key) }
      return paletteChanged()
    case .templates:
      guard templates?.type(key) == true else { return unknown(key) }
      return []
    case .composer:
      return compose(key)
    case .everywhere, .inbox, .ticket, .review, .links, .outbox, .log, .ledger, .channels, .views,
      .report,
      .knowledge, .steps, .settings, .rehearsal, .mailing:
      return unknown(key)
    }
  }

  private mutating func compose(_ key: Key) -> [Effect] {
    guard composer?.phase == .writing else { return tell("it is being handed over") }
    let wasUnkept = composer?.isUnkept ?? false
    guard let done = composer?.type(key), done.isKnown else { return unknown(key) }
    // Who types on has read what was said.
    if done.isChanged, notice?.kind == .hint { notice = nil }
    guard done.isChanged, !wasUnkept else { return [] }
    return [.remind(.draft, after: Domain.Span(milliseconds: 1500))]
  }
}

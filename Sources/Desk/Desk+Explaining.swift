import Domain
import Terminal

// MARK: - :map and :reload-keys

extension Desk {
  /// Says what keys mean and where that is written; nothing explains those that are pressed next.
  mutating func explain(_ argument: String) -> [Effect] {
    guard !argument.isEmpty else {
      explains = true
      return []
    }
    guard let keys = Key.sequence(argument) else {
      let wrong = argument.split(separator: " ").first { Key(spelling: String($0)) == nil }
      return refuse(
        "\(wrong.map(String.init) ?? argument) is no key: keys are spelt x, C-x, M-x, S-Tab, Enter, Esc, Space"
      )
    }
    return explain(keys)
  }

  /// What keys mean where the person is comes first, then what they mean elsewhere.
  mutating func explain(_ keys: [Key]) -> [Effect] {
    explains = false
    let spelling = keys.map(\.spelling).joined(separator: " ")
    let keymap = setting.keymap
    let here = below.inherited
    let found = keymap.bindings.filter { $0.keys == keys }
    let near = here.compactMap { place in found.first { $0.context == place } }
    let far = found.filter { !here.contains($0.context) }
    let told = (near + far).map(explanation)
    if !told.isEmpty { return tell("\(spelling): \(told.joined(separator: " · "))") }
    let longer = keymap.bindings.filter { $0.keys.count > keys.count && $0.keys.starts(with: keys) }
    guard !longer.isEmpty else { return tell("\(spelling) means nothing anywhere") }
    let spellings = longer.map(\.spelling).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return tell("\(spelling) begins \(Wording.list(spellings))")
  }

  private func explanation(of binding: Keymap.Binding) -> String {
    let source = binding.source.map { ", \($0)" } ?? ""
    return "\(binding.call.line) \(binding.context.place)\(source)"
  }

  /// The keymap was read again: what is wrong in it is told, and then the keys stay as they were.
  mutating func take(_ keymap: Keymap, _ problems: [Problem]) -> [Effect] {
    guard problems.isEmpty else {
      return take(problems, ending: "the keys stay as they were")
    }
    setting.keymap = keymap
    keys = []
    return tell("the keys are read again")
  }
}

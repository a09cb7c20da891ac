package import Terminal

/// What keys mean, place by place; `KeymapText` reads it from a file.
package struct Keymap: Hashable, Sendable {
  /// Where a binding is written.
  package struct Source: Hashable, Sendable, CustomStringConvertible {
    /// The file's path.
    package var file: String
    /// The line, from 1.
    package var line: Int

    package var description: String { "\(file):\(line)" }
  }

  /// One line of a keymap.
  package struct Binding: Hashable, Sendable {
    /// Where it holds.
    package var context: Context
    /// The keys, pressed one after another.
    package var keys: [Key]
    /// What they mean.
    package var call: CommandCall
    /// Where that is written; `nil` where it is in no file.
    package var source: Source?

    /// The keys as a keymap spells them: `g g`.
    package var spelling: String { keys.map(\.spelling).joined(separator: " ") }
  }

  /// What the keys pressed so far mean.
  package enum Meaning: Hashable, Sendable {
    /// They are complete.
    case call(CommandCall)
    /// More must follow: what may, in the keymap's order.
    case prefix([Binding])
    /// Nothing.
    case nothing
  }

  /// All bindings, in the order of their lines.
  package private(set) var bindings: [Binding]

  /// A keymap in which no key means anything.
  package init() {
    bindings = []
  }

  /// Gives keys a meaning, instead of the one they had there.
  package mutating func bind(
    _ keys: [Key], in context: Context, to call: CommandCall, by source: Source? = nil
  ) {
    let binding = Binding(context: context, keys: keys, call: call, source: source)
    if let index = index(keys, context) {
      bindings[index] = binding
    } else {
      bindings.append(binding)
    }
  }

  /// Takes the meaning from keys; false where they had none.
  @discardableResult
  package mutating func unbind(_ keys: [Key], in context: Context) -> Bool {
    guard let index = index(keys, context) else { return false }
    bindings.remove(at: index)
    return true
  }

  private func index(_ keys: [Key], _ context: Context) -> Int? {
    bindings.firstIndex { $0.context == context && $0.keys == keys }
  }
}

// MARK: - Asking

extension Keymap {
  /// What keys mean in a place; its own bindings come before those of everywhere.
  package func meaning(of keys: [Key], in context: Context) -> Meaning {
    var continuations: [Binding] = []
    for place in context.inherited {
      let here = bindings.filter { $0.context == place }
      if let exact = here.first(where: { $0.keys == keys }) {
        return continuations.isEmpty ? .call(exact.call) : .prefix(continuations)
      }
      continuations += here.filter {
        $0.keys.count > keys.count && $0.keys.starts(with: keys)
      }
    }
    return continuations.isEmpty ? .nothing : .prefix(continuations)
  }

  /// The keys of a command as they are shown in a place, the first binding; `nil` where it has none.
  package func spelling(of call: CommandCall, in context: Context) -> String? {
    for place in context.inherited {
      let binding = bindings.first { $0.context == place && $0.call == call }
      if let binding { return binding.spelling }
    }
    return nil
  }
}

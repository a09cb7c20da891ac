extension Command {
  /// The table of all commands as Markdown, with their keys in `keymap`: a part of
  /// docs/keymaps.md, which a test holds against it.
  package static func documentation(_ keymap: Keymap) -> String {
    var lines = ["| command | keys | where | does |", "| --- | --- | --- | --- |"]
    for entry in table {
      let sign = entry.argument.sign
      let name = sign.isEmpty ? entry.command.rawValue : "\(entry.command.rawValue) \(sign)"
      let places = entry.contexts.map(\.rawValue).joined(separator: ", ")
      let cells = [cell(name), keymap.spellings(of: entry.command), places, entry.help]
      lines.append("| " + cells.map(escaped).joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func cell(_ text: String) -> String { "`\(text)`" }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { $0 == "|" ? ["\\", "|"] : [$0] })
  }
}

extension Keymap {
  /// The keys that mean a command anywhere, each once, as Markdown code.
  func spellings(of command: Command) -> String {
    var seen: [String] = []
    for binding in bindings where binding.call.command == command {
      let spelling = binding.spelling
      let text =
        binding.call.argument.isEmpty
        ? "`\(spelling)`" : "`\(spelling)` (\(binding.call.argument))"
      if !seen.contains(text) { seen.append(text) }
    }
    return seen.joined(separator: " ")
  }
}

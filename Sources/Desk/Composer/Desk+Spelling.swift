import Domain
import Templating
import Terminal

// MARK: - Spelling

extension Desk {
  /// Has the words of what is being written looked up that were not yet.
  mutating func checkSpelling() -> [Effect] {
    guard appearance.spelling != .off, let composer, let sheet = ticket?.sheet else { return [] }
    var spelling = composer.spelling
    let words = spelling.unasked(in: composer.editor.text, but: names(in: sheet))
    self.composer?.spelling = spelling
    guard !words.isEmpty else { return [] }
    let sample = SpellingWords.all(in: sheet.lastInbound?.body.visible ?? "").map(\.word)
    return [
      .spell(
        SpellingWish(
          words: words, sample: Array(sample.prefix(200)), language: appearance.spelling.language),
        composer.ticket)
    ]
  }

  /// What came of it, where it is still being written.
  mutating func take(_ findings: SpellingFindings, for ticket: TicketID) -> [Effect] {
    guard composer?.ticket == ticket else { return [] }
    composer?.spelling.take(findings)
    return []
  }

  /// What people, places and things of this ticket are called is right, whatever a dictionary says.
  private func names(in sheet: TicketSheet) -> Set<String> {
    var texts = [setting.shop.name, sheet.customer?.name ?? ""] + setting.team.map(\.name)
    texts += sheet.messages.flatMap { [$0.from.name] + $0.to.map(\.name) }
    for order in sheet.orders {
      texts += [order.customerName] + order.address + order.items.map(\.title)
      texts += order.shipments.map(\.carrier)
    }
    return Set(texts.flatMap { SpellingWords.all(in: $0) }.map { $0.word.lowercased() })
  }

  /// Goes to the next word that may be misspelt and offers other spellings; with a word, puts that
  /// in the place of the one under the cursor.
  mutating func correct(_ argument: String) -> [Effect] {
    guard let pane = composer, pane.phase == .writing else { return [] }
    let places = pane.spelling.places(in: pane.editor.text)
    let here = pane.editor.cursor
    guard argument.isEmpty else {
      guard let place = places.first(where: { $0.range.lowerBound == here }) else {
        return tell("the cursor is on no misspelt word")
      }
      return change { pane, _ in
        // All at once, to be undone at once.
        let letters = Array(pane.editor.text)
        let text =
          String(letters[..<place.range.lowerBound]) + argument
          + String(letters[place.range.upperBound...])
        pane.change { $0.replaceAll(with: text, cursor: place.range.lowerBound + argument.count) }
      }
    }
    guard let next = places.first(where: { $0.range.upperBound >= here }) ?? places.first else {
      guard let language = pane.spelling.language else {
        return tell("no dictionary has looked at this: docs/configuration.md says how to get one")
      }
      return tell("nothing is misspelt, as far as \(language) knows")
    }
    composer?.editor.cursor = next.range.lowerBound
    return [.suggest(next.word, pane.spelling.language ?? "")]
  }

  /// Other spellings have come.
  mutating func take(suggestions: [String], for word: String) -> [Effect] {
    guard composer?.phase == .writing else { return [] }
    var options = suggestions.prefix(9).enumerated().map { place, text in
      Choice.Option(
        key: Character("\((place + 1) % 10)"), label: text, call: CommandCall(.correct, text))
    }
    options.append(
      Choice.Option(key: "a", label: "it is right", call: CommandCall(.learnWord, word)))
    choice = Choice(prompt: "“\(word)”", options: options)
    return []
  }

  /// A word is right, and is so from now on.
  mutating func learn(_ word: String) -> [Effect] {
    guard !word.isEmpty else { return refuse("learn-word needs the word") }
    composer?.spelling.accept(word)
    return [.learnWord(word)] + tell("“\(word)” is one of your words from now on")
  }

  /// Words are looked up in another dictionary, or in none.
  mutating func spell(in value: String) -> [Effect] {
    guard let spelling = SpellingChoice(value, among: setting.dictionaries) else {
      return refuse(
        setting.dictionaries.isEmpty
          ? "there is no dictionary here: install hunspell and one"
          : "spelling is one of \(Wording.list(["auto", "off"] + setting.dictionaries))")
    }
    appearance.spelling = spelling
    composer?.spelling = Spelling()
    return checkSpelling() + tell("spelling is \(spelling.words)")
  }
}

/// In which language words are looked up.
package enum SpellingChoice: Hashable, Sendable {
  /// In the customer's.
  case auto
  /// In none.
  case off
  /// In that of a dictionary.
  case dictionary(String)

  /// What a person typed; `nil` where there is no such dictionary.
  package init?(_ words: String, among dictionaries: [String]) {
    switch words {
    case "auto": self = .auto
    case "off": self = .off
    default:
      let known = dictionaries.first { $0.lowercased() == words.lowercased() }
      guard let name = known ?? dictionaries.first(where: { $0.hasPrefix("\(words)_") }) else {
        return nil
      }
      self = .dictionary(name)
    }
  }

  /// As it is typed.
  package var words: String {
    switch self {
    case .auto: "auto"
    case .off: "off"
    case .dictionary(let name): name
    }
  }

  /// The dictionary that is asked for.
  var language: String? {
    if case .dictionary(let name) = self { name } else { nil }
  }
}

import Domain
import Terminal

extension LinearDesk {
  /// Takes a line that was typed, as what is in front understands it.
  mutating func type(_ line: String, at moment: Instant, _ said: inout Said) {
    let words = String(line.trimmed)
    if isWriting { return write(line, at: moment, &said) }
    if desk.line != nil { return answer(words, at: moment, &said) }
    if let choice = desk.choice { return choose(words, choice, at: moment, &said) }
    if desk.templates != nil { return chooseTemplate(words, at: moment, &said) }
    if desk.links != nil { return chooseLink(words, at: moment, &said) }
    if words.isEmpty { return again(at: moment, &said) }
    if let option = numbered(words) { return run(option, at: moment, &said) }
    if local(words, at: moment, &said) || fillHole(words, at: moment, &said) { return }
    guard let (number, rest) = leadingNumber(words) else {
      return runLine(words, at: moment, &said)
    }
    guard select(number, at: moment, &said) else { return }
    if rest.isEmpty { openRow(at: moment, &said) } else { runLine(rest, at: moment, &said) }
  }

  private mutating func runLine(_ text: String, at moment: Instant, _ said: inout Said) {
    do throws(CommandCall.Unread) {
      run(try CommandCall(reading: text), at: moment, &said)
    } catch {
      // Keys are understood as well, as a keymap spells them.
      let keys = Key.sequence(text) ?? []
      if case .call(let call) = desk.setting.keymap.meaning(of: keys, in: desk.context) {
        return run(call, at: moment, &said)
      }
      let near = error.nearest.map { ": did you mean \($0.rawValue)?" } ?? ""
      said.lines.append("There is no command \(TextFlow.clean(error.name, lines: false))\(near)")
    }
  }

  /// `3`, `3 tag +refund`: a row's number, and what is to be done to it.
  private func leadingNumber(_ text: String) -> (Int, String)? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count)
    guard let number = Int(digits), rest.isEmpty || rest.first?.isWhitespace == true else {
      return nil
    }
    return (number, String(rest.trimmed))
  }
}

// MARK: - Rows

extension LinearDesk {
  private mutating func select(
    _ number: Int, at moment: Instant, _ said: inout Said
  ) -> Bool {
    let count = desk.place == .inbox ? desk.inbox.list.count : desk.placeList?.count ?? 0
    guard (1...max(1, count)).contains(number), count > 0 else {
      said.lines.append(
        count == 0 ? "There are no numbers here." : "There are numbers 1 to \(count).")
      return false
    }
    if desk.place == .inbox {
      desk.inbox.list.select(number - 1)
      desk.inbox.moved()
    } else {
      desk.placeList?.select(number - 1)
    }
    pass(.reminded(.notice), at: moment, &said)
    return true
  }

  private mutating func openRow(at moment: Instant, _ said: inout Said) {
    switch desk.place {
    case .inbox, .ledger, .channels, .views, .report, .settings:
      run(CommandCall(.open), at: moment, &said)
    case .outbox: said.lines += LinearText.outboxStory(desk)
    case .log: said.lines += LinearText.logStory(desk)
    case .knowledge: said.lines += LinearText.template(desk)
    case .mailing: said.lines += LinearText.letter(desk)
    case .ticket, .steps, .rehearsal: break
    }
  }

  /// Tells again where one is.
  private mutating func again(at moment: Instant, _ said: inout Said) {
    said.lines += LinearText.place(desk, all: tellsAll)
    if desk.composer != nil, desk.place == .ticket { said.lines += LinearText.composer(desk) }
  }

  /// Words that only make sense without a screen.
  private mutating func local(
    _ words: String, at moment: Instant, _ said: inout Said
  ) -> Bool {
    switch words.lowercased() {
    case "again": again(at: moment, &said)
    case "more" where desk.place == .log:
      let start = desk.log.list.selection / Self.page * Self.page
      desk.log.list.select(start + Self.page)
      pass(.reminded(.notice), at: moment, &said)
      said.lines += LinearText.place(desk, all: false)
    case "more" where desk.place == .inbox:
      let start = desk.inbox.list.selection / Self.page * Self.page
      desk.inbox.list.select(start + Self.page)
      desk.inbox.moved()
      pass(.reminded(.notice), at: moment, &said)
      said.lines += LinearText.place(desk, all: false)
    case "all" where desk.place == .ticket:
      tellsAll = true
      said.lines += LinearText.place(desk, all: true)
    case "unfold" where desk.place == .ticket:
      run(CommandCall(.unfold), at: moment, &said)
      said.lines += LinearText.place(desk, all: tellsAll)
    case "orders" where desk.place == .ticket: said.lines += LinearText.orders(desk)
    case "write" where desk.composer?.phase == .writing:
      isWriting = true
      said.lines.append(LinearText.howToEnd)
    default: return false
    }
    return true
  }
}

// MARK: - Lists and questions in front

extension LinearDesk {
  /// Answers what is asked in a line: nothing typed leaves it.
  private mutating func answer(_ words: String, at moment: Instant, _ said: inout Said) {
    guard !words.isEmpty || [.cc, .bcc].contains(desk.line?.purpose) else {
      return pass(.run(CommandCall(.cancel)), at: moment, &said)
    }
    desk.line?.field.text = ""
    if !words.isEmpty { pass(.key(.paste(words)), at: moment, &said) }
    pass(.run(CommandCall(.accept)), at: moment, &said)
    if let problem = desk.line?.problem { said.lines.append("No: \(problem.sentence)") }
  }

  private mutating func choose(
    _ words: String, _ choice: Choice, at moment: Instant, _ said: inout Said
  ) {
    let index = Int(words).map { $0 - 1 }
    let option = choice.options.enumerated().first { place, option in
      place == index || option.label == words.lowercased() || words == String(option.key)
    }
    desk.choice = nil
    guard let option else {
      if !words.isEmpty { said.lines.append("That is none of the answers; nothing is changed.") }
      return
    }
    run(option.element.call, at: moment, &said)
  }

  private mutating func chooseTemplate(
    _ words: String, at moment: Instant, _ said: inout Said
  ) {
    guard !words.isEmpty else {
      desk.templates = nil
      return
    }
    guard let number = Int(words) else {
      desk.templates?.field.text = ""
      return pass(.key(.paste(words)), at: moment, &said)
    }
    guard let count = desk.templates?.list.count, (1...max(1, count)).contains(number) else {
      said.lines.append("There are numbers 1 to \(desk.templates?.list.count ?? 0).")
      return
    }
    desk.templates?.list.select(number - 1)
    desk.templates?.moved()
    pass(.run(CommandCall(.accept)), at: moment, &said)
    said.lines += LinearText.words(desk)
  }

  /// A number tells where a link leads; only then it is opened or copied.
  private mutating func chooseLink(_ words: String, at moment: Instant, _ said: inout Said) {
    switch words.lowercased() {
    case "": desk.links = nil
    case "open": pass(.run(CommandCall(.accept)), at: moment, &said)
    case "copy": pass(.run(CommandCall(.copy)), at: moment, &said)
    default:
      guard let number = Int(words), let count = desk.links?.list.count,
        (1...max(1, count)).contains(number)
      else {
        said.lines.append("A number tells more; then “open” or “copy”. An empty line leaves.")
        return
      }
      desk.links?.list.select(number - 1)
      said.lines += LinearText.link(desk)
    }
  }
}

// MARK: - Writing

extension LinearDesk {
  /// A line of an answer; a full stop alone ends the writing.
  private mutating func write(_ line: String, at moment: Instant, _ said: inout Said) {
    if line == "." {
      isWriting = false
      said.lines += LinearText.menu(desk)
      return
    }
    let text = line == ".." ? "." : line
    desk.composer?.editor.moveToEnd()
    let isFresh = desk.composer?.editor.isEmpty ?? true
    let needsBreak = !isFresh && written == 0 && desk.composer?.editor.text.last != "\n"
    pass(.key(.paste((needsBreak ? "\n" : "") + text + "\n")), at: moment, &said)
    // Kept line by line: whatever ends the program, no more than the line being typed is lost.
    pass(.reminded(.draft), at: moment, &said)
    written += 1
  }

  /// `hole TEXT`: what a template could not know is written where it belongs, first hole first.
  private mutating func fillHole(
    _ words: String, at moment: Instant, _ said: inout Said
  ) -> Bool {
    let parts = words.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "hole", let first = desk.composer?.holes.first,
      desk.composer?.phase == .writing
    else { return false }
    desk.composer?.editor.cursor = first.lowerBound
    pass(.key(.paste(String(parts[1]))), at: moment, &said)
    pass(.reminded(.draft), at: moment, &said)
    said.lines += LinearText.words(desk)
    return true
  }

  /// A number of the list that stands in front of an answer.
  private func numbered(_ words: String) -> CommandCall? {
    guard let number = Int(words), desk.place == .ticket, let composer = desk.composer else {
      return nil
    }
    let options = LinearText.choices(composer)
    return options.indices.contains(number - 1) ? options[number - 1].call : nil
  }
}

import Domain
import Terminal

extension Desk {
  /// Makes a ticket of its own of the message that is being read, `only` that or it and all `after`.
  mutating func split(_ argument: String) -> [Effect] {
    guard let sheet = ticket?.sheet, let message = ticket?.messageBeingRead else {
      return refuse("there is no message to split off")
    }
    if let merged = sheet.merged.first(where: { $0.messages.contains(message.id) }) {
      return refuse("it came with #\(merged.number): `:unmerge` takes that out whole")
    }
    switch argument {
    case "only": return split([message.id], off: sheet)
    case "after": return split(sheet.own(from: message), off: sheet)
    case "": break
    default: return refuse("`split \(argument)`: say `only` this message, or it and all `after` it")
    }
    let rest = sheet.own(from: message).count - 1
    guard rest > 0 else { return split([message.id], off: sheet) }
    let who = TextFlow.clean(message.from.label, lines: false)
    let when = Wording.moment(message.receivedAt, at: clock, in: setting.zone)
    choice = Choice(
      prompt: "a ticket of its own: \(who), \(when)",
      options: [
        Choice.Option(key: "o", label: "only this", call: CommandCall(.split, "only")),
        Choice.Option(
          key: "a", label: "and \(Wording.grouped(rest)) after it",
          call: CommandCall(.split, "after")),
      ])
    return []
  }

  private mutating func split(_ messages: [MessageID], off sheet: TicketSheet) -> [Effect] {
    let origin = sheet.ticket.id
    let split = TicketSplit(messages, of: origin, into: mint.id(at: clock))
    return [.commit([Change(origin, .split(split))], seen: sheet.ticket.lastEvent)]
  }

  /// What became of it.
  mutating func split(_ outcome: Outcome) -> [Effect] {
    guard let split = outcome.split else {
      return refuse(outcome.leftAlone.first?.why.sentence ?? "nothing changed")
    }
    let undo = setting.keymap.spelling(of: CommandCall(.undo), in: .everywhere) ?? ":undo"
    numbers[split.ticket] = split.number
    let count = split.messages.count
    let verb = count == 1 ? "is" : "are"
    return tell(
      Notice(
        "\(Wording.count(count, "message")) \(verb) #\(split.number) now · \(undo) undo", .receipt))
  }
}

extension TicketSheet {
  /// The messages from one on, without those that came with a merged ticket.
  fileprivate func own(from first: Message) -> [MessageID] {
    let others = merged.reduce(into: Set<MessageID>()) { $0.formUnion($1.messages) }
    return messages.drop { $0.id != first.id }.map(\.id).filter { !others.contains($0) }
  }
}

extension Change {
  /// It makes two tickets of one.
  var isSplit: Bool { if case .split = act { true } else { false } }
}

import Domain
import Terminal

/// Choosing tickets before something is done to them.
extension Desk {
  mutating func runMarking(_ call: CommandCall, _ times: Int?) -> [Effect]? {
    let list = Question.selected(Selection(query: inbox.query), agent: setting.agent.id)
    switch call.command {
    case .mark where place == .inbox:
      inbox.toggleMark(times ?? 1)
      return rest()
    case .markRange:
      guard inbox.rangeStart != nil else {
        inbox.beginRange()
        return []
      }
      return inbox.settleRange().map { gather(.add, $0) } ?? []
    case .markAll: return gather(.add, list)
    case .invert: return gather(.invert, list)
    case .lastMarks:
      inbox.marks = inbox.lastMarks
      return []
    case .markAlso: return gather(.add, call.argument)
    case .unmark: return gather(.subtract, call.argument)
    case .markOnly: return gather(.keep, call.argument)
    default: return nil
    }
  }

  /// Marks by a search; without one, it is asked for.
  mutating func gather(_ how: Marks.Combining, _ text: String) -> [Effect] {
    if text.isEmpty {
      let prompt =
        switch how {
        case .add, .invert: "mark also: "
        case .subtract: "unmark: "
        case .keep: "leave marked only: "
        }
      return ask(.gather(how), prompt)
    }
    do {
      let selection = Selection(query: try query(text))
      return gather(how, .selected(selection, agent: setting.agent.id))
    } catch {
      return refuse(error.sentence)
    }
  }

  /// Asks the store which tickets these are; keys that reach marks wait for its answer.
  mutating func gather(_ how: Marks.Combining, _ question: Question) -> [Effect] {
    inbox.gathering = InboxPane.Gathering(
      question: question, how: how, before: inbox.marks.count)
    return [.ask(question)]
  }

  /// The tickets are named: they are marked, or no longer.
  mutating func take(_ tickets: [TicketID], to question: Question) -> [Effect] {
    guard let gathering = inbox.gathering, gathering.question == question else { return [] }
    inbox.gathering = nil
    inbox.marks.combine(gathering.how, with: tickets)
    return catchUp()
  }

  /// The store could not say which tickets these are: nothing waits for them any longer.
  mutating func gaveUp(_ effect: Effect) {
    guard case .ask(let question) = effect, inbox.gathering?.question == question else { return }
    inbox.gathering = nil
    ahead = nil
  }
}

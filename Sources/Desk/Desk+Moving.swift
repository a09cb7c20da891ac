import Domain
import Terminal

extension Desk {
  /// A way to go within a list or a text.
  enum Step {
    case rows(Int)
    case halfPages(Int)
    case pages(Int)
    case to(Int)
    case first
    case last
  }

  mutating func move(_ step: Step) -> [Effect] {
    switch context {
    case .palette: return moveInPalette(step)
    case .templates:
      templates?.list.take(step)
      templates?.moved()
    case .links: links?.list.take(step)
    case .line: recall(step)
    case .outbox, .log, .ledger, .channels, .views, .report, .knowledge, .steps, .settings,
      .rehearsal, .mailing:
      placeList?.take(step)
    case .ticket: ticket?.take(step)
    case .inbox:
      inbox.list.take(step)
      inbox.moved()
      return rest()
    case .everywhere, .composer, .review: break
    }
    return []
  }

  /// The rows of a place that is one list; `nil` in the inbox and in a ticket.
  var placeList: List? {
    get {
      switch place {
      case .outbox: outbox.list
      case .log: log.list
      case .ledger: ledger.list
      case .channels: channels.list
      case .views: views.list
      case .report: report.list
      case .knowledge: knowledge.list
      case .steps: steps.list
      case .settings: settings.list
      case .rehearsal: rehearsal?.list
      case .mailing: mailing?.list
      case .inbox, .ticket: nil
      }
    }
    set {
      guard let newValue else { return }
      switch place {
      case .outbox: outbox.list = newValue
      case .log: log.list = newValue
      case .ledger: ledger.list = newValue
      case .channels: channels.list = newValue
      case .views: views.list = newValue
      case .report: report.list = newValue
      case .knowledge: knowledge.list = newValue
      case .steps: steps.list = newValue
      case .settings: settings.list = newValue
      case .rehearsal: rehearsal?.list = newValue
      case .mailing: mailing?.list = newValue
      case .inbox, .ticket: break
      }
    }
  }

  /// The preview follows once the cursor has rested, so that moving costs a slow line little.
  mutating func rest() -> [Effect] {
    guard inbox.selected?.id != inbox.rested else { return [] }
    return [.remind(.rest, after: Domain.Span(milliseconds: 150))]
  }

  private mutating func recall(_ step: Step) {
    guard case .rows(let count) = step else { return }
    line?.field.recall(count)
    _ = lineChanged()
  }

  mutating func goToMatch(_ step: Int) -> [Effect] {
    if place == .inbox { return move(.rows(step)) }
    guard let ticket, !ticket.words.isEmpty else { return tell("/ finds words in this ticket") }
    let words = ticket.words
    return self.ticket?.goToMatch(step) == true ? [] : tell("“\(words)” is not in this ticket")
  }

  mutating func nextPane() -> [Effect] {
    if place == .inbox {
      if ticket != nil, Frame.isWide(size) { place = .ticket }
      return []
    }
    if composer?.isFocused == true {
      composer?.isFocused = false
      return keepDraft()
    }
    let frame = frame(isZoomed: false)
    let hasOrder = frame.order != nil && frame.ticket != nil
    if ticket?.part == .thread, hasOrder {
      ticket?.part = .order
    } else if composer != nil {
      ticket?.part = .thread
      composer?.isFocused = true
    } else {
      ticket?.part = .thread
      if Frame.isWide(size) { place = .inbox }
    }
    return []
  }
}

extension List {
  mutating func take(_ step: Desk.Step) {
    switch step {
    case .rows(let count): move(count)
    case .halfPages(let count): move(count * max(1, height / 2))
    case .pages(let count): page(count)
    case .to(let index): select(index)
    case .first: moveToFirst()
    case .last: moveToLast()
    }
  }
}

extension TicketPane {
  mutating func take(_ step: Desk.Step) {
    switch step {
    case .rows(let count): scroll(by: count)
    case .halfPages(let count): scroll(by: count * halfPage)
    case .pages(let count): scroll(by: count * page)
    case .to(let index):
      scroll(toEnd: false)
      scroll(by: index)
    case .first: scroll(toEnd: false)
    case .last: scroll(toEnd: true)
    }
  }
}

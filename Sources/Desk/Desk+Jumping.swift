import Domain
import Terminal

extension Desk {
  /// Notes where one came from, when an action has led elsewhere.
  mutating func follow(from before: Spot) {
    let after = spot
    if isOnTrail {
      isOnTrail = false
      trail.noteView(from: before, to: after)
      return
    }
    var isTyping = false
    if case .search = line?.purpose { isTyping = true }
    trail.note(from: before, to: after, isTyping: isTyping)
  }

  /// Lists the saved views, the cursor on the one that is shown.
  mutating func goToViews() -> [Effect] {
    views.open(at: inbox.source)
    return go(to: Place.views)
  }

  /// Where the person is now.
  var spot: Spot {
    Spot(
      place: place, source: inbox.source.place, sort: inbox.sort, landing: inbox.landing,
      ticket: ticket?.id)
  }

  /// Goes steps back along the places one has been at, or forward when negative.
  mutating func jump(_ steps: Int) -> [Effect] {
    var target: Spot?
    for _ in 0..<min(abs(steps), Trail.most) {
      let here = target ?? spot
      guard let next = steps > 0 ? trail.back(from: here) : trail.forward(from: here) else { break }
      target = next
    }
    guard let target else {
      return tell(steps > 0 ? "this is where you began" : "this is where you were last")
    }
    isOnTrail = true
    return go(to: target)
  }

  /// Shows the view or search before this one; a second time the one that is shown now.
  mutating func goToLastView() -> [Effect] {
    guard var last = trail.lastView else { return tell("there was no other view yet") }
    last.place = .inbox
    last.ticket = nil
    return go(to: last)
  }

  /// Goes to a place as it was: the same view, the same row, the same ticket.
  private mutating func go(to target: Spot) -> [Effect] {
    var effects = keepDraft()
    if ticket != nil, ticket?.id != target.ticket { leaveTicket() }
    if inbox.source.place != target.source || inbox.sort != target.sort {
      // A view has the columns that were chosen for it since.
      let known = views.views.map { InboxPane.Source.view($0) }
      let source = known.first { $0.place == target.source } ?? target.source
      inbox.look(at: source, sort: target.sort, landing: target.landing)
    }
    place = target.place
    switch target.place {
    case .ticket:
      guard let id = target.ticket else { break }
      origin = .inbox
      effects += open(id, row: inbox.index(of: id).flatMap(inbox.row))
    case .ledger:
      ledger.open(at: clock)
    case .channels:
      channels.open(at: clock)
    case .rehearsal, .mailing:
      // What would have been done is not looked at twice: tickets have changed since.
      place = .inbox
    case .report:
      report.prepare(team: setting.team, tags: tags, zone: setting.zone)
    case .inbox, .outbox, .log, .views, .knowledge, .steps, .settings: break
    }
    return effects + rest()
  }
}

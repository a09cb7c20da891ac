import Domain
import Terminal

extension Desk {
  /// Does what was done with the mouse: a click chooses, a click on what is chosen opens it, the
  /// wheel scrolls what it is over, a border between panes is dragged.
  mutating func point(_ event: MouseEvent) -> [Effect] {
    guard hasRoom, appearance.hearsMouse else { return [] }
    switch event.kind {
    case .press: return click(event.point)
    case .drag:
      drag(to: event.point)
      return []
    case .release:
      dragged = nil
      return []
    case .wheelUp: return turn(-3, over: event.point)
    case .wheelDown: return turn(3, over: event.point)
    }
  }

  private mutating func drag(to point: Point) {
    guard let dragged, let border = frame.borders.first(where: { $0.name == dragged }) else {
      return
    }
    shares[dragged] = border.share(at: point)
  }
}

// MARK: - Clicking

extension Desk {
  private mutating func click(_ point: Point) -> [Effect] {
    keys = []
    count = nil
    showsContinuations = false
    if line != nil || choice != nil { return [] }
    if palette != nil { return clickPalette(point) }
    if templates != nil { return clickTemplates(point) }
    if links != nil { return clickLinks(point) }
    switch place {
    case .inbox, .ticket: return clickPanes(point)
    case .outbox, .log, .ledger, .channels, .views, .report, .knowledge, .steps, .settings,
      .rehearsal, .mailing:
      return clickList(point)
    }
  }

  private mutating func clickPalette(_ point: Point) -> [Effect] {
    let room = PaletteView.list(in: frame.body)
    guard let index = palette?.list.index(at: point, in: room) else { return cancel() }
    if palette?.list.selected == index { return acceptPalette() }
    palette?.list.select(index)
    return []
  }

  private mutating func clickLinks(_ point: Point) -> [Effect] {
    guard let pane = links else { return [] }
    let room = LinksView.list(pane, in: frame.body)
    guard let index = pane.list.index(at: point, in: room) else { return [] }
    if pane.list.selected == index { return acceptLink() }
    links?.list.select(index)
    return []
  }

  private mutating func clickTemplates(_ point: Point) -> [Effect] {
    let room = TemplatesView.list(in: frame.body)
    guard let index = templates?.list.index(at: point, in: room) else { return [] }
    if templates?.list.selected == index { return acceptTemplate() }
    templates?.list.select(index)
    templates?.moved()
    return []
  }

  /// The outbox, the log and their like: one list each.
  private mutating func clickList(_ point: Point) -> [Effect] {
    guard let list = placeList, let index = list.index(at: point, in: listRoom) else { return [] }
    placeList?.select(index)
    return list.selected == index ? openSelected() : []
  }

  private mutating func clickPanes(_ point: Point) -> [Effect] {
    let frame = frame
    if let border = frame.borders.first(where: { $0.rect.contains(point) }) {
      dragged = border.name == .views ? nil : border.name
      if border.name != .composer { return [] }
    }
    if let room = frame.views, room.contains(point) {
      guard let view = ViewsView.view(at: point.row - room.top, self) else { return [] }
      return look(atView: String(view.number))
    }
    if let room = frame.list, room.contains(point) { return clickInbox(point, room) }
    if let room = frame.composer, room.contains(point) { return clickComposer(point, room) }
    if frame.ticket?.contains(point) == true { return focus(.thread) }
    if frame.order?.contains(point) == true { return focus(.order) }
    return frame.preview?.contains(point) == true ? openSelected() : []
  }

  private mutating func clickInbox(_ point: Point, _ room: Rect) -> [Effect] {
    let wasHere = place == .inbox
    place = .inbox
    guard let index = inbox.list.index(at: point, in: room) else { return [] }
    if wasHere, inbox.list.selected == index { return openSelected() }
    inbox.list.select(index)
    inbox.moved()
    return rest()
  }

  /// Puts the keys into a part of the ticket; a ticket that is only looked at is opened.
  private mutating func focus(_ part: TicketPane.Part) -> [Effect] {
    guard ticket != nil else { return place == .inbox ? openSelected() : [] }
    let effects = composer?.isFocused == true ? keepDraft() : []
    if composer?.phase != .reviewing { composer?.isFocused = false }
    place = .ticket
    ticket?.part = part
    return effects
  }

  private mutating func clickComposer(_ point: Point, _ room: Rect) -> [Effect] {
    guard let pane = composer, pane.phase == .writing else { return [] }
    place = .ticket
    ticket?.part = .thread
    composer?.isFocused = true
    let words = DeskView.editor(room, under: pane.headRows)
    if words.contains(point) {
      composer?.editor.move(toSeen: Point(point.column - words.left, point.row - words.top))
    }
    return []
  }
}

// MARK: - The wheel

extension Desk {
  /// Where the rows of the outbox, the log and their like lie.
  private var listRoom: Rect {
    if place == .mailing { return MailingView.list(in: frame.body) }
    let isWhole = [.views, .report, .rehearsal].contains(place)
    var room = isWhole ? frame.body : DeskView.upper(frame.body)
    if place == .ledger || place == .channels { _ = room.cutTop(1) }
    if place == .rehearsal { _ = room.cutTop(2) }
    return room
  }

  private mutating func turn(_ rows: Int, over point: Point) -> [Effect] {
    if line != nil || choice != nil { return [] }
    if palette != nil {
      palette?.list.scroll(rows)
      return []
    }
    if templates != nil {
      templates?.list.scroll(rows)
      templates?.moved()
      return []
    }
    if placeList == nil { return turnPanes(rows, over: point) }
    placeList?.scroll(rows)
    return []
  }

  private mutating func turnPanes(_ rows: Int, over point: Point) -> [Effect] {
    let frame = frame
    if frame.list?.contains(point) == true {
      inbox.list.scroll(rows)
      inbox.moved()
      return rest()
    }
    if frame.composer?.contains(point) == true {
      composer?.editor.moveRows(rows)
    } else if let part = ticket?.part {
      if frame.ticket?.contains(point) == true { ticket?.part = .thread }
      if frame.order?.contains(point) == true { ticket?.part = .order }
      ticket?.scroll(by: rows)
      ticket?.part = part
    }
    return []
  }
}

extension List {
  /// The row that is drawn at a cell of `rect`; `nil` where none is.
  func index(at point: Point, in rect: Rect) -> Int? {
    guard rect.contains(point) else { return nil }
    let index = offset + point.row - rect.top
    return index < count ? index : nil
  }
}

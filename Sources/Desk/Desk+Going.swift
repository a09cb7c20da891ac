import Domain
import Terminal

// MARK: - Opening and leaving

extension Desk {
  mutating func openSelected() -> [Effect] {
    switch place {
    case .inbox:
      guard let row = inbox.selected else { return [] }
      origin = .inbox
      return open(row.id, row: row)
    case .outbox:
      guard let row = outbox.selected else { return tell("the outbox is empty") }
      origin = .outbox
      return open(row.reply.ticket, row: nil)
    case .log:
      guard let line = log.selected else { return tell("nothing has happened yet") }
      guard let id = line.ticket else { return tell("that is about no ticket") }
      origin = .log
      return open(id, row: nil)
    case .ledger:
      guard let day = ledger.selected else { return tell("nothing was fetched yet") }
      guard day[.quarantined] > 0 else { return tell("none of these is in quarantine") }
      place = .inbox
      lastPlace = nil
      return search("is:quarantined account:\"\(day.account)\"")
    case .channels:
      guard let health = channels.selected else { return tell("there is no channel yet") }
      place = .inbox
      lastPlace = nil
      return search("channel:\(health.channel.rawValue) is:open")
    case .views:
      return views.selected.map { look(atView: String($0.number)) } ?? []
    case .report:
      return openReported()
    case .settings:
      return changeSetting()
    case .ticket, .knowledge, .steps, .rehearsal, .mailing:
      return []
    }
  }

  /// Puts a ticket in front. What was being written in another one is kept first.
  mutating func open(_ id: TicketID, row: InboxRow?) -> [Effect] {
    place = .ticket
    if ticket?.id == id {
      ticket?.part = .thread
      return []
    }
    let effects = keepDraft()
    composer = nil
    keepPosition()
    ticket = TicketPane(id: id, row: row, left: positions[id])
    // What is watched already is not told again.
    let question = Question.ticket(id, agent: setting.agent.id)
    let known = [inbox.rested == id ? inbox.peek : nil, outbox.sheet].compactMap(\.self)
      .first { $0.ticket.id == id && watched.contains(question) }
    guard let known else { return effects }
    return effects + take(.ticket(known), to: question)
  }

  /// Remembers where one is in the open ticket.
  private mutating func keepPosition() {
    guard let ticket, let position = ticket.position else { return }
    if positions.count >= 500 { positions = [:] }
    positions[ticket.id] = position
  }

  mutating func leaveTicket() {
    keepPosition()
    composer = nil
    ticket = nil
    templates = nil
    links = nil
    if place == .ticket { place = origin == .ticket ? .inbox : origin }
  }

  mutating func openNeighbour(_ step: Int) -> [Effect] {
    guard let ticket else { return [] }
    if let index = inbox.index(of: ticket.id) {
      inbox.list.select(index + step)
    } else if step != 1 {
      // The open ticket has left the list: the cursor stands on the one that followed it.
      inbox.list.select(inbox.list.selection + (step > 0 ? step - 1 : step))
    }
    inbox.moved()
    guard let row = inbox.selected, row.id != ticket.id else {
      return tell(step > 0 ? "this is the last ticket of the list" : "this is the first one")
    }
    return open(row.id, row: row)
  }

  /// One step back, towards the list; from the list out of the program.
  mutating func back() -> [Effect] {
    switch below {
    case .composer, .review:
      return closeComposer()
    case .ticket:
      if ticket?.source != nil {
        ticket?.source = nil
        return []
      }
      if ticket?.showsOrder == true, frame(isZoomed: false).ticket == nil {
        ticket?.showsOrder = false
        return []
      }
      let effects = keepDraft()
      leaveTicket()
      return effects + rest()
    case .outbox, .log, .ledger, .channels, .views, .report, .knowledge, .steps, .settings,
      .rehearsal, .mailing:
      rehearsal = nil
      mailing = nil
      place = lastPlace == .ticket && ticket != nil ? .ticket : .inbox
      lastPlace = nil
      return []
    default:
      if case .search = inbox.source { return leaveSearch() }
      if ticket != nil {
        let effects = keepDraft()
        leaveTicket()
        return effects
      }
      return keepDraft() + [.quit]
    }
  }

  /// Leaves what is in front, else unmarks, else leaves the search.
  mutating func cancel() -> [Effect] {
    rehearses = false
    if line != nil { return leaveLine() }
    if palette != nil {
      palette = nil
    } else if templates != nil {
      templates = nil
    } else if links != nil {
      links = nil
    } else if place == .ticket, ticket?.source != nil {
      ticket?.source = nil
    } else if composer?.phase == .reviewing {
      composer?.phase = .writing
    } else if place == .inbox {
      if inbox.markCount > 0 || inbox.rangeStart != nil {
        inbox.unmark()
      } else if case .search = inbox.source {
        return leaveSearch()
      }
    } else if place == .log, !log.words.isEmpty {
      log.sift("")
    } else if place == .ticket {
      if ticket?.words.isEmpty == false { _ = ticket?.find("") }
    } else {
      return back()
    }
    notice = nil
    return []
  }

  mutating func go(to place: Place) -> [Effect] {
    guard self.place != place else { return [] }
    keysAhead = []
    if place == .ledger { ledger.open(at: clock) }
    if place == .channels { channels.open(at: clock) }
    if place == .steps { steps.open() }
    if place == .log { log.open() }
    if self.place == .ticket || self.place == .inbox { lastPlace = self.place }
    let effects = keepDraft()
    composer?.isFocused = false
    self.place = place
    return effects
  }
}

// MARK: - Views and order

extension Desk {
  /// Shows only what one more filter leaves.
  mutating func narrow(_ text: String) -> [Effect] {
    if text.isEmpty { return ask(.narrow, "narrow by: ") }
    do {
      inbox.look(at: .search(inbox.query.narrowed(by: try query(text))))
      return rest()
    } catch {
      return refuse(error.sentence)
    }
  }

  /// Takes the last filter away; behind the last one lies the first view.
  mutating func widen() -> [Effect] {
    guard let query = inbox.query.widened else { return leaveSearch() }
    let view = views.views.first { $0.query.condition == query.condition }
    inbox.look(at: view.map { .view($0) } ?? .search(query))
    return rest()
  }

  mutating func look(atView argument: String) -> [Effect] {
    guard let view = view(named: argument) else {
      let nearest = Problem.nearest(to: argument, among: views.views.map(\.name))
      return refuse(
        "there is no view \(argument): "
          + (nearest.map { "did you mean \($0)?" } ?? "g v lists them"))
    }
    let effects = keepDraft()
    if ticket != nil { leaveTicket() }
    place = .inbox
    inbox.look(at: .view(view))
    return effects + rest()
  }

  mutating func sort(by argument: String) -> [Effect] {
    guard let sort = Sort(rawValue: argument) else {
      let all = Sort.allCases.map(\.rawValue)
      let nearest = Problem.nearest(to: argument, among: all)
      return refuse(
        nearest.map { "sort by \(argument): did you mean \($0)?" } ?? "sort by \(Wording.list(all))"
      )
    }
    inbox.sort = sort
    return []
  }

  mutating func toggleOrders() -> [Effect] {
    if place == .inbox {
      guard let row = inbox.selected else { return tell("there is no ticket under the cursor") }
      origin = .inbox
      let effects = open(row.id, row: row)
      ticket?.showsOrder = true
      ticket?.part = .order
      return effects
    }
    guard var pane = ticket else { return [] }
    if Frame.isWide(size) || appearance.split.order(in: size) != .instead {
      pane.part = pane.part == .order ? .thread : .order
    } else {
      pane.showsOrder.toggle()
      pane.part = pane.showsOrder ? .order : .thread
    }
    ticket = pane
    return []
  }
}

// MARK: - Taking something out of a ticket

extension Desk {
  mutating func copy(_ argument: String) -> [Effect] {
    if let item = links?.selected { return copy(item) }
    let row = place == .inbox ? inbox.selected : ticket?.row
    let sheet = place == .ticket ? ticket?.sheet : nil
    if argument == "order" {
      guard let number = sheet?.orders.first?.number ?? row?.orders.first else {
        return tell("no order is linked to it")
      }
      return [.copy(number)]
    }
    guard argument.isEmpty else { return refuse("copy, or copy order") }
    let address = sheet?.lastInbound?.from.address ?? row?.address
    return address.map { [.copy($0)] } ?? tell("the ticket is still being read")
  }
}

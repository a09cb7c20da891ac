import Domain
import Terminal

/// Tickets that are to become one matter with another.
struct Merging: Hashable, Sendable {
  /// The tickets that are merged.
  var sources: Set<TicketID>
  /// The last event the agent had seen of them.
  var seen: EventNumber
  /// What was typed for the other one.
  var name: String
}

extension Desk {
  /// Merges what is chosen into another ticket, which is asked for where it is not named.
  mutating func merge(_ argument: String) -> [Effect] {
    guard argument.isEmpty else { return merge(into: argument) }
    let chosen = inbox.markCount
    if place == .inbox, chosen > 0 {
      let cursor = inbox.selected.flatMap { inbox.marks.contains($0.id) ? $0 : nil }
      line = LineEntry(
        .merge, prompt: "merge \(Wording.count(chosen, "ticket")) into: ",
        text: cursor.map { "#\($0.number)" } ?? "")
      notice = nil
      return []
    }
    return ask(.merge, "merge \(targetName) into: ")
  }

  /// Looks which ticket is meant.
  mutating func merge(into name: String) -> [Effect] {
    target.map { rememberNumbers(of: $0) }
    switch target {
    case .one(let id, let seen): merging = Merging(sources: [id], seen: seen, name: name)
    case .many(let selection, _, let seen):
      merging = Merging(sources: selection.plus, seen: seen, name: name)
    case nil: return []
    }
    return [.ask(.find(name))]
  }

  /// The other ticket is found; where it may be another customer's, the agent is asked first.
  mutating func takeSurvivor(_ id: TicketID?) -> [Effect] {
    guard var merging else { return [] }
    guard let id else {
      self.merging = nil
      return refuse("there is no ticket \(merging.name)")
    }
    merging.sources.remove(id)
    self.merging = merging
    guard !merging.sources.isEmpty else {
      self.merging = nil
      return refuse("that is the same ticket")
    }
    survivor = id
    if let number = Int(merging.name.drop { $0 == "#" }) { numbers[id] = number }
    if isOneCustomer(merging.sources.union([id])) { return performMerger() }
    let count = Wording.count(merging.sources.count, "ticket")
    choice = Choice(
      prompt: "not surely of one customer: merge \(count) into \(name(of: id))",
      options: [Choice.Option(key: "y", label: "merge", call: CommandCall(.merge, "now"))])
    return []
  }

  /// Hands the merger to the store.
  mutating func performMerger() -> [Effect] {
    guard let merging, let survivor else { return tell("there is nothing to merge") }
    self.merging = nil
    self.survivor = nil
    if place == .inbox { inbox.unmark() }
    let changes = merging.sources.sorted().map { Change($0, .merged(into: survivor)) }
    return [.commit(changes, seen: merging.seen)]
  }

  /// Whether all of them are known to be the same customer's.
  private func isOneCustomer(_ tickets: Set<TicketID>) -> Bool {
    let addresses = tickets.map { id -> String? in
      if let sheet = ticket?.sheet, sheet.ticket.id == id {
        return sheet.lastInbound?.from.address.lowercased()
      }
      return inbox.index(of: id).flatMap(inbox.row)?.address.lowercased()
    }
    guard let first = addresses.first, let address = first, !address.isEmpty else { return false }
    if addresses.allSatisfy({ $0 == address }) { return true }
    // Those who were joined are one customer, by whichever of their addresses they write.
    guard let sheet = ticket?.sheet, tickets.contains(sheet.ticket.id), let person = sheet.customer
    else { return false }
    let own = Set(person.identities.map(\.address))
    return addresses.allSatisfy { $0.map(own.contains) ?? false }
  }

  /// Takes tickets out of the one they were merged into: all of the open one's, or the one under
  /// the cursor.
  mutating func unmerge() -> [Effect] {
    guard let target, case .one(let id, let seen) = target else {
      return refuse("one ticket at a time is taken apart")
    }
    let merged = place == .ticket ? (ticket?.sheet?.merged.map(\.id) ?? []) : []
    let row = inbox.index(of: id).flatMap(inbox.row)
    let sources = place == .inbox && row?.mergedInto != nil ? [id] : merged
    guard !sources.isEmpty else {
      return refuse("nothing was merged into \(name(of: id)) that could be taken out")
    }
    return [.commit(sources.map { Change($0, .unmerged(.open)) }, seen: seen)]
  }

  /// What became of a merger, or of its undoing.
  mutating func merged(_ changes: [Change], _ outcome: Outcome) -> [Effect] {
    let asked = Set(changes.map(\.ticket))
    let done = outcome.changed.intersection(asked).count
    if done == 0 {
      return refuse(outcome.leftAlone.first?.why.sentence ?? "nothing changed")
    }
    let undo = setting.keymap.spelling(of: CommandCall(.undo), in: .everywhere) ?? ":undo"
    let count = Wording.count(done, "ticket")
    var parts: [String]
    if case .merged(let survivor) = changes[0].act {
      parts = ["\(count) merged into \(name(of: survivor))"]
    } else {
      parts = ["\(count) taken out again"]
    }
    let left = asked.count - done
    if left > 0 {
      let why = outcome.leftAlone.first?.why.sentence ?? ""
      parts.append("\(Wording.grouped(left)) left alone: \(why)")
    }
    return tell(Notice((parts + ["\(undo) undo"]).joined(separator: " · ")))
  }
}

extension Change {
  /// It joins two tickets, or parts them.
  var isMerging: Bool {
    switch act {
    case .merged, .unmerged: true
    default: false
    }
  }
}

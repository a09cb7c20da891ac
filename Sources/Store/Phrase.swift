internal import Domain

/// A step of undo in a few words.
enum Phrase {
  /// What was done to so many tickets: `tagged 41 tickets +refund`.
  static func of(_ acts: [Act], tickets: Int) -> String {
    guard let first = acts.first else { return "" }
    if let joined = joined(acts) { return joined }
    let count = tickets == 1 ? "1 ticket" : "\(tickets) tickets"
    let labels = acts.compactMap(label)
    if labels.count == acts.count { return "tagged \(count) " + unique(labels) }
    let others = Set(acts.map(\.type)).count - 1
    return said(first, count) + (others > 0 ? " and \(others) more" : "")
  }

  /// Merging and splitting change the other ticket too: only those that were asked for are counted.
  private static func joined(_ acts: [Act]) -> String? {
    let merged = acts.count { if case .merged = $0 { true } else { false } }
    let parted = acts.count { if case .unmerged = $0 { true } else { false } }
    func count(_ number: Int) -> String { number == 1 ? "1 ticket" : "\(number) tickets" }
    let split = acts.count { if case .split = $0 { true } else { false } }
    if split > 0 { return "split \(count(split)) in two" }
    if acts.contains(where: \.isOfCustomer) {
      let isJoined = acts.contains { if case .customerJoined = $0 { true } else { false } }
      return isJoined ? "joined two customers" : "parted two customers"
    }
    if merged > 0 { return "merged \(count(merged)) into another" }
    return parted > 0 ? "took \(count(parted)) out of another again" : nil
  }

  private static func label(_ act: Act) -> String? {
    switch act {
    case .tagged(let tag): "+\(tag)"
    case .untagged(let tag): "-\(tag)"
    default: nil
    }
  }

  private static func unique(_ words: [String]) -> String {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }.joined(separator: " ")
  }

  private static func said(_ act: Act, _ count: String) -> String {
    switch act {
    case .moved(let status, _): "set \(count) to \(status.rawValue)"
    case .assigned(let agent): agent.map { "assigned \(count) to \($0)" } ?? "unassigned \(count)"
    case .prioritised(let priority): "set \(count) to \(priority.rawValue) priority"
    case .tagged, .untagged: "tagged \(count) " + (label(act) ?? "")
    case .snoozed: "snoozed \(count)"
    case .woken: "woke \(count)"
    case .markedSpam: "marked \(count) as spam"
    case .unmarkedSpam: "marked \(count) as no spam"
    case .quarantined: "quarantined \(count)"
    case .released: "released \(count)"
    case .trashed: "threw away \(count)"
    case .restored: "restored \(count)"
    case .linkedOrder: "linked an order to \(count)"
    case .unlinkedOrder: "unlinked an order from \(count)"
    case .orderAsked(let errand): "asked its shop to \(errand.title)"
    case .replyQueued: "replied to \(count)"
    default: "changed \(count)"
    }
  }
}

package import Domain
import Terminal

// MARK: - Who is where

extension Desk {
  /// What colleagues see of this desk; `nil` while no ticket is in front.
  var ownPresence: Presence? {
    guard place == .ticket, let ticket else { return nil }
    return Presence(
      agent: setting.agent.id, ticket: ticket.id,
      isWriting: composer.map { $0.ticket == ticket.id && !$0.isBlank } ?? false, since: clock)
  }

  /// Tells colleagues where this desk is, where that has changed.
  mutating func tellPresence(leaving: Bool) -> [Effect] {
    let now = leaving ? nil : ownPresence
    guard now?.ticket != toldPresence?.ticket || now?.isWriting != toldPresence?.isWriting else {
      return []
    }
    toldPresence = now
    return [.present(now)]
  }

  /// A colleague who has a ticket in front of them; who writes comes before who reads.
  package func colleague(at ticket: TicketID) -> Presence? {
    let here = others.filter { $0.ticket == ticket }
    return here.first(where: \.isWriting) ?? here.first
  }

  /// The same in two words: `Ben writes`.
  func sign(of presence: Presence) -> String {
    "\(firstName(of: presence.agent)) \(presence.isWriting ? "writes" : "reads")"
  }

  /// What a colleague does: `Ben writes here since 14:02`.
  func words(for presence: Presence) -> String {
    let isMe = presence.agent == setting.agent.id
    let who = isMe ? "you, at another desk," : firstName(of: presence.agent)
    let time = Wording.moment(presence.since, at: now, in: setting.zone)
    let verb =
      switch (isMe, presence.isWriting) {
      case (true, true): "write here"
      case (true, false): "have this open"
      case (false, true): "writes here"
      case (false, false): "has this open"
      }
    return "\(who) \(verb) since \(time)"
  }
}

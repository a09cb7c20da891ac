extension Reply {
  /// Whether the customer wrote, or a colleague said something, since it was accepted or its agent
  /// last looked: then its agent decides (B2). `events` are those of its ticket, oldest first.
  package func isOvertaken(in events: [Event]) -> Bool {
    for event in events.reversed() {
      switch event.act {
      case .replyQueued(let reply) where reply.id == id: return false
      case .replyReleased(id), .replyRepeated(id): return false
      case .received(let message) where message.isFromHumanCustomer: return true
      case .answeredElsewhere: return true
      case .noted where event.actor != .agent(author): return true
      default: continue
      }
    }
    return false
  }

  /// When it was last held; `nil` where it never was.
  package func heldSince(in events: [Event]) -> Instant? {
    events.last { $0.act == .replyHeld(id) }?.recordedAt
  }
}

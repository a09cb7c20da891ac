import Domain
import Terminal

/// What is said about a reply that has not arrived yet.
enum OutboxText {
  /// What has become of it and what one can do, in a sentence or two.
  static func explanation(_ row: OutboxRow, _ setting: Setting, _ now: Instant) -> String {
    let error = TextFlow.clean(row.lastError, lines: false)
    let said = error.isEmpty ? "" : " (\(error))"
    switch row.state {
    case .accepted:
      guard row.reply.author == setting.agent.id else {
        return "It leaves in a moment; \(setting.firstName(of: row.reply.author)) has sent it."
      }
      let undo = setting.keymap.spelling(of: CommandCall(.undo), in: .ticket) ?? ":undo"
      return "It leaves in a moment; \(undo) takes it back."
    case .held:
      return "Something newer came to the ticket first. Look, then release or recall it in :outbox."
    case .sending: return "It is on its way right now."
    case .sent: return "It was sent."
    case .refused:
      return "It was refused and will not be sent again. Recall it, change it, send it.\(said)"
    case .retry:
      let when = Wording.moment(row.notBefore, at: now, in: setting.zone)
      guard row.sentAt == nil else {
        return "It has left, but not everyone has it yet. Next try \(when), by itself, for the "
          + "others only; “arrived” ends it.\(said)"
      }
      return "It did not leave yet; next try \(when), by itself.\(said)"
    case .unsure:
      return "It was cut off while it was being sent: nobody can know whether it arrived. "
        + "Look into the Sent folder, then say “arrived” or “send again” in :outbox.\(said)"
    case .recalled: return "It was taken back."
    }
  }
}

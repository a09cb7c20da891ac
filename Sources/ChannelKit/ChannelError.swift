/// The six ways a channel can fail; each says who must act.
package enum ChannelError: Error, Hashable {
  /// The network failed. Sync tries again by itself.
  case unreachable(reason: String)
  /// The shop will not take, or give, this one now, whatever it does with others. Sync tries it
  /// again by itself.
  case postponed(reason: String)
  /// The shop asked us to slow down. Sync waits as long as it says.
  case slowDown(for: Duration?)
  /// The key is no longer good. The agent must sign in again.
  case signedOut(reason: String)
  /// The shop will never accept this. The agent must change the reply.
  case refused(reason: String)
  /// We cannot know whether it was sent. The agent must look before sending again.
  case unsure(reason: String)
  /// The shop answered in a way we do not understand. A developer must look.
  case unreadable(excerpt: String)

  /// The same in words a person would say.
  package var sentence: String {
    switch self {
    case .unreachable(let reason): reason
    case .postponed(let reason): reason
    case .slowDown(let span):
      span.map { "the server asks us to wait \($0.components.seconds) s" }
        ?? "the server asks us to slow down"
    case .signedOut(let reason): reason
    case .refused(let reason): reason
    case .unsure(let reason): reason
    case .unreadable(let excerpt): "the server's answer makes no sense: \(excerpt)"
    }
  }
}

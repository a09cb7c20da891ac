package import Domain
package import Templating

/// One ticket's answer in a mailing: how it would read, and whether it can go out.
package struct Letter: Hashable, Sendable {
  /// How it stands.
  package enum Standing: Hashable, Sendable {
    /// Its ticket is still being read, or no template is chosen.
    case waiting
    /// It can go out.
    case ready
    /// The agent took it out.
    case leftOut
    /// These are missing in it.
    case holes([String])
    /// It cannot go out in a mailing, and why.
    case impossible(String)
  }

  /// The ticket it answers.
  package let ticket: TicketID
  /// The ticket, whole, once it is read.
  package internal(set) var sheet: TicketSheet?
  /// To whom and how it goes.
  package internal(set) var envelope: Envelope?
  /// How it reads.
  package internal(set) var rendering: Rendering?
  /// Why it cannot go out in a mailing.
  package internal(set) var obstacle: String?
  /// The agent took it out.
  package internal(set) var isLeftOut = false

  /// An answer to a ticket that is still to be read.
  package init(_ ticket: TicketID) {
    self.ticket = ticket
  }

  /// How it stands.
  package var standing: Standing {
    if let obstacle { return .impossible(obstacle) }
    if isLeftOut { return .leftOut }
    guard let rendering, let envelope else { return .waiting }
    if let obstacle = envelope.obstacle(to: rendering.text) { return .impossible(obstacle) }
    return rendering.holes.isEmpty ? .ready : .holes(rendering.holes.map(\.name))
  }

  /// What should be known before it goes out: of the template, and of the marketplace it goes by.
  package var warnings: [String] {
    guard let rendering else { return [] }
    return rendering.warnings.map(\.text)
      + ReplyLint.warnings(in: rendering.text, policy: envelope?.terms.policy)
  }
}

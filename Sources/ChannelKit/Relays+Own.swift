package import Domain

extension Relays {
  /// Whether an identity is a customer's own mail address: they wrote from it, or a shop's form had
  /// it, and it does not lead through a marketplace.
  package func isOwnAddress(_ identity: Identity) -> Bool {
    let mailed =
      identity.channel == ordinary.channel
      || relays.contains { $0.channel == identity.channel && $0.customer == .replyTo }
    guard mailed,
      let parts = identity.address.wholeMatch(of: /[^\s"\\,;()<>]+@([^\s"\\,;()<>@]+)/)
    else { return false }
    let domain = parts.output.1
    return !relays.contains { relay in
      !relay.isOwn && relay.domains.contains { domain == $0 || domain.hasSuffix(".\($0)") }
    }
  }
}

package import Domain
import Foundation
package import Mail

/// Which marketplace or shop's software a mail comes from, whether to believe it, and what is odd.
struct Origin {
  var relay: Relay
  var warnings: [String] = []

  init(_ mail: MIMEMessage, account: Account, relays: Relays, isOurs: Bool) {
    relay = relays.ordinary
    if isOurs {
      let others = (mail.to + mail.cc + mail.bcc).map(\.key)
      relay = relays.relay(replyTo: [], from: others) ?? relay
      return
    }
    guard let claimed = relays.relay(of: mail, to: account) else { return }
    let own = claimed.isOwn ? account.domains : []
    guard Self.isConfirmed(claimed.domains.union(claimed.signers).union(own), mail, account) else {
      warnings.append("marketplace sender not verified: it says it comes from \(claimed.title)")
      return
    }
    relay = claimed
  }

  private static func isConfirmed(
    _ domains: Set<String>, _ mail: MIMEMessage, _ account: Account
  ) -> Bool {
    guard account.checksSenders else { return true }
    // Of several From addresses a server checks one, and which one only it knows.
    guard mail.from.count + mail.otherFrom.count == 1 else { return false }
    let results = AuthenticationResults(of: mail, for: account)
    return results?.vouch(for: domains, sender: mail.from.first?.domain ?? "") ?? false
  }
}

extension AuthenticationResults {
  /// What the account's own mail server found; `nil` where it has none, or says nothing.
  ///
  /// Only the topmost field of that server counts: what a sender wrote stands below it.
  init?(of mail: MIMEMessage, for account: Account) {
    guard let server = account.settings["authserv_id"]?.lowercased(), !server.isEmpty,
      let results = mail.headers.all("Authentication-Results").lazy
        .map({ AuthenticationResults($0.raw) }).first(where: { $0.isWord(of: server) })
    else { return nil }
    self = results
  }
}

extension Relays {
  /// The source that a mail to this account claims: a marketplace by its domain, else the shop's
  /// own software by where it writes from, by its marks, and by a customer in Reply-To.
  package func relay(of mail: MIMEMessage, to account: Account?) -> Relay? {
    relay(replyTo: mail.replyTo.map(\.key), from: mail.from.map(\.key))
      ?? account.flatMap { account in relays.first { $0.speaksForShop(mail, of: account) } }
  }
}

extension Relay {
  /// Whether the shop's own software wrote this in a customer's name.
  ///
  /// Bearing our address proves nothing: without a stranger in Reply-To it is no such mail, and
  /// then what claims to be us stays what it is.
  fileprivate func speaksForShop(_ mail: MIMEMessage, of account: Account) -> Bool {
    guard isOwn, let from = mail.from.first, marks.contains(where: { $0.stands(in: mail) }),
      mail.replyTo.contains(where: { !$0.address.isEmpty && !account.owns($0.address) })
    else { return false }
    let domain = from.domain.lowercased()
    return account.owns(from.address) || account.domains.subtracting(shared).contains(domain)
  }

  /// The customer's name behind one of the words in a subject that it follows.
  func name(in subject: String) -> String? {
    for words in nameAfter {
      guard let range = subject.range(of: words, options: .caseInsensitive) else { continue }
      let rest = subject[range.upperBound...].prefix { !":,(|\n".contains($0) }
      let name = rest.trimmingCharacters(in: .whitespacesAndNewlines)
      if !name.isEmpty, name.count <= 80 { return name }
    }
    return nil
  }
}

extension Relay.Mark {
  /// Whether a mail bears it.
  func stands(in mail: MIMEMessage) -> Bool {
    let words = mail.headers.all(field).map { $0.decoded.lowercased() }
    let addresses = field.lowercased() == "from" ? mail.from.map(\.key) : []
    return (words + addresses).contains { isAnywhere ? $0.contains(value) : $0.hasPrefix(value) }
  }
}

extension Account {
  /// Whether it names the server whose word about senders is believed.
  var checksSenders: Bool { settings["authserv_id"]?.isEmpty == false }

  /// The domains of its addresses, lower case.
  package var domains: Set<String> {
    Set(
      ([address] + aliases).compactMap { address in
        address.lastIndex(of: "@").map { address[address.index(after: $0)...].lowercased() }
      })
  }
}

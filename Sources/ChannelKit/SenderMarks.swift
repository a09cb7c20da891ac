package import Domain
import Foundation
package import Mail

/// What is odd about whom a mail says it is from (S3): each oddity in a sentence for people.
package struct SenderMarks: Hashable, Sendable {
  /// The sentences, the gravest first, without their full stops.
  package private(set) var sentences: [String] = []
  /// Our own mail server says that it does not come from where it says it does.
  package private(set) var isDenied = false

  private let mail: MIMEMessage
  private let account: Account?
  private let known: KnownDomains

  /// What is odd about a mail from outside. `relay` is the source that it was taken for, and
  /// `isForm` says that a form wrote it in the name of who stands in Reply-To.
  package init(
    of mail: MIMEMessage, relay: Relay, isForm: Bool = false, among relays: Relays,
    account: Account?
  ) {
    self.mail = mail
    self.account = account
    known = relays.known(with: account)
    denied()
    noteSeveralSenders()
    if relay.isOrdinary {
      isForm ? noteForm() : noteOtherAnswers()
      noteSecretary()
      noteName(relays)
    }
    noteLookAlikes(isForm: isForm)
  }

  private var others: [Mailbox] {
    mail.replyTo.filter { !$0.address.isEmpty && account?.owns($0.address) != true }
  }
}

// MARK: - Addresses

extension SenderMarks {
  private mutating func noteSeveralSenders() {
    let all = mail.from + mail.otherFrom
    guard all.count > 1 else { return }
    sentences.append(
      "it names several senders: \(all.map(\.address).prefix(5).joined(separator: ", "))")
  }

  private mutating func noteForm() {
    guard let form = mail.from.first else { return }
    sentences.append("written through a form: \(form.address)")
  }

  private mutating func noteOtherAnswers() {
    let senders = Set(mail.from.map { Relay.key(of: $0.address) })
    let elsewhere = others.filter { other in
      guard !senders.contains(Relay.key(of: other.address)) else { return false }
      // Within a house answers often go to another desk; a provider's domain is no house.
      return !mail.from.contains { $0.domain == other.domain }
        || known.owner(of: other.domain) == .provider
    }
    guard !elsewhere.isEmpty else { return }
    let list = elsewhere.map(\.address).prefix(5).joined(separator: ", ")
    sentences.append("answers go to another address: \(list)")
  }

  private mutating func noteSecretary() {
    guard let sender = mail.sender, !sender.address.isEmpty, let from = mail.from.first,
      !mail.from.contains(where: { $0.key == sender.key })
    else { return }
    sentences.append("sent by \(sender.address) in the name of \(from.address)")
  }
}

// MARK: - Names

extension SenderMarks {
  private mutating func noteName(_ relays: Relays) {
    guard let from = mail.from.first, let name = from.name else { return }
    let isPlain = name.utf8.allSatisfy { $0 < 0x80 }
    let shown = (isPlain ? name : name.precomposedStringWithCompatibilityMapping).lowercased()
    if shown.contains("@"), !shown.contains(from.key) {
      sentences.append("the name shows another address than the sender's: \(from.address)")
    }
    if let brand = relays.brand(in: name), known.owner(of: from.domain) == nil,
      !known.isAtHome(brand, in: from.domain)
    {
      sentences.append("the name says \(brand), but it does not come from there: \(from.address)")
    }
    let own = account?.displayName ?? ""
    if !own.isEmpty, shown == own.lowercased(), account?.owns(from.address) != true,
      known.owner(of: from.domain) != .own
    {
      sentences.append("the name is our own, but it comes from outside: \(from.address)")
    }
  }

  private mutating func noteLookAlikes(isForm: Bool) {
    var seen: Set<String> = []
    for (mailbox, whose) in mail.from.map({ ($0, "the sender's domain") })
      + others.map({ ($0, isForm ? "the sender's domain" : "the domain that answers go to") })
    where seen.insert(mailbox.domain).inserted && seen.count <= 5 {
      guard let mark = LookAlike(mailbox.domain, among: known) else { continue }
      sentences.append("\(whose), \(mark.sentence(about: mailbox.domain))")
    }
  }
}

// MARK: - What our server found

extension SenderMarks {
  /// Only of domains whose mail is always signed or that are our own: elsewhere a failed check
  /// mostly means a badly kept server.
  private mutating func denied() {
    guard let account, account.checksSenders, let from = mail.from.first,
      let owner = known.owner(of: from.domain), owner != .marketplace,
      let why = AuthenticationResults(of: mail, for: account)?.denial(of: from.domain)
    else { return }
    isDenied = true
    sentences.append(
      "your mail server could not confirm that it comes from \(from.domain): \(why)")
  }
}

extension Relays {
  /// The domains that others like to imitate, with an account's own among them.
  func known(with account: Account?) -> KnownDomains {
    let own = account?.domains ?? []
    guard !own.allSatisfy(known.contains) else { return known }
    var known = known
    known.add(own, as: .own)
    return known
  }

  /// The marketplace or shop software whose title stands in a name as words of its own.
  func brand(in name: String) -> String? {
    let words = KnownDomains.words(of: name)
    guard !words.isEmpty else { return nil }
    return relays.first { relay in
      guard !relay.isOwn, !relay.titleWords.isEmpty else { return false }
      return words.indices.contains { words[$0...].starts(with: relay.titleWords) }
    }?.title
  }
}

package import Domain
import Foundation
import Mail
import Seal

/// What came in, a mail or what a marketplace's own interface told, as a message of the house with
/// all that finding its ticket asks for.
package struct MailMessage: Hashable, Sendable {
  /// Whom it comes from, as far as finding its ticket goes.
  package enum Author: Hashable, Sendable {
    /// A customer, or a machine in their name.
    case customer
    /// We: it lies among the sent messages, or in an archive that is ours.
    case us
    /// It bears our address, but came from outside: nobody acts as an agent by writing a mail.
    case claimsToBeUs
  }

  /// Where a mail was found.
  package enum Place: Hashable, Sendable {
    /// On the server of the account.
    case server
    /// In an archive that a person handed over: whoever wrote from our address there is us, and
    /// the Date field stands for the moment of receipt.
    case archive
  }

  /// What the ledger calls it.
  package var source: String
  /// Where it lies on its server, where it came from one.
  package var origin: ServerPlace?
  /// What it says.
  package var message: Message
  /// Whom it comes from.
  package var author: Author
  /// The customer: who wrote it, or to whom we wrote. The address is their key on a marketplace;
  /// `nil` where the mail does not tell.
  package var customer: Party?
  /// What it offers for finding its ticket.
  package var keys: MatchKeys
  /// Every address in lower case that its author may be known by in a ticket.
  package var speakers: Set<String>
  /// Whether its author may count as one who takes part in a ticket, because nothing speaks
  /// against the address it bears (S4).
  package var isTakenAtItsWord: Bool
  /// Every address in lower case that it brings into the conversation, none of them ours.
  package var circle: [String]
  /// A marketplace's own interface told it: who wrote it, and in which conversation, need not be
  /// guessed.
  package var isPosted = false
  /// Its channel tells one conversation with a customer from another.
  package var standsApart = false
  /// Its channel itself says which orders it is about.
  package var namesOrders = false
  /// A forwarded mail begins a new ticket.
  package var isForwarded: Bool
  /// The mail server judged it to be spam.
  package var isSpam: Bool
  /// What its labels on the server are as tags, where the account wants them.
  package var tags: [Tag] = []
  /// Why it must be looked at, where it must.
  package var fault: String?
  /// Its bytes first, then those of its files.
  package var kept: [RawBytes]
}

// MARK: - Making one

extension MailMessage {
  /// What an arrival says, read as this account reads its mail.
  ///
  /// A marketplace is believed only where the account's own mail server (`authserv_id`) confirms
  /// it. An account that names no such server has no way to check: then the address counts as it
  /// stands, without a warning on every mail.
  package init(
    _ arrival: Arrival, account: Account, relays: Relays, id: MessageID, from place: Place = .server
  ) {
    if let posting = arrival.posting {
      self.init(posting, in: arrival, account: account, relays: relays, id: id)
    } else {
      self.init(mailIn: arrival, account: account, relays: relays, id: id, from: place)
    }
  }

  private init(
    mailIn arrival: Arrival, account: Account, relays: Relays, id: MessageID, from place: Place
  ) {
    let mail = MIMEParser.parse(arrival.bytes)
    let raw = RawBytes(arrival.bytes)
    let reading = Reading(
      mail: mail, arrival: arrival, account: account, relays: relays, place: place)
    source = arrival.source
    origin = arrival.place
    if account.settings["labels"] == "tags" { tags = Self.tags(from: arrival.labels) }
    author = reading.author
    customer = reading.customer
    isForwarded = Self.isForwarded(mail.subject ?? "")
    isSpam = reading.isSpam
    fault = reading.fault
    let files = mail.attachments.filter { !$0.isInline }.map { ($0, RawBytes($0)) }
    kept = [raw] + files.map(\.1)
    message = reading.message(
      id: id, raw: raw.sha256,
      files: files.map { file, raw in
        Domain.Attachment(
          sha256: raw.sha256, filename: file.filename ?? file.safeFilename,
          contentType: file.contentType, bytes: raw.count)
      })
    speakers = Set(
      [message.from.address.lowercased(), customer?.address.lowercased() ?? ""].filter {
        !$0.isEmpty
      })
    isTakenAtItsWord = reading.isTakenAtItsWord
    circle = reading.circle
    keys = reading.keys(for: message, customer: customer, raw: raw.sha256)
  }

  /// Labels as tags, a word each; those of the server's own making are no words of the owner's.
  private static func tags(from labels: [String]) -> [Tag] {
    labels.filter { !$0.hasPrefix("\\") }.compactMap { label in
      let words = label.split { $0.isWhitespace || ",()\"".contains($0) }
      return Tag(words.joined(separator: "-"))
    }
  }

  /// Whether the outermost mark of a subject says that it is passed on.
  private static func isForwarded(_ subject: String) -> Bool {
    let bare = subject.lowercased().drop { $0.isWhitespace || $0 == "[" }
    guard let colon = bare.prefix(8).firstIndex(of: ":") else { return false }
    let mark = bare[..<colon].filter { $0.isLetter }
    return ["fwd", "fw", "wg", "tr", "rv", "vs", "doorst", "enc", "i", "pd"].contains(mark)
  }
}

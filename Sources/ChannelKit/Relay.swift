package import Domain
import Foundation
import Mail

/// What is known of one marketplace's or shop's mail: one file of `Share/relays`, as data.
package struct Relay: Hashable, Sendable {
  /// By what a customer is known again.
  package enum CustomerKey: String, Hashable, Sendable, CaseIterable {
    /// The relay address, without what follows a `+` in it.
    case address
    /// The address in Reply-To: the mail comes from a form.
    case replyTo = "reply-to"
    /// The name that stands in the subject.
    case name
    /// Nothing in the mail tells.
    case none
  }

  /// Where an answer must go.
  package enum ReplyRule: String, Hashable, Sendable, CaseIterable {
    /// To Reply-To, else to From, as with any mail.
    case address
    /// Nowhere by mail: the note says where.
    case nothing
  }

  /// From which of our addresses an answer comes.
  package enum SenderRule: String, Hashable, Sendable, CaseIterable {
    /// From the one that the customer wrote to.
    case any
    /// From the account's own address, the one that is registered there.
    case registered
  }

  /// In which form an answer goes out.
  package enum FormRule: String, Hashable, Sendable, CaseIterable {
    /// As plain text.
    case text
    /// As plain text and the same as HTML.
    case html
  }

  /// A header field by which a kind of mail is known.
  package struct Mark: Hashable, Sendable {
    /// The field's name.
    package var field: String
    /// What its value, or an address in it, begins with, in lower case.
    package var value: String
    /// The value may stand anywhere in the field.
    package var isAnywhere: Bool

    /// A mark.
    package init(field: String, value: String, isAnywhere: Bool = false) {
      self.field = field
      self.value = value
      self.isAnywhere = isAnywhere
    }
  }

  /// The channel its messages belong to.
  package var channel: ChannelName
  /// What people call it.
  package var title: String { didSet { titleWords = KnownDomains.words(of: title) } }
  /// The words of its title as the eye takes them in.
  private(set) var titleWords: [[UInt8]]
  /// The domains its mail comes from, lower case.
  package var domains: Set<String> = []
  /// It is the shop's own software and writes from the shop's own domain, in customers' names.
  package var isOwn = false
  /// Domains that many share, so that an account's address there makes them nobody's own.
  package var shared: Set<String> = []
  /// Fields one of which its mail bears; empty where the domain says enough.
  package var marks: [Mark] = []
  /// How the part before the `@` looks, where that is known.
  package var local: OrderPattern?
  /// The domains that may vouch for its mail, beside its own.
  package var signers: Set<String> = []
  /// By what a customer is known again.
  package var customer = CustomerKey.address
  /// Words in the subject after which the customer's name stands.
  package var nameAfter: [String] = []
  /// Words that stand before the customer's name in From, lower case.
  package var nameBefore: [String] = []
  /// Where an answer must go.
  package var reply = ReplyRule.address
  /// How its order numbers look.
  package var orders: [OrderPattern] = []
  /// How soon an answer is due; `nil` where that is the shop's own choice.
  package var due: Span?
  /// The marketplace itself measures that.
  package var isMeasured = false
  /// All of its mail is notices that expect no answer.
  package var isAutomatic = false
  /// Fields that mark a notice which expects no answer.
  package var notices: [Mark] = []
  /// Lines after which the customer's own words begin.
  package var begins: [String] = []
  /// Lines at which the customer's own words end.
  package var ends: [String] = []
  /// The most bytes an answer's files may have together.
  package var attachmentLimit: Int?
  /// From which of our addresses an answer comes.
  package var sender = SenderRule.any
  /// In which form an answer goes out.
  package var form = FormRule.text
  /// What it allows in the words of an answer; all where it has no say in them.
  package var policy: AnswerPolicy?
  /// What must hold when answering, each a sentence for agents.
  package var notes: [String] = []

  /// A relay of which nothing is known yet.
  package init(channel: ChannelName, title: String) {
    self.channel = channel
    self.title = title
    titleWords = KnownDomains.words(of: title)
  }

  /// It is about mail that comes from no marketplace and no shop's software.
  package var isOrdinary: Bool { domains.isEmpty && !isOwn }

  /// Whether mail from this address, in lower case, may be its mail.
  package func speaks(through address: String) -> Bool {
    guard let at = address.utf8.lastIndex(of: 0x40) else { return false }
    return speaks(for: address[..<at], at: String(address[address.index(after: at)...]))
  }

  func speaks(for local: Substring, at domain: String) -> Bool {
    domains.contains(domain) && (self.local?.matches(Self.withoutTag(local)) ?? true)
  }

  /// An address as the customer's key: lower case, without what follows a `+`.
  package static func key(of address: String) -> String {
    let folded = address.lowercased()
    guard let at = folded.lastIndex(of: "@") else { return folded }
    return String(withoutTag(folded[..<at])) + folded[at...]
  }

  /// A name in From without the words that the marketplace puts before it.
  package func bareName(_ name: String) -> String {
    let folded = name.lowercased()
    guard let words = nameBefore.first(where: { folded.hasPrefix($0) }),
      let rest = name.range(of: words, options: [.caseInsensitive, .anchored])?.upperBound
    else { return name }
    let bare = name[rest...].drop(while: \.isWhitespace)
    return bare.isEmpty ? name : String(bare)
  }

  private static func withoutTag(_ local: Substring) -> Substring {
    guard let plus = local.firstIndex(of: "+"), plus != local.startIndex else { return local }
    return local[..<plus]
  }
}

// MARK: - What is asked of answers

extension Relay {
  /// What it asks of answers.
  package var terms: AnswerTerms {
    AnswerTerms(
      attachmentLimit: attachmentLimit, isFromOwnAddress: sender == .registered,
      wantsHTML: form == .html, policy: policy)
  }
}

// MARK: - The customer's own words

extension Relay {
  /// `text` cut into what stands between the marker lines and what stands around them; all of it
  /// is the customer's where no marker is found.
  package func trimmed(_ text: String) -> (words: String, around: String) {
    guard !(begins.isEmpty && ends.isEmpty) else { return (text, "") }
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map(Substring.init)
    let first = lines.firstIndex { isMarker($0, begins) }.map { $0 + 1 } ?? 0
    let last = lines[first...].firstIndex { isMarker($0, ends) } ?? lines.endIndex
    guard first > 0 || last < lines.count else { return (text, "") }
    let words = lines[first..<last].joined(separator: "\n")
    // Markers around nothing are not the markers we know.
    guard words.contains(where: { !$0.isWhitespace }) else { return (text, "") }
    let around = (lines[..<first] + lines[last...]).joined(separator: "\n")
    return (words, around)
  }

  /// A marker line begins with the marker once dashes, signs and white space are left off.
  private func isMarker(_ line: Substring, _ markers: [String]) -> Bool {
    guard Self.mayBegin(line, one: markers) else { return false }
    let bare = line.lowercased().drop { !$0.isLetter && !$0.isNumber }
    return markers.contains { bare.hasPrefix($0) }
  }

  /// Most lines begin with another letter than every marker; of other letters than ASCII's nothing
  /// is said so quickly.
  private static func mayBegin(_ line: Substring, one markers: [String]) -> Bool {
    let first = line.utf8.first { byte in
      byte >= 0x80 || 0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20
    }
    guard let first else { return false }
    guard first < 0x80 else { return true }
    let small = 0x41...0x5A ~= first ? first | 0x20 : first
    return markers.contains { $0.utf8.first.map { $0 == small || $0 >= 0x80 } ?? true }
  }
}

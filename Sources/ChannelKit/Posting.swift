package import Domain

/// A message as a marketplace's own interface tells it, where it is no mail.
///
/// The marketplace says who wrote it, in which conversation it stands and which order it is about:
/// nothing of that has to be guessed or checked, as it has with mail.
package struct Posting: Hashable, Sendable {
  /// Who wrote it.
  package enum Author: Hashable, Sendable {
    /// The customer.
    case customer
    /// We, from wherever.
    case us
    /// The marketplace itself, as one who takes part.
    case marketplace
    /// A machine of the marketplace, which expects no answer.
    case machine
  }

  /// Its id there.
  package var id: String
  /// The conversation it stands in.
  package var conversation: String
  /// The ids of other messages of that conversation, the newest first; `nil` where the channel has
  /// one conversation with each customer, whatever it is about.
  package var neighbours: [String]?
  /// The ids of messages that it answers, as its writer pointed them out.
  package var answers: [String] = []
  /// The id of an answer of ours that could not be delivered, as this tells.
  package var returned: String?
  /// Who may read it beside those it was written to; `nil` for nobody.
  package var audience: Audience?
  /// Who wrote it.
  package var author: Author
  /// The one who wrote it, by the address that answers go to.
  package var from: Party
  /// Those it was written to, none of them us.
  package var to: [Party]
  /// The customer whose conversation it is; `nil` where none takes part.
  package var customer: Party?
  /// What it is about.
  package var subject: String
  /// Its words; may be HTML.
  package var text: String
  /// The numbers of the orders it is about, as the marketplace itself says; `nil` where it knows of
  /// none, and only the words tell.
  package var orders: [String]?
  /// When it was written.
  package var at: Instant
  /// What came with it.
  package var files: [File]
  /// What a reader should know of it.
  package var warnings: [String]

  /// A file that came with a message.
  package struct File: Hashable, Sendable {
    /// Its name there.
    package var name: String
    /// `image/jpeg` and the like, as it was given.
    package var type: String
    /// Its bytes.
    package var bytes: [UInt8]

    /// A file.
    package init(name: String, type: String, bytes: [UInt8]) {
      self.name = name
      self.type = type
      self.bytes = bytes
    }
  }

  /// A message with what every message has.
  package init(
    id: String, conversation: String, neighbours: [String]? = [], author: Author, from: Party,
    to: [Party] = [], customer: Party?, subject: String, text: String, orders: [String]? = [],
    at: Instant, files: [File] = [], warnings: [String] = []
  ) {
    self.id = id
    self.conversation = conversation
    self.neighbours = neighbours
    self.author = author
    self.from = from
    self.to = to
    self.customer = customer
    self.subject = subject
    self.text = text
    self.orders = orders
    self.at = at
    self.files = files
    self.warnings = warnings
  }

  /// What a message is called in the store: its id is a marketplace's own, and two of them may give
  /// the same.
  package static func name(_ id: String, on channel: ChannelName) -> String {
    "\(id)@\(channel.rawValue)"
  }

  /// What a message without a subject is about: its first line, cut at a word.
  package static func subject(of text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? "a file"
    guard line.count > 60 else { return line }
    let cut = line.prefix(60)
    return (cut.lastIndex(of: " ").map { String(cut[..<$0]) } ?? String(cut)) + "…"
  }

  /// The conversation that a reply continues: the oldest that its thread names.
  package static func conversation(of reply: Reply) -> String? {
    let suffix = "@\(reply.channel.rawValue)"
    guard let name = reply.references.first, name.hasSuffix(suffix) else { return nil }
    return String(name.dropLast(suffix.count))
  }
}

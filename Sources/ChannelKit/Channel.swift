package import Domain
package import Wire

/// A place where customers write to us, or where their orders live.
///
/// A channel plays one role or several, and implements only what its shop can do. What must survive
/// goes into the cursor it returns; a signed-in connection may live as long as the channel value.
package protocol Channel: Sendable {
  /// What it is called, how fast it may go, what it allows.
  static var profile: Profile { get }
  /// A channel for one account, speaking through one transport.
  init(account: Account, transport: any Transport, credentials: Credentials?)
}

/// Brings in what customers wrote.
package protocol MessageSource: Channel {
  /// Everything after `cursor`, oldest first; from the start of the window where it is `nil`.
  ///
  /// May return only a part of it: `Batch.hasMore` tells.
  func messages(after cursor: Cursor?) async throws(ChannelError) -> Batch
}

/// Knows by itself when there is something new (IDLE, a long poll).
package protocol NewsSource: MessageSource {
  /// Returns when there may be something after `cursor`.
  func news(after cursor: Cursor?) async throws(ChannelError)
}

/// Carries our answers out.
package protocol ReplySink: Channel {
  /// What will go out: a pure function of `reply` and its files. Sync keeps it with the first
  /// `sending`.
  func parcel(for reply: Reply, files: [AttachedFile]) throws(ChannelError) -> Parcel
  /// Sends `parcel` once. Throws `.unsure` where it cannot tell whether it left.
  func send(_ parcel: Parcel) async throws(ChannelError) -> Receipt
}

/// Finds a parcel after `.unsure`, and files the copy of what was sent.
package protocol SentBook: Channel {
  /// What the other side's book of sent messages says of it; `nil` proves nothing. What goes by an
  /// id in `known` is another message of the ticket, whatever it says.
  func receipt(
    of parcel: Parcel, besides known: Set<String>
  ) async throws(ChannelError) -> Receipt?
  /// Files our copy, unless the book holds it already.
  func file(_ parcel: Parcel) async throws(ChannelError)
}

extension SentBook {
  /// A conversation keeps what was said in it: there is nothing to file.
  package func file(_ parcel: Parcel) async throws(ChannelError) {}
}

/// Does on the other side what its owner asked for: what became of a mail here is shown there.
package protocol Caretaker: Channel {
  /// What it was asked to do; nothing unless the account says so.
  var duties: Set<ServerErrand.Kind> { get }
  /// Does `errands` and returns those that are done, or need not be done any more. What a mail is
  /// known by is checked before it is moved; all of it may be done twice without harm.
  func carryOut(_ errands: [ServerErrand]) async throws(ChannelError) -> [ServerErrand]
}

/// Knows what customers bought.
package protocol OrderBook: Channel {
  /// Whether this account has orders: not every program of a user's own does.
  var hasOrders: Bool { get }
  /// The order with a number; `nil` where the shop has none such, or will not say.
  func order(_ number: String) async throws(ChannelError) -> Order?
}

extension OrderBook {
  package var hasOrders: Bool { true }
}

/// Can say whether an account works, without changing anything there.
package protocol Testable: Channel {
  /// Signs in wherever the account reads and sends; throws the first thing that is wrong.
  ///
  /// - Returns: settings that the account could do with, judging by what lies there.
  @discardableResult
  func test() async throws(ChannelError) -> [Suggestion]
}

/// A setting that what lies in an account speaks for; it is asked about before it is written.
package struct Suggestion: Hashable, Sendable {
  /// Its key in config.toml.
  package var key: String
  /// Its value.
  package var value: String
  /// What speaks for it, as a sentence.
  package var reason: String
  /// What it is good for, behind "so that".
  package var purpose: String

  /// A suggestion.
  package init(key: String, value: String, reason: String, purpose: String) {
    self.key = key
    self.value = value
    self.reason = reason
    self.purpose = purpose
  }
}

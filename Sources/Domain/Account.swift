/// One mailbox or shop we are signed in to.
package struct Account: Hashable, Sendable, Codable {
  /// The name a person gave it.
  package var name: AccountName
  /// Which channel's code speaks for it: `mail`.
  package var type: String
  /// The address customers know, approved for the marketplaces that ask for it.
  package var address: String
  /// More addresses that are ours too (aliases); `*@shop.example` is every address there.
  package var aliases: [String]
  /// The name that stands beside the address in what goes out.
  package var displayName: String
  /// Everything else config.toml says of it, by key; never a secret.
  package var settings: [String: String]
  /// The folders to read, in order.
  package var folders: [String]

  /// An account.
  package init(
    name: AccountName, type: String, address: String, aliases: [String] = [],
    displayName: String = "", settings: [String: String] = [:], folders: [String] = ["INBOX"]
  ) {
    self.name = name
    self.type = type
    self.address = address
    self.aliases = aliases
    self.displayName = displayName
    self.settings = settings
    self.folders = folders
  }

  /// The channel that its customers and orders belong to: the marketplace it names where one kind
  /// of account speaks for many, else what it is.
  package var channel: ChannelName {
    ChannelName(rawValue: settings["marketplace"] ?? type)
  }

  /// Whether an address is one of ours; a sub-address (`support+x@…`) counts.
  package func owns(_ address: String) -> Bool {
    // Most addresses are elsewhere, which is told without making any text.
    guard
      Self.mayMeet(self.address, address) || aliases.contains(where: { Self.mayMeet($0, address) })
    else { return false }
    let plain = Self.withoutSubaddress(address)
    return ([self.address] + aliases).contains { own in
      if own.hasPrefix("*@") { return plain.hasSuffix(own.dropFirst().lowercased()) }
      return Self.withoutSubaddress(own) == plain
    }
  }

  /// Our own spelling of the address that one of them is; `nil` where none of these is ours.
  ///
  /// One that is named counts before one that a catch-all takes; of that, any local part is ours.
  package func ownAddress(among addresses: [String]) -> String? {
    let named = [address] + aliases.filter { !$0.hasPrefix("*@") }
    let known = addresses.lazy.compactMap { address in
      let plain = Self.withoutSubaddress(address)
      return named.first { $0.lowercased() == address.lowercased() }
        ?? named.first { Self.withoutSubaddress($0) == plain }
    }.first
    return known ?? addresses.first(where: owns).map(Self.withoutSubaddress)
  }

  /// Whether two addresses may be at the same domain.
  private static func mayMeet(_ one: String, _ other: String) -> Bool {
    let (one, other) = (one.utf8.reversed(), other.utf8.reversed())
    for (left, right) in zip(one, other) {
      if left >= 0x80 || right >= 0x80 || left == 0x40 && right == 0x40 { return true }
      let isSame = left == right || left ^ right == 0x20 && 0x61...0x7A ~= left | 0x20
      guard isSame else { return false }
    }
    return true
  }

  private static func withoutSubaddress(_ address: String) -> String {
    let folded = address.lowercased()
    guard let at = folded.lastIndex(of: "@") else { return folded }
    let local = folded[..<at].split(separator: "+", maxSplits: 1).first ?? ""
    return String(local) + folded[at...]
  }
}

/// Where a pull left off; only the channel that made it can read it.
package struct Cursor: Hashable, Sendable, Codable {
  /// The channel's own words.
  package var text: String

  /// A cursor.
  package init(_ text: String) {
    self.text = text
  }
}

/// How an account is doing, as the status line and `sync` tell it.
package struct AccountState: Hashable, Sendable, Codable {
  /// How far it is.
  package enum Phase: String, Hashable, Sendable, Codable {
    /// Nobody has synced it yet.
    case idle
    /// Messages are coming in right now.
    case syncing
    /// All that was there is here.
    case synced
    /// The network is away; it tries again by itself.
    case waiting
    /// Someone must do something: see `error`.
    case failed
  }

  /// The account.
  package var account: AccountName
  /// How far it is.
  package var phase: Phase
  /// When this was true.
  package var at: Instant
  /// Messages fetched since the process began.
  package var fetched: Int
  /// How many are still to come in this pull, where the channel knows.
  package var remaining: Int?
  /// One sentence for a person; empty when all is well.
  package var error: String
  /// What a person should know of the server, though nobody must act; the newest.
  package var notice: Notice?
  /// How much may still be asked, as its shop last told; `nil` where it tells nothing.
  package var quota: Quota?
  /// When last all that was there was here; `nil` where it never was, or long ago. The store keeps it
  /// beside what it is told later.
  package var goodAt: Instant?

  /// Something to know of an account's server.
  package struct Notice: Hashable, Sendable, Codable {
    /// One sentence without its full stop.
    package var text: String
    /// When it was found.
    package var at: Instant

    /// A notice.
    package init(_ text: String, at: Instant) {
      self.text = text
      self.at = at
    }
  }

  /// A state.
  package init(
    account: AccountName, phase: Phase, at: Instant, fetched: Int = 0, remaining: Int? = nil,
    error: String = ""
  ) {
    self.account = account
    self.phase = phase
    self.at = at
    self.fetched = fetched
    self.remaining = remaining
    self.error = error
  }
}

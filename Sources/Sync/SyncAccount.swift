package import ChannelKit
package import Domain

/// An account as the engine keeps it in step.
package struct SyncAccount: Sendable {
  /// The account.
  package var account: Account
  /// Opens its channel, fetching the secret it signs in with; called again after it was signed
  /// out. Throws `.signedOut` where the secret cannot be had.
  package var open: @Sendable () async throws(ChannelError) -> any Channel

  /// What reads how much may still be asked of its shop, where the shop tells.
  package var meter: QuotaMeter?

  /// An account and how its channel is opened.
  package init(
    account: Account, meter: QuotaMeter? = nil,
    open: @escaping @Sendable () async throws(ChannelError) -> any Channel
  ) {
    self.account = account
    self.meter = meter
    self.open = open
  }
}

/// What came of syncing one account, as `sync` tells it.
package struct AccountReport: Hashable, Sendable {
  /// The account.
  package var account: AccountName
  /// Messages fetched.
  package var fetched = 0
  /// Replies that the other side took.
  package var sent = 0
  /// Replies that could not be sent, now or at all.
  package var failed = 0
  /// Orders brought up to date; `nil` for an account that brings none.
  package var orders: Int?
  /// How it stands.
  package var state = AccountState.Phase.idle
  /// One sentence for a person; empty when all is well.
  package var error = ""
  /// What a person should know of the server, though nobody must act.
  package var notices: [String] = []
  /// The network or a server was away: trying again may help.
  package var isPassing = false

  /// A report of nothing yet.
  package init(account: AccountName) {
    self.account = account
  }
}

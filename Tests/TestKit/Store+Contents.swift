package import Domain
package import Store

/// What a store holds, for tests of what came into it.
extension Store {
  /// How many fetched messages met which fate.
  package func ledger() async throws -> [LedgerEntry.Fate: Int] {
    guard case .ledger(let fates) = try await ask(.ledger) else { return [:] }
    return fates
  }

  /// How many messages were fetched in all.
  package func fetched() async throws -> Int {
    try await ledger().values.reduce(0, +)
  }

  /// Every message of every ticket, as the log tells it.
  package func messages() async throws -> [Message] {
    var messages: [Message] = []
    var last: EventNumber = 0
    while true {
      let events = try await events(after: last, limit: 500)
      guard let end = events.last else { return messages }
      last = end.number
      for event in events {
        switch event.act {
        case .received(let message), .answeredElsewhere(let message), .bounced(let message):
          messages.append(message)
        default: break
        }
      }
    }
  }

  /// What is known of an account's mails on the server, also of those that are gone.
  package func serverMail(of account: AccountName) async throws -> [ServerMail] {
    guard case .serverMail(let mails) = try await ask(.serverMail(account)) else { return [] }
    return mails
  }
}

import ChannelKit
import Domain
import Store

// MARK: - Asking the customer lists

extension SyncEngine {
  /// So many addresses of one customer are asked about.
  private static let keysAtOnce = 4

  /// Asks the customer lists about a ticket's customer, unless what they said is fresh. What they
  /// said stays in the store; a list that does not answer is told with its account, and left alone
  /// as long as it asks for.
  func refreshContacts(of ticket: TicketID) async {
    guard let sheet = try? await store.ticket(ticket, agent: Self.nobody),
      let customer = sheet.customer
    else { return }
    let keys = keys(of: customer)
    guard !keys.isEmpty else { return }
    for account in accounts where mayAsk(account.account.name) {
      guard let book = try? await channel(of: account) as? any ContactBook else { continue }
      let known = sheet.contacts.filter { $0.account == account.account.name }
      for key in keys where book.takes(key) {
        let isFresh = known.contains { $0.address == key.text && $0.isFresh(at: timepiece.now()) }
        guard !isFresh else { continue }
        guard await ask(book, of: account.account.name, for: key) else { break }
      }
    }
  }

  /// By what lists are asked for a customer.
  func keys(of customer: Customer) -> [ContactKey] {
    let keys = ContactKey.keys(of: customer, besides: relays)
      .filter { key in !accounts.contains { $0.account.owns(key.text) } }
    return Array(keys.prefix(Self.keysAtOnce))
  }

  /// Whether an account's list may be asked now.
  func mayAsk(_ name: AccountName) -> Bool {
    guard reports[name]?.state != .failed else { return false }
    return listRests[name].map { $0.until <= timepiece.now() } ?? true
  }

  /// Asks once; false where nothing was said.
  private func ask(
    _ book: any ContactBook, of name: AccountName, for key: ContactKey
  ) async -> Bool {
    do throws(ChannelError) {
      _ = try await lookUp(key, in: book, of: name)
    } catch {
      await listFailed(name, error)
      return false
    }
    await listAnswered(name)
    return true
  }

  /// Whom a list knows by this; what it says is kept.
  func lookUp(
    _ key: ContactKey, in book: any ContactBook, of name: AccountName
  ) async throws(ChannelError) -> Contact? {
    let contact = try await book.contact(key)
    let entry = ContactEntry(
      account: name, title: type(of: book).profile.title, address: key.text, contact: contact,
      asOf: timepiece.now())
    let store = store
    try await stored { () throws(StoreError) in
      _ = try await store.commit([], facts: [.listed(entry)], by: .system)
    }
    return contact
  }

  /// A list that had failed answers again.
  func listAnswered(_ name: AccountName) async {
    guard listRests.removeValue(forKey: name) != nil else { return }
    noteWell(name)
    await tell(name, .synced)
  }

  /// What is wrong is told with the account, which is left alone as long as it asks for.
  func listFailed(_ name: AccountName, _ error: ChannelError) async {
    rest(name, after: error)
    forget(name, after: error)
    await tell(name, error: error)
  }

  /// Tries an account's list, so that a key that works no longer is told before anybody needs it.
  func tryList(_ channel: any Channel, of name: AccountName) async throws(ChannelError) {
    guard let book = channel as? any ContactBook else { return }
    if let until = listRests[name]?.until, until > timepiece.now() {
      throw .slowDown(for: (until - timepiece.now()).duration)
    }
    guard await mayGoOn(with: name) else { return }
    do throws(ChannelError) {
      try await book.test()
    } catch {
      rest(name, after: error)
      throw error
    }
    listRests[name] = nil
    noteWell(name)
  }

  private func rest(_ name: AccountName, after error: ChannelError) {
    let failures = (listRests[name]?.failures ?? 0) + 1
    let span = error.wait(after: failures, chance: timepiece.chance())
    listRests[name] = span.map { ListRest(failures: failures, until: timepiece.now() + $0.span) }
  }

  private func noteWell(_ name: AccountName) {
    reports[name]?.error = ""
    reports[name]?.isPassing = false
  }
}

/// How long a customer list that failed is left alone.
struct ListRest {
  /// How often in a row it failed.
  var failures: Int
  /// When it may be asked again.
  var until: Instant
}

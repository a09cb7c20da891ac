import ChannelKit
import Domain
import Store

// MARK: - Telling the customer lists

extension SyncEngine {
  /// A ticket that was opened longer ago is no news any more.
  static let newsFor = Span.days(7)
  private static let newsAtOnce = 100

  /// Tells lists, whose owners want that, which tickets were opened or solved, until cancelled.
  func keepTelling() async {
    while !Task.isCancelled {
      for account in accounts { await tellList(of: account) }
      await timepiece.sleep(.seconds(60))
    }
  }

  /// Tells one account's list what it does not know. The store says what that is, so that whatever is
  /// interrupted is told at the next look; a list that fails is left alone as long as it asks for.
  func tellList(of account: SyncAccount) async {
    let name = account.account.name
    guard account.account.tellsTickets, mayAsk(name), await quotaRest(of: name) == nil,
      let teller = try? await channel(of: account) as? any ContactTeller, teller.tells
    else { return }
    do throws(ChannelError) {
      guard let since = try await tellingSince(name) else { return }
      while !Task.isCancelled {
        let moment = timepiece.now()
        let question = Question.listNews(
          name, since: max(since, moment - Self.newsFor), quietSince: moment - Self.afterthought,
          limit: Self.newsAtOnce)
        let store = store
        let answer = try await stored { () throws(StoreError) in try await store.ask(question) }
        guard case .listNews(let news) = answer, !news.isEmpty else { return }
        for one in news where !Task.isCancelled { try await tell(one, to: teller, name) }
        await listAnswered(name)
      }
    } catch {
      await listFailed(name, error)
    }
  }

  /// From when on an account's list is told; `nil` while it is not. What was opened before somebody
  /// asked for that is left alone.
  private func tellingSince(_ name: AccountName) async throws(ChannelError) -> Instant? {
    let place = TellingPlace.name(of: name)
    let cursor = try await stored { () throws(StoreError) in try await self.cursor(of: place) }
    switch cursor.flatMap({ TellingPlace($0) }) {
    case .since(let moment): return moment
    case .isHeld:
      let text =
        "the list is told of no ticket since the store was restored; "
        + "`shopbell outbox release --account \(name)` lets it be told again"
      if notices[name]?.text != text { await notice(text, name) }
      return nil
    case nil:
      let now = timepiece.now()
      let store = store
      try await stored { () throws(StoreError) in
        _ = try await store.commit(
          [], facts: [.cursor(place, TellingPlace.since(now).cursor)], by: .system)
      }
      return now
    }
  }

  /// Tells one piece of news of whoever the list knows, under every address by which it knows them,
  /// and nothing of anybody else. That it begins is written down first: whoever is interrupted tells
  /// the same once more, not something else.
  private func tell(
    _ news: TicketNews, to teller: any ContactTeller, _ name: AccountName
  ) async throws(ChannelError) {
    let keys = try await knownKeys(of: news.customer, to: teller, name)
    if !keys.isEmpty, !news.isBegun { try await note(news, told: name, isDone: false) }
    for key in keys {
      do throws(ChannelError) {
        try await teller.tell(news, of: key)
      } catch {
        guard case .refused(let reason) = error else { throw error }
        await notice("it was not told of #\(news.number): \(reason)", name)
      }
    }
    try await note(news, told: name, isDone: true)
  }

  /// By what the list knows a customer. What it says of them is kept.
  private func knownKeys(
    of customer: Customer, to book: any ContactBook, _ name: AccountName
  ) async throws(ChannelError) -> [ContactKey] {
    var known: [ContactKey] = []
    for key in keys(of: customer) where book.takes(key) {
      if try await lookUp(key, in: book, of: name) != nil { known.append(key) }
    }
    return known
  }

  private func notice(_ text: String, _ name: AccountName) async {
    notices[name] = AccountState.Notice(text, at: timepiece.now())
    await tell(name, reports[name]?.state ?? .idle)
  }

  private func note(
    _ news: TicketNews, told name: AccountName, isDone: Bool
  ) async throws(ChannelError) {
    let store = store
    try await stored { () throws(StoreError) in
      _ = try await store.commit([], facts: [.told(name, news, isDone: isDone)], by: .system)
    }
  }
}

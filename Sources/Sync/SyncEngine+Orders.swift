import ChannelKit
import Domain
import Store

// MARK: - Pulling what has changed

extension SyncEngine {
  /// An order told longer ago than this is asked for again when someone has its ticket in front of
  /// them.
  static let freshFor = Span.minutes(10)
  /// So many numbers are looked up for one batch of mails.
  private static let lookUps = 20
  /// Nobody's own view is asked for.
  static let nobody = AgentID("sync")

  /// Pulls the orders that have changed; every batch is committed with its cursor.
  func pullOrders(of account: SyncAccount, through channel: any Channel) async throws(ChannelError)
  {
    guard let source = channel as? any OrderSource,
      (channel as? any OrderBook)?.hasOrders != false
    else { return }
    let name = account.account.name
    // Who brings messages is asked for them more often than for orders.
    let isBeside = channel is any MessageSource
    if isBeside, let last = ordersPulledAt[name],
      timepiece.now() - last < type(of: channel).profile.orderInterval.span
    {
      return
    }
    let place = isBeside ? "\(name)/orders" : name
    var count = reports[name]?.orders ?? 0
    reports[name]?.orders = count
    var cursor = try await stored { () throws(StoreError) in try await self.cursor(of: place) }
    var goesOn = true
    while goesOn, !Task.isCancelled, await mayGoOn(with: name) {
      let batch = try await source.orders(after: cursor)
      // A page that repeats itself would go on for ever.
      goesOn = batch.hasMore && batch.next != cursor
      cursor = batch.next
      reports[name]?.state = goesOn ? .syncing : .synced
      reports[name]?.error = ""
      reports[name]?.isPassing = false
      if let text = batch.notices.last {
        notices[name] = AccountState.Notice(text, at: timepiece.now())
        reports[name]?.notices += batch.notices
      }
      count += try await keep(batch, closing: [.cursor(place, batch.next)], of: name)
      reports[name]?.orders = count
    }
    if !putOff.contains(name) { ordersPulledAt[name] = timepiece.now() }
  }

  /// Keeps what a batch brings, and with it `closing`; how many orders that brings up to date.
  @discardableResult
  func keep(
    _ batch: OrderBatch, closing: [Fact] = [], of name: AccountName? = nil
  ) async throws(ChannelError) -> Int {
    // Two who read, merge and write at once would undo each other's work.
    let before = keeping
    let work = Task { () -> Result<(orders: [Order], unheard: [String]), ChannelError> in
      await before?.value
      return await self.keepInTurn(batch, closing, of: name)
    }
    keeping = Task { _ = await work.value }
    let kept = try await work.value.get()
    if !kept.unheard.isEmpty { await askBooks(about: kept.unheard) }
    return kept.orders.count
  }

  private func keepInTurn(
    _ batch: OrderBatch, _ closing: [Fact], of name: AccountName?
  ) async -> Result<(orders: [Order], unheard: [String]), ChannelError> {
    do throws(ChannelError) {
      let known = try await known(batch)
      let orders = OrderNews.orders(batch, among: known)
      if let name { await hearQuota(of: name) }
      let standing = name.map { [Fact.account(state(of: $0))] } ?? []
      let facts = orders.map { Fact.order($0) } + closing + standing
      let fresh = orders.filter { order in !known.contains { $0.id == order.id } }
      let store = store
      try await stored { () throws(StoreError) in
        let links = try await self.links(to: fresh)
        _ = try await store.commit(links, facts: facts, by: .system)
      }
      return .success((orders, batch.parcels.isEmpty ? OrderNews.unheard(fresh) : []))
    } catch {
      return .failure(error)
    }
  }

  private func known(_ batch: OrderBatch) async throws(ChannelError) -> [Order] {
    var numbers = batch.orders.map(\.number) + batch.parcels.compactMap(\.orderNumber)
    var buyers: [String] = []
    for told in batch.claims {
      switch told.subject {
      case .order(let number): numbers.append(number)
      case .listing(_, let buyer): buyers.append(buyer)
      }
    }
    let tracking = batch.parcels.map(\.shipment.trackingNumber)
    let store = store
    let answer = try await stored { () throws(StoreError) in
      try await store.ask(.orders(numbers: numbers, addresses: buyers, tracking: tracking))
    }
    guard case .orders(let orders) = answer else { return [] }
    return orders
  }

  /// Tickets whose messages named an order before the shop told of it.
  private func links(to orders: [Order]) async throws(StoreError) -> [Change] {
    let from = timepiece.now() - OrderLookup.recent
    var links: [Change] = []
    for order in orders where order.createdAt >= from {
      let words = Pattern(order.number)
      let query = Query(
        text: order.number, condition: .term(.text(words, in: .anywhere)))
      let question = Question.stretch(
        query, sort: .newest, offset: 0, limit: 20, agent: Self.nobody)
      guard case .selected(let ids) = try await store.ask(question) else { continue }
      for id in ids {
        guard let sheet = try await store.ticket(id, agent: Self.nobody),
          !sheet.ticket.orders.contains(where: { $0 == order.id }),
          sheet.messages.contains(where: { $0.orderNumbers.contains(where: order.isCalled) }),
          sheet.ticket.channel == order.id.channel || mayNameAnyOrder(sheet.ticket.channel)
        else { continue }
        links.append(Change(id, .linkedOrder(order.id)))
      }
    }
    return links
  }
}

// MARK: - Looking up

extension SyncEngine {
  /// Asks the shops for orders that mails name and nobody has told us of. A shop that does not
  /// answer hinders no mail: its own pull tells what is wrong.
  func lookUp(_ mails: [MailMessage]) async {
    let from = timepiece.now() - OrderLookup.recent
    var wanted: [(number: String, channel: ChannelName)] = []
    for message in mails.map(\.message) where message.receivedAt >= from {
      for number in message.orderNumbers
      where !wanted.contains(where: { $0 == (number, message.channel) }) {
        wanted.append((number, message.channel))
      }
    }
    await lookUp(Array(wanted.prefix(Self.lookUps)))
  }

  private func lookUp(_ wanted: [(number: String, channel: ChannelName)]) async {
    guard !wanted.isEmpty,
      case .orders(let known)? = try? await store.ask(
        .orders(numbers: wanted.map(\.number), addresses: [], tracking: []))
    else { return }
    var books = await orderBooks()
    for (number, channel) in wanted
    where !known.contains(where: { order in
      order.isCalled(number) && (mayNameAnyOrder(channel) || order.id.channel == channel)
    }) {
      for (shop, book) in books where mayNameAnyOrder(channel) || channel == shop {
        do throws(ChannelError) {
          guard let order = try await book.order(number) else { continue }
          try await keep(OrderBatch(orders: [order], next: Cursor(""), hasMore: false))
          break
        } catch {
          books.removeAll { $0.shop == shop }
        }
      }
    }
  }

  /// Whether what a customer writes there may be about an order of any shop: by mail, and where
  /// there is only talk.
  private func mayNameAnyOrder(_ channel: ChannelName) -> Bool {
    guard channel != .email else { return true }
    return accounts.contains { account in
      guard account.account.channel == channel, let opened = self.opened(account.account.name)
      else { return false }
      return (opened as? any OrderBook)?.hasOrders != true
    }
  }

  /// The shops that can be asked now.
  private func orderBooks() async -> [(shop: ChannelName, book: any OrderBook)] {
    var books: [(shop: ChannelName, book: any OrderBook)] = []
    for account in accounts {
      let state = reports[account.account.name]?.state
      guard state != .failed, state != .waiting,
        let book = try? await channel(of: account) as? any OrderBook, book.hasOrders
      else { continue }
      books.append((account.account.channel, book))
    }
    return books
  }
}

// MARK: - Whatever stands in front of someone

extension SyncEngine {
  /// Whenever someone opens a ticket, its orders and its customer are asked for again.
  func keepRefreshing() async {
    var seen: [TicketID] = []
    for await answer in store.watch(.presence(agent: Self.nobody)) {
      guard !Task.isCancelled else { return }
      guard case .presence(let present) = answer else { continue }
      let tickets = present.map(\.ticket)
      for ticket in tickets where !seen.contains(ticket) {
        async let orders: Void = refreshOrders(of: ticket)
        async let contacts: Void = refreshContacts(of: ticket)
        _ = await (orders, contacts)
      }
      seen = tickets
    }
  }

  /// Asks the shops again for a ticket's orders that were told a while ago, and for those that its
  /// messages name and nobody has told us of.
  func refreshOrders(of ticket: TicketID) async {
    guard let sheet = try? await store.ticket(ticket, agent: Self.nobody) else { return }
    let numbers = sheet.messages.flatMap(\.orderNumbers)
    await lookUp(numbers.prefix(Self.lookUps).map { ($0, sheet.ticket.channel) })
    let stale = sheet.orders.filter { $0.asOf < timepiece.now() - Self.freshFor }
    let books = stale.isEmpty ? [] : await orderBooks()
    for order in stale {
      for (shop, book) in books where shop == order.id.channel {
        guard let news = try? await book.order(order.number), news.id == order.id else { continue }
        _ = try? await keep(OrderBatch(orders: [news], next: Cursor(""), hasMore: false))
        break
      }
    }
    await refreshParcels(of: ticket)
  }
}

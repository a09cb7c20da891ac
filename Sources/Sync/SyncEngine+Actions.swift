package import ChannelKit
package import Domain
package import Store

// MARK: - What people do to orders

extension SyncEngine {
  /// What can be done to an order now, asked of its shop. Two shops of one kind may know the same
  /// number: then nobody chooses between them.
  package func offers(on order: Order) async throws(ChannelError) -> OrderOffers {
    var found: [(account: Account, hand: any OrderHand, order: Order)] = []
    var trouble: ChannelError?
    for account in accounts where account.account.channel == order.id.channel {
      do throws(ChannelError) {
        guard let hand = try await channel(of: account) as? any OrderHand,
          let known = try await hand.order(order.number), known.id == order.id
        else { continue }
        found.append((account.account, hand, known))
      } catch {
        trouble = error
      }
    }
    if found.count > 1 {
      found.removeAll { $0.order.createdAt != order.createdAt }
    }
    guard let one = found.first else {
      if let trouble { throw trouble }
      throw .refused(reason: "no account of yours can do anything to order \(order.number)")
    }
    guard found.count == 1 else {
      throw .refused(reason: "several of your accounts have an order \(order.number)")
    }
    _ = try await keep(OrderBatch(orders: [one.order], next: Cursor(""), hasMore: false))
    return OrderOffers(
      order: one.order, account: one.account.name, shop: type(of: one.hand).profile.title,
      actions: try await one.hand.actions(on: one.order))
  }

  /// Asks a shop for what a person has confirmed: kept before it is asked for, and asked for once.
  /// What the customer gets to read by it stands in the ticket like any answer.
  ///
  /// - Parameter seen: the last event of the ticket that the person had seen; nothing is asked for
  ///   where more has happened to it since.
  package func perform(
    _ errand: OrderErrand, of ticket: TicketID, seen: EventNumber
  ) async throws(StoreError) -> Result<OrderAnswer, Refusal> {
    let actor = Actor.agent(errand.author)
    let asked = Act.orderAsked(errand)
    let outcome = try await store.commit([Change(ticket, asked)], by: actor, seen: seen)
    guard outcome.events.contains(where: { $0.act == asked }) else {
      return .failure(outcome.leftAlone.first?.why ?? .noSuchTicket)
    }
    let answer = await ask(errand)
    var acts = [Act.orderAnswered(errand.id, answer)]
    if case .done = answer, let words = errand.toldWords, !words.isEmpty {
      acts.append(.answeredElsewhere(await told(words, by: errand, in: ticket)))
    }
    let changes = acts.map { Change(ticket, $0) }
    // What has happened outside is written down even where this task was cancelled meanwhile.
    let failure = await Task { [store] () -> StoreError? in
      do throws(StoreError) {
        _ = try await store.commit(changes, by: actor)
        return nil
      } catch {
        return error
      }
    }.value
    if let failure { throw failure }
    if case .done = answer { await refresh(errand.order, of: errand.account) }
    return .success(answer)
  }

  private func ask(_ errand: OrderErrand) async -> OrderAnswer {
    guard let account = accounts.first(where: { $0.account.name == errand.account }) else {
      return .refused("there is no account \(errand.account)")
    }
    var hand: (any OrderHand)?
    do throws(ChannelError) {
      hand = try await channel(of: account) as? any OrderHand
      guard let hand else {
        return .refused("the account \(errand.account) can do nothing to orders")
      }
      return .done(try await hand.perform(errand))
    } catch {
      forget(account.account.name, after: error)
      switch error {
      case .refused(let reason): return .refused(reason)
      case .unsure, .unreadable:
        if let hand, (try? await hand.isDone(errand)) == true { return .done("") }
        return .unsure(error.sentence)
      case .postponed, .unreachable, .slowDown, .signedOut: return .refused(error.sentence)
      }
    }
  }

  private func told(
    _ words: String, by errand: OrderErrand, in ticket: TicketID
  ) async -> Message {
    var message = Message(
      id: newID(), direction: .outbound, channel: errand.order.channel, account: errand.account,
      from: Party(name: errand.author.handle, address: ""),
      subject: "Order \(errand.order.number)", receivedAt: timepiece.now(),
      body: Body(visible: words))
    message.orderNumbers = [errand.order.number]
    let sheet = try? await store.ticket(ticket, agent: Self.nobody)
    if let writer = sheet?.messages.last(where: { $0.direction == .inbound })?.from {
      message.to = [writer]
    }
    return message
  }

  private func refresh(_ order: OrderID, of name: AccountName) async {
    guard let account = accounts.first(where: { $0.account.name == name }),
      let book = try? await channel(of: account) as? any OrderBook,
      let news = try? await book.order(order.number), news.id == order
    else { return }
    _ = try? await keep(OrderBatch(orders: [news], next: Cursor(""), hasMore: false))
  }
}

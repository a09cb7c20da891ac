import ChannelKit
package import Domain
import Foundation
import Store

/// What wakes a loop that has nothing to do; ringing twice wakes it once.
typealias Bell = AsyncStream<Void>.Continuation

// MARK: - Once

extension SyncEngine {
  /// Pulls every account and flushes the outbox, once; waits for send windows that end within
  /// `limit`. Throws where another process syncs this store.
  package func runOnce(
    waitingForWindowsUpTo limit: Duration
  ) async throws(SyncError) -> [AccountReport] {
    let lock = try lock()
    await withTaskGroup(of: Void.self) { group in
      for account in accounts {
        group.addTask { await self.syncOnce(account, waitingUpTo: limit) }
      }
    }
    _ = try? await markBreaches()
    for account in accounts { await tellList(of: account) }
    _ = consume lock
    return accounts.map { report(of: $0.account.name) }
  }

  private func syncOnce(_ account: SyncAccount, waitingUpTo limit: Duration) async {
    var outbox = Outbox(store: store, account: account.account, timepiece: timepiece)
    var reception = reception(for: account)
    let deadline = timepiece.now() + limit.span
    do throws(ChannelError) {
      try await recover(&outbox)
      _ = try await flush(&outbox, of: account)
    } catch {
      await tell(account.account.name, error: error)
    }
    do throws(ChannelError) {
      try await pull(account, &reception)
      // An answer to what has just come in is held by now; the others go.
      while let soon = try await flush(&outbox, of: account).soon, soon <= deadline,
        !Task.isCancelled
      {
        await timepiece.sleep((soon - timepiece.now()).duration)
      }
      await care(for: account)
    } catch {
      await tell(account.account.name, error: error)
    }
  }
}

// MARK: - Until cancelled

extension SyncEngine {
  /// Keeps every account in step until the task is cancelled. Throws where another process syncs
  /// this store.
  package func run() async throws(SyncError) {
    let lock = try lock()
    await withTaskGroup(of: Void.self) { group in
      for account in accounts {
        group.addTask { await self.keepPulling(account) }
        group.addTask { await self.keepSending(account) }
      }
      group.addTask { await self.keepMarkingBreaches() }
      group.addTask { await self.keepRefreshing() }
      group.addTask { await self.keepTelling() }
    }
    _ = consume lock
  }

  /// A person has done something about an account that waited for one: it is tried again now.
  package func tryAgain(_ account: AccountName) {
    for bell in bells[account] ?? [] { bell.yield() }
  }

  private func keepPulling(_ account: SyncAccount) async {
    let (wakes, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    bells[account.account.name, default: []].append(bell)
    var reception = reception(for: account)
    var schedule = Schedule()
    bell.yield()
    await withDiscardingTaskGroup { group in
      for await _ in wakes {
        switch await look(account, &reception, &schedule) {
        case .rest(let span):
          group.addTask { await self.waitForNews(account, upTo: span, bell) }
        case .retry(let span):
          let moment = timepiece.now() + span.span
          group.addTask { await self.ring(bell, at: moment) }
        case .waitForPerson:
          break
        }
      }
      group.cancelAll()
    }
  }

  private func look(
    _ account: SyncAccount, _ reception: inout Reception, _ schedule: inout Schedule
  ) async -> Schedule.Step {
    do throws(ChannelError) {
      try await pull(account, &reception)
      await care(for: account)
      let channel = try await channel(of: account)
      return schedule.succeeded(type(of: channel).profile)
    } catch {
      return schedule.failed(error, chance: timepiece.chance())
    }
  }

  /// What cannot be done on the server is told, and hinders nothing else.
  private func care(for account: SyncAccount) async {
    do throws(ChannelError) {
      try await tidy(account)
    } catch {
      await tell(account.account.name, error: error)
    }
  }

  private func waitForNews(_ account: SyncAccount, upTo span: Duration, _ bell: Bell) async {
    let later = timepiece.now() + span.span
    do throws(ChannelError) {
      guard let source = try await channel(of: account) as? any NewsSource else {
        return await ring(bell, at: later)
      }
      let answer = try? await store.ask(.cursor(account.account.name))
      guard case .cursor(let cursor)? = answer else { return await ring(bell, at: later) }
      try await source.news(after: cursor)
      bell.yield()
    } catch {
      // The pull that follows finds out what is wrong.
      await ring(bell, at: min(later, timepiece.now() + .seconds(10)))
    }
  }

  /// The moment is fixed before a task begins that may begin late.
  private func ring(_ bell: Bell, at moment: Instant) async {
    await timepiece.sleep((moment - timepiece.now()).duration)
    bell.yield()
  }
}

// MARK: - Sending until cancelled

extension SyncEngine {
  private func keepSending(_ account: SyncAccount) async {
    let (wakes, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    bells[account.account.name, default: []].append(bell)
    var outbox = Outbox(store: store, account: account.account, timepiece: timepiece)
    var schedule = Schedule()
    var isRecovered = false
    await withDiscardingTaskGroup { group in
      group.addTask {
        for await _ in self.store.watch(.outbox(includingSent: false)) { bell.yield() }
      }
      for await _ in wakes {
        let next = await send(&outbox, of: account, &isRecovered, &schedule)
        guard let next else { continue }
        let name = account.account.name
        // One that is overdue sleeps on after the clock was set ahead: it is not counted on.
        if let set = alarms[name], set > timepiece.now(), set <= next { continue }
        alarms[name] = next
        group.addTask { await self.ring(bell, at: next, asAlarmOf: name) }
      }
      group.cancelAll()
    }
  }

  /// Where the clock was set back meanwhile, it rings early, and another alarm is set.
  private func ring(_ bell: Bell, at moment: Instant, asAlarmOf name: AccountName) async {
    await timepiece.sleep((moment - timepiece.now()).duration)
    if alarms[name] == moment { alarms[name] = nil }
    bell.yield()
  }

  private func send(
    _ outbox: inout Outbox, of account: SyncAccount, _ isRecovered: inout Bool,
    _ schedule: inout Schedule
  ) async -> Instant? {
    do throws(ChannelError) {
      if !isRecovered {
        try await recover(&outbox)
        isRecovered = true
      }
      let next = try await flush(&outbox, of: account).next
      schedule.failures = 0
      return next
    } catch {
      guard case .retry(let span) = schedule.failed(error, chance: timepiece.chance()) else {
        return nil
      }
      return timepiece.now() + span.span
    }
  }
}

// MARK: - Time passing

extension SyncEngine {
  private func keepMarkingBreaches() async {
    while !Task.isCancelled {
      _ = try? await markBreaches()
      await timepiece.sleep(.seconds(60))
    }
  }
}

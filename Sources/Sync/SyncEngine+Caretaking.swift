import ChannelKit
import Domain
import Store

// MARK: - What the owner wants done on the server

extension SyncEngine {
  /// How long a ticket is left alone before its mails are touched on the server: who solves one by
  /// mistake takes it back.
  static let afterthought = Span.minutes(1)

  /// Does on the server what the account's owner asked for. The store says what is still to be
  /// done, so that whatever is interrupted is done at the next look.
  func tidy(_ account: SyncAccount) async throws(ChannelError) {
    let name = account.account.name
    guard let caretaker = try await channel(of: account) as? any Caretaker,
      !caretaker.duties.isEmpty
    else { return }
    let question = Question.errands(
      name, caretaker.duties, quietSince: timepiece.now() - Self.afterthought, limit: 500)
    let store = store
    while !Task.isCancelled {
      let answer = try await stored { () throws(StoreError) in try await store.ask(question) }
      guard case .errands(let errands) = answer, !errands.isEmpty else { return }
      let done = try await caretaker.carryOut(errands)
      guard !done.isEmpty else { return }
      try await stored { () throws(StoreError) in
        _ = try await store.commit([], facts: [.errandsDone(done)], by: .system)
      }
    }
  }
}

import Desk
import Domain
import Store

/// Watched questions as actions.
struct Feeds {
  private let store: Store
  private let inbox: AsyncStream<[Action]>.Continuation
  private var watched: [Question: Task<Void, Never>] = [:]

  init(store: Store, inbox: AsyncStream<[Action]>.Continuation) {
    self.store = store
    self.inbox = inbox
  }

  /// Asks once.
  func ask(_ question: Question) {
    let (store, inbox) = (store, inbox)
    Task {
      do throws(StoreError) {
        inbox.yield([.answer(question, try await store.ask(question))])
      } catch {
        inbox.yield([.failed(error.sentence, of: .ask(question))])
      }
    }
  }

  /// Asks now, and again whenever the answer changes; watching twice is watching once.
  mutating func watch(_ question: Question) {
    guard watched[question] == nil else { return }
    let (store, inbox) = (store, inbox)
    watched[question] = Task {
      for await answer in store.watch(question) {
        guard !Task.isCancelled else { return }
        inbox.yield([.answer(question, answer)])
      }
    }
  }

  /// Watches it no longer.
  mutating func unwatch(_ question: Question) {
    watched.removeValue(forKey: question)?.cancel()
  }

  /// Watches nothing any longer.
  mutating func end() {
    for task in watched.values { task.cancel() }
    watched = [:]
  }
}

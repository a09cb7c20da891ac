internal import Dispatch
internal import Domain
internal import Foundation
internal import GRDB

/// Questions that are answered again whenever the answer changes.
///
/// Our own commits are told to it. For those of other processes it looks at `PRAGMA data_version`
/// on a connection of its own, five times a second, and only while someone watches.
final class Watching: @unchecked Sendable {
  private struct Watcher {
    var question: Question
    var stream: AsyncStream<Answer>.Continuation
    var last: Answer?
  }

  private let queue = DispatchQueue(label: "shopbell.watching", qos: .userInitiated)
  private let path: String?
  private let glimpse: @Sendable (Question) throws -> Answer?
  private let answer: @Sendable (Question) throws -> Answer

  // Touched only on `queue`.
  private var watchers: [Int: Watcher] = [:]
  private var nextWatcher = 0
  private var isRefreshing = false
  private var notBefore = DispatchTime(uptimeNanoseconds: 0)
  private var timer: (any DispatchSourceTimer)?
  private var lookout: DatabaseQueue?
  private var version = 0

  /// `path` is that of the file others may write; `nil` where nobody else can. `glimpse` is the
  /// part of an answer that is there at once, where the whole takes its time.
  init(
    path: String?, glimpse: @escaping @Sendable (Question) throws -> Answer?,
    answer: @escaping @Sendable (Question) throws -> Answer
  ) {
    self.path = path
    self.glimpse = glimpse
    self.answer = answer
  }

  deinit {
    timer?.cancel()
    for watcher in watchers.values { watcher.stream.finish() }
  }

  /// The answers to a question.
  func watch(_ question: Question) -> AsyncStream<Answer> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { stream in
      queue.async { self.begin(question, stream) }
    }
  }

  /// A commit of ours has happened.
  func noticed() {
    queue.async { self.refreshSoon() }
  }

  // MARK: - On the queue

  private func begin(_ question: Question, _ stream: AsyncStream<Answer>.Continuation) {
    let number = nextWatcher
    nextWatcher += 1
    watchers[number] = Watcher(question: question, stream: stream)
    stream.onTermination = { [weak self] _ in
      guard let self else { return }
      queue.async { self.end(number) }
    }
    lookOut()
    answerFirst(number, question)
  }

  /// Whoever begins to watch waits for nobody: the others have had their answers.
  private func answerFirst(_ number: Int, _ question: Question) {
    if let early = try? glimpse(question) { watchers[number]?.stream.yield(early) }
    guard let now = try? answer(question) else {
      refreshSoon()
      return
    }
    watchers[number]?.last = now
    watchers[number]?.stream.yield(now)
  }

  private func end(_ number: Int) {
    watchers[number] = nil
    guard watchers.isEmpty else { return }
    timer?.cancel()
    timer = nil
    lookout = nil
  }

  private func lookOut() {
    guard let path, timer == nil else { return }
    lookout = try? Connection.aside(path, patience: 1, readOnly: true)
    version = currentVersion()
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + 0.2, repeating: 0.2, leeway: .milliseconds(20))
    timer.setEventHandler { [weak self] in self?.look() }
    timer.resume()
    self.timer = timer
  }

  private func look() {
    guard let path else { return }
    if lookout == nil { lookout = try? Connection.aside(path, patience: 1, readOnly: true) }
    guard currentVersion() != version else { return }
    refreshSoon()
  }

  private func currentVersion() -> Int {
    let found = try? lookout?.inDatabase { try Int.fetchOne($0, sql: "PRAGMA data_version") }
    return found.flatMap { $0 } ?? version
  }

  /// Several commits in a row make one round of answers: the first at once, further ones so far
  /// apart that an import is not slowed down by those who watch it.
  private func refreshSoon() {
    guard !isRefreshing, !watchers.isEmpty else { return }
    isRefreshing = true
    queue.asyncAfter(deadline: max(.now(), notBefore)) { self.refresh() }
  }

  private func refresh() {
    isRefreshing = false
    version = currentVersion()
    var answers: [Question: Answer] = [:]
    var hasFailed = false
    for (number, watcher) in watchers.sorted(by: { $0.key < $1.key }) {
      guard let now = answers[watcher.question] ?? (try? answer(watcher.question)) else {
        hasFailed = true
        continue
      }
      answers[watcher.question] = now
      guard now != watcher.last else { continue }
      watchers[number]?.last = now
      watcher.stream.yield(now)
    }
    notBefore = .now() + .milliseconds(50)
    if hasFailed { queue.asyncAfter(deadline: .now() + 1) { self.refreshSoon() } }
  }
}

import ArgumentParser
import Desk
import Domain
import Foundation
import Sockets
import Store
import Sync

/// Pulls every account and flushes the outbox.
struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Pull every account and send what waits.",
    discussion: "Without a flag it does so once; --watch goes on until it is stopped.")

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Pull and send once, then end.") var once = false
  @Flag(help: "Go on until stopped.") var watch = false
  @Option(help: "Only this account.") var account: String?

  func run() async throws {
    guard !(once && watch) else { throw Failure(.usage, "--once and --watch exclude each other") }
    let settings = try global.settings()
    let accounts = try chosen(settings)
    let store = try StoreOpening.open(global.storePath)
    let loops = Loops()
    let transport = try Networking.transport(on: loops)
    let engine = try Syncing.engine(
      store, at: global.storePath, accounts: accounts, among: settings.accounts, over: transport)
    let result = await outcome { () throws(Failure) in try await work(engine, store) }
    await transport.shutDown()
    await loops.shutDown()
    try result.get()
  }

  private func chosen(_ settings: Settings) throws(Failure) -> [AccountSettings] {
    guard !settings.accounts.isEmpty else {
      throw Failure(
        .configuration,
        "no account is set up; `shopbell account add` sets one up")
    }
    guard let account else { return settings.accounts }
    guard let found = settings.account(account) else {
      let near = Problem.nearest(to: account, among: settings.accounts.map(\.account.name))
      throw Failure(
        .usage,
        "no account is called \(account)" + (near.map { "; did you mean \($0)?" } ?? ""))
    }
    return [found]
  }

  private func work(_ engine: SyncEngine, _ store: Store) async throws(Failure) {
    let telling = Task { await tell(store) }
    defer { telling.cancel() }
    let reports: [AccountReport]
    do throws(SyncError) {
      if watch { return try await engine.run() }
      reports = try await engine.runOnce(waitingForWindowsUpTo: .seconds(15))
    } catch {
      switch error {
      case .someoneElseSyncs: throw Failure(.tryAgain, error.sentence)
      case .cannotLock: throw Failure(.cannotCreate, error.sentence)
      }
    }
    telling.cancel()
    global.output.progressEnded()
    for report in reports { say(report) }
    try judge(reports)
  }

  private func say(_ report: AccountReport) {
    for notice in report.notices { global.output.remark("note: \(report.account): \(notice)") }
    var answer: [String: JSON] = [
      "account": .text(report.account), "fetched": .int(report.fetched),
      "sent": .int(report.sent), "failed": .int(report.failed),
      "state": .text(report.state.rawValue),
      "error": JSON(report.error.isEmpty ? nil : report.error),
    ]
    // An account that brings no orders says nothing of them.
    if let orders = report.orders { answer["orders"] = .int(orders) }
    let done =
      report.orders.map { "\(Wording.count($0, "order")) brought up to date" }
      ?? "\(report.fetched) fetched, \(report.sent) sent"
    global.output.result(
      JSON.object(answer),
      "\(report.account): \(done)"
        + (report.failed > 0 ? ", \(report.failed) failed" : "")
        + (report.error.isEmpty ? "" : " · \(report.error)"))
  }

  private func judge(_ reports: [AccountReport]) throws(Failure) {
    let failed = reports.filter { !$0.error.isEmpty }
    guard let first = failed.first else { return }
    let names = failed.map(\.account).joined(separator: ", ")
    throw Failure(
      failed.allSatisfy(\.isPassing) ? .unavailable : .notPermitted,
      "\(names) could not be synced: \(first.error)")
  }

  /// The progress of a first pull, on stderr; with --watch in plain lines as well.
  private func tell(_ store: Store) async {
    var last: [AccountName: AccountState] = [:]
    for await answer in store.watch(.accounts) {
      guard case .accounts(let states) = answer, !Task.isCancelled else { continue }
      for state in states where last[state.account] != state {
        last[state.account] = state
        if state.phase == .syncing, let remaining = state.remaining {
          global.output.progress(
            state.fetched, of: state.fetched + remaining, "of \(state.account)")
        } else if watch {
          global.output.progressEnded()
          let error = state.error.isEmpty ? "" : " · \(state.error)"
          global.output.remark("\(state.account): \(state.phase.rawValue)\(error)")
        }
      }
    }
  }
}

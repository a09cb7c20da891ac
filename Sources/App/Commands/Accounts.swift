import ArgumentParser
import ChannelKit
import Domain
import Foundation
import Mailbox
import Sockets
import Store
import Terminal

/// The accounts: what is set up, and whether it works.
struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Set up, list and test the accounts.",
    subcommands: [List.self, Add.self, Test.self], defaultSubcommand: List.self)

  /// Every account and how it is doing.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the accounts and how they are doing.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
      let settings = try global.settings()
      var states: [AccountName: AccountState] = [:]
      if FileManager.default.fileExists(atPath: global.storePath) {
        let store = try StoreOpening.read(global.storePath)
        let answer = try await storing { () throws(StoreError) in try await store.ask(.accounts) }
        if case .accounts(let known) = answer {
          states = Dictionary(known.map { ($0.account, $0) }) { $1 }
        }
      }
      let accounts = settings.accounts.map(\.account)
      for (account, columns) in zip(accounts, Self.columns(accounts)) {
        let state = states[account.name]
        let error = state?.error ?? ""
        global.output.result(
          JSON.object([
            "name": .text(account.name), "type": .text(account.type),
            "state": .text(state?.phase.rawValue ?? "idle"),
            "error": JSON(error.isEmpty ? nil : error),
          ]),
          "\(columns)  \(state?.phase.rawValue ?? "never synced")"
            + (error.isEmpty ? "" : " · \(error)"))
      }
      if settings.accounts.isEmpty {
        global.output.remark("no account yet; `shopbell account add` sets one up")
      }
    }

    /// A line for each account whose columns stand below each other; an empty column is left out.
    private static func columns(_ accounts: [Account]) -> [String] {
      let cells = accounts.map { ["\($0.name)", $0.type, $0.address] }
      let widths = (0..<3).map { column in cells.map { TextFlow.cells($0[column]) }.max() ?? 0 }
      return cells.map { row in
        zip(row, widths).filter { $1 > 0 }.map { TextFlow.pad($0, to: $1) }.joined(separator: "  ")
      }
    }
  }

  /// Signs in both ways, and changes nothing.
  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test", abstract: "Sign in to an account both ways and say what is wrong.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The account's name.") var name: String

    func run() async throws {
      let settings = try global.settings()
      guard let account = settings.account(name) else {
        let near = Problem.nearest(to: name, among: settings.accounts.map(\.account.name))
        throw Failure(
          .usage, "no account is called \(name)" + (near.map { "; did you mean \($0)?" } ?? ""))
      }
      let result = await outcome { () throws(Failure) in
        try await account.test(beside: global.storePath)
      }
      if global.json, case .failure(let failure) = result {
        global.output.json(
          JSON.object([
            "name": .text(name), "type": .text(account.account.type), "state": "failed",
            "error": .text(failure.sentence),
          ]))
      }
      let lines =
        [
          account.account.type == SettingsReading.mailbox
            ? "\(name): reading and sending both work" : "\(name): the shop answers"
        ]
        + (try result.get()).map {
          "\($0.reason); with \($0.key) = \(AccountSetup.quoted($0.value)) \($0.purpose)"
        }
      global.output.result(
        JSON.object([
          "name": .text(name), "type": .text(account.account.type), "state": "synced", "error": nil,
        ]), lines.joined(separator: "\n"))
    }
  }
}

extension AccountSettings {
  /// Signs in both ways, and changes nothing; a token that is renewed is kept beside the store.
  ///
  /// - Returns: settings that the account could do with.
  func test(beside store: String) async throws(Failure) -> [Suggestion] {
    let loops = Loops()
    let transport = try Networking.transport(on: loops)
    let result = await outcome { () throws(Failure) -> [Suggestion] in
      do throws(ChannelError) {
        let channel = try await Syncing.channel(self, beside: store, over: transport)
        guard let testable = channel as? any Testable else { return [] }
        return try await testable.test()
      } catch {
        throw Failure(error)
      }
    }
    await transport.shutDown()
    await loops.shutDown()
    return try result.get()
  }
}

extension Failure {
  /// A channel's failure as an exit status.
  init(_ error: ChannelError) {
    let status: Status =
      switch error {
      case .unreachable, .unreadable, .unsure: .unavailable
      case .slowDown, .postponed: .tryAgain
      case .signedOut: .notPermitted
      case .refused: .failed
      }
    self.init(status, error.sentence)
  }
}

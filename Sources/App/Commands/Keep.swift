import ArgumentParser
import Desk
import Domain
import Foundation
import Store

/// Makes every derived table again.
struct RebuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Make every derived table again from the event log.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let store = try StoreOpening.open(global.storePath)
    let start = Date()
    let rebuilt = try await storing { () throws(StoreError) in try await store.rebuild() }
    let seconds = (Date().timeIntervalSince(start) * 100).rounded() / 100
    global.output.result(
      JSON.object([
        "tickets": .int(rebuilt.tickets), "messages": .int(rebuilt.messages),
        "seconds": .number(seconds),
      ]),
      "\(Wording.count(rebuilt.tickets, "ticket")) and \(Wording.count(rebuilt.messages, "message")) "
        + "in \(seconds) s")
  }
}

/// Copies the whole store while others work.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the whole store to a new file, while others work.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A path where nothing is yet.") var path: String

  func run() async throws {
    let store = try StoreOpening.read(global.storePath)
    try await storing { () throws(StoreError) in try await store.backup(to: path) }
    await remember()
    global.output.remark("\(global.storePath) is copied to \(path)")
  }

  /// So that whoever erases a customer is told of it; a store that cannot be written is copied all
  /// the same.
  private func remember() async {
    let whole = URL(filePath: path).standardizedFileURL.path
    do {
      try await StoreOpening.open(global.storePath).remember(copyAt: whole)
    } catch {
      global.output.remark("the store could not note where its copy is; `erase` will not name it")
    }
  }
}

import ArgumentParser
import Domain
import Foundation
import Sockets

/// The terminal inbox.
struct OpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open the inbox (the same as no subcommand at all).")

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Do not sync in the background.") var offline = false
  @Flag(help: PlainTerminal.help) var plain = false

  func run() async throws {
    if FirstRun.isDue(global), try await !FirstRun.run(global) {
      let demo = try DemoCommand.parse([])
      return try await demo.run()
    }
    let settings = try global.settings()
    let store = try StoreOpening.open(global.storePath)
    let loops = Loops()
    let transport = try Networking.transport(on: loops)
    let engine =
      offline || settings.accounts.isEmpty
      ? nil
      : try Syncing.engine(
        store, at: global.storePath, accounts: settings.accounts, among: settings.accounts,
        over: transport)
    let session = DeskSession(
      settings: settings, store: store, engine: engine,
      history: .beside(global.storePath), isColourful: !global.noColor,
      isPlain: PlainTerminal.isWanted(plain))
    let result = await outcome { () throws(Failure) in try await session.run() }
    await transport.shutDown()
    await loops.shutDown()
    try result.get()
  }
}

/// The network as commands open it.
enum Networking {
  /// The real transport.
  static func transport(on loops: Loops) throws(Failure) -> LiveTransport {
    do { return try LiveTransport(on: loops) } catch {
      throw Failure(.configuration, "\(error)")
    }
  }
}

/// What an asynchronous act comes to, kept until what it used is put away.
func outcome<Value>(_ act: () async throws(Failure) -> Value) async -> Result<Value, Failure> {
  do throws(Failure) { return .success(try await act()) } catch { return .failure(error) }
}

import Foundation
import Glibc
import TestKit

/// The demo of the real program, with a store that others can look at.
struct DemoProgram {
  let folder: TestFolder

  init() throws { folder = try TestFolder("story") }

  func remove() { folder.remove() }

  /// The store of the demo.
  var store: String { folder["store.sqlite"] }

  /// What the program finds around it.
  var environment: [String: String] { ShopbellProgram.environment(home: folder.path) }

  /// The demo as one types it.
  var command: String { "\(ShopbellProgram.path) demo --store \(store)" }

  /// Runs a test with the demo alone in a terminal.
  static func with(
    columns: Int = 80, rows: Int = 24, _ test: (Tmux, DemoProgram) async throws -> Void
  ) async throws {
    let demo = try DemoProgram()
    defer { demo.remove() }
    try await Tmux.with(
      columns: columns, rows: rows, environment: demo.environment, ShopbellProgram.path,
      ["demo", "--store", demo.store]
    ) { desk in try await test(desk, demo) }
  }

  /// Runs a test with a shell in a terminal, which starts the demo.
  static func withShell(_ test: (Tmux, DemoProgram) async throws -> Void) async throws {
    let demo = try DemoProgram()
    defer { demo.remove() }
    var environment = demo.environment
    environment["PS1"] = "$ "
    try await Tmux.with(environment: environment, "/bin/sh") { desk in
      try await desk.sees("$")
      try await test(desk, demo)
    }
  }

  /// Runs another shopbell on the demo's store to its end.
  func shopbell(_ words: String...) async throws -> Ending {
    try await run(
      ShopbellProgram.path, words + ["--store", store], environment: environment)
  }

  /// A row of `outbox list`.
  struct Waiting: Decodable, Equatable {
    var state: String
  }

  /// What waits to leave, and also what has left or was taken back where `all` is wanted.
  func outbox(all: Bool = false) async throws -> [Waiting] {
    let ending = try await run(
      ShopbellProgram.path,
      ["outbox", "list", "--json", "--store", store] + (all ? ["--all"] : []),
      environment: environment)
    return try ending.out.split(separator: "\n").map {
      try JSONDecoder().decode(Waiting.self, from: Data($0.utf8))
    }
  }

  /// The number of the process that shows the demo.
  func process() async throws -> pid_t {
    var found: pid_t?
    try await eventually("the demo runs") {
      let names = try FileManager.default.contentsOfDirectory(atPath: "/proc")
      found = names.compactMap { pid_t($0) }.first { process in
        let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
        let list = words.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return list.first == ShopbellProgram.path && list.last == store
      }
      return found != nil
    }
    guard let found else { throw Overdue(what: "the demo runs") }
    return found
  }
}

import Foundation
import Processes
import Testing
import Wire

struct ProgramTests {
  @Test func argumentsAreNeverReadByAShell() async throws {
    let outcome = try await Program("printf", ["%s|", "a b", "$(id)", "; ls", ""]).run()
    #expect(String(decoding: outcome.output, as: UTF8.self) == "a b|$(id)|; ls||")
    #expect(outcome.status == 0)
  }

  @Test func inputOutputComplaintAndStatusComeBack() async throws {
    let outcome = try await Program("sh", ["-c", "cat; echo bad >&2; exit 3"])
      .run(input: Array("in".utf8))
    #expect(outcome.status == 3)
    #expect(outcome.output == Array("in".utf8))
    #expect(outcome.complaint == Array("bad\n".utf8))
  }

  /// More than a pipe holds, and nobody reads it.
  @Test(arguments: [["true"], ["sh", "-c", "read line; exit 0"], ["sleep", "60"]])
  func whatIsNotReadHarmsNobody(_ words: [String]) async throws {
    let program = Program(
      words[0], Array(words.dropFirst()),
      deadline: words[0] == "sleep" ? .milliseconds(200) : .seconds(20))
    let input = Array(repeating: UInt8(ascii: "x"), count: 3_000_000)
    do throws(ProgramError) {
      let outcome = try await program.run(input: input + [0x0A])
      #expect(outcome.status == 0)
    } catch {
      #expect(error == .timedOut("sleep"))
    }
  }

  @Test func allOfALongInputArrives() async throws {
    let input = Array(repeating: UInt8(ascii: "x"), count: 3_000_000)
    let outcome = try await Program("wc", ["-c"]).run(input: input)
    #expect(String(decoding: outcome.output, as: UTF8.self).contains("3000000"))
  }

  @Test func whatHangsIsEnded() async {
    let error = await #expect(throws: ProgramError.self) {
      try await Program("sleep", ["60"], deadline: .milliseconds(100)).run()
    }
    #expect(error == .timedOut("sleep"))
  }

  @Test func whatHangsWithAChildIsEnded() async {
    let error = await #expect(throws: ProgramError.self) {
      try await Program("sh", ["-c", "sleep 20 & sleep 20"], deadline: .milliseconds(100)).run()
    }
    #expect(error == .timedOut("sh"))
  }

  @Test func whatPrintsWithoutEndIsEnded() async {
    let error = await #expect(throws: ProgramError.self) {
      try await Program("yes", deadline: .seconds(20), outputLimit: 1_000).run()
    }
    #expect(error == .printedTooMuch("yes", limit: 1_000))
  }

  @Test(arguments: ["no-such-program-here", "/no/such/program"])
  func whatIsNotThereIsNamed(_ name: String) async {
    let error = await #expect(throws: ProgramError.self) { try await Program(name).run() }
    #expect(error == .notFound(name))
  }

  @Test func aSignalIsTold() async {
    let error = await #expect(throws: ProgramError.self) {
      try await Program("sh", ["-c", "kill -9 $$"]).run()
    }
    #expect(error == .killed("sh", signal: 9))
  }

  @Test func whatRunsApartHasASessionOfItsOwnAndNoTerminal() async throws {
    let script = "ps -o sid= -p $$ | tr -d ' '; echo $$ $TERM$TMUX; (: < /dev/tty) 2>&1 | wc -l"
    let outcome = try await Program("sh", ["-c", script], isApart: true).run()
    let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3 && lines[1] == "\(lines[0]) dumb", "\(lines)")
    #expect(lines.last != "0")
  }

  @Test func anEditorGetsDefaultSignalsWhileWeIgnoreThem() async throws {
    #expect(try await Program("sh", ["-c", "kill -INT $$; exit 7"]).runInterruptible() == 2)
    #expect(try await Program("sh", ["-c", "exit 5"]).runInTerminal() == 5)
  }
}

extension Program {
  /// Runs as an editor would and returns the signal that ended it.
  fileprivate func runInterruptible() async throws -> Int {
    do {
      return try await runInTerminal()
    } catch ProgramError.killed(_, let signal) {
      return signal
    }
  }
}

struct SecretSourceTests {
  private func read(
    _ source: SecretSource, environment: [String: String] = [:]
  ) async -> Result<Secret, ProgramError> {
    do throws(ProgramError) {
      return .success(try await source.read(environment: environment, within: .seconds(60)))
    } catch {
      return .failure(error)
    }
  }

  @Test func aCommandsOneLineIsTheSecret() async {
    #expect(await read(.command(["printf", "hunter 2\\n"])) == .success(Secret("hunter 2")))
    #expect(await read(.command(["printf", "hunter2"])) == .success(Secret("hunter2")))
  }

  @Test(arguments: [
    (["printf", "hunter2\\nsecond"], "more than one line"), (["true"], "no secret"),
    (["sh", "-c", "echo hunter2; exit 1"], "failed with status 1"), ([], "is empty"),
    (["printf", "\\377"], "UTF-8"),
  ])
  func aCommandThatFailsIsNamedAndShowsNothing(_ words: [String], _ reason: String) async {
    guard case .failure(let error) = await read(.command(words)) else {
      Issue.record("a secret came out")
      return
    }
    #expect(error.description.contains(reason))
    #expect(!error.description.contains("hunter2"))
  }

  @Test func aCommandThatHangsIsEnded() async {
    await #expect(throws: ProgramError.timedOut("sleep")) {
      try await SecretSource.command(["sleep", "60"]).read(
        environment: [:], within: .milliseconds(100))
    }
  }

  @Test func theEnvironmentIsHandedIn() async {
    #expect(
      await read(.environment("PW"), environment: ["PW": "hunter2"]) == .success(Secret("hunter2")))
    guard case .failure(let error) = await read(.environment("PW")) else { return }
    #expect(error.description.contains("PW is not set"))
  }

  @Test(arguments: [(0o600, true), (0o400, true), (0o644, false), (0o660, false)])
  func aFileMustBeItsOwnersOnly(_ mode: Int, _ isFine: Bool) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("hunter2\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path())
    switch await read(.file(file.path())) {
    case .success(let secret):
      #expect(isFine)
      #expect(secret == Secret("hunter2"))
    case .failure(let error):
      #expect(!isFine)
      #expect(error.description.contains("chmod 600"))
    }
  }
}

import Foundation
import Subprocess
import SystemPackage

/// Another program with its arguments; never a shell, so that no argument is read as a command.
package struct Program: Hashable, Sendable {
  /// The program's name (looked up in `PATH`) or path.
  package var name: String
  /// What follows the name, each passed on as it is.
  package var arguments: [String]
  /// The longest it may run; it is killed then.
  package var deadline: Duration
  /// The most bytes it may print, on each of its two outputs; it is killed beyond that.
  package var outputLimit: Int
  /// It finds no terminal, neither ours nor a name of one: it can write to none and ask it nothing.
  package var isApart: Bool

  /// A program; 30 seconds and 1 MB unless said otherwise.
  package init(
    _ name: String, _ arguments: [String] = [], deadline: Duration = .seconds(30),
    outputLimit: Int = 1 << 20, isApart: Bool = false
  ) {
    self.name = name
    self.arguments = arguments
    self.deadline = deadline
    self.outputLimit = outputLimit
    self.isApart = isApart
  }

  /// What a program left behind.
  package struct Outcome: Hashable, Sendable {
    /// 0 where all is well, else the program's own number.
    package var status: Int
    /// Its standard output.
    package var output: [UInt8]
    /// Its standard error.
    package var complaint: [UInt8]

    /// What was left behind.
    package init(status: Int, output: [UInt8], complaint: [UInt8]) {
      self.status = status
      self.output = output
      self.complaint = complaint
    }
  }
}

/// Why a program brought nothing; each case names the program and says what to do.
package enum ProgramError: Error, Hashable, Sendable {
  /// There is no such program. A person must install it or correct its name.
  case notFound(String)
  /// The system could not start it, so that nothing of it has happened.
  case notStarted(String, reason: String)
  /// It did not end in time and was killed.
  case timedOut(String)
  /// It printed more than allowed and was killed.
  case printedTooMuch(String, limit: Int)
  /// A signal ended it.
  case killed(String, signal: Int)
  /// It could not be started or watched.
  case failed(String, reason: String)
  /// A secret could not be read from where it is kept. A person must look there.
  case noSecret(reason: String)
}

extension ProgramError: CustomStringConvertible {
  /// A sentence for people, without any output of the program.
  package var description: String {
    switch self {
    case .notFound(let name): "\(name): there is no such program"
    case .notStarted(let name, let reason): "\(name) cannot be started: \(reason)"
    case .timedOut(let name): "\(name) did not end in time"
    case .printedTooMuch(let name, let limit): "\(name) printed more than \(limit) bytes"
    case .killed(let name, let signal): "\(name) was ended by signal \(signal)"
    case .failed(let name, let reason): "\(name): \(reason)"
    case .noSecret(let reason): reason
    }
  }
}

// MARK: - Running

extension Program {
  /// Runs to the end, `input` on its standard input.
  ///
  /// A status other than 0 is an outcome, not an error. When the task is cancelled the program is
  /// killed and `.failed` thrown.
  package func run(input: [UInt8] = []) async throws(ProgramError) -> Outcome {
    do {
      return try await withThrowingTaskGroup(of: Outcome?.self) { group in
        group.addTask { try await collect(input: input) }
        group.addTask {
          try await Task.sleep(for: deadline)
          return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let outcome = first else {
          throw ProgramError.timedOut(name)
        }
        return outcome
      }
    } catch {
      throw translated(error)
    }
  }

  private func collect(input: [UInt8]) async throws -> Outcome {
    var options = PlatformOptions()
    // A new session has no terminal: /dev/tty cannot be opened in it.
    options.createSession = isApart
    let names: [Environment.Key: String?] = ["TERM": "dumb", "TMUX": nil, "STY": nil]
    let file = try held(input)
    defer { try? file.close() }
    let result = try await Subprocess.run(
      executable, arguments: Arguments(arguments),
      environment: isApart ? .inherit.updating(names) : .inherit, platformOptions: options,
      input: .fileDescriptor(file, closeAfterSpawningProcess: false),
      output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
    return Outcome(
      status: try status(of: result.terminationStatus), output: result.standardOutput,
      complaint: result.standardError)
  }

  /// The input in a file without a name, in memory where there is such a place.
  ///
  /// swift-subprocess 1.0 ends our own process where it writes into a pipe that the program does not
  /// read to its end; a file waits for nobody.
  private func held(_ input: [UInt8]) throws(ProgramError) -> FileDescriptor {
    for folder in ["/dev/shm", NSTemporaryDirectory()] {
      var path = Array("\(folder)/shopbell-XXXXXX".utf8CString)
      let number = mkstemp(&path)
      guard number >= 0 else { continue }
      unlink(path)
      _ = fcntl(number, F_SETFD, FD_CLOEXEC)
      let file = FileDescriptor(rawValue: number)
      do {
        try file.writeAll(input)
        try file.seek(offset: 0, from: .start)
        return file
      } catch {
        try? file.close()
      }
    }
    throw .notStarted(name, reason: "there is no room for what it is to read")
  }

  /// Runs with our own terminal, for an editor; returns its status.
  ///
  /// There is no deadline: a person is working in it. Meanwhile Ctrl-C and Ctrl-\ reach the
  /// program only, not us.
  package func runInTerminal() async throws(ProgramError) -> Int {
    do {
      let (interrupt, quit) = (signal(SIGINT, SIG_IGN), signal(SIGQUIT, SIG_IGN))
      defer {
        signal(SIGINT, interrupt)
        signal(SIGQUIT, quit)
      }
      let result = try await Subprocess.run(
        executable, arguments: Arguments(arguments), input: .currentStandardInput,
        output: .currentStandardOutput, error: .currentStandardError)
      return try status(of: result.terminationStatus)
    } catch {
      throw translated(error)
    }
  }

  private var executable: Executable {
    name.contains("/") ? .path(FilePath(name)) : .name(name)
  }

  private func status(of end: TerminationStatus) throws(ProgramError) -> Int {
    switch end {
    case .exited(let code): return Int(code)
    case .signaled(let signal): throw .killed(name, signal: Int(signal))
    }
  }

  private func translated(_ error: any Error) -> ProgramError {
    switch error {
    case let known as ProgramError:
      return known
    case is CancellationError:
      return .failed(name, reason: "cancelled")
    case let error as SubprocessError:
      if error.code == .executableNotFound { return .notFound(name) }
      if error.code == .spawnFailed { return .notStarted(name, reason: error.description) }
      if error.code == .outputLimitExceeded { return .printedTooMuch(name, limit: outputLimit) }
      return .failed(name, reason: error.description)
    default:
      return .failed(name, reason: "\(error)")
    }
  }
}

import Domain
import Foundation
import Glibc
import Terminal

/// The terminal as it was before letters were hidden.
nonisolated(unsafe) private var letters = termios()

/// Questions on the terminal; their answers may also come from a pipe, a line each.
enum Asking {
  /// Where answers come from and questions go.
  struct Console: Sendable {
    /// The next line that is typed; `nil` at the end.
    var line: @Sendable () -> String?
    /// Shows a question or a remark.
    var say: @Sendable (String) -> Void
    /// Standard input is what lines are read from.
    var isStandard = false
  }

  /// Standard input and error, unless a test answers.
  @TaskLocal static var console = Console(
    line: { readLine() }, say: { FileHandle.standardError.write(Data($0.utf8)) }, isStandard: true)

  /// Someone sits there who can be asked again.
  static var isAtTerminal: Bool { console.isStandard && isatty(STDIN_FILENO) != 0 }

  /// What is given, or one line; an empty one means `otherwise`.
  ///
  /// - Parameter check: what is wrong with an answer; at a terminal it is told and asked again.
  static func line(
    _ given: String?, _ question: String, otherwise: String? = nil, flag: String,
    check: (String) -> String? = { _ in nil }
  ) throws(Failure) -> String {
    if let given {
      if let mistake = check(given) { throw Failure(.usage, mistake) }
      return given
    }
    while true {
      say(otherwise.map { "\(question) [\($0)]: " } ?? "\(question): ")
      guard let typed = console.line()?.trimmingCharacters(in: .whitespaces) else {
        throw Failure(.usage, "\(subject(of: question)) is not said; give \(flag)")
      }
      guard let answer = typed.isEmpty ? otherwise : typed else { continue }
      guard let mistake = check(answer) else { return answer }
      guard isAtTerminal else { throw Failure(.usage, mistake) }
      say("  \(mistake)\n")
    }
  }

  /// Yes or no, where an empty line means yes; no where nobody answers.
  static func agrees(_ question: String) -> Bool {
    say("\(question) [Y/n]: ")
    let answer = console.line()?.trimmingCharacters(in: .whitespaces).lowercased()
    guard let answer else {
      say("\n")
      return false
    }
    return answer.isEmpty || answer.hasPrefix("y")
  }

  /// Tells what did not work, and whether it is to be tried again.
  static func again(after sentence: String) throws(Failure) -> Bool {
    say("\n\(sentence)\n")
    return try !line(nil, "Enter asks again, q leaves", otherwise: "again", flag: "an answer")
      .lowercased().hasPrefix("q")
  }

  /// One line that is not shown while it is typed.
  static func secret(
    _ question: String, flag: String, mayBeEmpty: Bool = false
  ) throws(Failure) -> String {
    var before = termios()
    let isTerminal = console.isStandard && tcgetattr(STDIN_FILENO, &before) == 0
    if isTerminal {
      // Who leaves with Ctrl-C sees again what they type.
      letters = before
      signal(SIGINT) { _ in
        tcsetattr(STDIN_FILENO, TCSANOW, &letters)
        _exit(130)
      }
      var silent = before
      silent.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }
    defer {
      if isTerminal {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
        signal(SIGINT, SIG_DFL)
        say("\n")
      }
    }
    say("\(question): ")
    let answer = console.line()
    if let answer, mayBeEmpty || !answer.isEmpty { return answer }
    throw Failure(.usage, "the \(subject(of: question)) is not said; give \(flag)")
  }

  /// What a question asks for: its last line explains nothing, and is the question itself.
  private static func subject(of question: String) -> String {
    let line = question.split(separator: "\n").last ?? ""
    return line.split(separator: ",").first.map { $0.lowercased() } ?? "answer"
  }

  static func say(_ text: String) {
    console.say(TextFlow.clean(text))
  }
}

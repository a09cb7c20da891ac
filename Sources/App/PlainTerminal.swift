import ArgumentParser
import Foundation
import Glibc
import Runtime

/// A terminal that can only write on, or none at all: lines are read at prompts and written one
/// after the other, without any escape sequence.
enum PlainTerminal {
  static var help: ArgumentHelp {
    "Lines at prompts instead of a screen; also where the terminal is dumb or there is none."
  }

  /// Whether lines are to be spoken: asked for, or nothing else is possible.
  static func isWanted(_ isAsked: Bool) -> Bool {
    let kind = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return isAsked || kind.isEmpty || kind == "dumb" || isatty(0) == 0 || isatty(1) == 0
  }

  /// Standard input and output as a teletype.
  static var teletype: LinearRuntime.Teletype {
    // A line that is lost is the end of the input: what is begun is kept and sync ends in order.
    signal(SIGHUP, SIG_IGN)
    let isTyped = isatty(0) != 0
    return LinearRuntime.Teletype(
      read: readLine, write: write, echoes: !isTyped,
      ring: { if isatty(1) != 0 { write("\u{07}") } })
  }

  /// Reads on a thread of its own: it may wait for hours.
  @Sendable private static func readLine() async -> String? {
    await withCheckedContinuation { done in
      Foundation.Thread.detachNewThread {
        done.resume(returning: Swift.readLine(strippingNewline: true))
      }
    }
  }

  @Sendable private static func write(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
  }
}

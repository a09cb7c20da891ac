import ChannelKit
import Domain
import Processes
import Wire

/// Starts the program for each line.
struct ExecDoor: LineDoor {
  let account: AccountName
  let program: Program
  let secret: Secret?
  let run: ExecChannel.Runner

  var name: String { "the program of \(account)" }

  func exchange(_ line: [UInt8], isRepeatable: Bool) async throws(ChannelError) -> [UInt8] {
    guard !Task.isCancelled else { throw .unreachable(reason: "\(name): cancelled") }
    let outcome: Program.Outcome
    do throws(ProgramError) {
      outcome = try await run(program, line)
    } catch {
      switch error {
      case .notFound, .notStarted, .noSecret: throw .unreachable(reason: error.description)
      case .printedTooMuch where isRepeatable: throw .unreadable(excerpt: error.description)
      case .timedOut, .killed, .failed, .printedTooMuch:
        throw isRepeatable
          ? .unreachable(reason: error.description) : .unsure(reason: error.description)
      }
    }
    // An answer that tells what is wrong counts whatever the status is.
    if outcome.status == 0 || (try? LineAnswer(reading: outcome.output))?.isError == true {
      return outcome.output
    }
    let complaint = LineTalk.line(
      String(decoding: outcome.complaint.suffix(400), as: UTF8.self), without: secret)
    throw lost(
      "ended with status \(outcome.status)" + (complaint.isEmpty ? "" : ": \(complaint)"),
      isRepeatable: isRepeatable)
  }
}

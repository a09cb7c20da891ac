package import Domain

/// Why a command ends without success: one sentence for a person, and the exit status of
/// sysexits.h that scripts read.
package struct Failure: Error, Hashable {
  /// The exit statuses of the command line's contract.
  package enum Status: Int32, Hashable, Sendable {
    case failed = 1
    case usage = 64
    case malformedInput = 65
    case unavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    case tryAgain = 75
    case notPermitted = 77
    case configuration = 78
  }

  /// The exit status.
  package var status: Status
  /// What went wrong, where, and what to do; may be several lines, one a problem.
  package var sentence: String

  /// A failure.
  package init(_ status: Status, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  /// Mistakes in something a person wrote, one line each.
  package init(_ status: Status, _ problems: [Problem]) {
    self.init(status, problems.map(\.description).joined(separator: "\n"))
  }
}

/// Why there can be no full screen here; the agent is given the linear mode instead.
package enum CursesError: Error, Hashable, Sendable {
  /// Standard input or output is a file or a pipe.
  case noTerminal
  /// `TERM` is `dumb` or not set.
  case dumbTerminal
  /// There is no description of this `TERM` on this host. The agent sets another one.
  case unknownTerminal(String)
  /// The process has a screen already. A developer must look.
  case alreadyOpen
  /// The system has no thread or no pipe left.
  case outOfResources
}

extension CursesError: CustomStringConvertible {
  /// What happened and what to do, in a sentence.
  package var description: String {
    switch self {
    case .noTerminal:
      "Standard input and output are not a terminal, so there is no screen to draw on."
    case .dumbTerminal:
      "TERM is not set or is \"dumb\", so this terminal cannot show a full screen."
    case .unknownTerminal(let name):
      "This host does not know the terminal \"\(name)\"; try TERM=xterm-256color."
    case .alreadyOpen: "The screen is already open."
    case .outOfResources: "The system gave us no thread or no pipe for the screen."
    }
  }
}

import Foundation
import Glibc

/// The first time: nothing is configured and nothing is kept, and someone sits at a terminal.
enum FirstRun {
  /// Whether it is the first time.
  static func isDue(_ global: GlobalOptions) -> Bool {
    let files = FileManager.default
    return global.config == nil && isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0
      && !files.fileExists(atPath: Places.current.configuration)
      && !files.fileExists(atPath: global.storePath)
  }

  /// Asks for shop and mailbox, and saves what works.
  /// - Returns: false where the sample shop is wanted instead.
  static func run(_ global: GlobalOptions) async throws -> Bool {
    Asking.say(
      """
      Welcome to shopbell. A few questions, then your inbox.
      Nothing is saved before the mailbox has been tried; Ctrl-C leaves.


      """)
    do {
      let wizard = AccountWizard(global: global, offersDemo: true)
      let name = try await wizard.run()
      Asking.say("\(name) is set up in \(wizard.path). Opening the inbox …\n")
      return true
    } catch is AccountWizard.WantsDemo {
      return false
    }
  }
}

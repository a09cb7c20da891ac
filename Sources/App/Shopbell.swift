import ArgumentParser
import Domain
import Foundation

/// The whole command line: with no subcommand it opens the inbox.
struct Shopbell: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shopbell",
    abstract: "The unified inbox for online shops, in the terminal.",
    discussion: """
      With no subcommand it opens the inbox over your store and syncs in the background. New here? \
      `shopbell demo` shows the whole product on a sample shop, with no account and no network.
      """,
    version: version,
    subcommands: [
      OpenCommand.self, DemoCommand.self, ImportCommand.self, ImportOrdersCommand.self,
      SyncCommand.self, SearchCommand.self, CountCommand.self, ShowCommand.self, TagCommand.self,
      AssignCommand.self, StatusCommand.self, SnoozeCommand.self, MergeCommand.self,
      SplitCommand.self, LinkCommand.self, CustomerCommand.self, JoinCommand.self,
      NoteCommand.self, UndoCommand.self, RedoCommand.self,
      LogCommand.self,
      ReplyCommand.self,
      OutboxCommand.self, TemplateCommand.self, InspectCommand.self, AccountCommand.self,
      AuditCommand.self, DoctorCommand.self, RebuildCommand.self, BackupCommand.self,
      RestoreCommand.self,
      RepairCommand.self, EraseCommand.self, RetainCommand.self, ExportCommand.self,
      DumpCommand.self, LoadCommand.self, ManualCommand.self, ChannelsCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  /// The version that `--version` prints and the changelog heads.
  static let version = "0.1.0"

  /// What may stand behind `shopbell`.
  static var commandNames: [String] { configuration.subcommands.map { $0._commandName } }
}

/// The door that the executable opens.
package enum App {
  /// Runs the command line of this process and ends it with the right status.
  package static func main() async -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    signal(SIGPIPE, SIG_IGN)
    do {
      if let failure = unknownCommand(in: arguments) { throw failure }
      var command = try Shopbell.parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      exit(0)
    } catch let failure as Failure {
      Output.complain(failure.sentence)
      exit(failure.status.rawValue)
    } catch {
      end(with: error)
    }
  }

  /// Ends as the parser of the command line wants it. Its complaints repeat what was typed, which a
  /// script may have taken from a customer's mail; help and completion scripts are our own words.
  private static func end(with error: any Error) -> Never {
    let status = Shopbell.exitCode(for: error)
    guard !status.isSuccess else { Shopbell.exit(withError: error) }
    let words = Shopbell.fullMessage(for: error)
    if !words.isEmpty { Output.tell(words) }
    exit(status.rawValue)
  }

  /// A first word that is no command: the parser would take it for an argument of the inbox.
  private static func unknownCommand(in arguments: [String]) -> Failure? {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return nil }
    let names = Shopbell.commandNames
    guard !names.contains(word) else { return nil }
    let near = Problem.nearest(to: word, among: names)
    let remedy = near.map { "did you mean `shopbell \($0)`?" } ?? "`shopbell help` lists them all"
    return Failure(.usage, "there is no command `\(word)`; \(remedy)")
  }
}

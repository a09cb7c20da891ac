import ArgumentParser
import Domain
import Foundation

extension AccountCommand {
  /// Sets up a mailbox by asking what is not said on the command line.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Set up a mailbox: asks, tries it, and only then saves.",
      discussion: """
        What is not given here is asked for. The connection is tried before anything is saved. A \
        password that is typed goes into a file of its own that only you can read; a command that \
        prints it is better: answer with ! and the command.
        """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "What to call it; otherwise the address's first part.") var name: String?
    @Option(help: "The address customers write to.") var address: String?
    @Option(help: "The IMAP server: mail.example, mail.example:993 or imaps://….")
    var imap: String?
    @Option(help: "The SMTP server, likewise.") var smtp: String?
    @Option(help: "The environment variable with the password.") var secretEnv: String?
    @Option(help: "The file with the password, readable by you only.") var secretFile: String?
    @Option(help: "The file with the authority of the servers' certificates, if it is your own.")
    var ca: String?
    @Option(help: "The shop's name, for a new configuration.") var shop: String?
    @Option(help: "The shop's time zone, for a new configuration.") var timezone: String?
    @Flag(help: "Save without trying the connection.") var noTest = false

    func run() async throws {
      let wizard = AccountWizard(
        given: AccountWizard.Given(
          name: name, address: address, imap: imap, smtp: smtp, secretEnv: secretEnv,
          secretFile: secretFile, shop: shop, timezone: timezone, ca: ca), global: global,
        tries: !noTest)
      let name = try await wizard.run()
      global.output.result(
        JSON.object([
          "name": .text(name), "type": "mail", "state": noTest ? "idle" : "synced",
          "error": nil,
        ]), "\(name) is set up in \(wizard.path); `shopbell` opens the inbox")
    }
  }
}

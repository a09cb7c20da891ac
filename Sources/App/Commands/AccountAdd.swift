import ArgumentParser
import ChannelKit
import Domain
import Foundation

extension AccountCommand {
  /// Sets up a mailbox or a shop by asking what is not said on the command line.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Set up a mailbox or a shop: asks, tries it, and only then saves.",
      discussion: """
        What is not given here is asked for. The connection is tried before anything is saved. A \
        password that is typed goes into a file of its own that only you can read; a command that \
        prints it is better: answer with ! and the command. A shop's settings are given with --set \
        key=value; docs/channels.md lists them.
        """)

    @OptionGroup var global: GlobalOptions
    @Argument(
      help: ArgumentHelp(
        "What to call it; otherwise the address's first part.", valueName: "name"))
    var called: String?
    @Option(help: "The same, by name.") var name: String?
    @Option(help: "What it is: mail, woocommerce, shopify, ….") var type = "mail"
    @Option(help: ArgumentHelp("A setting of it; any number.", valueName: "key=value"))
    var set: [String] = []
    @Option(help: "The address customers write to.") var address: String?
    @Option(help: "The IMAP server: mail.example, mail.example:993 or imaps://….")
    var imap: String?
    @Option(help: "The SMTP server, likewise.") var smtp: String?
    @Option(help: "The environment variable with the password.") var secretEnv: String?
    @Option(help: "The file with the password, readable by you only.") var secretFile: String?
    @Option(help: "The environment variable with the other secret, where a channel needs two.")
    var secondSecretEnv: String?
    @Option(help: "The file with the other secret, readable by you only.")
    var secondSecretFile: String?
    @Option(help: "The file with the authority of the servers' certificates, if it is your own.")
    var ca: String?
    @Option(help: "The shop's name, for a new configuration.") var shop: String?
    @Option(help: "The shop's time zone, for a new configuration.") var timezone: String?
    @Flag(help: "Save without trying the connection.") var noTest = false

    func run() async throws {
      let profile = try Catalogue.profile(called: type)
      let isShop = profile.type != SettingsReading.mailbox
      let values = try profile.settings(from: set)
      let wizard = AccountWizard(
        given: AccountWizard.Given(
          name: called ?? name, address: address ?? values["address"], imap: imap ?? values["imap"],
          smtp: smtp ?? values["smtp"], secretEnv: secretEnv, secretFile: secretFile,
          secondSecretEnv: secondSecretEnv, secondSecretFile: secondSecretFile, shop: shop,
          timezone: timezone, ca: ca ?? values["ca"]), global: global, tries: !noTest)
      let name =
        isShop
        ? try await ShopWizard(wizard: wizard, profile: profile, values: values).run()
        : try await wizard.run()
      global.output.result(
        JSON.object([
          "name": .text(name), "type": .text(type), "state": noTest ? "idle" : "synced",
          "error": nil,
        ]), "\(name) is set up in \(wizard.path); `shopbell` opens the inbox")
    }
  }
}

// MARK: - What is said on the command line

extension Catalogue {
  /// What a channel is, by what someone typed.
  static func profile(called type: String) throws(Failure) -> Profile {
    if let profile = profile(type) { return profile }
    throw Failure(
      .usage,
      "no channel is called \(type)\(Profile.meant(type, among: types)) Known: "
        + types.joined(separator: ", "))
  }
}

extension Profile {
  /// Settings as `key=value`.
  func settings(from pairs: [String]) throws(Failure) -> [String: String] {
    let isShop = type != SettingsReading.mailbox
    let keys = isShop ? fields.map(\.key) : ["address", "imap", "smtp", "ca"]
    var values: [String: String] = [:]
    for pair in pairs {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        throw Failure(.usage, "--set takes key=value, not \(sides.first ?? pair)")
      }
      if ["secret", "password", "token", "api_key", second?.key].contains(sides[0]) {
        let flag = sides[0] == second?.key ? "--second-secret" : "--secret"
        throw Failure(
          .usage,
          "a secret does not stand on a command line, where others see it; "
            + "give \(flag)-file or \(flag)-env")
      }
      guard keys.contains(sides[0]) else {
        throw Failure(
          .usage,
          "\(type) has no setting \(sides[0])\(Self.meant(sides[0], among: keys)) Known: "
            + keys.joined(separator: ", "))
      }
      values[sides[0]] = sides[1]
    }
    return values
  }

  fileprivate static func meant(_ word: String, among known: [String]) -> String {
    Problem.nearest(to: word, among: known).map { ", did you mean \($0)?" } ?? "."
  }
}

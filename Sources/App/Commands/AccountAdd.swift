import ArgumentParser
import Domain
import Foundation
import Glibc
import Wire

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
    @Option(help: "The shop's name, for a new configuration.") var shop: String?
    @Option(help: "The shop's time zone, for a new configuration.") var timezone: String?
    @Flag(help: "Save without trying the connection.") var noTest = false

    func run() async throws {
      let path = global.config ?? Places.current.configuration
      let isNew = !FileManager.default.fileExists(atPath: path)
      let old = isNew ? nil : try InputReading.file(path)
      // Nothing is added behind a mistake.
      let known = isNew ? Settings.none(environment: [:]) : try global.settings()
      let head = try isNew ? askForShop() : AccountSetup.Shop(name: "", zone: "", agent: "")
      var kept: [String] = []
      do {
        let setup = try askForMailbox(beside: known, path: path, keeping: &kept)
        let text = setup.configuration(after: old, head)
        let settings = try SettingsReading.read(
          text, path: path, environment: Places.current.environment)
        guard let account = settings.account(setup.name) else {
          throw Failure(.configuration, "\(path): the account \(setup.name) is not in it")
        }
        if !noTest {
          global.output.remark("trying \(setup.address) …")
          try await account.test(beside: global.storePath)
        }
        try PrivateFile.write(text, to: path)
        global.output.result(
          JSON.object([
            "name": .text(setup.name), "type": "mail", "state": noTest ? "idle" : "synced",
            "error": nil,
          ]), "\(setup.name) is set up in \(path); `shopbell` opens the inbox")
      } catch {
        for file in kept { try? FileManager.default.removeItem(atPath: file) }
        let remark = "nothing was saved"
        guard let failure = error as? Failure else { throw error }
        throw Failure(failure.status, "\(failure.sentence); \(remark)")
      }
    }

    private func askForShop() throws(Failure) -> AccountSetup.Shop {
      let here = TimeZone.current.identifier
      let login = ProcessInfo.processInfo.environment["USER"] ?? "me"
      return AccountSetup.Shop(
        name: try Asking.line(shop, "Shop name", otherwise: "My shop", flag: "--shop"),
        zone: try Asking.line(timezone, "Time zone", otherwise: here, flag: "--timezone"),
        agent: login.capitalized)
    }

    private func askForMailbox(
      beside known: Settings, path: String, keeping kept: inout [String]
    ) throws(Failure) -> AccountSetup {
      let address = try Asking.line(address, "Address customers write to", flag: "--address")
      guard let at = address.lastIndex(of: "@"), at != address.startIndex,
        address[at...].dropFirst().contains(where: { $0 != "@" })
      else { throw Failure(.usage, "\(address) is no mail address") }
      let provider = MailProvider.provider(of: address, among: try MailProvider.all())
      if !provider.note.isEmpty { global.output.remark(provider.note) }
      let isKnown = !provider.domains.isEmpty
      let imap = try server(imap, "IMAP server", provider.imap, isKnown, "--imap")
      let smtp = try server(smtp, "SMTP server", provider.smtp, isKnown, "--smtp")
      let name = unused(name ?? String(address[..<at]), in: known)
      return AccountSetup(
        name: name, address: address,
        imap: try AccountSetup.server(imap, .imap, user: address),
        smtp: try AccountSetup.server(smtp, .smtp, user: address),
        filesCopies: provider.filesCopies,
        signIn: try signIn(to: provider, name, beside: path, keeping: &kept))
    }

    private func signIn(
      to provider: MailProvider, _ name: String, beside path: String,
      keeping kept: inout [String]
    ) throws(Failure) -> AccountSettings.SignIn {
      let isPassword = secretEnv != nil || secretFile != nil
      guard let oauth2 = provider.oauth2, !isPassword else {
        return .password(try secret(of: name, beside: path, keeping: &kept))
      }
      let client = try Asking.line(nil, "Client id", flag: "it on stdin, a line each question")
      let clientSecret = try Asking.secret(
        "Client secret, or ! and a command that prints it; empty for none", flag: "it on stdin",
        mayBeEmpty: true)
      let refresh = try Asking.secret(
        "Refresh token, or ! and a command that prints it", flag: "it on stdin")
      return .oauth2(
        OAuth2Settings(
          tokenURL: oauth2.tokenURL, clientID: client,
          clientSecret: clientSecret.isEmpty
            ? nil : try place(clientSecret, as: "\(name).client", beside: path, keeping: &kept),
          refreshToken: try place(refresh, as: "\(name).refresh", beside: path, keeping: &kept),
          scope: oauth2.scope))
    }

    private func server(
      _ given: String?, _ question: String, _ guess: String, _ isKnown: Bool, _ flag: String
    ) throws(Failure) -> String {
      try Asking.line(given ?? (isKnown ? guess : nil), question, otherwise: guess, flag: flag)
    }

    private func secret(
      of name: String, beside path: String, keeping kept: inout [String]
    ) throws(Failure) -> SecretSource {
      if let secretEnv { return .environment(secretEnv) }
      if let secretFile { return .file(secretFile) }
      let answer = try Asking.secret(
        "Password, or ! and a command that prints it", flag: "--secret-file or --secret-env")
      return try place(answer, as: name, beside: path, keeping: &kept)
    }

    /// Where a secret that was typed is found again: by the command it names, or in a file.
    private func place(
      _ answer: String, as name: String, beside path: String, keeping kept: inout [String]
    ) throws(Failure) -> SecretSource {
      if answer.hasPrefix("!") {
        let words = answer.dropFirst().split(separator: " ").map(String.init)
        guard !words.isEmpty else { throw Failure(.usage, "no command stands behind the !") }
        return .command(words)
      }
      let file = "secrets/\(name.filter { $0.isLetter || $0.isNumber || ".-_@".contains($0) })"
      let place = URL(filePath: path).deletingLastPathComponent().appending(path: file).path
      guard !FileManager.default.fileExists(atPath: place) else {
        throw Failure(.cannotCreate, "\(place) is there already; remove it or give --secret-file")
      }
      try PrivateFile.write(answer + "\n", to: place)
      kept.append(place)
      return .file(file)
    }

    /// The name, with a number behind it where it is taken.
    private func unused(_ name: String, in settings: Settings) -> String {
      var result = name
      var number = 2
      while settings.account(result) != nil {
        result = "\(name)-\(number)"
        number += 1
      }
      return result
    }
  }
}

/// Questions on the terminal; their answers may also come from a pipe, a line each.
enum Asking {
  /// What is given, or one line; an empty one means `otherwise`.
  static func line(
    _ given: String?, _ question: String, otherwise: String? = nil, flag: String
  ) throws(Failure) -> String {
    if let given { return given }
    while true {
      say(otherwise.map { "\(question) [\($0)]: " } ?? "\(question): ")
      guard let answer = readLine()?.trimmingCharacters(in: .whitespaces) else {
        throw Failure(.usage, "\(question.lowercased()) is not said; give \(flag)")
      }
      if !answer.isEmpty { return answer }
      if let otherwise { return otherwise }
    }
  }

  /// One line that is not shown while it is typed.
  static func secret(
    _ question: String, flag: String, mayBeEmpty: Bool = false
  ) throws(Failure) -> String {
    var before = termios()
    let isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
    if isTerminal {
      var silent = before
      silent.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }
    defer {
      if isTerminal {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
        say("\n")
      }
    }
    say("\(question): ")
    let answer = readLine()
    if let answer, mayBeEmpty || !answer.isEmpty { return answer }
    let what = question.split(separator: ",").first.map { $0.lowercased() } ?? "answer"
    throw Failure(.usage, "the \(what) is not said; give \(flag)")
  }

  private static func say(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

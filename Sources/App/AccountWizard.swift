import Domain
import Foundation
import Wire

/// Sets up a mailbox by asking what was not said: it is tried before anything is saved, and what a
/// person wrote into their configuration stands as it was.
struct AccountWizard {
  /// What was said already, on the command line.
  struct Given {
    var name: String?
    var address: String?
    var imap: String?
    var smtp: String?
    var secretEnv: String?
    var secretFile: String?
    var shop: String?
    var timezone: String?
    var ca: String?
  }

  let given: Given
  /// Where things are, and where remarks go.
  let global: GlobalOptions
  /// The connection is tried.
  let tries: Bool
  /// `demo` may be answered instead of an address.
  let offersDemo: Bool

  /// A wizard.
  init(
    given: Given = Given(), global: GlobalOptions, tries: Bool = true, offersDemo: Bool = false
  ) {
    self.given = given
    self.global = global
    self.tries = tries
    self.offersDemo = offersDemo
  }

  /// Someone asked for the demo instead.
  struct WantsDemo: Error {}

  /// The configuration that is begun or continued.
  var path: String { global.config ?? Places.current.configuration }

  /// Asks, tries and saves.
  ///
  /// At a terminal, what did not work is told and asked again.
  /// - Returns: the account's name.
  func run() async throws -> String {
    let isNew = !FileManager.default.fileExists(atPath: path)
    let old = isNew ? nil : try InputReading.file(path)
    // Nothing is added behind a mistake.
    let known = isNew ? Settings.none(environment: [:]) : try global.settings()
    let head = try isNew ? askForShop() : AccountSetup.Shop(name: "", zone: "", agent: "")
    var wizard = self
    while true {
      var kept: [String] = []
      do {
        let setup = try wizard.askForMailbox(beside: known, keeping: &kept)
        try await save(setup, after: old, head)
        return setup.name
      } catch {
        for file in kept { try? FileManager.default.removeItem(atPath: file) }
        guard let failure = error as? Failure else { throw error }
        guard Asking.isAtTerminal, failure.status != .configuration,
          try Asking.again(after: failure.sentence)
        else { throw Failure(failure.status, "\(failure.sentence); nothing was saved") }
      }
    }
  }

  private func save(
    _ setup: AccountSetup, after old: String?, _ head: AccountSetup.Shop
  ) async throws(Failure) {
    let text = setup.configuration(after: old, head)
    let settings = try SettingsReading.read(
      text, path: path, environment: Places.current.environment)
    guard let account = settings.account(setup.name) else {
      throw Failure(.configuration, "\(path): the account \(setup.name) is not in it")
    }
    if tries {
      global.output.remark("trying \(setup.address) …")
      try await account.test(beside: global.storePath)
    }
    try PrivateFile.write(text, to: path)
  }

  private func askForShop() throws(Failure) -> AccountSetup.Shop {
    let here = TimeZone.current.identifier
    let login = ProcessInfo.processInfo.environment["USER"] ?? "me"
    return AccountSetup.Shop(
      name: try Asking.line(given.shop, "Shop name", otherwise: "My shop", flag: "--shop"),
      zone: try Asking.line(
        given.timezone, "Time zone", otherwise: here, flag: "--timezone", check: Self.zoneMistake),
      agent: login.capitalized)
  }

  private static func zoneMistake(_ name: String) -> String? {
    guard TimeZone(identifier: name) == nil else { return nil }
    let nearest = Problem.nearest(to: name, among: TimeZone.knownTimeZoneIdentifiers)
    return "no time zone is called \(name)" + (nearest.map { ": did you mean \($0)?" } ?? "")
  }

  private static func addressMistake(_ address: String) -> String? {
    guard let at = address.lastIndex(of: "@"), at != address.startIndex,
      address[at...].dropFirst().contains(where: { $0 != "@" })
    else { return "\(address) is no mail address" }
    return nil
  }

  /// What was answered stands as a guess when it is asked again.
  private mutating func askForMailbox(
    beside known: Settings, keeping kept: inout [String]
  ) throws -> AccountSetup {
    let question = "Address customers write to" + (offersDemo ? ", or demo for a sample shop" : "")
    let isDemo: (String) -> Bool = { [offersDemo] in offersDemo && $0.lowercased() == "demo" }
    let address = try Asking.line(
      given.address, question, otherwise: last?.address, flag: "--address",
      check: { isDemo($0) ? nil : Self.addressMistake($0) })
    if isDemo(address) { throw WantsDemo() }
    let provider = MailProvider.provider(of: address, among: try MailProvider.all())
    if !provider.note.isEmpty { global.output.remark(provider.note) }
    let isKnown = !provider.domains.isEmpty
    let isSame = last?.address == address
    let imap = try server(
      given.imap, "IMAP server", isSame ? last?.imap ?? provider.imap : provider.imap, isKnown,
      "--imap")
    let smtp = try server(
      given.smtp, "SMTP server", isSame ? last?.smtp ?? provider.smtp : provider.smtp, isKnown,
      "--smtp")
    last = Answers(address: address, imap: imap, smtp: smtp)
    let local = String(address.prefix(upTo: address.lastIndex(of: "@") ?? address.endIndex))
    let name = unused(given.name ?? local, in: known)
    return AccountSetup(
      name: name, address: address,
      imap: try AccountSetup.server(imap, .imap, user: address),
      smtp: try AccountSetup.server(smtp, .smtp, user: address),
      filesCopies: provider.filesCopies, authority: given.ca,
      signIn: try signIn(to: provider, name, beside: path, keeping: &kept))
  }

  /// What was answered last.
  private struct Answers {
    var address: String
    var imap: String
    var smtp: String
  }

  private var last: Answers?

  private func signIn(
    to provider: MailProvider, _ name: String, beside path: String,
    keeping kept: inout [String]
  ) throws(Failure) -> AccountSettings.SignIn {
    let isPassword = given.secretEnv != nil || given.secretFile != nil
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
    if let name = given.secretEnv { return .environment(name) }
    if let file = given.secretFile { return .file(file) }
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

import ChannelKit
import Domain
import Foundation
import Mail
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
    var secondSecretEnv: String?
    var secondSecretFile: String?
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
  /// Asks the address's domain for its servers; the real one where it is `nil`.
  private let finding: ServerFinding?
  /// The providers whose servers are known; those that come with the program where it is `nil`.
  private let providers: [MailProvider]?

  /// A wizard.
  init(
    given: Given = Given(), global: GlobalOptions, tries: Bool = true, offersDemo: Bool = false,
    finding: ServerFinding? = nil, providers: [MailProvider]? = nil
  ) {
    self.given = given
    self.global = global
    self.tries = tries
    self.offersDemo = offersDemo
    self.finding = finding
    self.providers = providers
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
        let setup = try await wizard.askForMailbox(beside: known, keeping: &kept)
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
    var setup = setup
    var text = setup.configuration(after: old, head)
    let settings = try SettingsReading.read(
      text, path: path, environment: Places.current.environment)
    guard let account = settings.account(setup.name) else {
      throw Failure(.configuration, "\(path): the account \(setup.name) is not in it")
    }
    if tries {
      remark("trying \(setup.address) …")
      for one in try await account.test(beside: global.storePath)
      where Asking.agrees("\(one.reason). Believe it, so that \(one.purpose)?") {
        setup.more[one.key] = one.value
      }
      text = setup.configuration(after: old, head)
    }
    try PrivateFile.write(text, to: path)
  }

  /// Asks for what every configuration begins with.
  func askForShop() throws(Failure) -> AccountSetup.Shop {
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
  ) async throws -> AccountSetup {
    let question = "Address customers write to" + (offersDemo ? ", or demo for a sample shop" : "")
    let isDemo: (String) -> Bool = { [offersDemo] in offersDemo && $0.lowercased() == "demo" }
    let address = try Asking.line(
      given.address, question, otherwise: last?.address, flag: "--address",
      check: { isDemo($0) ? nil : Self.addressMistake($0) })
    if isDemo(address) { throw WantsDemo() }
    let (provider, isKnown) = try await provider(of: address)
    if !provider.note.isEmpty { remark(provider.note) }
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
    let servers = [
      try AccountSetup.server(imap, .imap, user: address),
      try AccountSetup.server(smtp, .smtp, user: address),
    ]
    // Who takes other servers than the provider's is no customer of it.
    let isTaken = isKnown || Self.host(servers[0]) == Self.host(provider.imap)
    if !isKnown { nameStrangers(servers, offered: [provider.imap, provider.smtp], address) }
    return AccountSetup(
      name: name, address: address, imap: servers[0], smtp: servers[1],
      filesCopies: isTaken && provider.filesCopies, authority: given.ca,
      signIn: try signIn(
        to: isTaken ? provider : .guess(""), name, beside: path, keeping: &kept))
  }

  /// What was answered last.
  private struct Answers {
    var address: String
    var imap: String
    var smtp: String
  }

  private var last: Answers?
  /// What was found for the address that was asked about last.
  private var found: (address: String, guess: MailGuess?)?

  /// Whose servers the address has, and whether that is certain: a provider that lists its domain,
  /// otherwise what the domain itself says, as far as it is not said here.
  private mutating func provider(
    of address: String
  ) async throws -> (MailProvider, isKnown: Bool) {
    let known = try providers ?? MailProvider.all()
    if let provider = MailProvider.listed(address, among: known) { return (provider, true) }
    let usual = MailProvider.provider(of: address, among: [])
    guard given.imap == nil || given.smtp == nil else { return (usual, false) }
    if found?.address != address {
      let guess = await look(for: address, among: known)
      found = (address, guess)
    }
    guard let guess = found?.guess else { return (usual, false) }
    remark(guess.source)
    return (guess.provider, false)
  }

  private func look(for address: String, among known: [MailProvider]) async -> MailGuess? {
    if let finding { return await finding.guess(address, among: known) }
    return await ServerFinding.live(Places.current.environment) {
      await $0?.guess(address, among: known)
    }
  }

  /// Says before a password is asked for which of the offered servers do not belong to the
  /// address's domain: records and files can be forged (RFC 6186, section 6).
  private func nameStrangers(_ servers: [String], offered: [String], _ address: String) {
    guard let domain = ServerFinding.domain(of: address) else { return }
    let offered = Set(offered.compactMap(Self.host))
    var strangers: [String] = []
    for host in servers.compactMap(Self.host) where offered.contains(host) {
      let isOwn = host == domain || host.hasSuffix(".\(domain)")
      if !isOwn, !strangers.contains(host) { strangers.append(host) }
    }
    guard !strangers.isEmpty else { return }
    let names = strangers.joined(separator: " and ")
    let verb = strangers.count == 1 ? "does" : "do"
    Asking.say("What you sign in with goes to \(names), which \(verb) not belong to \(domain).\n")
  }

  private static func host(_ url: String) -> String? {
    (try? MailURL(url))?.endpoint.host.lowercased()
  }

  /// A remark between the questions, unless quiet is wanted.
  private func remark(_ text: String) {
    if !global.quiet { Asking.say(text + "\n") }
  }

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

  /// Asks where a secret is, or for the secret itself.
  func secret(
    of name: String, _ question: String = "Password", beside path: String,
    keeping kept: inout [String]
  ) throws(Failure) -> SecretSource {
    if let name = given.secretEnv { return .environment(name) }
    if let file = given.secretFile { return .file(Self.whole(file)) }
    let answer = try Asking.secret(
      "\(question), or ! and a command that prints it", flag: "--secret-file or --secret-env")
    return try place(answer, as: name, beside: path, keeping: &kept)
  }

  /// The same for the other secret of an account that needs two.
  func second(
    of name: String, _ question: String, beside path: String, keeping kept: inout [String]
  ) throws(Failure) -> SecretSource {
    if let name = given.secondSecretEnv { return .environment(name) }
    if let file = given.secondSecretFile { return .file(Self.whole(file)) }
    let answer = try Asking.secret(
      "\(question), or ! and a command that prints it",
      flag: "--second-secret-file or --second-secret-env")
    return try place(answer, as: "\(name).second", beside: path, keeping: &kept)
  }

  /// A file as it was named on the command line, from where that was typed: in the configuration
  /// names begin at its own folder.
  private static func whole(_ file: String) -> String {
    file.hasPrefix("~") ? file : URL(filePath: file).standardizedFileURL.path
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

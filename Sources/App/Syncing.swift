import ChannelKit
import Domain
import Foundation
import Mail
import Processes
import Store
import Sync
import Wire

/// Sync as commands and the desk start it.
enum Syncing {
  /// What is known of marketplaces that speak by mail: the shipped files, then the shop's own; and
  /// the domains of `accounts` and of mail providers, which others like to imitate.
  static func relays(for accounts: [Account]) throws(Failure) -> Relays {
    let places = Places.current
    guard let shipped = places.shared("relays") else {
      // Without them every marketplace's mail would be read as anybody's.
      throw Failure(
        .configuration,
        "the folder relays that comes with the program is missing; SHOPBELL_SHARE says where it is")
    }
    let folders = [shipped, "\(places.configurationFolder)/relays"]
    let files = folders.flatMap { Places.texts(in: $0, ending: ".relay") }
    var (relays, problems) = Relays.read(files.map { Relays.File(path: $0.path, text: $0.text) })
    guard problems.isEmpty else { throw Failure(.configuration, problems) }
    relays.known.add(try MailProvider.all().flatMap(\.domains), as: .provider)
    relays.known.add(accounts.flatMap(\.domains), as: .own)
    return relays
  }

  /// What channels and marketplaces ask of answers.
  static func answerRules() throws(Failure) -> AnswerRules {
    let profiles = Catalogue.channels.map { $0.profile }
    return AnswerRules(
      types: Dictionary(profiles.map { ($0.type, $0.terms) }) { first, _ in first },
      channels: try relays(for: []).terms)
  }

  /// The engine over these accounts, which may be some of all that are set up, for the store at
  /// `path`; together they keep to one budget of connections.
  static func engine(
    _ store: Store, at path: String, accounts: [AccountSettings], among all: [AccountSettings],
    over transport: any Transport
  ) throws(Failure) -> SyncEngine {
    let transport = BudgetedTransport(transport, ConnectionBudget())
    return SyncEngine(
      store: store,
      accounts: accounts.map { settings in
        let meter = Catalogue.profile(settings.account.type)?.quota
          .map { QuotaMeter($0, now: { Instant(Date()) }) }
        let metered = meter.map { MeteredTransport(transport, $0) } ?? transport as any Transport
        return SyncAccount(account: settings.account, meter: meter) { () throws(ChannelError) in
          try await channel(settings, beside: path, over: metered)
        }
      }, among: all.map(\.account), relays: try relays(for: accounts.map(\.account)),
      lock: lock(of: path), seed: .random(in: .min ... .max))
  }

  /// The lock of a store's sync.
  static func lock(of store: String) -> String { store + ".sync" }

  /// Opens an account's channel with its secret; tokens are kept beside the store at `path`.
  static func channel(
    _ settings: AccountSettings, beside path: String, over transport: any Transport
  ) async throws(ChannelError) -> any Channel {
    let credentials = try await credentials(settings, beside: path, over: transport)
    guard
      let channel = Catalogue.channel(
        for: settings.account, transport: transport, credentials: credentials)
    else { throw .signedOut(reason: "no channel is called \(settings.account.type)") }
    return channel
  }

  private static func credentials(
    _ settings: AccountSettings, beside path: String, over transport: any Transport
  ) async throws(ChannelError) -> Credentials? {
    switch settings.signIn {
    case .nothing:
      return nil
    case .password(let source):
      let secret = try await read(source)
      guard let plan = try await tokenPlan(for: settings, secret) else {
        return .password(user: settings.user, secret)
      }
      let book = plan.refresh.map { refresh in
        KeptToken(
          account: settings.account.name, beside: path, configured: refresh, from: plan.server)
      }
      let tokens = book.map { book in
        Tokens(from: plan.server, book: book, over: transport, now: { Date() })
      }
      return plan.credentials(
        settings.user, tokens ?? Tokens(from: plan.server, over: transport, now: { Date() }))
    case .oauth2(let oauth2):
      var clientSecret: Secret?
      if let source = oauth2.clientSecret { clientSecret = try await read(source) }
      let server: TokenServer
      do {
        server = try TokenServer(
          url: oauth2.tokenURL, clientID: oauth2.clientID, clientSecret: clientSecret,
          scope: oauth2.scope)
      } catch {
        throw .signedOut(reason: "token_url: \(error.reason)")
      }
      let book = KeptToken(
        account: settings.account.name, beside: path,
        configured: try await read(oauth2.refreshToken), from: server)
      return .tokens(
        user: settings.user, Tokens(from: server, book: book, over: transport, now: { Date() }))
    }
  }

  /// Where an account's tokens come from that are given for its secrets; `nil` where it signs in
  /// with the secret as it is.
  private static func tokenPlan(
    for settings: AccountSettings, _ secret: Secret
  ) async throws(ChannelError) -> TokenPlan? {
    let account = settings.account
    guard let asking = Catalogue.channel(of: account.type) as? any TokenAsking.Type else {
      return nil
    }
    var second: Secret?
    if let source = settings.second { second = try await read(source.source) }
    do throws(TokenServerProblem) {
      return try asking.tokenPlan(for: account, secret: secret, second: second)
    } catch {
      throw .signedOut(reason: "the settings of \(account.name): \(error.reason)")
    }
  }

  private static func read(_ source: SecretSource) async throws(ChannelError) -> Secret {
    do throws(ProgramError) {
      return try await source.read(environment: ProcessInfo.processInfo.environment)
    } catch {
      throw .signedOut(reason: error.description)
    }
  }

  /// Works until cancelled; where another process syncs this store, waits for its end and takes
  /// over.
  static func work(_ engine: SyncEngine) async {
    while !Task.isCancelled {
      do throws(SyncError) { return try await engine.run() } catch {
        do { try await Task.sleep(for: .seconds(5)) } catch { return }
      }
    }
  }
}

extension AccountSettings {
  /// The name it signs in with: a shop's key, the one in its IMAP address, else its own address.
  var user: String {
    if let key = account.settings["key"] { return key }
    guard let text = account.settings["imap"], let url = try? MailURL(text) else {
      return account.address
    }
    return url.user ?? account.address
  }
}

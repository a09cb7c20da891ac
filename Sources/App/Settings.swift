import ChannelKit
import Desk
import Domain
import Foundation
import Terminal
import Wire

/// What config.toml says, read whole or not at all.
struct Settings {
  /// The file it was read from; `nil` where there is none yet.
  var path: String?
  /// The shop, as templates speak of it.
  var shop = ShopSettings()
  /// The zone of dates in templates, searches and on screen.
  var zone = TimeZone.current
  /// Who sits at this terminal.
  var agent: Agent
  /// Colleagues that tickets can be assigned to.
  var colleagues: [Agent] = []
  /// The mailboxes, in the file's order.
  var accounts: [AccountSettings] = []
  /// How the desk looks and sounds.
  var desk = DeskSettings()
}

/// The `[shop]` table.
struct ShopSettings: Hashable {
  var name = ""
  var url = ""
  var address = ""
  var returnsAddress = ""
  var phone = ""
  var signature = ""
  /// BCP 47, for dates and money where a ticket's language is unknown.
  var locale = "en"
}

/// The `[desk]` table.
struct DeskSettings: Hashable {
  /// A file in Keymaps, or a path.
  var keymap = "default"
  /// A file in themes, or a path.
  var theme = "terminal"
  /// What lines are drawn with; `nil` where the locale decides.
  var signs: Signs?
  /// Whether panes stand beside or below each other.
  var split = Split.auto
  /// The mouse works in the desk.
  var hearsMouse = false
  /// The form in which the terminal takes pictures; `nil` where none are shown.
  var pictures: Picture.Form?
  /// In which language words are looked up: `auto`, `off`, a dictionary.
  var spelling = "auto"
  /// The columns of every view that has none of its own.
  var columns = ListColumns.usual
  /// The dictionaries among which it is chosen; all there are where it is empty.
  var dictionaries: [String] = []
  /// What is told without being asked.
  var notifications = Notifications()
  /// The argument list that tells a line outside the terminal.
  var notifier: [String] = []
  /// The lines in which settings stand.
  var lines: [DeskOption: Int] = [:]
  /// How long a reply can still be taken back.
  var sendWindow = Domain.Span.seconds(10)
  /// The argument list of the editor; empty for the environment's.
  var editor: [String] = []
  /// The argument list that opens an attachment.
  var opener: [String] = []
}

/// One `[[account]]` table.
struct AccountSettings: Hashable {
  var account: Account
  var signIn: SignIn
  /// The other secret that its channel asks for, by its key.
  var second: NamedSecret?

  /// A secret's place, by the key that names it.
  struct NamedSecret: Hashable {
    var key: String
    var source: SecretSource
  }

  /// How it proves who it is.
  enum SignIn: Hashable {
    /// With a password.
    case password(SecretSource)
    /// With tokens that are renewed.
    case oauth2(OAuth2Settings)
    /// With nothing.
    case nothing
  }

  /// Where its password is; `nil` where it has none.
  var secret: SecretSource? {
    guard case .password(let source) = signIn else { return nil }
    return source
  }

  /// Every place that a secret of it is read from, by the key that names it.
  var secrets: [(key: String, source: SecretSource)] {
    switch signIn {
    case .password(let source):
      return [("secret", source)] + (second.map { [($0.key, $0.source)] } ?? [])
    case .oauth2(let settings):
      let own = settings.clientSecret.map { [("client_secret", $0)] } ?? []
      return own + [("refresh_token", settings.refreshToken)]
    case .nothing:
      return []
    }
  }
}

/// The `oauth2` of an account.
struct OAuth2Settings: Hashable {
  /// Where tokens come from.
  var tokenURL: String
  /// Who the program is there.
  var clientID: String
  /// Where the program's own secret is.
  var clientSecret: SecretSource?
  /// Where the first refresh token is.
  var refreshToken: SecretSource
  /// What the token is for.
  var scope: String?
}

extension Settings {
  /// The tables of config.toml and the keys that each may have.
  static let keys: [String: [String]] = [
    "shop": [
      "name", "timezone", "url", "address", "returns_address", "phone", "signature", "locale",
    ],
    "agent": ["name", "address", "handle"],
    "colleague": ["name", "address", "handle"],
    "desk": [
      "keymap", "bell", "send_window", "editor", "opener", "theme", "signs", "split", "mouse",
      "pictures", "spelling", "columns",
    ],
    "notify": ["title", "desktop", "command", "quiet", "due_soon"],
    "account": [
      "name", "type", "address", "aliases", "display_name", "imap", "smtp", "folders", "sent",
      "secret", "oauth2", "sent_copy", "authserv_id", "ca", "mark", "archive",
      "labels", "html",
    ] + Catalogue.fields.map(\.key).filter { $0 != "name" },
    "account.oauth2": ["token_url", "client_id", "client_secret", "refresh_token", "scope"],
  ]

  /// The settings of someone who has written none: their login name, no account.
  static func none(environment: [String: String]) -> Settings {
    let login = environment["USER"] ?? environment["LOGNAME"] ?? "me"
    let agent = Agent(id: AgentID(login), name: login.capitalized, address: "")
    return Settings(agent: agent)
  }

  /// The account a ticket's answers go out through.
  func account(_ name: AccountName) -> AccountSettings? {
    accounts.first { $0.account.name == name }
  }
}

package import Domain
package import Foundation
package import Templating

/// What a desk is set up with. Its keys may be read again while the desk is open, and a few things
/// be set.
package struct Setting: Hashable, Sendable {
  /// Who sits at it.
  package var agent: Agent
  /// Everyone a ticket can be assigned to, the agent among them.
  package var team: [Agent]
  /// The accounts replies go out through.
  package var accounts: [Account]
  /// What is asked of replies.
  package var rules: AnswerRules
  /// The shop, as templates speak of it; times are read and shown in its zone.
  package var shop: Shop
  /// The language and region of replies.
  package var locale: Locale
  /// What the keys mean.
  package var keymap: Keymap
  /// How long a sent reply can be taken back.
  package var window: Domain.Span
  /// What is told without being asked.
  package var notifications: Notifications
  /// How the desk looks at first.
  package var appearance: Appearance
  /// The names of the themes there are.
  package var themes: [String]
  /// The views this person keeps, beside those that come with the program.
  package var views: [SavedView]
  /// The names of the dictionaries there are.
  package var dictionaries: [String]
  /// What this person typed before as commands and searches.
  package var typed: TypedLines
  /// Where the values of settings come from; those that are missing are built in.
  package var origins: [DeskOption: Origin]

  /// A setting.
  package init(
    agent: Agent, team: [Agent] = [], accounts: [Account] = [],
    rules: AnswerRules = AnswerRules(), shop: Shop,
    locale: Locale = Locale(identifier: "en_IE"), keymap: Keymap,
    window: Domain.Span = .seconds(10), notifications: Notifications = Notifications(),
    appearance: Appearance = Appearance(), themes: [String] = [],
    views: [SavedView] = [], dictionaries: [String] = [], typed: TypedLines = TypedLines(),
    origins: [DeskOption: Origin] = [:]
  ) {
    self.agent = agent
    self.team = team.contains { $0.id == agent.id } ? team : [agent] + team
    self.accounts = accounts
    self.rules = rules
    self.shop = shop
    self.locale = locale
    self.keymap = keymap
    self.window = window
    self.notifications = notifications
    self.appearance = appearance
    self.themes = themes
    self.views = views
    self.dictionaries = dictionaries
    self.typed = typed
    self.origins = origins
  }

  /// The language of replies, where a ticket's is not known: `en`.
  package var language: String { locale.language.languageCode?.identifier ?? "en" }

  /// An agent's first name, or the handle where the name is not known.
  func firstName(of agent: AgentID) -> String {
    let name = team.first { $0.id == agent }?.name ?? ""
    return name.split(separator: " ").first.map(String.init) ?? agent.handle
  }

  /// The zone in which times are read and shown.
  package var zone: TimeZone { shop.zone }
}

package import Domain

/// Is told which customers wait for us, so that marketing leaves them alone meanwhile.
package protocol ContactTeller: ContactBook {
  /// Whether its owner wants it told.
  var tells: Bool { get }
  /// Tells one piece of news of somebody the list knows. May be told the same news twice, and makes
  /// one of both. Throws `.refused` where it will never take this one.
  func tell(_ news: TicketNews, of key: ContactKey) async throws(ChannelError)
}

extension ContactTeller {
  /// The setting by which an account's owner asks for it.
  package static var tellSetting: Profile.Field {
    .init(
      "tell-tickets",
      "true to tell it when a ticket is opened and when it is solved; nothing is told otherwise",
      isFlag: true)
  }
}

extension Account {
  /// Whether its owner wants its list told of tickets.
  package var tellsTickets: Bool { settings["tell-tickets"] == "true" }
}

extension TicketNews {
  /// What the event is called there.
  package var title: String { isOpen ? "Support ticket opened" : "Support ticket solved" }
}

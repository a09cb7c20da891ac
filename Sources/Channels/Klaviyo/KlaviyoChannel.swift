package import ChannelKit
package import Domain
package import Wire

/// Klaviyo's word on who somebody is, and whether marketing may go out to them.
package struct KlaviyoChannel: ContactTeller {
  package static let profile = Profile(
    type: "klaviyo", title: "Klaviyo", pollInterval: .seconds(1800), attachmentLimit: 0,
    fields: [.init("revision", "the API's revision; \(revision) otherwise"), tellSetting],
    secret: "a private API key (pk_…) with read access to profiles, and with tell-tickets full "
      + "access to events: Klaviyo > Settings > API keys",
    limits: "75 requests a second, 750 a minute. Which lists somebody is on is not asked for",
    quota: .fields(
      left: "RateLimit-Remaining", of: "RateLimit-Limit", again: .seconds("RateLimit-Reset")))

  package static let knowsPhones = true

  /// The revision that is asked for unless the account says otherwise.
  static let revision = "2026-04-15"

  private let api: Result<ShopAPI, ChannelError>
  private let revision: String
  package let tells: Bool

  /// A channel over `account.settings`: `revision` and `tell-tickets`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    revision = account.settings["revision"] ?? Self.revision
    tells = account.tellsTickets
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      api = .success(
        try ShopAPI(
          "https://a.klaviyo.com/api",
          console: "Klaviyo > Settings > API keys: a private key with read access to profiles"
            + (tells ? " and full access to events" : ""),
          headers: [
            "Authorization": "Klaviyo-API-Key \(secret.reveal())", "revision": revision,
          ], secrets: [secret], over: transport))
    } catch {
      api = .failure(error)
    }
  }
}

// MARK: - Profiles

extension KlaviyoChannel {
  package func contact(_ key: ContactKey) async throws(ChannelError) -> Contact? {
    // Quotes would end the filter; no address has any.
    guard !key.text.contains(where: { "\"\\".contains($0) }) else { return nil }
    let answer = try await profiles([
      .init("filter", "equals(\(KlaviyoShapes.field(of: key)),\"\(key.text)\")"),
      .init("additional-fields[profile]", "subscriptions"), .init("page[size]", "20"),
    ])
    return try answer.read { (json) throws(JSONMistake) in
      try KlaviyoShapes.contact(json, by: key)
    }
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let answer = try await profiles([.init("page[size]", "1")])
    _ = try answer.read { (json) throws(JSONMistake) in try json["data"].list() }
    return []
  }

  private func profiles(_ query: [ShopRequest.Field]) async throws(ChannelError) -> ShopAnswer {
    try await ask(ShopRequest(.get, "/profiles", query: query))
  }

  private func ask(_ asked: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    var request = asked
    request.accepted = [400, 410]
    request.headers["Accept"] = "application/vnd.api+json"
    let api = try api.get()
    let answer = try await api.ask(request)
    guard answer.status >= 400 else { return answer }
    let said = answer.said.map { " (\($0))" } ?? ""
    if answer.status == 410 {
      throw .signedOut(
        reason: "\(api.name) knows the revision \(revision) no longer\(said); set a newer one as "
          + "revision, and look at \(api.console)")
    }
    if KlaviyoShapes.isAboutTheKey(answer.json) {
      throw .signedOut(
        reason: "\(api.name) does not accept the key\(said); look at \(api.console)")
    }
    if asked.method == .post {
      throw .refused(reason: "\(api.name) does not take the event\(said)")
    }
    throw .unreadable(excerpt: "\(api.name) answers with status \(answer.status)\(said)")
  }
}

// MARK: - Telling

extension KlaviyoChannel {
  package func tell(_ news: TicketNews, of key: ContactKey) async throws(ChannelError) {
    // Of events with the same name Klaviyo keeps the first.
    _ = try await ask(
      ShopRequest(
        .post, "/events",
        body: .init(
          type: "application/vnd.api+json", bytes: KlaviyoShapes.event(news, of: key).bytes),
        isRepeatable: true))
  }
}

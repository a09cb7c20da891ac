package import ChannelKit
package import Domain
package import Wire

/// HubSpot's word on who somebody is, and whether marketing may go out to them.
package struct HubSpotChannel: ContactTeller {
  package static let profile = Profile(
    type: "hubspot", title: "HubSpot", pollInterval: .seconds(1800), attachmentLimit: 0,
    fields: [
      .init(
        "properties", "more properties of a contact to show, by their internal names",
        isList: true),
      .init("portal", "your Hub ID, for links to contacts: it stands beside your account's name"),
      tellSetting,
    ],
    secret: "a private app's access token (pat-…) with the scope crm.objects.contacts.read, and "
      + "with tell-tickets crm.objects.contacts.write: HubSpot > Settings > Integrations > "
      + "Private Apps",
    limits: "100 requests in 10 seconds, looking somebody up by phone or by another of their "
      + "addresses 4 a second, shared by all that uses the account. Owners, deals and HubSpot's own "
      + "tickets are not read",
    quota: .fields(
      left: "X-HubSpot-RateLimit-Remaining", of: "X-HubSpot-RateLimit-Max",
      again: .milliseconds("X-HubSpot-RateLimit-Interval-Milliseconds")))

  package static let knowsPhones = true

  private let api: Result<ShopAPI, ChannelError>
  private let shapes: HubSpotShapes
  package let tells: Bool

  /// A channel over `account.settings`: `properties`, `portal` and `tell-tickets`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    shapes = HubSpotShapes(
      more: account.list("properties"), portal: account.settings["portal"] ?? "")
    tells = account.tellsTickets
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      api = .success(
        try ShopAPI(
          "https://api.hubapi.com",
          console: "HubSpot > Settings > Integrations > Private Apps: the token, and its scope "
            + "crm.objects.contacts.\(tells ? "read and .write" : "read")",
          headers: ["Authorization": "Bearer \(secret.reveal())"], secrets: [secret],
          over: transport))
    } catch {
      api = .failure(error)
    }
  }

  /// Where contacts lie; dated ways to the same place exist beside it.
  private static let contacts = "/crm/v3/objects/contacts"
}

// MARK: - Contacts

extension HubSpotChannel {
  package func contact(_ key: ContactKey) async throws(ChannelError) -> Contact? {
    try await find(key)?.contact
  }

  /// Whoever has this address or number.
  private func find(_ key: ContactKey) async throws(ChannelError) -> HubSpotShapes.Found? {
    switch key {
    case .mail(let address):
      // By far the cheaper way, but it knows only the first address of each.
      let first = try await ask(
        ShopRequest(
          .get, "\(Self.contacts)/\(address.percentEncoded)",
          query: [
            .init("idProperty", "email"),
            .init("properties", shapes.asked.joined(separator: ",")),
          ], accepted: [404]))
      if first.status == 404 { return try await search(["hs_additional_emails"], for: key) }
      return try first.read { (json) throws(JSONMistake) in
        try shapes.found(among: [json], by: key)
      }
    case .phone:
      return try await search(["phone", "mobilephone"], for: key)
    }
  }

  /// Whoever has the key in one of these properties.
  private func search(
    _ properties: [String], for key: ContactKey
  ) async throws(ChannelError) -> HubSpotShapes.Found? {
    var request = ShopRequest(
      .post, "\(Self.contacts)/search", body: .json(shapes.search(properties, key)))
    // It only reads.
    request.isRepeatable = true
    return try await ask(request).read { (json) throws(JSONMistake) in
      try shapes.found(among: try json["results"].list(), by: key)
    }
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let answer = try await ask(
      ShopRequest(.get, Self.contacts, query: [.init("limit", "1")]))
    _ = try answer.read { (json) throws(JSONMistake) in try json["results"].list() }
    return []
  }

  private func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    try await api.get().ask(request)
  }
}

// MARK: - Telling

extension HubSpotChannel {
  package func tell(_ news: TicketNews, of key: ContactKey) async throws(ChannelError) {
    guard let id = try await find(key)?.id else { return }
    let api = try api.get()
    let answer = try await api.ask(
      ShopRequest(
        .patch, "\(Self.contacts)/\(id)", body: .json(HubSpotShapes.change(news)),
        isRepeatable: true, accepted: [400, 404]))
    guard answer.status >= 400 else { return }
    let said = answer.said.map { " (\($0))" } ?? ""
    if HubSpotShapes.missesTheProperty(answer.json) {
      throw .signedOut(
        reason: "\(api.name) has no contact property \(HubSpotShapes.waiting)\(said); make it a "
          + "single checkbox: look at HubSpot > Settings > Properties")
    }
    throw .refused(reason: "\(api.name) does not take the change\(said)")
  }
}

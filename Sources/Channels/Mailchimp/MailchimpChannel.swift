package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Mailchimp's word on whose audience somebody is in, and whether marketing may go out to them.
package struct MailchimpChannel: ContactTeller {
  package static let profile = Profile(
    type: "mailchimp", title: "Mailchimp", pollInterval: .seconds(1800), attachmentLimit: 0,
    fields: [
      .init(
        "audience",
        "the id of the one audience to look into, at the end of its settings; all "
          + "of them otherwise"), tellSetting,
    ],
    secret: "an API key, which ends in its data centre, such as -us21: Mailchimp > Profile > "
      + "Extras > API keys",
    limits: "10 requests at a time. Nobody is found by phone number")

  private let api: Result<ShopAPI, ChannelError>
  private let shapes: MailchimpShapes
  private let audience: String?
  package let tells: Bool

  /// A channel over `account.settings`: `audience` and `tell-tickets`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    audience = account.settings["audience"]
    tells = account.tellsTickets
    var center = ""
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      center = try Self.dataCenter(of: secret)
      let proof = Secret(Data("shopbell:\(secret.reveal())".utf8).base64EncodedString())
      api = .success(
        try ShopAPI(
          "https://\(center).api.mailchimp.com/3.0",
          console: "Mailchimp > Profile > Extras > API keys",
          headers: ["Authorization": "Basic \(proof.reveal())"], secrets: [secret, proof],
          over: transport))
    } catch {
      api = .failure(error)
    }
    shapes = MailchimpShapes(dataCenter: center)
  }

  /// Where the account lies, which stands behind the key's last dash.
  private static func dataCenter(of secret: Secret) throws(ChannelError) -> String {
    let parts = secret.reveal().split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 1, let end = parts.last,
      end.wholeMatch(of: /[a-z]{2,4}[0-9]{1,4}/) != nil
    else {
      throw .signedOut(
        reason: "the key does not end in its data centre, such as -us21; look at Mailchimp > "
          + "Profile > Extras > API keys")
    }
    return String(end)
  }
}

// MARK: - Members

extension MailchimpChannel {
  package func contact(_ key: ContactKey) async throws(ChannelError) -> Contact? {
    guard case .mail(let address) = key else { return nil }
    let members = try await members(address)
    guard !members.isEmpty else { return nil }
    let audiences = try await ask(
      "/lists", [.init("fields", "lists.id,lists.name"), .init("count", "1000")])
    let names = try audiences.read { (json) throws(JSONMistake) in
      try MailchimpShapes.names(json["lists"])
    }
    return shapes.contact(members, names)
  }

  /// What audiences say of somebody.
  private func members(_ address: String) async throws(ChannelError) -> [MailchimpShapes.Member] {
    let fields = MailchimpShapes.fields
    guard let audience else {
      let within = fields.map { "exact_matches.members.\($0)" }.joined(separator: ",")
      let answer = try await ask(
        "/search-members", [.init("query", address), .init("fields", within)])
      return try answer.read { (json) throws(JSONMistake) in
        try MailchimpShapes.members(try json["exact_matches"]["members"].list(), address)
      }
    }
    let answer = try await ask(
      "/lists/\(audience.percentEncoded)/members/\(MemberHash.of(address))",
      [.init("fields", fields.joined(separator: ","))], accepted: [404])
    guard answer.status != 404 else { return [] }
    return try answer.read { (json) throws(JSONMistake) in
      try MailchimpShapes.members([json], address)
    }
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    guard let audience else {
      let answer = try await ask("/lists", [.init("fields", "lists.id"), .init("count", "1")])
      _ = try answer.read { (json) throws(JSONMistake) in try json["lists"].list() }
      return []
    }
    let answer = try await ask(
      "/lists/\(audience.percentEncoded)", [.init("fields", "id")], accepted: [404])
    guard answer.status != 404 else {
      throw .signedOut(
        reason: "there is no audience \(audience); look at Mailchimp > Audience > Settings, where "
          + "its id stands at the end")
    }
    _ = try answer.read { (json) throws(JSONMistake) in try json["id"].text() }
    return []
  }

  private func ask(
    _ path: String, _ query: [ShopRequest.Field], accepted: Set<Int> = []
  ) async throws(ChannelError) -> ShopAnswer {
    try await api.get().ask(ShopRequest(.get, path, query: query, accepted: accepted))
  }
}

// MARK: - Telling

extension MailchimpChannel {
  package func tell(_ news: TicketNews, of key: ContactKey) async throws(ChannelError) {
    guard case .mail(let address) = key else { return }
    let api = try api.get()
    for member in try await members(address) {
      let answer = try await api.ask(
        ShopRequest(
          .post,
          "/lists/\(member.audience.percentEncoded)/members/\(MemberHash.of(address))/tags",
          body: .json(MailchimpShapes.tags(news)), isRepeatable: true, accepted: [400, 404]))
      if answer.status == 400 {
        let said = answer.said.map { " (\($0))" } ?? ""
        throw .refused(reason: "\(api.name) does not take the tag\(said)")
      }
    }
  }
}

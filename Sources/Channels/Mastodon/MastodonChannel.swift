package import ChannelKit
package import Domain
import Foundation
package import Wire

/// An account on a Mastodon server: what people write to it, in public or not, and our answers.
package struct MastodonChannel: Testable {
  package static let profile = Profile(
    type: "mastodon", title: "Mastodon", pollInterval: .seconds(60), attachmentLimit: 0,
    fields: [
      .init("url", "your server, such as https://mastodon.social", isRequired: true),
      .init("longest", "how many characters a post may have there, where that is not 500"),
      .init("since", "the day from which on is read; the last 30 days otherwise"),
    ],
    secret: "an access token: Preferences > Development > New application, with the scopes "
      + "read:accounts, read:notifications, read:statuses and write:statuses",
    limits: "300 requests in 5 minutes. An answer has at most 500 characters, the name of whom it "
      + "goes to among them, and no files",
    quota: .fields(
      left: "X-RateLimit-Remaining", of: "X-RateLimit-Limit", again: .moment("X-RateLimit-Reset")))

  static let console = "Preferences > Development, on your server"

  /// The account it speaks for.
  let account: Account
  let api: Result<ShopAPI, ChannelError>
  /// The most characters a post may have.
  let longest: Int

  /// A channel over `account.settings`: `url`, `longest` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.account = account
    longest = account.settings["longest"].flatMap(Int.init) ?? 500
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      api = .success(
        try ShopAPI(
          account.settings["url"] ?? "", console: Self.console,
          headers: ["Authorization": "Bearer \(secret.reveal())"], secrets: [secret],
          over: transport))
    } catch {
      api = .failure(error)
    }
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    let answer = try await api.get().ask(
      ShopRequest(.get, "/api/v1/accounts/verify_credentials"))
    _ = try answer.read { (json) throws(JSONMistake) in try json["id"].text() }
    return []
  }
}

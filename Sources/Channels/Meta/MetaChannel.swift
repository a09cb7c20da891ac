package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A Facebook page's chats on Messenger, and our answers.
package struct MessengerChannel: MetaChats {
  package static let platform = "messenger"
  package static let profile = Profile(
    type: "messenger", title: "Messenger", pollInterval: .seconds(60), attachmentLimit: 0,
    fields: MetaPage.fields, secret: MetaPage.secret,
    limits: MetaPage.limits + "at most 2000 characters and no files", quota: MetaPage.quota,
    replyWindow: MetaPage.humanWindow, automationWindow: MetaPage.window,
    longest: AnswerLength(2000, .units))

  /// The page.
  package let page: Result<MetaPage, ChannelError>

  /// A channel over `account.settings`: `page_id`, `version` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    page = MetaPage.opened(account, transport, credentials)
  }
}

/// An Instagram account's chats, by way of the Facebook page that it is linked to.
package struct InstagramChannel: MetaChats {
  package static let platform = "instagram"
  package static let profile = Profile(
    type: "instagram", title: "Instagram", pollInterval: .seconds(60), attachmentLimit: 0,
    fields: MetaPage.fields, secret: MetaPage.secret,
    limits: MetaPage.limits + "at most 1000 bytes and no files", quota: MetaPage.quota,
    replyWindow: MetaPage.humanWindow, automationWindow: MetaPage.window,
    longest: AnswerLength(1000, .bytes))

  /// The page.
  package let page: Result<MetaPage, ChannelError>

  /// A channel over `account.settings`: `page_id`, `version` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    page = MetaPage.opened(account, transport, credentials)
  }
}

/// A Facebook page, and the door to it.
package struct MetaPage: Sendable {
  static let console = "developers.facebook.com > your app > Messenger > API setup"
  /// Hundredths used up of the calls, the computer's time and the time on the wall
  /// (https://developers.facebook.com/docs/graph-api/overview/rate-limiting).
  static let quota = QuotaMark.used(
    fields: ["X-App-Usage", "X-Business-Use-Case-Usage"],
    names: ["call_count", "total_cputime", "total_time"])
  static let fields: [Profile.Field] = [
    .init("page_id", "the page's number: its page > About > Page transparency", isRequired: true),
    .init("version", "the version of the Graph API, v25.0 otherwise"),
    .init("since", "the day from which on is read; the last 30 days otherwise"),
  ]
  static let secret =
    "a Page access token of somebody with the right to answer messages, from an app with "
    + "pages_messaging (and instagram_manage_messages): \(console)"
  static let limits =
    "the 20 newest messages of a conversation can be read. Answers for 24 hours after the "
    + "customer's last message, for 7 days where Meta has granted the app Human Agent; "
  /// How long anything may be answered.
  static let window = Duration.seconds(24 * 3600)
  /// How long a person may answer.
  static let humanWindow = Duration.seconds(7 * 24 * 3600)

  /// The account it speaks for.
  let account: Account
  /// The page's number.
  let id: String
  let api: ShopAPI

  /// The page that an account names.
  static func opened(
    _ account: Account, _ transport: any Transport, _ credentials: Credentials?
  ) -> Result<MetaPage, ChannelError> {
    do throws(ChannelError) {
      return .success(try MetaPage(account, transport, credentials))
    } catch {
      return .failure(error)
    }
  }

  private init(
    _ account: Account, _ transport: any Transport, _ credentials: Credentials?
  ) throws(ChannelError) {
    let secret = try account.secret(in: credentials)
    id = account.settings["page_id"] ?? ""
    guard id.wholeMatch(of: /[0-9]{3,20}/) != nil else {
      throw .signedOut(reason: "page_id is a number, not \(id)")
    }
    let version = account.settings["version"] ?? "v25.0"
    guard version.wholeMatch(of: /v[0-9]{1,3}\.[0-9]/) != nil else {
      throw .signedOut(reason: "version is written as v25.0, not \(version)")
    }
    self.account = account
    api = try ShopAPI(
      "https://graph.facebook.com/\(version)", console: Self.console,
      headers: ["Authorization": "Bearer \(secret.reveal())"], secrets: [secret], over: transport)
  }
}

// MARK: - Asking

extension MetaPage {
  /// Meta says with 400 most of what is wrong, and what it is with a code.
  static let failures: Set<Int> = [400, 403, 404]

  /// Asks for something; `nil` where it is not there.
  func ask(
    _ path: String, _ query: [ShopRequest.Field] = []
  ) async throws(ChannelError) -> ShopAnswer? {
    let answer = try await api.ask(
      ShopRequest(.get, "/\(path)", query: query, accepted: Self.failures))
    guard answer.status >= 400 else { return answer }
    let code = Self.code(answer)
    if let failure = failure(answer) { throw failure }
    guard code == 100 || answer.status == 404 else {
      throw .unreachable(reason: "\(api.name) has trouble (\(answer.said ?? "no reason"))")
    }
    return nil
  }

  static func code(_ answer: ShopAnswer) -> Int {
    answer.json["error"]["code"].optional.flatMap(Int.init) ?? 0
  }

  /// What means the same whatever was asked for: nothing was done
  /// (https://developers.facebook.com/docs/graph-api/guides/error-handling).
  func failure(_ answer: ShopAnswer) -> ChannelError? {
    let said = answer.said.map { " (\($0))" } ?? ""
    switch Self.code(answer) {
    case 4, 17, 32, 613: return .slowDown(for: answer.wait ?? .seconds(300))
    case 102, 190:
      return .signedOut(reason: "Meta does not accept the token\(said); look at \(Self.console)")
    case 10 where answer.json["error"]["error_subcode"].words != "2018278", 200...299:
      return .signedOut(
        reason: "Meta does not let this token do what is needed\(said); look at \(Self.console)")
    default: return nil
    }
  }
}

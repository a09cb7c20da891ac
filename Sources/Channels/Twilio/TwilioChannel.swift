package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Text messages to a number at Twilio, and our answers.
package struct TwilioSMSChannel: TwilioMessages {
  package static let scheme = ""
  package static let profile = Profile(
    type: "sms", title: "SMS", pollInterval: .seconds(60), attachmentLimit: 0,
    fields: TwilioLine.fields, secret: TwilioLine.secret,
    limits: "at most 1600 characters and no files in an answer; each 160 of them, or 70 with "
      + "letters that SMS does not know, are charged as a message",
    longest: AnswerLength(1600, .units))

  /// The number.
  package let line: Result<TwilioLine, ChannelError>

  /// A channel over `account.settings`: `account_sid`, `number`, `key` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    line = TwilioLine.opened(account, transport, credentials)
  }
}

/// WhatsApp chats with a number at Twilio, and our answers.
package struct TwilioWhatsAppChannel: TwilioMessages {
  package static let scheme = "whatsapp:"
  package static let profile = Profile(
    type: "whatsapp", title: "WhatsApp", pollInterval: .seconds(60), attachmentLimit: 0,
    fields: TwilioLine.fields, secret: TwilioLine.secret,
    limits: "answers until 24 hours after the customer's last message, at most 1600 characters and "
      + "no files",
    replyWindow: .seconds(24 * 3600), automationWindow: .seconds(24 * 3600),
    longest: AnswerLength(1600, .units))

  /// The number.
  package let line: Result<TwilioLine, ChannelError>

  /// A channel over `account.settings`: `account_sid`, `number`, `key` and `since`.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    line = TwilioLine.opened(account, transport, credentials)
  }
}

/// A number at Twilio, and the door to it.
package struct TwilioLine: Sendable {
  static let console = "console.twilio.com > Account > API keys and tokens"
  static let fields: [Profile.Field] = [
    .init("account_sid", "the Account SID, AC…: console.twilio.com", isRequired: true),
    .init("number", "your number there, such as +15550100", isRequired: true),
    .init("key", "the SID of an API key, SK…, where the secret is such a key's"),
    .init("since", "the day from which on is read; the last 30 days otherwise"),
  ]
  static let secret =
    "the account's Auth Token, or an API key's secret: console.twilio.com > Account > "
    + "API keys and tokens"

  /// The account it speaks for.
  let account: Account
  /// The number, as `+15550100`.
  let number: String
  /// Before every path of the account.
  let path: String
  let api: ShopAPI

  /// The number that an account names.
  static func opened(
    _ account: Account, _ transport: any Transport, _ credentials: Credentials?
  ) -> Result<TwilioLine, ChannelError> {
    do throws(ChannelError) {
      return .success(try TwilioLine(account, transport, credentials))
    } catch {
      return .failure(error)
    }
  }

  private init(
    _ account: Account, _ transport: any Transport, _ credentials: Credentials?
  ) throws(ChannelError) {
    let secret = try account.secret(in: credentials)
    let sid = account.settings["account_sid"] ?? ""
    guard sid.wholeMatch(of: /AC[0-9A-Fa-f]{32}/) != nil else {
      throw .signedOut(
        reason: "account_sid is AC and 32 digits, not \(sid); look at \(Self.console)")
    }
    number = (account.settings["number"] ?? "").filter { !" -()".contains($0) }
    guard number.wholeMatch(of: /\+[1-9][0-9]{6,14}|[0-9]{3,8}/) != nil else {
      throw .signedOut(reason: "number is written with its country, such as +15550100")
    }
    let name = account.settings["key"] ?? sid
    let pair = Secret(Data("\(name):\(secret.reveal())".utf8).base64EncodedString())
    self.account = account
    path = "/2010-04-01/Accounts/\(sid)"
    api = try ShopAPI(
      "https://api.twilio.com", console: Self.console,
      headers: ["Authorization": "Basic \(pair.reveal())"], secrets: [secret, pair],
      over: transport)
  }
}

// MARK: - Lists

extension TwilioLine {
  private static let atOnce = 200
  private static let mostPages = 50
  /// What is listed late, or changes after it was listed, is looked for so far back.
  static let overlap = Span.minutes(10)
  private static let window = Span.days(30)

  /// A list, read to its end.
  struct List {
    /// What stands on it.
    var items: [JSONNode] = []
    /// When its first page was given.
    var at: Instant?
    /// No page came twice.
    var isWhole = true
  }

  /// Where a walk begins: a day that the account names, else a while before the other side's now.
  func start(
    _ cursor: Cursor?, of kind: String
  ) async throws(ChannelError) -> Instant? {
    guard cursor == nil, account.since == nil else { return account.since }
    let answer = try await api.ask(
      ShopRequest(.get, "\(path)/\(kind)", query: [.init("PageSize", "1")]))
    return answer.at.map { $0 - Self.window }
  }

  /// All of a list, whose pages say where the next one is, the newest first.
  func list(
    _ kind: String, _ query: [ShopRequest.Field], named name: String
  ) async throws(ChannelError) -> List {
    var list = List()
    var seen: Set<String> = []
    var request = ShopRequest(
      .get, "\(path)/\(kind)", query: query + [.init("PageSize", "\(Self.atOnce)")])
    for _ in 0..<Self.mostPages {
      let answer = try await api.ask(request)
      list.at = list.at ?? answer.at
      list.items += try answer.read { (json) throws(JSONMistake) in try json[name].list() }
      guard let next = answer.json["next_page_uri"].optional, next.hasPrefix(path) else {
        return list
      }
      guard seen.insert(next).inserted else {
        list.isWhole = false
        return list
      }
      request = ShopRequest(.get, next)
    }
    return list
  }

  /// From a moment on, by the name that a list has for it.
  func from(_ moment: Instant?, _ name: String) -> [ShopRequest.Field] {
    moment.map { [ShopRequest.Field("\(name)>", ($0 - Self.overlap).rfc3339())] } ?? []
  }

  /// Fetches what lies at a path; `nil` where it cannot be had now.
  func file(_ path: String) async throws(ChannelError) -> (type: String, bytes: [UInt8])? {
    do throws(ChannelError) {
      let got = try await api.fetch(ShopRequest(.get, path), upTo: 32 << 20)
      // Whoever stands in between may answer with a page of theirs.
      return got.type == "text/html" ? nil : got
    } catch {
      switch error {
      case .slowDown, .signedOut: throw error
      case .unreachable, .postponed, .refused, .unsure, .unreadable: return nil
      }
    }
  }
}

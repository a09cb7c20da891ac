package import ChannelKit
package import Domain
import Foundation
package import Wire

/// A Telegram bot: what customers write to it, and our answers.
package struct TelegramChannel: Testable {
  package static let profile = Profile(
    type: "telegram", title: "Telegram", pollInterval: .seconds(60), attachmentLimit: 0,
    secret: "the bot's token: @BotFather > /mybots > API Token",
    limits:
      "Telegram keeps what nobody fetched for 24 hours. An answer has at most 4096 characters "
      + "and no files; one whose fate is unknown cannot be looked up",
    longest: AnswerLength(4096, .units))

  static let console = "@BotFather > /mybots > API Token"

  /// The account it speaks for.
  let account: Account
  private let doors: Result<(api: ShopAPI, files: ShopAPI), ChannelError>

  /// A channel for one bot.
  package init(account: Account, transport: any Transport, credentials: Credentials?) {
    self.account = account
    do throws(ChannelError) {
      let secret = try account.secret(in: credentials)
      let token = secret.reveal()
      guard token.wholeMatch(of: /[0-9]{3,20}:[A-Za-z0-9_-]{10,100}/) != nil else {
        throw .signedOut(
          reason: "the secret of \(account.name) is no bot's token such as 123456:ABC…; "
            + "look at \(Self.console)")
      }
      // The token is a part of every address: it is masked wherever one might be shown.
      func door(_ path: String) throws(ChannelError) -> ShopAPI {
        try ShopAPI(
          "https://api.telegram.org/\(path)bot\(token)", console: Self.console, headers: [:],
          secrets: [secret], over: transport)
      }
      doors = .success((try door(""), try door("file/")))
    } catch {
      doors = .failure(error)
    }
  }

  @discardableResult
  package func test() async throws(ChannelError) -> [Suggestion] {
    _ = try await call("getMe", [:])
    return []
  }
}

// MARK: - Calling

extension TelegramChannel {
  private static let failures: Set<Int> = [400, 401, 403, 404, 409, 413, 429]

  /// Calls a method; the result where it says that all is well.
  func call(
    _ method: String, _ parameters: JSONValue, isRepeatable: Bool = true,
    within limit: Duration? = nil
  ) async throws(ChannelError) -> JSONNode {
    let api = try doors.get().api
    var request = ShopRequest(
      .post, "/\(method)", body: .json(parameters), isRepeatable: isRepeatable,
      accepted: Self.failures)
    request.deadline = limit
    let answer = try await api.ask(request)
    guard answer.json["ok"].isTrue else { throw failure(answer, api.name) }
    return answer.json["result"]
  }

  /// What its answer says is wrong (https://core.telegram.org/bots/api#making-requests).
  private func failure(_ answer: ShopAnswer, _ name: String) -> ChannelError {
    let said = answer.said ?? "no reason"
    switch answer.json["error_code"].optional.flatMap(Int.init) ?? answer.status {
    case 429:
      let seconds = answer.json["parameters"]["retry_after"].optional.flatMap(Double.init)
      return .slowDown(
        for: seconds.map { .seconds(Int64(min(max($0, 0), 6 * 3600))) } ?? answer.wait)
    case 401, 404:
      return .signedOut(reason: "\(name) does not know this bot (\(said)); look at \(Self.console)")
    case 409:
      return .unreachable(
        reason: "another program reads this bot's messages, or a webhook is set (\(said))")
    case 400, 403, 413: return .refused(reason: said)
    default: return .unreadable(excerpt: "\(name) answers \(said)")
    }
  }

  /// A file that came with a message; `nil` where it cannot be had.
  func file(_ file: TelegramShapes.File) async throws(ChannelError) -> Posting.File? {
    let told: JSONNode
    do throws(ChannelError) {
      told = try await call("getFile", ["file_id": .string(file.id)])
    } catch .refused {
      // Files of more than twenty megabytes are not given to bots.
      return nil
    }
    let path = told["file_path"].words
    guard !path.isEmpty, !path.contains("..") else { return nil }
    do throws(ChannelError) {
      let got = try await doors.get().files.fetch(ShopRequest(.get, "/\(path)"), upTo: 21 << 20)
      if let size = try? told["file_size"].whole(), size != got.bytes.count {
        throw .unreachable(reason: "a file came in another size than it has")
      }
      return Posting.File(name: file.name, type: file.type ?? got.type, bytes: got.bytes)
    } catch .signedOut {
      return nil
    }
  }
}

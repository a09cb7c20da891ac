package import Domain
import Foundation
package import Wire

/// Speaks with a program of the user's in lines of JSON: one asks, several answer
/// (docs/line-protocol.md).
package struct LineTalk: Sendable {
  /// The version of the protocol.
  static let version = 1

  /// The account it speaks for.
  let account: Account
  /// Where the lines go.
  let door: any LineDoor
  private let secret: Secret?

  /// A talk through a door; the secret goes along with each question, where there is one.
  package init(_ account: Account, through door: any LineDoor, secret: Secret?) {
    self.account = account
    self.door = door
    self.secret = secret
  }

  /// Asks for something; `nil` where the other side does not know what is meant.
  package func ask(
    _ verb: String, _ fields: [String: JSONValue] = [:], isRepeatable: Bool = true
  ) async throws(ChannelError) -> LineAnswer? {
    var question = fields
    question["do"] = .string(verb)
    question["account"] = .string(account.name)
    question["version"] = .int(Self.version)
    if let secret { question["secret"] = .string(secret.reveal()) }
    let line = JSONValue.object(question).bytes + [0x0A]
    let bytes = try await door.exchange(line, isRepeatable: isRepeatable)
    let answer: LineAnswer
    do throws(LineAnswer.Fault) {
      answer = try LineAnswer(reading: bytes)
    } catch {
      switch error {
      case .cutOff(let reason):
        throw door.lost("answers, and it \(reason)", isRepeatable: isRepeatable)
      case .mistaken(let reason): throw .unreadable(excerpt: "\(door.name): \(reason)")
      }
    }
    guard answer.isError else { return answer }
    if answer.last["error"].optional == "unknown" { return nil }
    throw failure(answer.last, isRepeatable: isRepeatable)
  }

  /// Asks what it can do; throws where it cannot do `duties`, each a word of the protocol.
  package func greet(expecting duties: [String]) async throws(ChannelError) {
    guard let answer = try await ask("hello") else {
      throw .unreadable(excerpt: "\(door.name) does not know hello")
    }
    let (version, does) = try read { () throws(JSONMistake) in
      (try answer.last["version"].whole(), try answer.last["does"].list().map(\.words))
    }
    guard version == Self.version else {
      throw .unreadable(
        excerpt: "\(door.name) speaks version \(version) of the protocol, not \(Self.version)")
    }
    if let missing = duties.first(where: { !does.contains($0) }) {
      throw .signedOut(
        reason: "\(door.name) does not do \(missing), only \(does.joined(separator: ", ")); "
          + "look at the settings of \(account.name)")
    }
  }

  /// What `body` makes of an answer; what is missing in it is told with its place.
  package func read<Value>(
    _ body: () throws(JSONMistake) -> Value
  ) throws(ChannelError) -> Value {
    do throws(JSONMistake) {
      return try body()
    } catch {
      throw ChannelError(error, from: door.name)
    }
  }

  /// What an error line says is wrong.
  private func failure(_ line: JSONNode, isRepeatable: Bool) -> ChannelError {
    let said = words(line["reason"].words)
    let reason = said.isEmpty ? "\(door.name) gives no reason" : "\(door.name): \(said)"
    switch line["error"].words {
    case "unreachable": return .unreachable(reason: reason)
    case "postponed": return .postponed(reason: reason)
    case "slow_down":
      let seconds = line["seconds"].optional.flatMap(Double.init)
      let longest = Double(ShopAPI.longestWait.components.seconds)
      return .slowDown(for: seconds.map { .seconds(Int64(min(max($0, 0), longest).rounded(.up))) })
    case "signed_out":
      return .signedOut(reason: "\(reason); look at the account \(account.name) and its secret")
    case "refused": return .refused(reason: reason)
    case "unsure": return isRepeatable ? .unreachable(reason: reason) : .unsure(reason: reason)
    case "unreadable": return .unreadable(excerpt: reason)
    case let kind:
      return .unreadable(excerpt: "\(door.name) tells an error of no known kind, \(words(kind))")
    }
  }

  /// On one line, without the secret.
  private func words(_ text: String) -> String { Self.line(text, without: secret) }

  /// What a program says, on one line, without a secret.
  package static func line(_ text: String, without secret: Secret?) -> String {
    let masked = secret?.masked(in: text) ?? text
    let plain = masked.unicodeScalars.map { scalar in
      scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value ? " " : String(scalar)
    }
    return String(plain.joined().split(separator: " ").joined(separator: " ").prefix(200))
  }
}

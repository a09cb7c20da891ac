package import Domain
import Foundation
package import Wire

/// Where a shop's answers tell how much may still be asked of it; one that tells nothing has none.
package enum QuotaMark: Hashable, Sendable {
  /// Header fields hold how much is left, how much there is, and when all of it is there again.
  case fields(left: String, of: String? = nil, again: Again? = nil)
  /// The body tells of a bucket of points that fills by itself, as Shopify's does
  /// (https://shopify.dev/docs/api/usage/limits).
  case bucket(place: [String])
  /// Header fields hold JSON that tells hundredths used up, under these names, wherever they stand.
  case used(fields: [String], names: Set<String>)

  /// A header field that says when there is all of it again.
  package enum Again: Hashable, Sendable {
    /// In so many milliseconds.
    case milliseconds(String)
    /// In so many seconds.
    case seconds(String)
    /// At a moment: in seconds since 1970, or as RFC 3339 writes it.
    case moment(String)
  }

  /// What an answer that came `now` tells; `nil` where it tells nothing that makes sense.
  package func quota(in answer: HTTPResponse, at now: Instant) -> Quota? {
    switch self {
    case .fields(let left, let full, let again):
      guard let left = Self.count(answer.headers[left]) else { return nil }
      return Quota(
        left: left, of: full.flatMap { Self.count(answer.headers[$0]) },
        fullAt: again.flatMap { $0.moment(in: answer, at: now) }, at: now)
    case .bucket(let place):
      return Self.bucket(at: place, in: answer, at: now)
    case .used(let fields, let names):
      let used = fields.compactMap { answer.headers[$0] }
        .compactMap { try? JSONValue(parsing: Array($0.utf8)) }
        .flatMap { Self.numbers(in: $0, names) }
      return used.max().map { Quota(left: max(0, 100 - $0), of: 100, .percent, at: now) }
    }
  }

  private static func bucket(
    at place: [String], in answer: HTTPResponse, at now: Instant
  ) -> Quota? {
    guard let json = try? JSONValue(parsing: answer.body) else { return nil }
    let node = place.reduce(JSONNode(json)) { $0[$1] }
    guard let full = number(node["maximumAvailable"]), let left = number(node["currentlyAvailable"])
    else { return nil }
    var again: Instant?
    if let rate = number(node["restoreRate"]), rate > 0 {
      let seconds = min(max(0, full - left) / rate, 86_400)
      again = now + Span(milliseconds: Int64((seconds * 1000).rounded(.up)))
    }
    return Quota(left: Int(left), of: Int(full), .points, fullAt: again, at: now)
  }

  private static func number(_ node: JSONNode) -> Double? {
    node.optional.flatMap(Double.init).flatMap { 0...most ~= $0 ? $0 : nil }
  }

  /// More than anybody gives.
  private static let most = 1e9

  /// The number at the beginning: some shops write further ones behind it.
  private static func count(_ field: String?) -> Int? {
    guard let digits = field?.drop(while: { $0 == " " }).prefix(while: { "0"..."9" ~= $0 }),
      digits.utf8.count < 12
    else { return nil }
    return Int(digits)
  }

  private static func numbers(in json: JSONValue, _ names: Set<String>) -> [Int] {
    switch json {
    case .object(let members):
      members.flatMap { name, value in
        names.contains(name)
          ? number(JSONNode(value)).map { [Int($0.rounded(.up))] } ?? [] : numbers(in: value, names)
      }
    case .array(let elements): elements.flatMap { numbers(in: $0, names) }
    case .null, .bool, .number, .string: []
    }
  }
}

extension QuotaMark.Again {
  /// No shop makes anybody wait longer than a day.
  private static let longest = 86_400.0

  /// The moment by our own clock: what a shop says by its clock is read by its clock.
  fileprivate func moment(in answer: HTTPResponse, at now: Instant) -> Instant? {
    let seconds: Double?
    switch self {
    case .milliseconds(let field): seconds = Self.number(answer.headers[field]).map { $0 / 1000 }
    case .seconds(let field): seconds = Self.number(answer.headers[field])
    case .moment(let field):
      let clock = answer.headers["Date"].flatMap(Retry.date) ?? now.date
      let stated = answer.headers[field]
      let moment =
        Self.number(stated).map { Date(timeIntervalSince1970: $0) }
        ?? stated.flatMap { Instant(rfc3339: $0) }?.date
      seconds = moment?.timeIntervalSince(clock)
    }
    guard let seconds, seconds.isFinite else { return nil }
    let span = min(max(seconds, 0), Self.longest)
    return now + Span(milliseconds: Int64((span * 1000).rounded(.up)))
  }

  private static func number(_ field: String?) -> Double? {
    field.flatMap { Double($0.trimmingCharacters(in: .whitespaces)) }
  }
}

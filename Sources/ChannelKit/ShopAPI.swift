import Domain
import Foundation
package import Wire

/// A shop's door: one HTTP call at a time through a transport, and what went wrong in our words.
package struct ShopAPI: Sendable {
  /// What people call it: `shop.example`.
  package let name: String
  /// Where a person looks when the key does not work.
  package let console: String
  private let base: String
  private let headers: HTTPHeaders
  private let secrets: [Secret]
  private let transport: any Transport

  /// A door.
  ///
  /// - Parameters:
  ///   - base: the address all paths stand behind; `https` unless it leads to this computer.
  ///   - headers: what proves who we are; never shown.
  ///   - secrets: what must not stand in any message.
  package init(
    _ base: String, console: String, headers: HTTPHeaders, secrets: [Secret],
    over transport: any Transport
  ) throws(ChannelError) {
    guard let parts = URLComponents(string: base), let host = parts.host, !host.isEmpty,
      parts.user == nil, parts.fragment == nil, parts.query == nil
    else { throw .signedOut(reason: "\(base) is no address such as https://shop.example") }
    guard parts.scheme == "https" || parts.scheme == "http" && Endpoint.isLoopback(host) else {
      throw .signedOut(reason: "\(base) must begin with https://, or the key would be read")
    }
    self.base = String(base.reversed().drop { $0 == "/" }.reversed())
    name = host
    self.console = console
    self.headers = headers
    self.secrets = secrets
    self.transport = transport
  }

  /// The same door with another proof of who we are.
  package func signed(_ fields: HTTPHeaders, secrets more: [Secret]) throws(ChannelError) -> ShopAPI
  {
    try ShopAPI(
      base, console: console, headers: fields, secrets: secrets + more, over: transport)
  }

  /// Asks once.
  package func ask(_ request: ShopRequest) async throws(ChannelError) -> ShopAnswer {
    let response: HTTPResponse
    do throws(TransportError) {
      response = try await transport.send(made(request))
    } catch {
      throw failure(error, request)
    }
    return try answer(response, to: request)
  }

  /// Fetches a file, whatever is in it. Where the shop sends us on to where it lies, the key is not
  /// shown there.
  package func fetch(
    _ request: ShopRequest, upTo limit: Int
  ) async throws(ChannelError) -> (type: String, bytes: [UInt8]) {
    var asked = made(request)
    asked.headers["Accept"] = "*/*"
    return try await fetch(asked, for: request, upTo: limit)
  }

  /// Fetches a file from the address that the shop gives for it, without showing the key there.
  package func fetch(
    at address: String, upTo limit: Int
  ) async throws(ChannelError) -> (type: String, bytes: [UInt8]) {
    let asked = try keyless(address, from: base)
    return try await fetch(asked, for: ShopRequest(.get, ""), upTo: limit)
  }

  /// So often one is sent on to another place.
  private static let mostMoves = 3

  private func fetch(
    _ asked: HTTPRequest, for request: ShopRequest, upTo limit: Int
  ) async throws(ChannelError) -> (type: String, bytes: [UInt8]) {
    var asked = asked
    for _ in 0...Self.mostMoves {
      asked.answerLimit = limit
      let response: HTTPResponse
      do throws(TransportError) {
        response = try await transport.send(asked)
      } catch {
        throw failure(error, request)
      }
      guard 300..<400 ~= response.status, let place = response.headers["Location"] else {
        return try file(response, request)
      }
      asked = try keyless(place, from: asked.url)
    }
    throw .unreadable(excerpt: "\(name) sends us from place to place for a file")
  }

  private func keyless(_ place: String, from origin: String) throws(ChannelError) -> HTTPRequest {
    guard let url = URL(string: place, relativeTo: URL(string: origin))?.absoluteURL,
      url.scheme == "https", let host = url.host, !host.isEmpty, !Endpoint.isLoopback(host),
      url.user == nil
    else { throw .unreadable(excerpt: "\(name) names a place for a file that is none") }
    return HTTPRequest(.get, url.absoluteString, headers: ["Accept": "*/*"])
  }

  private func file(
    _ response: HTTPResponse, _ request: ShopRequest
  ) throws(ChannelError) -> (type: String, bytes: [UInt8]) {
    if response.status != 200 { _ = try answer(response, to: request) }
    let length = response.headers["Content-Length"].flatMap(Int.init)
    if let length, length > response.body.count, response.headers["Content-Encoding"] == nil {
      throw lost(request, "the file was cut off on the way")
    }
    let type = response.headers["Content-Type"] ?? "application/octet-stream"
    return (String(type.prefix { $0 != ";" }), response.body)
  }

  /// The longest wait that a shop may ask of us.
  package static let longestWait = Duration.seconds(6 * 3600)
}

// MARK: - Asking

extension ShopAPI {
  private func made(_ request: ShopRequest) -> HTTPRequest {
    var url = base + request.path
    for (index, field) in request.query.enumerated() {
      url += (index == 0 ? "?" : "&") + "\(field.name.percentEncoded)=\(field.value.percentEncoded)"
    }
    var fields = headers
    fields["Accept"] = "application/json"
    if let body = request.body { fields["Content-Type"] = body.type }
    for field in request.headers.fields { fields[field.name] = field.value }
    var made = HTTPRequest(request.method, url, headers: fields, body: request.body?.bytes ?? [])
    if let deadline = request.deadline { made.deadline = deadline }
    return made
  }

  private func failure(_ error: TransportError, _ request: ShopRequest) -> ChannelError {
    switch error {
    case .tooLarge: .unreadable(excerpt: "\(name): \(error.description)")
    case .unreachable, .certificate: .unreachable(reason: "\(name): \(error.description)")
    case .timedOut, .closed:
      request.isRepeatable
        ? .unreachable(reason: "\(name): \(error.description)")
        : .unsure(reason: "\(name): \(error.description) after something was asked for")
    }
  }
}

// MARK: - Understanding the answer

extension ShopAPI {
  private func answer(
    _ response: HTTPResponse, to request: ShopRequest
  ) throws(ChannelError) -> ShopAnswer {
    let status = response.status
    if !request.accepted.contains(status) {
      if status == 429 || status == 503 && response.headers["Retry-After"] != nil {
        throw .slowDown(for: Self.wait(asked: response))
      }
      if status >= 500 {
        throw lost(request, "trouble of its own (status \(status)): \(excerpt(response))")
      }
      if 300..<400 ~= status {
        let place = response.headers["Location"].flatMap { URLComponents(string: $0)?.host }
        throw .unreadable(excerpt: "\(name) sends us on to \(place ?? "nowhere"); set that address")
      }
    }
    let json = try json(response, request)
    let words = Self.said(json).map { shown($0) }
    if status >= 400, !request.accepted.contains(status) {
      let said = words.map { " (\($0))" } ?? ""
      if status == 401 || status == 403 {
        throw .signedOut(reason: signedOut(status, said))
      }
      throw .unreadable(excerpt: "\(name) answers with status \(status)\(said)")
    }
    return ShopAnswer(
      name: name, status: status, headers: response.headers, json: JSONNode(json),
      said: status >= 400 ? words : nil,
      wait: status >= 400 ? Self.wait(asked: response) : nil, at: Self.moment(response))
  }

  private func signedOut(_ status: Int, _ said: String) -> String {
    let what =
      status == 401
      ? "\(name) does not accept the key"
      : "\(name) does not let this key do what is needed"
    return "\(what)\(said); look at \(console)"
  }

  private func json(
    _ response: HTTPResponse, _ request: ShopRequest
  ) throws(ChannelError) -> JSONValue {
    if response.body.isEmpty, [202, 204].contains(response.status) { return .null }
    do throws(JSONMistake) {
      return try JSONValue(parsing: response.body)
    } catch {
      let length = response.headers["Content-Length"].flatMap(Int.init)
      if let length, length > response.body.count, response.headers["Content-Encoding"] == nil {
        throw lost(request, "the answer was cut off on the way")
      }
      let isPage = Self.isPage(response)
      if response.status == 401 {
        throw .signedOut(reason: signedOut(401, ""))
      }
      if isPage {
        throw .unreadable(
          excerpt: "\(name) answers with a web page, not with data: \(excerpt(response))")
      }
      if response.status == 403 { throw .signedOut(reason: signedOut(403, "")) }
      // What is nearly JSON holds customers' names and addresses: none of it goes into a message.
      throw .unreadable(excerpt: "\(name): \(error.sentence) of \(response.body.count) bytes")
    }
  }

  /// What was asked for may have happened where it may not be asked for twice.
  private func lost(_ request: ShopRequest, _ reason: String) -> ChannelError {
    request.isRepeatable
      ? .unreachable(reason: "\(name): \(reason)") : .unsure(reason: "\(name): \(reason)")
  }

  private static func isPage(_ response: HTTPResponse) -> Bool {
    if response.headers["Content-Type"]?.lowercased().contains("html") == true { return true }
    return response.body.first { $0 > 0x20 } == UInt8(ascii: "<")
  }

  /// What a shop says in words; there are a handful of forms.
  private static func said(_ json: JSONValue) -> String? {
    let node = JSONNode(json)
    let places = [
      node["message"], node["error_description"], node["error"]["message"],
      node["meta"]["message"], node["description"], node["errors"].elements.first?["message"],
      node["errors"].elements.first?["detail"],
      node["title"],
      node["error"], node["errors"],
    ]
    return places.compactMap { $0?.optional }.first
  }

  /// When the shop answered (RFC 9110, section 6.6.1).
  private static func moment(_ response: HTTPResponse) -> Instant? {
    response.headers["Date"].flatMap(Retry.date).map { Instant($0) }
  }

  /// How long the shop asks us to wait: seconds, a date, or the moment of its reset; never longer
  /// than the longest wait.
  private static func wait(asked response: HTTPResponse) -> Duration? {
    let now = response.headers["Date"].flatMap(Retry.date)
    if let field = response.headers["Retry-After"] {
      // A date says nothing to who does not know the shop's own time.
      let isNumber = field.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x20 }
      guard isNumber || now != nil else { return nil }
      let asked = Retry.asked(by: field, now: now ?? Date(timeIntervalSince1970: 0))
      return asked.map { min($0, longestWait) }
    }
    if let span = response.headers["X-Rate-Limit-Time-Reset-Ms"].flatMap(Int.init) {
      return min(.milliseconds(max(span, 0)), longestWait)
    }
    guard let now, let reset = response.headers["X-RateLimit-Reset"].flatMap(Double.init),
      reset > 1_000_000_000
    else { return nil }
    let seconds = min(max(reset - now.timeIntervalSince1970, 0), 6 * 3600)
    return .seconds(Int64(seconds.rounded(.up)))
  }

  /// The beginning of an answer, on one line, without secrets.
  private func excerpt(_ response: HTTPResponse) -> String {
    shown(String(decoding: response.body.prefix(600), as: UTF8.self))
  }

  private func shown(_ text: String) -> String {
    let masked = secrets.reduce(text) { $1.masked(in: $0) }
    let words = masked.unicodeScalars.map { scalar in
      scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value ? " " : String(scalar)
    }
    return words.joined().split(separator: " ").joined(separator: " ").prefix(120)
      .trimmingCharacters(in: .whitespaces)
  }
}

extension ChannelError {
  /// An answer that is JSON, but not what it should be.
  package init(_ mistake: JSONMistake, from name: String) {
    self = .unreadable(excerpt: "\(name): \(mistake.sentence)")
  }
}

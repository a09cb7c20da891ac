package import ChannelKit
package import Domain
import Foundation
package import Wire

/// Text messages at Twilio in memory: each of the small shop's conversations is one with a number.
package enum TwilioSMSSimulator: Simulator {
  package static var channel: any Channel.Type { TwilioSMSChannel.self }
  package static let account = TwilioDouble.account("sms", "sms")
  package static var credentials: Credentials { TwilioDouble.credentials }

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    TwilioDouble.slowDown(retryAfter)
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    TwilioDouble(scheme: "").answer(request, &shop)
  }
}

/// WhatsApp at Twilio in memory.
package enum TwilioWhatsAppSimulator: Simulator {
  package static var channel: any Channel.Type { TwilioWhatsAppChannel.self }
  package static let account = TwilioDouble.account("chat", "whatsapp")
  package static var credentials: Credentials { TwilioDouble.credentials }

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    TwilioDouble.slowDown(retryAfter)
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    TwilioDouble(scheme: "whatsapp:").answer(request, &shop)
  }
}

/// Calls at Twilio in memory: what is said is a call, and what a customer says with a file is
/// voicemail; who says `missed` was not answered.
package enum TwilioCallsSimulator: Simulator {
  package static var channel: any Channel.Type { TwilioCallsChannel.self }
  package static let account = TwilioDouble.account("line", "phone")
  package static var credentials: Credentials { TwilioDouble.credentials }

  package static func slowDown(retryAfter: String?) -> HTTPResponse {
    TwilioDouble.slowDown(retryAfter)
  }

  package static func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    TwilioDouble(scheme: "").answer(request, &shop)
  }
}

/// Twilio's answers, whatever stands before the numbers.
struct TwilioDouble {
  static let sid = "AC00112233445566778899aabbccddeeff"
  static let number = "+15550100"
  static let base = "/2010-04-01/Accounts/\(sid)"

  static func account(_ name: AccountName, _ type: String) -> Account {
    Account(
      name: name, type: type, address: "",
      settings: ["account_sid": sid, "number": "+1 555 0100"])
  }

  static let credentials = Credentials.password(user: "", Secret("auth-token-1"))

  let scheme: String

  private var own: String { scheme + Self.number }

  static func slowDown(_ retryAfter: String?) -> HTTPResponse {
    var response = failure(429, 20429, "Too Many Requests")
    if let retryAfter { response.headers["Retry-After"] = retryAfter }
    return response
  }

  static func failure(_ status: Int, _ code: Int, _ message: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      json: [
        "code": .int(code), "message": .string(message), "status": .int(status),
        "more_info": .string("https://www.twilio.com/docs/errors/\(code)"),
      ])
  }

  func answer(
    _ request: SimulatedRequest, _ shop: inout SmallShop.State
  ) -> HTTPResponse {
    let proof = Data("\(Self.sid):auth-token-1".utf8).base64EncodedString()
    guard shop.isKeyGood, request.headers["Authorization"] == "Basic \(proof)" else {
      return Self.failure(401, 20003, "Authenticate")
    }
    guard request.path.hasPrefix(Self.base + "/") else {
      return Self.failure(404, 20404, "The requested resource was not found")
    }
    let path = request.path.dropFirst(Self.base.count + 1).split(separator: "/").map(String.init)
    switch (request.method, path.first, path.count) {
    case (.get, "Messages.json", 1):
      return list("Messages", "messages", messages(request, shop), request, shop)
    case (.post, "Messages.json", 1): return say(request, &shop)
    case (.get, "Messages", 3):
      return list("Messages", "media_list", media(path[1], shop), request, shop)
    case (.get, "Messages", 4): return file(path[3], shop)
    case (.get, "Calls.json", 1):
      return list("Calls", "calls", calls(request, shop), request, shop)
    case (.get, "Recordings.json", 1):
      return list("Recordings", "recordings", recordings(request, shop), request, shop)
    case (.get, "Recordings", 2): return file(String(path[1].dropLast(4)), shop)
    default: return Self.failure(404, 20404, "The requested resource was not found")
    }
  }

  /// A page of a list, the newest first.
  private func list(
    _ kind: String, _ name: String, _ all: [JSONValue], _ request: SimulatedRequest,
    _ shop: SmallShop.State
  ) -> HTTPResponse {
    let size = min(Int(request.query["PageSize"] ?? "50") ?? 50, shop.pageLimit)
    let page = shop.repeatsItself ? 0 : Int(request.query["Page"] ?? "0") ?? 0
    let shown = all.dropFirst(page * size).prefix(size)
    let isLast = all.count <= (page + 1) * size && !shop.repeatsItself
    let query = request.query.filter { !["Page", "PageToken", "PageSize"].contains($0.key) }
      .sorted { $0.key < $1.key }
      .map { "\($0.key.percentEncoded)=\($0.value.percentEncoded)&" }.joined()
    func place(_ number: Int) -> String {
      "\(Self.base)/\(kind).json?\(query)PageSize=\(size)&Page=\(number)&PageToken=PA\(number)"
    }
    return HTTPResponse(json: [
      name: .array(Array(shown)), "page": .int(page), "page_size": .int(size),
      "start": .int(page * size), "end": .int(page * size + max(0, shown.count - 1)),
      "first_page_uri": .string(place(0)), "uri": .string(place(page)),
      "next_page_uri": isLast ? .null : .string(place(page + 1)),
      "previous_page_uri": page == 0 ? .null : .string(place(page - 1)),
    ])
  }

  // MARK: Names and moments

  /// `SM` and 32 digits, from what the small shop calls it.
  static func sid(_ kind: String, _ word: SmallShop.Word) -> String { sid(kind, word.id) }

  private static func sid(_ kind: String, _ id: String) -> String {
    kind + String(repeating: "0", count: 33 - id.count) + id.dropFirst()
  }

  /// A file by its SID: the first of its message's.
  private func file(_ sid: String, _ shop: SmallShop.State) -> HTTPResponse {
    let number = String(sid.dropFirst(2).drop { $0 == "0" })
    guard let file = shop.file("m\(number)-0") else {
      return Self.failure(404, 20404, "The requested resource was not found")
    }
    return HTTPResponse(status: 200, headers: ["Content-Type": file.type], body: file.bytes)
  }

  static func stamp(_ moment: Instant) -> JSONValue {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return .string(formatter.string(from: moment.date))
  }

  /// All that was said, the newest first.
  private func said(
    _ shop: SmallShop.State, since field: String, _ request: SimulatedRequest
  ) -> [(talk: SmallShop.Talk, word: SmallShop.Word)] {
    let since = request.query["\(field)>"].flatMap { Instant(rfc3339: $0) }
    return shop.talks.flatMap { talk in talk.words.map { (talk, $0) } }
      .filter { one in since.map { one.1.at >= $0 } ?? true }
      .sorted { ($0.1.at, $0.1.id) > ($1.1.at, $1.1.id) }
  }
}

// MARK: - Messages

extension TwilioDouble {
  private func messages(_ request: SimulatedRequest, _ shop: SmallShop.State) -> [JSONValue] {
    said(shop, since: "DateSent", request).filter { talk, word in
      let (from, to) = word.author == .us ? (own, scheme + talk.id) : (scheme + talk.id, own)
      return request.query["From"].map { $0 == from } ?? true
        && request.query["To"].map { $0 == to } ?? true
    }.map { message($1, $0) }
  }

  private func message(_ word: SmallShop.Word, _ talk: SmallShop.Talk) -> JSONValue {
    let isOurs = word.author == .us
    let sid = Self.sid("SM", word)
    return [
      "sid": .string(sid), "account_sid": .string(Self.sid), "api_version": "2010-04-01",
      "body": .string(word.text), "direction": isOurs ? "outbound-api" : "inbound",
      "from": .string(isOurs ? own : scheme + talk.id),
      "to": .string(isOurs ? scheme + talk.id : own),
      "status": isOurs ? "delivered" : "received", "num_media": .string("\(word.files.count)"),
      "num_segments": "1", "date_created": Self.stamp(word.at), "date_sent": Self.stamp(word.at),
      "date_updated": Self.stamp(word.at), "error_code": .null, "error_message": .null,
      "messaging_service_sid": .null, "price": .null, "price_unit": "USD",
      "uri": .string("\(Self.base)/Messages/\(sid).json"),
      "subresource_uris": ["media": .string("\(Self.base)/Messages/\(sid)/Media.json")],
    ]
  }

  private func media(_ sid: String, _ shop: SmallShop.State) -> [JSONValue] {
    let words = shop.talks.flatMap(\.words)
    guard let word = words.first(where: { Self.sid("SM", $0) == sid }) else { return [] }
    return word.files.prefix(1).map { file in
      let id = Self.sid("ME", word)
      return [
        "sid": .string(id), "account_sid": .string(Self.sid), "parent_sid": .string(sid),
        "content_type": .string(file.type), "date_created": Self.stamp(word.at),
        "date_updated": Self.stamp(word.at),
        "uri": .string("\(Self.base)/Messages/\(sid)/Media/\(id).json"),
      ]
    }
  }

  private func say(_ request: SimulatedRequest, _ shop: inout SmallShop.State) -> HTTPResponse {
    var fields: [String: String] = [:]
    for pair in String(decoding: request.bytes, as: UTF8.self).split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      fields[sides[0]] = (sides.count > 1 ? sides[1] : "").removingPercentEncoding
    }
    guard fields["From"] == own else {
      return Self.failure(400, 21606, "The 'From' phone number is not yours")
    }
    let to = fields["To"] ?? ""
    guard let talk = shop.talks.first(where: { scheme + $0.id == to }) else {
      return Self.failure(400, 21211, "The 'To' number \(to) is not a valid phone number.")
    }
    guard let text = fields["Body"], !text.isEmpty else {
      return Self.failure(400, 21602, "Message body is required.")
    }
    shop.say(text, in: talk.id, by: .us)
    guard let word = shop.talks.first(where: { $0.id == talk.id })?.words.last else {
      return Self.failure(500, 20500, "Internal error")
    }
    var response = HTTPResponse(json: message(word, talk))
    response.status = 201
    return response
  }
}

// MARK: - Calls

extension TwilioDouble {
  private func calls(_ request: SimulatedRequest, _ shop: SmallShop.State) -> [JSONValue] {
    said(shop, since: "StartTime", request).map { talk, word in
      let isOurs = word.author == .us
      let isMissed = word.text == "missed"
      let sid = Self.sid("CA", word)
      return [
        "sid": .string(sid), "account_sid": .string(Self.sid), "api_version": "2010-04-01",
        "direction": isOurs ? "outbound-api" : "inbound",
        "from": .string(isOurs ? Self.number : talk.id),
        "to": .string(isOurs ? talk.id : Self.number),
        "status": isMissed ? "no-answer" : "completed", "duration": isMissed ? "0" : "63",
        "start_time": Self.stamp(word.at), "end_time": Self.stamp(word.at),
        "date_created": Self.stamp(word.at), "date_updated": Self.stamp(word.at),
        "answered_by": .null, "caller_name": .string(talk.customer.name),
        "parent_call_sid": .null, "price": .null, "price_unit": "USD",
        "uri": .string("\(Self.base)/Calls/\(sid).json"),
      ]
    }
  }

  private func recordings(_ request: SimulatedRequest, _ shop: SmallShop.State) -> [JSONValue] {
    said(shop, since: "DateCreated", request).filter { !$0.word.files.isEmpty }.map { _, word in
      let sid = Self.sid("RE", word)
      return [
        "sid": .string(sid), "account_sid": .string(Self.sid), "api_version": "2010-04-01",
        "call_sid": .string(Self.sid("CA", word)), "channels": 1, "duration": "41",
        "date_created": Self.stamp(word.at), "date_updated": Self.stamp(word.at),
        "start_time": Self.stamp(word.at), "status": "completed", "source": "RecordVerb",
        "price": .null, "price_unit": "USD", "error_code": .null,
        "uri": .string("\(Self.base)/Recordings/\(sid).json"),
      ]
    }
  }
}

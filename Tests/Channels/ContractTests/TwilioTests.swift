import ChannelKit
import Domain
import Foundation
import Testing
import Twilio
import Wire

/// What Twilio does that others do not.
@Suite struct TwilioTests {
  private static let now = opening

  private func stamp(_ moment: Instant) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return formatter.string(from: moment.date)
  }

  private func message(
    _ sid: String, _ text: String, from: String = "+15550199", to: String = "+15550100",
    direction: String = "inbound", status: String = "received", error: String = "null",
    minutes: Int64 = 0
  ) -> String {
    """
    {"sid":"\(sid)","body":"\(text)","from":"\(from)","to":"\(to)","direction":"\(direction)",
     "status":"\(status)","num_media":"0","error_code":\(error),"error_message":null,
     "date_created":"\(stamp(Self.now + .minutes(minutes)))",
     "date_sent":"\(stamp(Self.now + .minutes(minutes)))"}
    """
  }

  private func pull(_ messages: [String]) async throws -> [Posting] {
    let text = "{\"messages\":[\(messages.joined(separator: ","))],\"next_page_uri\":null}"
    let channel = TwilioSMSChannel(
      account: TwilioSMSSimulator.account,
      transport: FixedTransport(answers: [("/Messages.json", text)]),
      credentials: TwilioSMSSimulator.credentials)
    return try await channel.messages(after: nil).arrivals.compactMap(\.posting)
  }

  private func ours(
    _ sid: String, _ text: String, status: String = "delivered", error: String = "null",
    direction: String = "outbound-api", to: String = "+15550199", minutes: Int64 = 5
  ) -> String {
    message(
      sid, text, from: "+15550100", to: to, direction: direction, status: status, error: error,
      minutes: minutes)
  }

  @Test func whatCouldNotBeDeliveredComesBackToItsAnswer() async throws {
    let postings = try await pull([
      message("SM1", "Where is it?"), ours("SM2", "Here", status: "undelivered", error: "30003"),
    ])
    let back = try #require(postings.last)
    #expect(postings.map(\.author) == [.customer, .machine])
    #expect(back.returned == "SM2")
    #expect(back.answers == ["SM2"])
    #expect(back.text.contains("cannot be reached"))
    #expect(back.text.contains("30003"))
  }

  @Test func newsToThousandsAndAutomaticAnswersAreLeftAlone() async throws {
    let postings = try await pull([
      message("SM1", "Where is it?"),
      ours("SM2", "Thanks, we read it", direction: "outbound-reply"),
      ours("SM3", "Your parcel comes today", to: "+15550999"), ours("SM4", "It left us"),
    ])
    #expect(postings.map(\.text) == ["Where is it?", "It left us"])
    #expect(postings.last?.to.map(\.address) == ["+15550199"])
  }

  @Test func aMessageThatIsStillComingInWaits() async throws {
    #expect(try await pull([message("SM1", "Whe", status: "receiving")]) == [])
  }

  @Test(arguments: [
    ("account_sid", "AC1", "account_sid is AC"), ("number", "0100-55-abc", "+15550100"),
  ])
  func aMistakenSettingIsNamed(_ key: String, _ value: String, _ words: String) async {
    var account = TwilioSMSSimulator.account
    account.settings[key] = value
    let channel = TwilioSMSChannel(
      account: account, transport: FixedTransport(answers: []),
      credentials: TwilioSMSSimulator.credentials)
    let error = await #expect(throws: ChannelError.self) { try await channel.test() }
    guard case .signedOut(let reason) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(reason.contains(words), "\(reason)")
  }

  @Test func longWordsFilesAndStrangersAreRefusedBeforeSending() async throws {
    let double = TalkDouble(simulator: TwilioWhatsAppSimulator.self)
    let posting = try #require(try await double.pullAll(at: talkativeShop()).postings.first)
    let sink = double.sink(at: talkativeShop())
    var strange = double.answer("Hello", to: posting, at: Self.now)
    strange.cc = [Party(address: "+15557777")]
    let long = double.answer(String(repeating: "a", count: 1601), to: posting, at: Self.now)
    for (reply, words) in [(strange, "+15557777"), (long, "1601")] {
      let error = #expect(throws: ChannelError.self) { try sink.parcel(for: reply, files: []) }
      #expect(error?.sentence.contains(words) == true, "\(error?.sentence ?? "")")
    }
  }

  // MARK: Calls

  private func phone(_ calls: [String], _ recordings: [String] = []) async throws -> [Posting] {
    let channel = TwilioCallsChannel(
      account: TwilioCallsSimulator.account,
      transport: FixedTransport(answers: [
        ("/Calls.json", "{\"calls\":[\(calls.joined(separator: ","))],\"next_page_uri\":null}"),
        (
          "/Recordings.json",
          "{\"recordings\":[\(recordings.joined(separator: ","))],\"next_page_uri\":null}"
        ), ("/RE1.mp3", "sound"),
      ]), credentials: TwilioCallsSimulator.credentials)
    return try await channel.messages(after: nil).arrivals.compactMap(\.posting)
  }

  private func call(
    _ sid: String, _ status: String, from: String = "+15550199", to: String = "+15550100",
    direction: String = "inbound", parent: String? = nil, minutes: Int64 = 0
  ) -> String {
    """
    {"sid":"\(sid)","from":"\(from)","to":"\(to)","direction":"\(direction)","status":"\(status)",
     "duration":"63","caller_name":"ADA BYRON","start_time":"\(stamp(Self.now + .minutes(minutes)))",
     "parent_call_sid":\(parent.map { "\"\($0)\"" } ?? "null")}
    """
  }

  @Test(arguments: ["no-answer", "busy", "canceled", "failed"])
  func aMissedCallIsTheCustomers(_ status: String) async throws {
    let posting = try #require(try await phone([call("CA1", status)]).first)
    #expect(posting.author == .customer)
    #expect(posting.text == "Missed call: nobody answered.")
    #expect(posting.from == Party(name: "ADA BYRON", address: "+15550199"))
  }

  @Test func voicemailComesWithItsSoundAndWithoutItsCall() async throws {
    let recording = """
      {"sid":"RE1","call_sid":"CA1","duration":"41","source":"RecordVerb","status":"completed",
       "date_created":"\(stamp(Self.now + .minutes(1)))"}
      """
    let postings = try await phone([call("CA1", "completed")], [recording])
    #expect(postings.map(\.text) == ["Voicemail, 41 s."])
    #expect(postings.first?.files.map(\.name) == ["voicemail.mp3"])
    #expect(postings.first?.files.map(\.bytes) == [Array("sound".utf8)])
  }

  @Test func whereItWasPassedOnSomebodyMustHaveAnsweredThere() async throws {
    let agent = "+15550777"
    func passedOn(_ status: String) -> [String] {
      [
        call("CA1", "completed"),
        call("CA2", status, to: agent, direction: "outbound-dial", parent: "CA1"),
      ]
    }
    #expect(try await phone(passedOn("no-answer")).map(\.author) == [.customer])
    #expect(try await phone(passedOn("completed")).map(\.author) == [])
  }

  @Test func aCallBackAnswersAndACallThatGoesOnWaits() async throws {
    let back = call(
      "CA2", "completed", from: "+15550100", to: "+15550199", direction: "outbound-api", minutes: 9)
    let postings = try await phone([call("CA1", "no-answer"), back])
    #expect(postings.map(\.author) == [.customer, .us])
    #expect(try await phone([back]) == [], "nobody has called")
    #expect(try await phone([call("CA1", "in-progress")]) == [])
  }

  /// One mishap at any request: each call comes, once it can.
  @Test(arguments: Broken.all)
  func callsThatCannotBeReadComeLater(_ broken: Broken) async throws {
    // A sound that ends too soon, and says nothing of it, cannot be told from another.
    for request in 0..<(broken.testDescription == "cut" ? 3 : 5) {
      var state = SmallShop.State(now: opening)
      state.say("missed", in: "4201")
      state.now = state.now + .minutes(1)
      let sound = Posting.File(name: "v.mp3", type: "audio/mpeg", bytes: [1, 2])
      state.say("voicemail", in: "4202", files: [sound])
      let shop = SmallShop(state)
      await shop.plan(broken.mishap, at: request)
      guard let source = TwilioCallsSimulator.channel(at: shop) as? any MessageSource else {
        return
      }
      var (cursor, postings): (Cursor?, [Posting]) = (nil, [])
      for _ in 0..<4 {
        guard let batch = try? await source.messages(after: cursor) else { continue }
        cursor = batch.next
        postings += batch.arrivals.compactMap(\.posting)
      }
      #expect(
        postings.map(\.text) == ["Missed call: nobody answered.", "Voicemail, 41 s."]
          || postings.map(\.text) == ["Voicemail, 41 s.", "Missed call: nobody answered."])
      #expect(postings.flatMap(\.files).map(\.bytes) == [[1, 2]])
    }
  }

  // MARK: Files that lie elsewhere

  @Test func aFileIsFetchedFromWhereItLiesWithoutTheKey() async throws {
    let transport = Elsewhere(place: "https://cdn.example/a.jpg")
    let api = try ShopAPI(
      "https://api.twilio.com", console: "", headers: ["Authorization": "Basic x"], secrets: [],
      over: transport)
    let got = try await api.fetch(ShopRequest(.get, "/Media/ME1"), upTo: 100)
    #expect(got.bytes == Array("no key".utf8))
    for place in ["http://cdn.example/a", "https://localhost/a", "https://u:p@cdn.example/a"] {
      let api = try ShopAPI(
        "https://api.twilio.com", console: "", headers: [:], secrets: [],
        over: Elsewhere(place: place))
      await #expect(throws: ChannelError.self) {
        try await api.fetch(ShopRequest(.get, "/Media/ME1"), upTo: 100)
      }
    }
  }
}

/// Sends whoever asks it on to another place.
private struct Elsewhere: Transport {
  var place: String

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard request.url.hasPrefix("https://api.twilio.com/") else {
      let key = request.headers["Authorization"] ?? "no key"
      return HTTPResponse(
        status: 200, headers: ["Content-Type": "image/jpeg"], body: Array(key.utf8))
    }
    return HTTPResponse(status: 307, headers: ["Location": place], body: [])
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "no streams here")
  }
}

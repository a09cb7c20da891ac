import Foundation
import Sockets
import Synchronization
import TestKit
import Testing
import Wire

@testable import App

/// Name servers that say what a test wants, or nothing for ever.
private struct StubNames: NameLookup {
  var answers: [String: [DNSRecord]] = [:]
  var isSilent = false

  func records(
    for question: DNSQuestion, within limit: Duration
  ) async throws(TransportError) -> [DNSRecord] {
    if isSilent { await untilCancelled() }
    guard !isSilent, let records = answers["\(question.kind) \(question.name)"] else {
      throw .unreachable(reason: "no answer")
    }
    return records
  }
}

/// A web that says what a test wants, or nothing for ever, and keeps what it was asked.
private final class StubWeb: Transport {
  private let answers: [String: HTTPResponse]
  private let isSilent: Bool
  private let requests = Mutex<[HTTPRequest]>([])
  var asked: [HTTPRequest] { requests.withLock { $0 } }

  init(_ answers: [String: HTTPResponse] = [:], isSilent: Bool = false) {
    self.answers = answers
    self.isSilent = isSilent
  }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    requests.withLock { $0.append(request) }
    if isSilent { await untilCancelled() }
    guard !isSilent, let answer = answers[request.url] else {
      throw .unreachable(reason: "no such host")
    }
    return answer
  }

  func connect(
    _ endpoint: Endpoint, within limit: Duration
  ) async throws(TransportError) -> any ByteStream {
    throw .unreachable(reason: "nothing is to be connected to")
  }
}

/// Never comes back by itself.
private func untilCancelled() async {
  let (stream, end) = AsyncStream.makeStream(of: Never.self)
  for await _ in stream {}
  end.finish()
}

private let hosted = """
  <clientConfig><emailProvider><incomingServer type="imap"><hostname>mail.host.example</hostname>
  <port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username>
  </incomingServer><outgoingServer type="smtp"><hostname>out.shop.example</hostname>
  <port>587</port><socketType>STARTTLS</socketType></outgoingServer></emailProvider></clientConfig>
  """
private let gmail = MailProvider(
  title: "Gmail", domains: ["gmail.com"], mx: ["google.com"], imap: "imaps://imap.gmail.com:993",
  smtp: "smtps://smtp.gmail.com:465", filesCopies: true, note: "Gmail wants an app password.")
private let places = [
  "https://autoconfig.shop.example/mail/config-v1.1.xml?emailaddress=ana%40shop.example",
  "https://shop.example/.well-known/autoconfig/mail/config-v1.1.xml",
]

struct ServerFindingTests {
  private func page(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, body: Array(text.utf8))
  }

  @Test func theFilesAreAskedForInBothPlacesOverTLS() async throws {
    let web = StubWeb([places[1]: page(hosted)])
    let finding = ServerFinding(names: StubNames(), web: web)
    let guess = try #require(await finding.guess("ana@shop.example", among: []))
    #expect(Set(web.asked.map(\.url)) == Set(places))
    #expect(web.asked.allSatisfy { $0.answerLimit <= 64 << 10 && $0.method == .get })
    #expect(guess.provider.imap == "imaps://ana@mail.host.example:993")
    #expect(guess.provider.smtp == "smtp://out.shop.example:587")
    #expect(guess.source == "found in the autoconfig file of shop.example")
  }

  @Test func aPageThatIsNoFileIsNothing() async throws {
    for answer in [page("<html></html>"), page(hosted, status: 404), page(hosted, status: 302)] {
      let web = StubWeb([places[0]: answer, places[1]: answer])
      let guess = await ServerFinding(names: StubNames(), web: web)
        .guess("ana@shop.example", among: [])
      #expect(guess?.isFound == false)
    }
  }

  /// Whoever is silent is not waited for longer than the limit, and what came in time counts.
  @Test(.timeLimit(.minutes(5))) func silenceEndsWithTheLimit() async throws {
    let silent = ServerFinding(
      names: StubNames(isSilent: true), web: StubWeb(isSilent: true), limit: .milliseconds(50))
    let nothing = try #require(await silent.guess("ana@shop.example", among: []))
    #expect(!nothing.isFound && nothing.provider == .guess("shop.example"))
    let half = ServerFinding(
      names: StubNames(isSilent: true), web: StubWeb([places[0]: page(hosted)]),
      limit: .milliseconds(500))
    #expect(await half.guess("ana@shop.example", among: [])?.isFound == true)
  }

  /// What is certain is not held up by those who are silent.
  @Test(.timeLimit(.minutes(5))) func aKnownProviderEndsTheSearch() async throws {
    let provider = MailProvider(
      title: "Big", domains: [], mx: ["big.example"], imap: "imaps://i.big.example",
      smtp: "smtps://s.big.example")
    let names = StubNames(answers: ["mx shop.example": [.mx(preference: 1, host: "a.big.example")]])
    let finding = ServerFinding(
      names: names, web: StubWeb(isSilent: true), limit: .seconds(3600))
    #expect(await finding.guess("ana@shop.example", among: [provider])?.provider == provider)
  }

  @Test(arguments: [
    "ana@localhost", "ana@[192.0.2.1]", "ana@[IPv6:2001:db8::1]", "ana@192.0.2.1", "ana@", "ana",
    "ana@a b.example",
    "ana@mail.localhost", "ana@-shop.example",
  ])
  func whatIsNoDomainIsNotAskedAbout(_ address: String) async {
    let web = StubWeb()
    let guess = await ServerFinding(names: StubNames(), web: web).guess(address, among: [])
    #expect(guess == nil && web.asked == [])
  }

  @Test func otherLettersAreSpeltInASCII() {
    #expect(ServerFinding.domain(of: "ana@Bücher.example") == "xn--bcher-kva.example")
  }

  /// Over a real socket, as the records of a domain would come.
  @Test(.timeLimit(.minutes(5))) func aNameServerOfThisComputerIsAsked() async throws {
    let server = try StubNameServer { question in
      let records: [[UInt8]] =
        switch DNSBytes.name(in: question) {
        case "_imaps._tcp.shop.example": [DNSBytes.srv(0, 0, 993, "mail.shop.example")]
        case "_imap._tcp.shop.example": [DNSBytes.srv(0, 0, 0, "")]
        case "_submissions._tcp.shop.example":
          [DNSBytes.srv(5, 1, 466, "b.shop.example"), DNSBytes.srv(5, 9, 465, "a.shop.example")]
        default: []
        }
      return [DNSBytes.answer(to: question, records)]
    }
    defer { server.close() }
    let loops = Loops(threads: 1)
    let names = NameServers(on: loops, [NameServers.Server("127.0.0.1", port: server.port)])
    // The web is silent: the records say all there is to say, so that nobody waits for it.
    let finding = ServerFinding(
      names: names, web: StubWeb(isSilent: true), limit: .seconds(3600))
    let guess = await finding.guess("ana@shop.example", among: [])
    await loops.shutDown()
    #expect(guess?.provider.imap == "imaps://mail.shop.example:993")
    #expect(guess?.provider.smtp == "smtps://a.shop.example:465")
  }
}

// MARK: - Through the questions

/// What is typed, and all that was shown.
private final class Talk: Sendable {
  private let state: Mutex<(typed: [String], shown: String)>
  var shown: String { state.withLock { $0.shown } }

  init(_ typed: [String]) { state = Mutex((typed, "")) }

  var console: Asking.Console {
    Asking.Console(
      line: { self.state.withLock { $0.typed.isEmpty ? nil : $0.typed.removeFirst() } },
      say: { text in self.state.withLock { $0.shown += text } })
  }
}

struct AccountWizardTests {
  private func talk(
    _ typed: [String], given: AccountWizard.Given = AccountWizard.Given(),
    _ finding: ServerFinding
  ) async throws -> (shown: String, configuration: String) {
    let folder = try TestFolder("wizard")
    defer { folder.remove() }
    let talk = Talk(typed)
    let path = folder["config.toml"]
    let wizard = AccountWizard(
      given: given, global: options(path), tries: false,
      finding: finding, providers: [gmail])
    let name = try await Asking.$console.withValue(talk.console) { try await wizard.run() }
    #expect(name == "ana")
    return (talk.shown, try String(contentsOfFile: path, encoding: .utf8))
  }

  private func options(_ path: String) -> GlobalOptions {
    var options = GlobalOptions()
    (options.config, options.store) = (path, nil)
    (options.json, options.quiet, options.verbose, options.noColor) = (false, false, false, false)
    return options
  }

  private let head = ["Northlight", "Europe/Dublin", "ana@shop.example"]

  /// In the configuration it would begin at that file's folder, which is not where it was typed.
  @Test func aFileNamedOnTheCommandLineIsFoundFromWhereItWasTyped() async throws {
    let web = StubWeb([places[0]: HTTPResponse(status: 200, body: Array(hosted.utf8))])
    let (_, text) = try await talk(
      head + ["", ""], given: AccountWizard.Given(secretFile: "kept/secret.txt"),
      ServerFinding(names: StubNames(), web: web))
    let here = FileManager.default.currentDirectoryPath
    #expect(text.contains("secret = { file = \"\(here)/kept/secret.txt\" }"), "\(text)")
  }

  @Test func whatIsFoundIsOfferedAndStrangersAreNamedBeforeThePassword() async throws {
    let web = StubWeb([places[0]: HTTPResponse(status: 200, body: Array(hosted.utf8))])
    let (shown, text) = try await talk(
      head + ["", "", "opensesame"], ServerFinding(names: StubNames(), web: web))
    let order = [
      "Address customers write to: ", "found in the autoconfig file of shop.example\n",
      "IMAP server [imaps://ana@mail.host.example:993]: ",
      "SMTP server [smtp://out.shop.example:587]: ",
      "What you sign in with goes to mail.host.example, which does not belong to shop.example.\n",
      "Password, or !",
    ]
    var rest = shown[...]
    for part in order {
      let place = try #require(rest.range(of: part), "\(part) in \(shown)")
      rest = rest[place.upperBound...]
    }
    #expect(text.contains("imap = \"imaps://ana@mail.host.example:993\""))
    #expect(text.contains("smtp = \"smtp://ana%40shop.example@out.shop.example:587\""))
  }

  @Test func aProviderFoundByItsHostsIsOfferedWithItsNote() async throws {
    let names = StubNames(
      answers: ["mx shop.example": [.mx(preference: 1, host: "aspmx.l.google.com")]])
    let (shown, text) = try await talk(
      head + ["", "", "opensesame"], ServerFinding(names: names, web: StubWeb()))
    #expect(shown.contains("found in the records of shop.example: Gmail\nGmail wants an app"))
    #expect(shown.contains("IMAP server [imaps://imap.gmail.com:993]: "))
    #expect(
      shown.contains("goes to imap.gmail.com and smtp.gmail.com, which do not belong to shop."))
    #expect(text.contains("sent_copy = \"server\""))
  }

  /// Who answers with other servers is no customer of the provider.
  @Test func whatIsTypedCounts() async throws {
    let names = StubNames(
      answers: ["mx shop.example": [.mx(preference: 1, host: "aspmx.l.google.com")]])
    let (shown, text) = try await talk(
      head + ["mail.shop.example", "mail.shop.example:587", "opensesame"],
      ServerFinding(names: names, web: StubWeb()))
    #expect(!text.contains("sent_copy") && text.contains("@mail.shop.example:587"))
    #expect(!shown.contains("does not belong") && !shown.contains("do not belong"))
  }

  @Test func failureHidesNoQuestion() async throws {
    let (shown, text) = try await talk(
      head + ["", "", "opensesame"],
      ServerFinding(
        names: StubNames(isSilent: true), web: StubWeb(isSilent: true), limit: .milliseconds(20)))
    #expect(shown.contains("nothing was found about shop.example: these are the usual names\n"))
    #expect(shown.contains("IMAP server [imaps://imap.shop.example:993]: "))
    #expect(text.contains("@smtp.shop.example:465"))
  }

  /// Nobody is asked about what is said already, or about a domain that a provider lists.
  @Test func nothingIsAskedWithoutNeed() async throws {
    let web = StubWeb()
    let finding = ServerFinding(names: StubNames(), web: web)
    let given = AccountWizard.Given(imap: "mail.shop.example", smtp: "mail.shop.example")
    _ = try await talk(head + ["opensesame"], given: given, finding)
    let (shown, _) = try await talk(
      ["Northlight", "Europe/Dublin", "ana@gmail.com", "opensesame"], finding)
    #expect(web.asked == [] && !shown.contains("IMAP server"))
    _ = try await talk(
      head + ["", "opensesame"], given: AccountWizard.Given(imap: "mail.shop.example"), finding)
    #expect(web.asked.count == 2)
  }
}

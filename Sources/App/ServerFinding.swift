import Foundation
import Mail
import Sockets
import Wire

/// Asks a domain itself where its mail servers are: its records (RFC 6186) and its autoconfig file,
/// all at once and not for long. What does not answer is as if it said nothing.
struct ServerFinding: Sendable {
  /// The name servers.
  let names: any NameLookup
  /// Fetches the files.
  let web: any Transport
  /// When it is over, whatever is still missing.
  var limit: Duration = .seconds(4)

  /// What can be offered for `address`; `nil` where its domain cannot be asked about.
  func guess(_ address: String, among known: [MailProvider]) async -> MailGuess? {
    guard let domain = Self.domain(of: address) else { return nil }
    let start = MailFindings(address: address, domain: domain)
    return await findings(start, among: known).guess(among: known)
  }

  /// The domain that can be asked about: a name of at least two words, no address in numbers.
  static func domain(of address: String) -> String? {
    guard let at = address.lastIndex(of: "@"),
      let domain = HostName.ascii(String(address[address.index(after: at)...])),
      FoundServer(host: domain, port: 1, isTLS: true) != nil
    else { return nil }
    return domain
  }

  private func findings(
    _ start: MailFindings, among known: [MailProvider]
  ) async -> MailFindings {
    var findings = start
    await withTaskGroup(of: Piece.self) { group in
      group.addTask { await mail(start.domain) }
      for name in MailServiceName.allCases {
        group.addTask { await service(name, start.domain) }
      }
      for (place, url) in Self.files(start).enumerated() {
        group.addTask { await file(place, url) }
      }
      group.addTask { [limit] in
        try? await Task.sleep(for: limit)
        return .over
      }
      var open = MailServiceName.allCases.count + 3
      for await piece in group {
        piece.add(to: &findings)
        open -= 1
        if open == 0 || piece == .over || findings.isSettled(among: known) { break }
      }
      group.cancelAll()
    }
    return findings
  }

  /// Where the file may be: a host for it, then the domain's own site. Only the first is told the
  /// address, as nobody else could make use of it.
  private static func files(_ start: MailFindings) -> [String] {
    let file = "mail/config-v1.1.xml"
    return [
      "https://autoconfig.\(start.domain)/\(file)?emailaddress=\(start.address.percentEncoded)",
      "https://\(start.domain)/.well-known/autoconfig/\(file)",
    ]
  }
}

// MARK: - The pieces

extension ServerFinding {
  private enum Piece: Hashable, Sendable {
    case mail([DNSRecord])
    case service(MailServiceName, [DNSRecord])
    case file(Int, Autoconfig)
    case nothing
    case over

    func add(to findings: inout MailFindings) {
      switch self {
      case .mail(let records): findings.mail = records
      case .service(let name, let records): findings.services[name] = records
      case .file(let place, let file): findings.files[place] = file
      case .nothing, .over: break
      }
    }
  }

  private func mail(_ domain: String) async -> Piece {
    await records(domain, .mx).map { .mail($0) } ?? .nothing
  }

  private func service(_ name: MailServiceName, _ domain: String) async -> Piece {
    await records("\(name.rawValue).\(domain)", .srv).map { .service(name, $0) } ?? .nothing
  }

  private func records(_ name: String, _ kind: DNSQuestion.Kind) async -> [DNSRecord]? {
    guard let question = DNSQuestion(name, kind) else { return nil }
    return try? await names.records(for: question, within: limit)
  }

  private func file(_ place: Int, _ url: String) async -> Piece {
    let request = HTTPRequest(
      .get, url, headers: ["Accept": "application/xml, text/xml"], deadline: limit,
      answerLimit: Autoconfig.limit)
    guard let answer = try? await web.send(request), answer.status == 200,
      let file = Autoconfig(answer.body)
    else { return .nothing }
    return .file(place, file)
  }
}

// MARK: - For real

extension ServerFinding {
  /// Its threads stay until the program ends: the system's own look-up of a host may come back
  /// long after nobody waits for it any more.
  private static let loops = Loops(threads: 1)

  /// With the name servers of this computer and the real web; `nil` where `SHOPBELL_LOOKUP` is
  /// `off`.
  static func live<Value>(
    _ environment: [String: String], _ act: (ServerFinding?) async -> Value
  ) async -> Value {
    let limit = Duration.seconds(4)
    guard environment["SHOPBELL_LOOKUP"] != "off",
      let web = try? LiveTransport(on: loops, patience: .seconds(3))
    else { return await act(nil) }
    let file = FileManager.default.contents(atPath: "/etc/resolv.conf") ?? Data()
    let servers = ResolverFile.servers(in: String(decoding: file, as: UTF8.self))
    let names = NameServers(on: loops, servers.map { NameServers.Server($0) })
    let value = await act(ServerFinding(names: names, web: web, limit: limit))
    await web.shutDown()
    return value
  }
}

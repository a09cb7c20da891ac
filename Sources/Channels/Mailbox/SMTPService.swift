import Foundation
package import Wire

extension MailboxSimulator {
  /// Speaks SMTP to one client until it leaves.
  package nonisolated func serveSMTP(_ stream: any ByteStream) async {
    _ = await connect()
    var service = SMTPService(simulator: self, stream: stream)
    await service.run()
    await stream.close()
  }
}

/// One SMTP connection to the simulator.
struct SMTPService: Sendable {
  private let simulator: MailboxSimulator
  private let stream: any ByteStream
  private var lines: ServiceLines
  private var isSecured = false
  private var isSignedIn = false
  private var from: String?
  private var to: [String] = []
  private var wishes: [String] = []

  init(simulator: MailboxSimulator, stream: any ByteStream) {
    self.simulator = simulator
    self.stream = stream
    lines = ServiceLines(stream)
  }

  mutating func run() async {
    guard await say("220 mail.shop.example ESMTP ready") else { return }
    while let line = await lines.line() {
      guard await answer(String(decoding: line, as: UTF8.self)) else { return }
    }
  }

  private func say(_ text: String) async -> Bool {
    (try? await stream.write(Array("\(text)\r\n".utf8))) != nil
  }

  private mutating func answer(_ line: String) async -> Bool {
    let words = line.split(separator: " ")
    let faults = await simulator.faults
    switch words.first?.uppercased() {
    case "EHLO":
      return await greet(faults)
    case "HELO", "NOOP":
      return await say("250 OK")
    case "STARTTLS":
      return await secure(faults)
    case "AUTH":
      return await signIn(words.map(String.init))
    case "MAIL":
      guard isSignedIn else { return await say("530 5.7.0 sign in first") }
      if let refusal = faults.senderAnswer { return await say(refusal) }
      return await begin(line, faults)
    case "RCPT":
      let address = SMTPService.address(in: line)
      if let refusal = faults.recipientAnswers[address] { return await say(refusal) }
      guard address.utf8.allSatisfy({ $0 < 0x80 }) || wishes.contains("SMTPUTF8") else {
        return await say("553 5.6.7 that address wants SMTPUTF8")
      }
      to.append(address)
      wishes += SMTPService.wishes(in: line)
      return await say("250 2.1.5 OK")
    case "DATA":
      guard from != nil, !to.isEmpty else { return await say("503 5.5.1 nobody to send to") }
      return await takeMail()
    case "RSET":
      from = nil
      to = []
      return await say("250 2.0.0 OK")
    case "QUIT":
      _ = await say("221 2.0.0 goodbye")
      return false
    default:
      return await say("500 5.5.1 what?")
    }
  }

  private mutating func begin(_ line: String, _ faults: MailboxFaults) async -> Bool {
    wishes = SMTPService.wishes(in: line)
    let offered = Set(offers(faults).map { $0.prefix { $0 != " " } })
    let names = ["SMTPUTF8": "SMTPUTF8", "BODY": "8BITMIME", "RET": "DSN", "ENVID": "DSN"]
    for wish in wishes {
      guard let name = names[String(wish.prefix { $0 != "=" })], !offered.contains(name[...])
      else { continue }
      return await say("555 5.5.4 \(name) was never offered")
    }
    let size = wishes.first { $0.hasPrefix("SIZE=") }.flatMap { Int($0.dropFirst(5)) } ?? 0
    guard size <= faults.sizeLimit else { return await say("552 5.3.4 that is too large") }
    from = SMTPService.address(in: line)
    to = []
    return await say("250 2.1.0 OK")
  }

  private func offers(_ faults: MailboxFaults) -> [String] {
    ["SIZE \(faults.sizeLimit)", "8BITMIME", "SMTPUTF8", "DSN"].filter { offer in
      !faults.hiddenOffers.contains { offer.hasPrefix($0) }
    }
  }

  private func greet(_ faults: MailboxFaults) async -> Bool {
    let mustSecure = faults.wantsStartTLS && !isSecured
    let ways = await simulator.door?.mechanisms.joined(separator: " ") ?? "PLAIN LOGIN"
    let offer =
      mustSecure ? (faults.hidesStartTLS ? "ENHANCEDSTATUSCODES" : "STARTTLS") : "AUTH \(ways)"
    let lines = ["mail.shop.example"] + offers(faults)
    return await say(lines.map { "250-\($0)\r\n" }.joined() + "250 \(offer)")
  }

  private mutating func secure(_ faults: MailboxFaults) async -> Bool {
    let smuggled = faults.injection.isEmpty ? "" : "\r\n" + faults.injection
    guard await say("220 2.0.0 go ahead" + smuggled) else { return false }
    guard (try? await stream.upgradeToTLS()) != nil else { return false }
    isSecured = true
    return true
  }

  private mutating func signIn(_ words: [String]) async -> Bool {
    if let door = await simulator.door, words.count > 1, door.mechanisms.contains(words[1]) {
      return await admit(words)
    }
    var parts: [String] = []
    if words.count == 3, words[1].uppercased() == "PLAIN", let data = Data(base64Encoded: words[2])
    {
      parts = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    } else if words.count == 2, words[1].uppercased() == "LOGIN" {
      for prompt in ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"] {
        guard await say("334 \(prompt)"), let line = await lines.line() else { return false }
        parts.append(
          String(decoding: Data(base64Encoded: Data(line)) ?? Data(), as: UTF8.self))
      }
    }
    guard parts.count == 2, await simulator.accepts(parts[0], parts[1]) else {
      return await say("535 5.7.8 wrong name or password")
    }
    isSignedIn = true
    return await say("235 2.7.0 welcome")
  }

  private mutating func admit(_ words: [String]) async -> Bool {
    var response = words.count > 2 ? Array(words[2].utf8) : []
    if response.isEmpty {
      guard await say("334 "), let line = await lines.line() else { return false }
      response = line
    }
    if await simulator.token(in: response, by: words[1]) != nil {
      isSignedIn = true
      return await say("235 2.7.0 welcome")
    }
    guard await say("334 \(TokenDoor.challenge)"), let line = await lines.line() else {
      return false
    }
    let isAsAgreed = line == Array(MailboxSimulator.surrender(words[1]).utf8)
    return await say(isAsAgreed ? "535 5.7.8 the token is not good" : "501 5.5.2 say it again")
  }

  private mutating func takeMail() async -> Bool {
    guard await say("354 go on") else { return false }
    var bytes: [UInt8] = []
    while let line = await lines.line() {
      if line == [0x2E] { return await end(bytes) }
      bytes.append(contentsOf: line.first == 0x2E ? line.dropFirst() : line[...])
      bytes.append(contentsOf: [0x0D, 0x0A])
    }
    return false
  }

  private mutating func end(_ bytes: [UInt8]) async -> Bool {
    let mail = MailboxSimulator.Handed(from: from ?? "", to: to, bytes: bytes, wishes: wishes)
    from = nil
    to = []
    switch await simulator.faults.afterDot {
    case .accepts:
      await simulator.keep(mail)
      return await say("250 2.0.0 queued as \(await simulator.sent.count)")
    case .keepsAndHangsUp:
      await simulator.keep(mail)
      return false
    case .losesAndHangsUp:
      return false
    case .stalls:
      await simulator.keep(mail)
      return await lines.line() != nil
    case .answers(let text):
      return await say(text)
    }
  }

  /// What stands behind the address.
  private static func wishes(in line: String) -> [String] {
    guard let close = line.lastIndex(of: ">") else { return [] }
    return line[line.index(after: close)...].split(separator: " ").map(String.init)
  }

  private static func address(in line: String) -> String {
    guard let open = line.firstIndex(of: "<"), let close = line[open...].firstIndex(of: ">") else {
      return ""
    }
    return String(line[line.index(after: open)..<close])
  }
}

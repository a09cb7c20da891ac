import Foundation
package import Wire

extension MailboxSimulator {
  /// Speaks IMAP to one client until it leaves.
  package nonisolated func serveIMAP(_ stream: any ByteStream) async {
    let connection = await connect()
    var service = IMAPService(simulator: self, stream: stream, connection: connection)
    await service.run()
    await disconnect(connection)
    await stream.close()
  }
}

/// One IMAP connection to the simulator.
struct IMAPService: Sendable {
  /// A word of a command: text, or the bytes of a quoted string or literal.
  typealias Word = [UInt8]

  let simulator: MailboxSimulator
  let connection: Int
  private let stream: any ByteStream
  private var lines: ServiceLines
  private var spoken = 0
  private(set) var isSecured = false
  private(set) var isSignedIn = false
  private(set) var token: String?
  /// It says UIDs of what is gone, for the client asked it to.
  var saysUIDs = false

  init(simulator: MailboxSimulator, stream: any ByteStream, connection: Int) {
    self.simulator = simulator
    self.stream = stream
    self.connection = connection
    lines = ServiceLines(stream)
  }

  mutating func run() async {
    guard await greet() else { return }
    while let command = await command() {
      guard await answer(command) else { return }
    }
  }

  private mutating func greet() async -> Bool {
    switch await simulator.faults.greeting {
    case .ok:
      return await say("* OK ready")
    case .preauth:
      isSignedIn = true
      return await say("* PREAUTH welcome back")
    case .bye:
      _ = await say("* BYE too busy")
      return false
    case .nonsense:
      return await say("HTTP/1.1 400 Bad Request")
    }
  }
}

// MARK: - Speaking

extension IMAPService {
  mutating func say(_ text: String) async -> Bool { await send(Array("\(text)\r\n".utf8)) }

  /// Sends bytes as the faults allow; false when the connection is over.
  mutating func send(_ bytes: [UInt8]) async -> Bool {
    let faults = await simulator.faults
    var rest = bytes[...]
    let cut = faults.cutAfter.map { max(0, $0 - spoken) } ?? Int.max
    if rest.count > cut { rest = rest.prefix(cut) }
    spoken += bytes.count
    await simulator.count(rest.count)
    while !rest.isEmpty {
      let piece = rest.prefix(faults.pieceSize ?? rest.count)
      guard (try? await stream.write(Array(piece))) != nil else { return false }
      rest = rest.dropFirst(piece.count)
    }
    return bytes.count <= cut
  }

  mutating func capabilities() async -> String {
    let faults = await simulator.faults
    var list = "IMAP4rev1 UIDPLUS SPECIAL-USE"
    if !faults.isOldFashioned { list += " SASL-IR LITERAL+" }
    if !faults.hidesIdle { list += " IDLE" }
    if faults.isGmail { list += " X-GM-EXT-1" }
    if !faults.cannotMove { list += " MOVE" }
    if faults.memory != .none { list += " ENABLE CONDSTORE ESEARCH" }
    if faults.memory == .remembersGone { list += " QRESYNC" }
    guard faults.wantsStartTLS && !isSecured else {
      return list + (await simulator.mechanisms.map { " AUTH=\($0)" }.joined())
    }
    return list + " LOGINDISABLED" + (faults.hidesStartTLS ? "" : " STARTTLS")
  }

  mutating func secure(_ tag: String) async -> Bool {
    let injection = await simulator.faults.injection
    guard await say("\(tag) OK go ahead\(injection.isEmpty ? "" : "\r\n" + injection)") else {
      return false
    }
    guard (try? await stream.upgradeToTLS()) != nil else { return false }
    isSecured = true
    return true
  }

  mutating func signIn(_ tag: String, _ user: String, _ password: String) async -> Bool {
    guard await simulator.accepts(user, password) else {
      return await say("\(tag) NO [AUTHENTICATIONFAILED] wrong name or password")
    }
    isSignedIn = true
    return await say("\(tag) OK welcome")
  }

  mutating func authenticate(_ tag: String, _ words: [Word]) async -> Bool {
    guard words.count > 2 else { return await say("\(tag) BAD how?") }
    var response = words.count > 3 ? words[3] : nil
    if response == nil {
      guard await say("+ "), let line = await lines.line() else { return false }
      response = line
    }
    let mechanism = String(decoding: words[2], as: UTF8.self)
    if mechanism != "PLAIN" { return await admit(tag, response ?? [], by: mechanism) }
    let data = Data(base64Encoded: Data(response ?? [])) ?? Data()
    let parts = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 2 else { return await say("\(tag) BAD not a response") }
    return await signIn(tag, parts[0], parts[1])
  }

  private mutating func admit(_ tag: String, _ response: Word, by mechanism: String) async -> Bool {
    token = await simulator.token(in: response, by: mechanism)
    guard token == nil else {
      isSignedIn = true
      return await say("\(tag) OK welcome")
    }
    guard await say("+ \(TokenDoor.challenge)"), let line = await lines.line() else { return false }
    let isAsAgreed = line == Array(MailboxSimulator.surrender(mechanism).utf8)
    return await say(
      isAsAgreed
        ? "\(tag) NO [AUTHENTICATIONFAILED] the token is not good" : "\(tag) BAD say it again")
  }

  /// Pushes news until the client says DONE.
  mutating func idle(_ tag: String) async -> Bool {
    guard await say("+ idling") else { return false }
    let changes = await simulator.watch(connection)
    let pushing = Task { [simulator, connection, stream, saysUIDs] in
      var news = await simulator.news(for: connection, sayingUIDs: saysUIDs)
      if !news.isEmpty { try? await stream.write(Array(news.utf8)) }
      for await _ in changes {
        news = await simulator.news(for: connection, sayingUIDs: saysUIDs)
        if !news.isEmpty { try? await stream.write(Array(news.utf8)) }
      }
    }
    let line = await lines.line()
    await simulator.unwatch(connection)
    await pushing.value
    guard line != nil else { return false }
    return await say("\(tag) OK done")
  }
}

// MARK: - Listening

extension IMAPService {
  /// The next command as words, its literals included; parentheses are words of their own.
  private mutating func command() async -> [Word]? {
    var words: [Word] = []
    while let line = await lines.line() {
      let (size, isFree, end) = IMAPService.literal(endOf: line)
      IMAPService.split(line[..<end], into: &words)
      guard let size else { return words }
      if !isFree { guard await say("+ go on") else { return nil } }
      guard let bytes = await lines.bytes(size) else { return nil }
      words.append(bytes)
    }
    return nil
  }

  private static func literal(endOf line: [UInt8]) -> (size: Int?, isFree: Bool, end: Int) {
    guard line.last == 0x7D, let open = line.lastIndex(of: 0x7B) else {
      return (nil, false, line.count)
    }
    var digits = line[(open + 1)..<(line.count - 1)]
    let isFree = digits.last == 0x2B
    if isFree { digits.removeLast() }
    return (Int(String(decoding: digits, as: UTF8.self)), isFree, open)
  }

  private static func split(_ line: ArraySlice<UInt8>, into words: inout [Word]) {
    var word: Word = []
    var isQuoted = false
    var at = line.startIndex
    func flush() {
      if !word.isEmpty { words.append(word) }
      word = []
    }
    while at < line.endIndex {
      let byte = line[at]
      at += 1
      if isQuoted {
        if byte == 0x22 {
          words.append(word)
          word = []
          isQuoted = false
        } else if byte == 0x5C, at < line.endIndex {
          word.append(line[at])
          at += 1
        } else {
          word.append(byte)
        }
      } else if byte == 0x22 {
        flush()
        isQuoted = true
      } else if byte == 0x20 {
        flush()
      } else if byte == 0x28 || byte == 0x29 {
        flush()
        words.append([byte])
      } else {
        word.append(byte)
      }
    }
    flush()
  }
}
